"""Who is let in to the dashboard that ``canfar-jupyter dashboard`` serves, and to plain Voila."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

import canfar_jupyter as cj
from canfar_jupyter.errors import NotAllowed
from canfar_jupyter.local import guard
from tests.support.commands import address, answer, is_running, running, status
from tests.support.loop import run
from tests.support.waiting import until

ELSEWHERE = (
    "evil.example",
    "evil.example:8866",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
)
HERE = ("localhost", "127.0.0.1", "[::1]", "LOCALHOST:9000", "127.0.0.1:1", "[::1]:8866")
KERNEL = "01234567-89ab-cdef-0123-456789abcdef"
ROUTES = (
    "/",
    "/login",
    "/voila/static/voila.js",
    "/voila/templates/canfar/index.html.j2",
    "/voila/api/themes/x",
    "/voila/labextensions/x",
    "/voila/files/x",
    f"/api/kernels/{KERNEL}",
    f"/api/kernels/{KERNEL}/channels",
    f"/voila/query/{KERNEL}",
    "/nowhere",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory, module_clouds):
    home = tmp_path_factory.mktemp("home")
    words = ["dashboard", "--cloud", "demo", "--no-browser"]
    env = {"HOME": str(home), "OS_CLIENT_CONFIG_FILE": str(module_clouds)}
    with running(*words, **env) as process:
        yield address(process)


@pytest.fixture(scope="module")
def module_clouds(demo):
    return demo.clouds_yaml


def base(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize("route", ROUTES)
def test_a_request_for_another_host_is_refused_on_every_route(page, route):
    token = urlsplit(page).query
    for host in ELSEWHERE:
        code, text = answer(f"{base(page)}{route}?{token}", Host=host)
        assert (code, text.startswith("This server answers only at localhost")) == (403, True)


@pytest.mark.parametrize("host", HERE)
def test_this_computer_is_let_in_by_each_of_its_names(page, host):
    assert status(f"{base(page)}/voila/static/voila.js", Host=host) == 200


def test_without_the_token_there_is_no_page(page):
    with_it, page_of_it = answer(page)
    assert with_it == 200
    assert "jupyter-config-data" in page_of_it
    _, login = answer(f"{base(page)}/")
    assert "jupyter-config-data" not in login
    assert status(f"{base(page)}/api/kernels/{KERNEL}") == 403


def test_no_configuration_of_voila_takes_the_token_away(module_clouds, tmp_path):
    """Nor makes it another than the one that is printed."""
    open_to_all = {"Voila": {"ip": "0.0.0.0", "token": ""}, "IdentityProvider": {"token": ""}}
    (tmp_path / "voila.json").write_text(json.dumps(open_to_all))
    env = {"HOME": str(tmp_path), "OS_CLIENT_CONFIG_FILE": str(module_clouds)}
    env |= {"JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_TOKEN": "known-to-others"}
    with running("dashboard", "--cloud", "demo", "--no-browser", **env) as process:
        url = address(process)
        assert len(urlsplit(url).query) > 40
        assert "jupyter-config-data" in answer(url)[1]
        for token in ("", "?token=known-to-others"):
            assert "jupyter-config-data" not in answer(f"{base(url)}/{token}")[1]
        family = psutil.Process(process.pid)
        ports = [c.laddr.ip for c in family.net_connections("tcp") if c.status == "LISTEN"]
        assert set(ports) == {"127.0.0.1"}


@pytest.mark.parametrize("path", [f"/api/kernels/{KERNEL}/channels", f"/voila/query/{KERNEL}"])
def test_a_websocket_for_another_host_is_refused(page, path):
    url = f"{base(page).replace('http', 'ws')}{path}?{urlsplit(page).query}"
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}

    async def connect():
        await websocket_connect(HTTPRequest(url, headers=headers))

    with pytest.raises(HTTPClientError) as refused:
        run(connect())
    assert refused.value.code == 403


@pytest.mark.parametrize(
    ("name", "in_clouds_yaml"),
    [("SIGHUP", True), ("SIGTERM", False)],
    ids=["own cloud", "demo cloud"],
)
def test_a_signal_ends_all_that_it_started(module_clouds, tmp_path, name, in_clouds_yaml):
    env = {"HOME": str(tmp_path)}
    if in_clouds_yaml:
        env["OS_CLIENT_CONFIG_FILE"] = str(module_clouds)
    with running("dashboard", "--cloud", "demo", "--no-browser", **env) as process:
        assert status(address(process)) == 200
        started = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        assert len(started) >= 1 + (not in_clouds_yaml), "a kernel, and the demo cloud"
        process.send_signal(getattr(signal, name))
        assert process.wait(30) == 0
        until(lambda: not [pid for pid in started if is_running(pid)], "all have ended", 20)
        assert process.stdout.read() == "To end it: Ctrl-C\n", "nothing else is printed"


KERNEL_CODE = """
import os, sys
from canfar_jupyter.cloud import connect
from canfar_jupyter.errors import CloudError
try:
    print("signed in:", connect("demo").identity.project)
except CloudError as error:
    print(type(error).__name__, error, error.hint)
"""


def in_kernel(**env):
    """Sign in as a kernel would that has these variables."""
    done = subprocess.run(
        [sys.executable, "-c", KERNEL_CODE],
        env=env | {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({}, "signed in"),
        ({"VOILA_BASE_URL": "/"}, "NotAllowed"),
        ({"VOILA_BASE_URL": "/", "CANFAR_JUPYTER_SERVE_OWN_CLOUD": "yes"}, "signed in"),
        ({"VOILA_BASE_URL": "/", "CANFAR_JUPYTER_SERVE_OWN_CLOUD": "no"}, "NotAllowed"),
        (
            {"VOILA_BASE_URL": "/", "CANFAR_JUPYTER_GUARDED_BY": "7", "JPY_PARENT_PID": "7"},
            "signed in",
        ),
        (  # a plain Voila that was started from a kernel of ours inherits what we said
            {"VOILA_BASE_URL": "/", "CANFAR_JUPYTER_GUARDED_BY": "7", "JPY_PARENT_PID": "8"},
            "NotAllowed",
        ),
        ({"VOILA_BASE_URL": "/", "CANFAR_JUPYTER_GUARDED_BY": ""}, "NotAllowed"),
    ],
)
def test_plain_voila_does_not_sign_in_with_the_servers_own_credentials(
    module_clouds, tmp_path, env, says
):
    env = {"OS_CLIENT_CONFIG_FILE": str(module_clouds), "HOME": str(tmp_path), **env}
    said = in_kernel(**env)
    assert said.startswith(says)
    if says == "NotAllowed":
        assert "canfar-jupyter dashboard" in said
        assert "CANFAR_JUPYTER_SERVE_OWN_CLOUD=yes" in said


def test_a_page_that_may_not_sign_in_offers_no_button_that_would_not_help(monkeypatch, clouds):
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    app = cj.dashboard("demo")
    until(lambda: app.failed)
    assert "does not sign in" in app.messages.items[0]["text"]
    assert app.again.layout.display == app.demo.layout.display == "none"
    with pytest.raises(NotAllowed, match="does not sign in"):
        guard.check()
    assert re.search(r"canfar-jupyter dashboard", app.messages.items[0]["hint"])
