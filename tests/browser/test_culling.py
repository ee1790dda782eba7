"""A page that has gone without a word: its kernel falls silent and is culled."""

import re
import threading
import time
from pathlib import Path

import nbformat
import openstack
import pytest
from playwright.sync_api import expect

from canfar_jupyter.apps import serving
from canfar_jupyter.cloud import connect
from canfar_jupyter.live.base.schedule import SLOW, WATCHED
from tests.browser.servers import running
from tests.browser.test_voila_template import is_alive

# Seconds of silence until a kernel is culled here, for the ten minutes of real life; longer than
# the slowest polling, so that a kernel that still polls a changing cloud would live for ever.
IDLE = int(SLOW["servers"]) + 5
MARGIN = 15  # seconds: a last reading, the culler's rounds, a slow machine


@pytest.fixture(scope="module")
def voila(demo, tmp_path_factory):
    """Voila as the package starts it, but for shorter times; below the dashboard is much room."""
    folder = tmp_path_factory.mktemp("voila")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    notebook.cells = [
        nbformat.v4.new_code_cell("import canfar_jupyter as cj\n\ncj.dashboard()"),
        nbformat.v4.new_markdown_cell('<div style="height: 4000px">Room</div>\n\nThe end'),
    ]
    nbformat.write(notebook, folder / "page.ipynb")
    config = serving.voila(0)
    config["Voila"] = {"ip": "127.0.0.1"}
    config["VoilaConfiguration"]["preheat_kernel"] = False
    config["MappingKernelManager"] = {"cull_idle_timeout": IDLE, "cull_interval": 1}
    command = ["voila", str(folder / "page.ipynb"), "--no-browser", "--port={port}"]
    command += ["--Voila.token={token}", *serving.flags(config)]
    env = {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml), "OS_CLOUD": "demo"}
    with running(command, env, Path(folder), "/voila/static/voila.js") as server:
        yield server


@pytest.fixture
def changing(demo, monkeypatch):
    """An instance that has another name every second; gives what it was called last."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    cloud = connect("demo")
    server = cloud.launch("changing-0", image="cirros-0.6.3", flavor="c1-3.75gb-15")
    cloud.wait_until_active(server.id)
    sdk = openstack.connect(cloud="demo")
    names, over = ["changing-0"], threading.Event()

    def rename():
        while not over.wait(1):
            sdk.compute.update_server(server.id, name=f"changing-{len(names)}")
            names.append(f"changing-{len(names)}")

    thread = threading.Thread(target=rename)
    thread.start()
    yield names
    over.set()
    thread.join()
    cloud.terminate(server.id)


def opened(page, voila):
    """Open a dashboard; return where it shows the instance, and its kernel."""
    page.goto(voila.url)
    cell = page.get_by_title(re.compile(r"^changing-\d+$"))
    expect(cell).to_be_visible(timeout=60_000)
    data = "JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
    return cell, page.evaluate(data)


@pytest.mark.timeout(240)
def test_a_killed_page_ends_its_kernel_and_a_page_that_is_looked_at_again_lives_at_once(
    page, chromium, voila, changing
):
    context = chromium.new_context()
    context.add_init_script("navigator.sendBeacon = () => false")  # no goodbye reaches Voila
    killed = context.new_page()
    _cell, gone = opened(killed, voila)
    cell, kernel = opened(page, voila)
    page.get_by_text("The end").scroll_into_view_if_needed()  # nobody looks at the dashboard
    context.close()
    left = time.monotonic()
    assert is_alive(voila, gone)

    while is_alive(voila, gone):
        assert time.monotonic() - left < WATCHED + IDLE + MARGIN, "the kernel lives on"
        page.wait_for_timeout(200)
    assert time.monotonic() - left > IDLE, "it was not the culler that ended it"

    # The other page is there, but its dashboard is out of sight: nothing is read for it.
    assert is_alive(voila, kernel)
    while int(cell.text_content().removeprefix("changing-")) > len(changing) - IDLE:
        assert time.monotonic() - left < WATCHED + IDLE + MARGIN, "it is still being read"
        page.wait_for_timeout(200)
    seen = cell.text_content()  # for longer than between two readings; a name lasts a second
    # It is looked at again: current at once, long before the next slow reading would be.
    back = time.monotonic()
    cell.scroll_into_view_if_needed()
    expect(cell).not_to_have_text(seen, timeout=5000)
    assert time.monotonic() - back < SLOW["servers"] / 3
    assert page.errors == []
