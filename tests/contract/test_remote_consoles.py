"""Where the console of a server is, and how the proxy in front of it behaves."""

import asyncio
import re
import shutil
from urllib.parse import urlsplit

import pytest
import requests
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from tests.contract.refusals import assert_nova_refuses
from tests.support import loop
from tests.support.rfb import Rfb, address

VNC = {"protocol": "vnc", "type": "novnc"}
SERIAL = {"protocol": "serial", "type": "serial"}
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
VNC_URL = rf"http://127\.0\.0\.1:\d+/vnc_lite\.html\?path=%3Ftoken%3D{UUID}"
SERIAL_URL = rf"ws://127\.0\.0\.1:\d+/\?token={UUID}"


@pytest.fixture(scope="module", autouse=True)
def _qemu(cloud):
    if cloud[0] == "real" and shutil.which("qemu-system-x86_64") is None:
        pytest.skip("no qemu-system-x86_64 here: apt-get install qemu-system-x86")


def ask(project, server, wanted, microversion="2.96"):
    return project.nova.post(
        f"/servers/{server}/remote-consoles",
        json={"remote_console": wanted},
        microversion=microversion,
    )


def url(project, server, wanted=VNC):
    answer = ask(project, server, wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()["remote_console"]["url"]


def refuses(answer, message):
    assert_nova_refuses(answer, 400, "badRequest", re.escape(message))


def drops(where, **more):
    """Connect; the websocket opens, and ends without a byte and without a closing frame."""

    async def run():
        websocket = await websocket_connect(HTTPRequest(where, **more))
        assert await websocket.read_message() is None
        assert websocket.close_code is None

    loop.run(run())


def shows(where, **more):
    """Connect; what begins is a picture by RFB 3.8."""

    async def run():
        websocket = await websocket_connect(HTTPRequest(where, **more))
        assert await websocket.read_message() == b"RFB 003.008\n"
        websocket.close()

    loop.run(run())


@pytest.mark.parametrize(("wanted", "form"), [(VNC, VNC_URL), (SERIAL, SERIAL_URL)])
def test_the_address_has_a_new_token_each_time(member, server, wanted, form):
    answers = [ask(member, server, wanted) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    told = [answer.json()["remote_console"] for answer in answers]
    assert [{**one, "url": ""} for one in told] == [{**wanted, "url": ""}] * 2
    assert all(re.fullmatch(form, one["url"]) for one in told), told
    assert told[0]["url"] != told[1]["url"]


@pytest.mark.parametrize(
    ("protocol", "kind"), [("spice", "spice-html5"), ("mks", "webmks"), ("spice", "novnc")]
)
def test_what_a_cloud_does_not_offer_is_unavailable(member, server, protocol, kind):
    answer = ask(member, server, {"protocol": protocol, "type": kind})
    refuses(answer, f"Unavailable console type {kind}.")


@pytest.mark.parametrize("kind", ["serial", "xvpvnc"])
def test_a_protocol_has_its_own_types(member, server, kind):
    answer = ask(member, server, {"protocol": "vnc", "type": kind})
    refuses(answer, f"Invalid console type {kind}")


LEAD = "Invalid input for field/attribute"
TYPES = "['novnc', 'xvpvnc', 'spice-html5', 'serial', 'rdp-html5', 'webmks']"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({**VNC, "type": "nope"}, f"type. Value: nope. 'nope' is not one of {TYPES}"),
        (
            {**VNC, "protocol": "nope"},
            "protocol. Value: nope. 'nope' is not one of ['vnc', 'spice', 'serial', 'rdp', 'mks']",
        ),
        (
            {"protocol": "vnc"},
            "remote_console. Value: {'protocol': 'vnc'}. 'type' is a required property",
        ),
        (
            {**VNC, "more": 1},
            "remote_console. Value: {'protocol': 'vnc', 'type': 'novnc', 'more': 1}. "
            "Additional properties are not allowed ('more' was unexpected)",
        ),
    ],
)
def test_an_unknown_type_is_told_by_name(member, server, wanted, told):
    refuses(ask(member, server, wanted), f"{LEAD} {told}")


def test_before_2_6_there_were_actions_instead(member, server):
    answer = ask(member, server, VNC, "2.5")
    assert_nova_refuses(answer, 404, "itemNotFound", "The resource could not be found.")
    old = member.act(server, {"os-getVNCConsole": {"type": "novnc"}}, "2.5")
    assert re.fullmatch(VNC_URL, old.json()["console"]["url"])
    new = member.act(server, {"os-getVNCConsole": {"type": "novnc"}}, "2.6")
    assert_nova_refuses(new, 404, "itemNotFound", "The resource could not be found.")


def test_a_server_of_another_project_is_not_found(other, server):
    told = f"Instance {server} could not be found."
    assert_nova_refuses(ask(other, server, VNC), 404, "itemNotFound", told)


def test_a_server_that_is_not_built_yet_is_not_ready(member, launch):
    server = launch()
    told = f"Instance {server} is not ready"
    assert_nova_refuses(ask(member, server, VNC), 409, "conflictingRequest", told)


def test_the_token_counts_wherever_it_is_and_can_be_used_again(member, server):
    where = urlsplit(address(url(member, server)))
    root, token = f"{where.scheme}://{where.netloc}", where.query
    shows(f"{root}/?{token}")
    shows(f"{root}/websockify?{token}")
    shows(f"{root}/vnc_lite.html?{token}")
    shows(f"{root}/", headers={"Cookie": token})
    drops(f"{root}/?token=nope")
    drops(f"{root}/")
    drops(url(member, server).replace("http:", "ws:"))  # its `path` is for noVNC's page


def test_the_protocol_is_binary_or_none(member, server):
    where = address(url(member, server))

    async def run():
        for offered, chosen in (
            (["binary"], "binary"),
            (["base64", "binary"], "binary"),
            ([], None),
        ):
            websocket = await websocket_connect(where, subprotocols=offered)
            assert websocket.selected_subprotocol == chosen
            websocket.close()
        with pytest.raises(HTTPClientError) as refused:
            await websocket_connect(where, subprotocols=["base64"])
        assert refused.value.code == 400

    loop.run(run())


def test_an_origin_must_have_the_name_and_scheme_of_the_proxy(member, server):
    where = address(url(member, server))
    shows(where, headers={"Origin": "http://127.0.0.1:1"})
    drops(where, headers={"Origin": "http://localhost"})
    drops(where, headers={"Origin": "https://127.0.0.1"})
    drops(where, headers={"Origin": "null"})


def test_the_address_is_a_page_for_a_browser(member, server):
    answer = requests.get(url(member, server), timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    elsewhere = url(member, server).replace("vnc_lite.html", "nope.html")
    assert requests.get(elsewhere, timeout=30).status_code == 404


def test_the_picture_changes_with_what_is_typed(member, server):
    """After the machine has booted, a letter changes a small part of its screen."""

    async def run():
        websocket = await websocket_connect(address(url(member, server)), max_message_size=1 << 24)
        screen = await Rfb.of(websocket)
        await screen.update(incremental=False)
        assert None not in screen.picture
        while "changes":  # until what boots has come to rest
            waiting = asyncio.ensure_future(screen.update())
            done, _ = await asyncio.wait([waiting], timeout=3)
            if not done:
                break
        await screen.key(ord("h"))
        changed = await waiting
        assert 0 < sum(w * h for _, _, w, h in changed) < screen.width * screen.height / 4
        websocket.close()

    loop.run(run())


def test_who_looks_when_the_machine_is_shut_off_is_told_that_it_ended(member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    where = address(url(member, server))

    async def run():
        websocket = await websocket_connect(where)
        await Rfb.of(websocket)
        member.act(server, {"os-stop": None})
        while await websocket.read_message() is not None:
            pass
        assert (websocket.close_code, websocket.close_reason) == (1000, "Target closed")

    loop.run(run())
    member.wait_for_server(server, "SHUTOFF")
    drops(where)
    drops(address(url(member, server)))  # Nova gives addresses of a machine that is off
    drops(address(url(member, server, SERIAL)))
