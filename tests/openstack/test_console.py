"""The console of a server of the real OpenStack: nova's own proxies, a QEMU behind them."""

import pytest
from tornado.websocket import websocket_connect

from tests.support import loop
from tests.support.rfb import Rfb, address, read_until
from tests.support.waiting import until

pytestmark = pytest.mark.real


def test_typed_keys_are_on_the_screen_and_ctrl_alt_del_resets(machine):
    machine.press("h")
    machine.press("i")
    machine.wait_for_text("# hi")
    before = machine.resets()
    machine.press("ctrl", "alt", "delete")
    until(lambda: machine.resets() > before, "the machine is reset")
    until(lambda: "# hi" not in machine.screen(), "the screen is new")
    machine.wait_for_text("CONSOLE TEST GUEST")


def test_a_busy_screen_changes_until_it_is_to_be_quiet(machine):
    machine.busy()
    until(lambda: "CONSOLE TEST GUEST" not in machine.screen(), "the text has scrolled away")
    machine.quiet()


def test_who_connects_and_leaves_is_seen_by_the_machine(machine):
    async def look():
        websocket = await websocket_connect(address(machine.console_url()))
        screen = await Rfb.of(websocket)
        assert (screen.width, screen.height) == (720, 400)
        assert machine.clients() == 1
        websocket.close()

    loop.run(look())
    until(lambda: machine.clients() == 0, "the proxy has let go of the machine")


def test_an_address_that_has_lapsed_leads_nowhere_and_a_new_one_does(machine):
    async def first_word(where):
        websocket = await websocket_connect(where)
        word = await websocket.read_message()
        websocket.close()
        return word

    old = address(machine.console_url())
    assert loop.run(first_word(old)) == b"RFB 003.008\n"
    machine.let_tokens_lapse()
    assert loop.run(first_word(old)) is None
    assert loop.run(first_word(address(machine.console_url()))) == b"RFB 003.008\n"


def test_the_serial_line_answers(machine):
    async def talk():
        connection = await websocket_connect(address(machine.console_url("serial")))
        await connection.write_message(b"one\rtwo", binary=True)
        assert b"one\r\n# two" in await read_until(connection, b"two")
        connection.close()

    loop.run(talk())
