"""``canfar-jupyter demo`` as it is typed."""

import signal
import sys
from pathlib import Path

import psutil
import pytest

from canfar_jupyter.cli import lab, page
from canfar_jupyter.cli.failure import MissingExtra
from canfar_jupyter.demo import running as demos
from tests.support.commands import address, is_running, running, status
from tests.support.waiting import until

SHAPES = {"dashboard": (), "lab": ("--lab",), "api": ("--api-only",)}


@pytest.fixture(autouse=True)
def ctrl_c():
    """Let programs hear Ctrl-C also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_says_where_the_dashboard_is_and_nothing_else(tmp_path):
    state = tmp_path / "state"
    with running("demo", "--no-browser", "--state", str(state)) as process:
        url = address(process)
        assert "/?token=" in url
        assert process.stdout.readline() == "To end it: Ctrl-C\n"
        assert demos.find(state) is not None
        assert status(url) == 200  # a kernel has started, whose warnings are in the log
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert (process.returncode, rest) == (0, "")
    assert demos.find(state) is None
    assert (state / "dashboard.log").exists()


def test_jupyterlab_says_where_it_is_and_nothing_else(tmp_path):
    state = tmp_path / "state"
    with running("demo", "--lab", "--no-browser", "--state", str(state)) as process:
        url = address(process)
        assert "/lab/tree/01_first_instance.ipynb?token=" in url
        assert process.stdout.readline() == "To end it: Ctrl-C\n"
        until(lambda: status(url) == 200, "JupyterLab answers")
        base, _, token = url.partition("/lab/tree/01_first_instance.ipynb")
        for route in ("/lab", "/api", "/api/kernels", "/static/favicons/favicon.ico"):
            assert status(base + route + token, Host="evil.example") == 403
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert (process.returncode, rest) == (0, "")
    assert demos.find(state) is None


@pytest.mark.parametrize(
    ("shape", "name"),
    [("dashboard", "SIGTERM"), ("lab", "SIGHUP"), ("api", "SIGTERM"), ("api", "SIGHUP")],
)
def test_a_signal_ends_all_that_it_started(tmp_path, shape, name):
    state = tmp_path / "state"
    words = ["demo", *SHAPES[shape], "--no-browser", "--state", str(state)]
    with running(*words) as process:
        url = address(process)
        if shape == "dashboard":
            assert status(url) == 200
        started = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        assert demos.find(state).pid in started
        process.send_signal(getattr(signal, name))
        assert process.wait(30) == 0
        until(lambda: not [pid for pid in started if is_running(pid)], "all have ended", 20)


def test_a_signal_while_the_demo_cloud_starts_ends_it_too(tmp_path):
    with running("demo", "--api-only", "--state", str(tmp_path / "state")) as process:
        family = psutil.Process(process.pid)
        started = until(lambda: [child.pid for child in family.children()], "it has begun")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        until(lambda: not [pid for pid in started if is_running(pid)], "it has ended", 20)


def test_a_hangup_that_nohup_ignores_stays_ignored(tmp_path):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with running("demo", "--api-only", "--state", str(tmp_path / "state")) as process:
            url = address(process)
            process.send_signal(signal.SIGHUP)
            assert status(url) == 200
            assert process.poll() is None
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("package", "serve", "says"),
    [
        (
            "voila.app",
            lambda: page.serve(0, Path("nowhere"), browser=False),
            'canfar_jupyter[voila]"',
        ),
        (
            "jupyterlab.labapp",
            lambda: lab.serve(0, Path("nowhere"), browser=False),
            'canfar_jupyter[lab]"',
        ),
    ],
)
def test_a_missing_extra_is_a_sentence_with_the_command(monkeypatch, package, serve, says):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra) as told:
        serve()
    assert str(told.value).endswith(f'pip install "{says}')
