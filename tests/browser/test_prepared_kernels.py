"""The kernels that ``canfar-jupyter demo`` keeps ready: one for each page, and its rows are fresh."""

import signal
from pathlib import Path

import openstack
import psutil
import pytest
from playwright.sync_api import expect

from canfar_jupyter.demo import running as demos
from tests.support.commands import address, running
from tests.support.waiting import of_page, until

KERNEL = "JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"


def kernels(process):
    """Return the processes of the kernels of a command."""
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if any("ipykernel" in word for word in child.cmdline())]


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A dashboard on a demo cloud with one instance; its address, its process, its log."""
    state = tmp_path / "state"
    env = {"CANFAR_JUPYTER_POLL_WATCHED": "1", "CANFAR_JUPYTER_POLL_SERVERS": "0.5"}
    words = ("demo", "--no-browser", "--state", str(state), "--scale", "servers=1")
    with running(*words, **env) as process:
        url = address(process)
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demos.find(state).clouds_yaml))
        yield url, process, state / "dashboard.log"


@pytest.mark.timeout(180)
def test_each_page_gets_a_prepared_kernel_and_what_is_true_now(page, chromium, served):
    url, process, log = served
    until(lambda: "is filled with 1 kernel" in Path(log).read_text(), "one is ready", 60)
    compute = openstack.connect(cloud="demo").compute
    (server,) = compute.servers()
    compute.update_server(server, name="renamed-meanwhile")
    page.goto(url)
    expect(page.get_by_role("row", name="renamed-meanwhile")).to_be_visible(timeout=60_000)

    compute.update_server(server, name="renamed-again")
    other = chromium.new_page()
    other.goto(url)
    expect(other.get_by_role("row", name="renamed-again")).to_be_visible(timeout=60_000)
    assert other.evaluate(KERNEL) != page.evaluate(KERNEL)
    assert Path(log).read_text().count("Using pre-heated kernel") == 2
    other.close()
    assert page.errors == []

    until(lambda: kernels(process), "one is ready again", pause=of_page(page))
    ready = kernels(process)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    until(lambda: not any(one.is_running() for one in ready), "they end with the server")
