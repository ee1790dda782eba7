from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk
from openstack.config import OpenStackConfig
from openstack.connection import Connection

from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.session import Session

from .faulty import CUT, DROP

OK = (200, {"servers": []})
LIMITS = (200, {"limits": {"absolute": {}}})


def test_a_read_whose_connection_breaks_is_repeated_once(faulty):
    faulty.on("GET", "/v2.1/servers", DROP, OK)
    assert faulty.wire().get("compute", "/servers").content == b'{"servers": []}'


def test_a_read_brings_its_body_though_a_debug_log_has_read_it_before(faulty, caplog):
    faulty.on("GET", "/v2.1/servers", OK)
    with caplog.at_level("DEBUG"):
        assert faulty.wire().get("compute", "/servers").content == b'{"servers": []}'
    assert "s3cret" not in caplog.text
    assert "token-1" not in caplog.text


def test_a_read_whose_answer_is_cut_off_is_repeated_once(faulty):
    faulty.on("GET", "/v2.1/servers", CUT, OK)
    assert faulty.wire().get("compute", "/servers").content == b'{"servers": []}'


@pytest.mark.parametrize("how", [DROP, CUT])
def test_a_read_that_breaks_twice_is_an_error(faulty, how):
    faulty.on("GET", "/v2.1/servers", how)
    with pytest.raises(ksa.ConnectFailure):
        faulty.wire().get("compute", "/servers")
    assert len(faulty.sent("GET", "/v2.1/servers")) == 2


def test_what_changes_something_is_never_repeated(faulty):
    faulty.on("POST", "/v2.1/servers", DROP, (202, {}))
    with pytest.raises(ksa.ConnectFailure):
        faulty.wire().post("compute", "/servers", {"server": {}})
    assert len(faulty.sent("POST", "/v2.1/servers")) == 1


def test_what_changes_something_is_not_repeated_for_an_sdk_that_asks_for_it(faulty):
    """openstacksdk 4.0 to 4.8 asked for one connect retry of each request."""
    faulty.on("POST", "/v2.1/servers", DROP, (202, {}))
    session = faulty.connection().session
    with pytest.raises(ksa.ConnectFailure):
        session.request(f"{faulty.url}/v2.1/servers", "POST", json={}, connect_retries=1)
    assert len(faulty.sent("POST", "/v2.1/servers")) == 1


def test_a_sign_in_whose_answer_is_lost_is_repeated(faulty):
    faulty.on("GET", "/v2.1/servers", OK)
    connection = faulty.connection()
    script = iter([DROP])
    answer = faulty.answer

    def lossy(method, path, *more):
        right = answer(method, path, *more)
        return next(script, right) if path == "/v3/auth/tokens" else right

    faulty.answer = lossy
    assert connection.session.get_token()
    assert len(faulty.sent("POST", "/v3/auth/tokens")) == 2


def test_a_revoked_token_is_renewed_once_for_twenty_threads_and_none_sees_a_401(faulty):
    faulty.on("GET", "/v2.1/servers", OK)
    wire = faulty.wire()
    wire.get("compute", "/servers")
    together = Barrier(20)

    def ask():
        together.wait()
        return wire.get("compute", "/servers").content

    faulty.revoked.add("token-1")
    with ThreadPoolExecutor(20) as pool:
        answers = [f.result() for f in [pool.submit(ask) for _ in range(20)]]
    assert answers == [b'{"servers": []}'] * 20
    assert faulty.tokens == 2


def test_a_token_that_is_refused_again_is_an_error(faulty):
    faulty.on("GET", "/v2.1/servers", (401, {"error": {"message": "no"}}))
    with pytest.raises(sdk.HttpException):
        faulty.wire().get("compute", "/servers")
    assert len(faulty.sent("GET", "/v2.1/servers")) == 2


def test_every_request_has_a_time_limit(faulty):
    assert faulty.connection().session.timeout == (10.0, 60.0)
    assert faulty.connection(api_timeout=5).session.timeout == 5.0


def test_an_old_nova_is_asked_for_what_it_has(faulty):
    refusal = {"computeFault": {"message": "Version 2.69 is not supported. maximum is 2.30."}}
    faulty.on("GET", "/v2.1/limits", (406, refusal), LIMITS)
    wire = faulty.wire()
    assert b"absolute" in wire.get("compute", "/limits").content
    assert wire.compute_version == "2.30"
    wire.get("compute", "/limits")
    assert len(faulty.sent("GET", "/v2.1/limits")) == 3


def test_an_old_nova_answers_what_it_can_of_something_newer(faulty):
    refusal = {"computeFault": {"message": "Version 2.96 is not supported. maximum is 2.90."}}
    faulty.on("GET", "/v2.1/servers/7", (406, refusal), (200, {"server": {}}))
    wire = faulty.wire()
    assert wire.send("compute", "GET", "/servers/7", newest="2.96").json() == {"server": {}}
    assert wire.compute_version == "2.69"


def test_the_environment_is_asked_for_a_proxy_once_a_host_and_is_obeyed(faulty, monkeypatch):
    monkeypatch.setenv("http_proxy", faulty.url)
    monkeypatch.setenv("no_proxy", "direct.example")
    http = faulty.connection().session.session
    for path in ("/one", "/two"):
        merged = http.merge_environment_settings("http://far.example" + path, {}, False, True, None)
        assert merged["proxies"]["http"] == faulty.url
    near = http.merge_environment_settings("http://direct.example/", {}, False, True, None)
    assert "http" not in near["proxies"]


TOKEN_PLUGINS = {
    "token": {"token": "old"},
    "v3token": {"token": "old"},
    "v3oidcaccesstoken": {
        "identity_provider": "i",
        "protocol": "openid",
        "access_token": "old",
    },
    "v3applicationcredential": {
        "application_credential_id": "a",
        "application_credential_secret": "s",
    },
    "v3password": {"username": "me", "password": "s3cret", "user_domain_name": "d"},
}


@pytest.fixture(params=TOKEN_PLUGINS)
def signed_in_with(request, faulty):
    """A connection of each plugin; all paths of signing in answer as /auth/tokens does."""
    answer = faulty.answer

    def federated(method, path, *more):
        if path.startswith("/v3/OS-FEDERATION/identity_providers"):
            path = "/v3/auth/tokens"
        return answer(method, path, *more)

    faulty.answer = federated
    auth = {"auth_url": f"{faulty.url}/v3", **TOKEN_PLUGINS[request.param]}
    if request.param != "v3applicationcredential":
        auth |= {"project_name": "p", "project_domain_name": "d"}
    config = OpenStackConfig(
        session_constructor=Session, load_yaml_config=False, load_envvars=False
    )
    return Connection(config=config.get_one(auth_type=request.param, auth=auth))


def within_seconds(ask):
    """Return what came; a request that hangs fails the test instead of stopping all."""
    got = []

    def caught():
        try:
            got.append(ask())
        except BaseException as raised:  # noqa: BLE001
            got.append(raised)

    thread = Thread(target=caught, daemon=True)
    thread.start()
    thread.join(10)
    assert got, "it hangs"
    return got[0]


def test_a_refused_sign_in_is_an_error_at_once_with_every_plugin(signed_in_with, faulty):
    faulty.refuses_sign_in = True
    assert isinstance(within_seconds(signed_in_with.session.get_token), ksa.Unauthorized)


def test_a_sign_in_that_is_refused_in_mid_session_is_asked_for_once(signed_in_with, faulty):
    faulty.on("GET", "/v2.1/servers", OK)
    wire = HttpClient(signed_in_with)
    wire.get("compute", "/servers")
    before = len(faulty.sent("POST", "/v3/auth/tokens"))
    together = Barrier(20)
    all_sent = Barrier(20)
    answer = faulty.answer

    def revoked(method, path, query, body, token):
        if method == "GET" and path == "/v2.1/servers":
            all_sent.wait(5)
            return 401, {"error": {"message": "requires authentication"}}
        return answer(method, path, query, body, token)

    faulty.answer, faulty.refuses_sign_in = revoked, True

    def ask():
        together.wait()
        return wire.get("compute", "/servers")

    def ask_all():
        with ThreadPoolExecutor(20) as pool:
            return [f.exception() for f in [pool.submit(ask) for _ in range(20)]]

    raised = within_seconds(ask_all)
    assert [type(one) for one in raised] == [ksa.Unauthorized] * 20
    assert len(faulty.sent("POST", "/v3/auth/tokens")) == before + 1


def test_a_token_that_is_revoked_in_mid_session_is_renewed_once(signed_in_with, faulty):
    faulty.on("GET", "/v2.1/servers", OK)
    wire = HttpClient(signed_in_with)
    wire.get("compute", "/servers")
    tokens = faulty.tokens
    faulty.revoked.add(f"token-{tokens}")

    def ask_all():
        with ThreadPoolExecutor(20) as pool:
            asked = [pool.submit(wire.get, "compute", "/servers") for _ in range(20)]
            return [one.result().content for one in asked]

    assert within_seconds(ask_all) == [b'{"servers": []}'] * 20
    requests_of_one = 2 if "oidc" in type(signed_in_with.session.auth).__module__ else 1
    assert faulty.tokens - tokens == requests_of_one
