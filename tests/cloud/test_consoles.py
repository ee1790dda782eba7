"""The address of a console: which one is believed, what is made of it, and why there is none."""

import ssl

import pytest

from canfar_jupyter import errors
from canfar_jupyter.cloud import Cloud, Identity, service_of
from canfar_jupyter.cloud.consoles.hosts import ConsoleHosts, is_this_computer
from canfar_jupyter.cloud.consoles.verbs import websockets
from tests.live.certificate import certificate

SERVER = "11111111-1111-4111-8111-111111111111"
PATH = f"/v2.1/servers/{SERVER}/remote-consoles"
TOKEN = "f3c1-secret"
ANSWER = f"http://127.0.0.1:6080/vnc_lite.html?path=%3Ftoken%3D{TOKEN}"


@pytest.fixture
def cloud(faulty):
    return made(faulty)


def made(faulty, auth_url=None, hosts=None):
    url = auth_url or faulty.url
    return Cloud(faulty.wire(), Identity("faulty", url, "me", "u", "p", "p" * 32, "R"), "", hosts)


def answers(faulty, url):
    faulty.on("POST", PATH, (200, {"remote_console": {"url": url, "type": "x", "protocol": "y"}}))


def refuses(faulty, status, message, kind="badRequest"):
    faulty.on("POST", PATH, (status, {kind: {"code": status, "message": message}}))


def test_nova_is_asked_for_the_kind(cloud, faulty):
    answers(faulty, ANSWER)
    assert cloud.console_url(SERVER) == ANSWER
    ((_, _, _, body),) = faulty.sent("POST", PATH)
    assert body == {"remote_console": {"protocol": "vnc", "type": "novnc"}}
    answers(faulty, f"ws://127.0.0.1:6083/?token={TOKEN}")
    assert service_of(cloud).consoles.console_endpoint(SERVER, "serial").urls == (
        f"ws://127.0.0.1:6083/?token={TOKEN}",
    )
    *_, (_, _, _, body) = faulty.sent("POST", PATH)
    assert body == {"remote_console": {"protocol": "serial", "type": "serial"}}


def test_a_kind_that_nobody_knows_is_not_asked_for(cloud, faulty):
    with pytest.raises(errors.Invalid, match="choose one of novnc"):
        cloud.console_url(SERVER, "teletype")
    assert not faulty.sent("POST", PATH)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "http://h:6080/vnc_lite.html?path=%3Ftoken%3DT",
            ["ws://h:6080/?token=T", "ws://h:6080/vnc_lite.html?token=T"],
        ),
        (
            "https://h/console/vnc_auto.html?path=websockify%3Ftoken%3DT",
            ["wss://h/websockify?token=T", "wss://h/console/websockify?token=T"],
        ),
        ("https://h/vnc_auto.html?token=T", ["wss://h/?token=T", "wss://h/vnc_auto.html?token=T"]),
        ("wss://h:6083/?token=T", ["wss://h:6083/?token=T"]),
        # whoever puts another host into the query does not get there
        ("https://h/vnc.html?path=//evil.example/%3Ftoken%3DT", ["wss://h/evil.example/?token=T"]),
        (
            "https://h/vnc.html?path=http%3A%2F%2Fevil.example%2F%3Ftoken%3DT",
            ["wss://h/http://evil.example/?token=T"],
        ),
    ],
)
def test_where_the_websocket_is(url, expected):
    assert websockets(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "vnc_lite.html?token=T",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://127.0.0.1/?token=T",
        "http:///vnc.html?token=T",
        "http://127.0.0.1:99999/?token=T",
        "http://127.0.0.1:0/?token=T",
        "http://user:pass@127.0.0.1/?token=T",
        "http://127.0.0.1\\@evil.example/?token=T",
        "http://127.0.0.1/?token=T\r\nHost: evil",
        "http://127.0.0.1/ x",
        "http://[::1/?token=T",
        "http://127.0.0.1/?token=" + "T" * 5000,
    ],
)
def test_an_address_that_is_none_is_refused(cloud, faulty, url):
    answers(faulty, url)
    for ask in (cloud.console_url, service_of(cloud).consoles.console_endpoint):
        with pytest.raises(
            errors.CloudFailure, match="an invalid URL for the console: it is not opened"
        ) as refused:
            ask(SERVER)
        assert "=T" not in str(refused.value)


@pytest.mark.parametrize("url", ["https://evil.example/vnc.html?token=T", "ws://10.0.0.8/?token=T"])
def test_a_console_elsewhere_is_refused_with_what_to_do(cloud, faulty, url):
    answers(faulty, url)
    with pytest.raises(errors.CloudFailure, match="not one of its own hosts") as refused:
        service_of(cloud).consoles.console_endpoint(SERVER)
    assert "canfar_console_hosts" in refused.value.hint
    assert "token" not in f"{refused.value}{refused.value.hint}".replace("=T", "token")


def test_a_host_that_the_user_names_is_believed(faulty):
    cloud = made(faulty, hosts=["console.example.ca"])
    answers(faulty, f"http://console.example.ca/vnc.html?token={TOKEN}")
    endpoint = service_of(cloud).consoles.console_endpoint(SERVER)
    assert endpoint.host == "console.example.ca"
    assert not endpoint.local
    assert TOKEN not in repr(endpoint)


HOSTS = ConsoleHosts.of("keystone.cloud.example.ca", ["nova.cloud.example.ca", "8.8.4.4"])


@pytest.mark.parametrize(
    ("host", "believed"),
    [
        ("nova.cloud.example.ca", True),
        ("NOVA.cloud.example.ca.", True),
        ("console.cloud.example.ca", True),
        ("a.console.cloud.example.ca", True),
        ("8.8.4.4", True),
        ("8.8.4.5", False),
        ("cloud.example.ca.evil.org", False),
        ("evilcloud.example.ca", False),
        ("www.example.ca", False),
        ("localhost", False),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("2130706433", False),
        ("0x7f.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("169.254.169.254", False),
        ("", False),
    ],
)
def test_which_hosts_are_the_clouds_own(host, believed):
    assert HOSTS.believe(host) is believed


@pytest.mark.parametrize(
    ("own", "host", "believed"),
    [
        ("cloud.example.ac.uk", "console.example.ac.uk", True),
        ("example.ac.uk", "evil.ac.uk", False),  # anybody may have a name below ac.uk
        ("example.ac.uk", "console.example.ac.uk", True),
        ("example.ca", "evil.ca", False),
        ("example.ca", "console.example.ca", True),
        ("controller", "compute", False),
        ("controller", "x.controller", False),
        ("10.0.0.1", "1.10.0.0.1", False),
    ],
)
def test_what_is_beside_a_host_has_the_same_owner(own, host, believed):
    assert ConsoleHosts.of(own, [own]).believe(host) is believed


def test_this_computer_is_believed_where_one_signs_in_on_it():
    here = ConsoleHosts.of("127.0.0.1", ["127.0.0.1"])
    assert here.believe("127.0.0.1")
    assert here.believe("localhost")
    assert not here.believe("example.ca")
    named = ConsoleHosts.of("keystone.example.ca", [], "localhost, other.example.org")
    assert named.believe("localhost")
    assert named.believe("other.example.org")
    assert is_this_computer("x.localhost")


@pytest.mark.parametrize(
    ("status", "message", "kind", "raised", "words"),
    [
        (400, "Unavailable console type novnc.", "badRequest", "Invalid", "offers no VNC console"),
        (400, "Invalid console type novnc", "badRequest", "Invalid", "offers no VNC console"),
        (501, "Unable to complete", "notImplemented", "Invalid", "offers no VNC console"),
        (409, "Instance not yet ready", "conflictingRequest", "Conflict", "is not running"),
        (403, "Policy doesn't allow it", "forbidden", "NotAllowed", "Could not open the console"),
        (404, "Instance x could not be found.", "itemNotFound", "NotFound", "could not be found"),
        (500, "Unexpected", "computeFault", "CloudFailure", "Could not open the console"),
    ],
)
def test_a_refusal_is_a_sentence(cloud, faulty, status, message, kind, raised, words):
    refuses(faulty, status, message, kind)
    with pytest.raises(getattr(errors, raised), match=words) as refused:
        cloud.console_url(SERVER)
    assert refused.value.hint


def test_a_nova_that_is_too_old(cloud, faulty):
    too_new = "Version 2.69 is not supported by the API. Minimum is 2.1 and maximum is 2.3."
    faulty.on("POST", PATH, (406, {"computeFault": {"message": too_new}}), (404, "404 page"))
    with pytest.raises(errors.CloudFailure, match="too old for consoles"):
        cloud.console_url(SERVER)


@pytest.mark.parametrize("answer", ["{}", '{"remote_console": {}}', "<html>", ""])
def test_an_answer_that_makes_no_sense(cloud, faulty, answer):
    faulty.on("POST", PATH, (200, answer))
    with pytest.raises(errors.CloudFailure, match="the response is invalid"):
        cloud.console_url(SERVER)


def test_the_page_of_another_kind_where_there_is_no_vnc(cloud, faulty):
    def offer(_query, body):
        if body["remote_console"]["type"] == "novnc":
            return 400, {"badRequest": {"message": "Unavailable console type novnc."}}
        return 200, {"remote_console": {"url": "http://127.0.0.1:6082/spice.html?token=T"}}

    faulty.on("POST", PATH, offer)
    assert cloud.console_page(SERVER) == "http://127.0.0.1:6082/spice.html?token=T"
    refuses(faulty, 400, "Unavailable console type novnc.")
    with pytest.raises(errors.Invalid, match="no VNC console"):
        cloud.console_page(SERVER)


def test_a_page_has_to_be_one(cloud, faulty):
    answers(faulty, "ws://127.0.0.1:6080/?token=T")
    with pytest.raises(errors.CloudFailure, match="invalid URL"):
        cloud.console_url(SERVER)


def test_certificates_are_checked_as_clouds_yaml_says(faulty, tmp_path, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    answers(faulty, ANSWER.replace("http:", "https:"))
    cloud = made(faulty)
    session = service_of(cloud).client.sdk.session
    endpoint = service_of(cloud).consoles.console_endpoint(SERVER)
    assert endpoint.tls.verify_mode == ssl.CERT_REQUIRED
    assert endpoint.tls.check_hostname
    _, authority = certificate(tmp_path)
    before = endpoint.tls.cert_store_stats()["x509_ca"]
    session.verify = authority
    names = [
        dict(c["subject"][0])
        for c in service_of(cloud).consoles.console_endpoint(SERVER).tls.get_ca_certs()
    ]
    assert {"commonName": "Authority of a test"} in names
    assert before > 1
    session.verify = False
    assert service_of(cloud).consoles.console_endpoint(SERVER).tls.verify_mode == ssl.CERT_NONE
    session.verify = str(tmp_path / "nothing.pem")
    with pytest.raises(errors.NotConfigured, match="certificate files"):
        service_of(cloud).consoles.console_endpoint(SERVER)


def test_no_token_is_in_a_log(cloud, faulty, caplog):
    caplog.set_level("DEBUG", "canfar_jupyter")
    answers(faulty, ANSWER)
    service_of(cloud).consoles.console_endpoint(SERVER)
    assert TOKEN not in "".join(r.getMessage() for r in caplog.records if r.name != "keystoneauth")
