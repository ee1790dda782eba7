"""``canfar-jupyter demo`` as it is typed."""

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from canfar_jupyter import cli
from canfar_jupyter.demo import running


@pytest.fixture
def ctrl_c():
    """Let programs hear Ctrl-C also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.SIGINT
    signal.signal(signal.SIGINT, before)


def test_it_says_where_the_dashboard_is_and_ctrl_c_ends_all_of_it(tmp_path, ctrl_c):
    state = tmp_path / "state"
    command = ["-m", "canfar_jupyter.cli", "demo", "--no-browser", "--state", str(state)]
    process = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C of whoever runs the tests is not for it
    )
    try:
        said = process.stdout.readline()
        found = re.fullmatch(r"The dashboard: (http://127\.0\.0\.1:\d+/\?token=\w+)\n", said)
        assert found, f"it said {said!r}"
        assert process.stdout.readline() == "To end it: Ctrl-C\n"
        assert running.find(state) is not None
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        assert direct.open(found[1], timeout=60).status == 200
        process.send_signal(ctrl_c)
        rest, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, rest
    assert running.find(state) is None


@pytest.mark.parametrize(
    ("package", "serve", "says"),
    [
        ("voila.app", lambda: cli._serve_dashboard(0, browser=False), 'canfar_jupyter[voila]"'),
        (
            "jupyterlab.labapp",
            lambda: cli._serve_lab(0, Path("nowhere"), browser=False),
            'canfar_jupyter[lab]"',
        ),
    ],
)
def test_a_missing_extra_is_a_sentence_with_the_command(monkeypatch, package, serve, says):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(cli.MissingExtra) as told:
        serve()
    assert str(told.value).endswith(f'pip install "{says}')
