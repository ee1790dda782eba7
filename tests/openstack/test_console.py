"""The console of a server of the real OpenStack: nova's own proxies, a QEMU behind them."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from tests.contract.project import wait_until

pytestmark = pytest.mark.real
PATIENCE = 30  # s


def address(url):
    """Where the console of an access URL really is: noVNC's page has it in `path`."""
    parts = urlsplit(url)
    scheme = parts.scheme.replace("http", "ws")
    path = parse_qs(parts.query).get("path", [f"?{parts.query}"])[0]
    return f"{scheme}://{parts.netloc}/{path}"


async def read_until(connection, wanted):
    """What came, up to and with these bytes; less if the connection was closed."""
    told = b""
    while wanted not in told:
        message = await asyncio.wait_for(connection.read_message(), PATIENCE)
        if message is None:
            break
        told += message
    return told


def test_typed_keys_are_on_the_screen_and_ctrl_alt_del_resets(machine):
    machine.press("h")
    machine.press("i")
    machine.wait_for_text("# hi")
    before = machine.resets()
    machine.press("ctrl", "alt", "delete")
    wait_until(lambda: machine.resets() > before, "the machine is reset")
    wait_until(lambda: "# hi" not in machine.screen(), "the screen is new")
    machine.wait_for_text("CONSOLE TEST GUEST")


def test_a_busy_screen_changes_until_it_is_to_be_quiet(machine):
    machine.busy()
    wait_until(lambda: "CONSOLE TEST GUEST" not in machine.screen(), "the text has scrolled away")
    machine.quiet()


def test_the_token_leads_to_the_machine(machine):
    async def read():
        url = address(machine.console_url())
        connection = await websocket_connect(url, subprotocols=["binary"])
        assert connection.selected_subprotocol == "binary"
        assert await read_until(connection, b"\n") == b"RFB 003.008\n"
        assert machine.clients() == 1
        connection.close()

    asyncio.run(read())
    wait_until(lambda: machine.clients() == 0, "the proxy has let go of the machine")


def test_a_wrong_token_is_dropped_without_a_word(machine):
    async def read():
        url = address(machine.console_url()).split("token=")[0] + "token=nope"
        connection = await websocket_connect(HTTPRequest(url))
        assert await connection.read_message() is None
        assert connection.close_code is None
        with pytest.raises(WebSocketClosedError):
            await connection.write_message(b"")

    asyncio.run(read())


def test_the_serial_line_answers(machine):
    async def talk():
        connection = await websocket_connect(address(machine.console_url("serial")))
        await connection.write_message(b"one\rtwo", binary=True)
        assert b"one\r\n# two" in await read_until(connection, b"two")
        connection.close()

    asyncio.run(talk())
