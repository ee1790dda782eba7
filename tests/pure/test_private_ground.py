"""What docs/private-ground.md lists: each test fails when the ground moves."""

import inspect
import re
import threading
from pathlib import Path

import anywidget
import comm
import ipywidgets as ipw
import pytest
import requests
import traitlets
from ipykernel.comm import comm as ipykernel_comm
from keystoneauth1 import session as ksa_session
from openstack.config import OpenStackConfig, loader
from requests.adapters import HTTPAdapter
from tornado.http1connection import HTTP1Connection
from tornado.simple_httpclient import HTTPTimeoutError
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClientConnection
from urllib3 import HTTPConnectionPool, PoolManager
from urllib3.connection import HTTPConnection

from canfar_jupyter import widgets
from canfar_jupyter.cloud.http.session import CONNECTIONS, Session
from canfar_jupyter.cloud.images import web_session

ROOT = Path(__file__).parents[2]
LISTED = (ROOT / "docs/private-ground.md").read_text()


def test_each_row_has_a_test_that_is_there():
    here = Path(__file__).read_text()
    rows = [line for line in LISTED.splitlines() if line.startswith("| ")][2:]
    for row in rows:
        [name] = re.findall(r"`([^`]+)`", row.split("|")[-2])
        found = (ROOT / name).is_file() if "/" in name else f"def {name}(" in here
        assert found, row


def test_keystoneauth_sends_everything_by_request():
    taken = set(inspect.signature(ksa_session.Session.request).parameters)
    ours = {"url", "method", "raise_exc", "allow_reauth", "authenticated", "auth"}
    assert ours | {"connect_retries"} <= taken
    for verb in ("get", "post", "put", "patch", "delete", "head"):
        assert "self.request(" in inspect.getsource(getattr(ksa_session.Session, verb))


def test_the_sdk_makes_our_session():
    config = OpenStackConfig(
        session_constructor=Session, load_yaml_config=False, load_envvars=False
    )
    region = config.get_one(auth_type="none", endpoint="http://127.0.0.1:9")
    assert isinstance(region.get_session(), Session)


def test_the_sdk_tells_where_it_looks_for_clouds_yaml():
    names = {Path(name).name for name in loader.CONFIG_FILES}
    assert {"clouds.yaml", "clouds.yml"} <= names


def test_an_adapter_makes_its_pools_anew():
    adapter = Session().session.get_adapter("https://")
    pool = adapter.poolmanager.connection_from_url("https://127.0.0.1:9")
    assert pool.pool.maxsize == CONNECTIONS


def test_requests_merges_the_environment_by_a_method():
    merge = requests.Session.merge_environment_settings
    assert list(inspect.signature(merge).parameters)[1:] == [
        "url",
        "proxies",
        "stream",
        "verify",
        "cert",
    ]
    assert "merge_environment_settings(" in inspect.getsource(requests.Session.request)


def test_urllib3_connects_by_new_conn(monkeypatch):
    assert set(PoolManager().pool_classes_by_scheme) == {"http", "https"}
    assert "self._new_conn()" in inspect.getsource(HTTPConnection.connect)
    monkeypatch.setenv("CANFAR_JUPYTER_NETWORKS", "")
    adapter = web_session.session().get_adapter("http://")
    assert isinstance(adapter, HTTPAdapter)
    pool = adapter.poolmanager.connection_from_url("http://example.org")
    assert type(pool) is not HTTPConnectionPool
    assert pool.ConnectionCls._new_conn is not HTTPConnection._new_conn


def test_ipykernel_remembers_the_shell_of_a_comm_by_that_name():
    source = inspect.getsource(ipykernel_comm)
    assert "subshell" not in source or "_reply_subshell_id" in source


def test_a_widget_sends_from_any_thread():
    html, errors = ipw.HTML(), []

    def change():
        try:
            html.value = "changed"
        except BaseException as failed:  # noqa: BLE001
            errors.append(failed)

    thread = threading.Thread(target=change)
    thread.start()
    thread.join()
    assert (html.value, errors) == ("changed", [])


OURS = [
    made
    for made in (getattr(widgets, name) for name in widgets.__all__)
    if isinstance(made, type) and issubclass(made, ipw.Widget | anywidget.AnyWidget)
]
MEANT = {"close", "keys", "_repr_mimebundle_", "_ipython_display_"}
THEIRS = (ipw.DOMWidget, ipw.VBox, ipw.HBox, anywidget.AnyWidget)


@pytest.mark.parametrize("made", OURS, ids=lambda made: made.__name__)
def test_no_widget_hides_a_method_of_ipywidgets(made):
    for name, value in vars(made).items():
        hidden = [t for t in THEIRS if issubclass(made, t) and name in dir(t)]
        if hidden and callable(value) and not name.startswith("__") and name not in MEANT:
            pytest.fail(f"{made.__name__}.{name} hides that of {hidden[0].__name__}")
    assert hasattr(made, "get_state")
    assert hasattr(made, "send_state")
    assert issubclass(made, traitlets.HasTraits)


def test_voila_has_what_the_page_overrides():
    app = pytest.importorskip("voila.app", reason="the extra voila is not installed")
    for name in (
        "initialize",
        "init_handlers",
        "listen",
        "launch_browser",
        "connection_url",
        "token",
    ):
        assert hasattr(app.Voila, name)
    assert "self.listen()" in inspect.getsource(app.Voila.start)
    assert "self.init_handlers()" in inspect.getsource(app.Voila.start)
    assert "self.launch_browser()" in inspect.getsource(app.Voila)


def test_a_kernel_knows_its_server():
    utils = pytest.importorskip("voila.utils", reason="the extra voila is not installed")
    launcher = pytest.importorskip("jupyter_client.launcher")
    assert utils.ENV_VARIABLE.VOILA_BASE_URL == "VOILA_BASE_URL"
    assert 'env["JPY_PARENT_PID"] = str(os.getpid())' in inspect.getsource(launcher)


def test_tornado_has_the_connection_of_its_websocket():
    assert issubclass(HTTPTimeoutError, Exception)
    assert hasattr(WebSocketClientConnection, "close")
    assert hasattr(HTTP1Connection, "detach")
    source = inspect.getsource(RequestHandler)
    for name in ("_auto_finish", "_finished", "_headers", "_reason"):
        assert f"self.{name}" in source
    assert Application is not None


def test_what_is_made_while_a_page_loads_is_given_its_kernel():

    assert callable(ipw.Widget.handle_control_comm_opened)
    assert callable(comm.create_comm)
    made = ipykernel_comm.BaseComm(target_name="jupyter.widget", primary=False)
    assert made.kernel is None  # ipywidgets does not send on one that has none
