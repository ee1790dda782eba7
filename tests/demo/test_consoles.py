"""The consoles of the demo's machines; how the proxy treats clients is in tests/contract."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from tornado.websocket import websocket_connect

from tests.demo.cloud import Api
from tests.support import loop
from tests.support.rfb import RAW, TIGHT, Rfb, address, read_until
from tests.support.waiting import until

VNC, SERIAL = ("vnc", "novnc"), ("serial", "serial")
ENTER = 0xFF0D
CTRL_ALT_DEL = (0xFFE3, 0xFFE9, 0xFFFF)


def ask(api, server, kind):
    body = {"remote_console": dict(zip(("protocol", "type"), kind, strict=True))}
    reply = api.nova("POST", f"/servers/{server}/remote-consoles", body)
    assert reply.status_code == 200, reply.text
    return address(reply.json()["remote_console"]["url"])


@asynccontextmanager
async def serial(api, server):
    websocket = await websocket_connect(ask(api, server, SERIAL))
    yield websocket
    websocket.close()


@asynccontextmanager
async def picture(api, server, encodings=(TIGHT, RAW)):
    websocket = await websocket_connect(ask(api, server, VNC), max_message_size=1 << 24)
    yield await Rfb.of(websocket, encodings)
    websocket.close()


async def say(websocket, text, answer):
    await websocket.write_message(text.encode(), binary=True)
    told = await read_until(websocket, answer.encode())
    assert answer.encode() in told, told
    return told.decode()


async def until_login(websocket):
    """Press Enter until somebody asks who is there."""
    while True:
        await websocket.write_message(b"\r", binary=True)
        try:
            return await asyncio.wait_for(websocket.read_message(), 0.2)
        except TimeoutError:
            continue


@pytest.fixture
def machine(api):
    """A machine that has booted."""
    id_ = api.active()
    until(lambda: "finished at" in api.console(id_))
    return id_


def test_an_address_can_be_used_for_its_time_only(start):
    api = Api(start(speed=50, console_seconds=0.5))
    where = ask(api, api.active(), VNC)

    async def first_word():
        websocket = await websocket_connect(where)
        word = await websocket.read_message()
        websocket.close()
        return word

    assert loop.run(first_word()) == b"RFB 003.008\n"
    until(lambda: loop.run(first_word()) is None)


def test_the_serial_console_shows_the_boot_then_a_login_that_says_it_is_the_demo(start):
    api = Api(start(speed=20))
    id_ = api.active()

    async def run():
        async with serial(api, id_) as line:
            log = (await read_until(line, b"LTS lens tty1\r\n\r\nlens login: ")).decode()
            assert "finished at" in log
            assert "\x1b[0;32m  OK  \x1b[0m" in log
            await say(line, "mlopez\r", "Password: ")
            told = await say(line, "hidden\r", "$ ")
            assert "hidden" not in told
            assert "there is nothing behind it" in told
            assert "mlopez@lens:~$ " in told
            assert "hostname\r\nlens\r\n" in await say(line, "hostname\r", "lens\r\n")

    loop.run(run())


def test_the_picture_is_the_same_in_every_encoding_and_small_in_tight(api, machine):
    async def run():
        async with picture(api, machine, [RAW]) as raw, picture(api, machine) as tight:
            await raw.update(incremental=False)
            await tight.update(incremental=False)
            assert raw.picture == tight.picture
            assert len(set(raw.picture)) > 1
            assert raw.size > raw.width * raw.height * 4
            assert tight.size < 10_000

    loop.run(run())


def test_picture_and_serial_line_are_one_terminal(api, machine):
    async def run():
        async with picture(api, machine) as screen, serial(api, machine) as line:
            await until_login(line)
            await screen.update(incremental=False)
            for letter in "mlopez":
                await screen.key(ord(letter))
            await screen.key(ENTER)
            assert b"Password: " in await read_until(line, b"Password: ")
            assert await screen.update()

    loop.run(run())


def test_a_letter_may_come_in_two_messages(api, machine):
    async def run():
        async with serial(api, machine) as line:
            await until_login(line)
            first, second = "é".encode()[:1], "é".encode()[1:]
            await line.write_message(first, binary=True)
            await line.write_message(second, binary=True)
            assert (await read_until(line, second)).decode().endswith("é")

    loop.run(run())


def test_a_picture_is_sent_only_when_asked_for(api, machine):
    async def run():
        async with picture(api, machine) as screen, serial(api, machine) as line:
            await until_login(line)
            await screen.update(incremental=False)
            received = screen.size
            for letter in "abc":
                await say(line, letter, letter)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(screen.websocket.read_message(), 0.1)
            assert screen.size == received

    loop.run(run())


def test_ctrl_alt_del_reboots_and_the_console_stays_open(start):
    api = Api(start(speed=5))
    id_ = api.active()
    until(lambda: "Created slice" in api.console(id_))

    async def run():
        async with picture(api, id_) as screen, serial(api, id_) as line:
            await screen.key(*CTRL_ALT_DEL)
            await read_until(line, b"will reboot now")
            assert api.server(id_)["status"] == "REBOOT"
            assert b"Linux version" in await read_until(line, b"Linux version")
            assert api.server(id_)["status"] == "ACTIVE"
            assert "Created slice" not in api.console(id_), "the log has begun anew"

    loop.run(run())


def test_poweroff_shuts_the_instance_off_and_ends_the_console(api, machine):
    async def run():
        async with serial(api, machine) as line:
            await until_login(line)
            await say(line, "me\r", "Password: ")
            await say(line, "x\r", "$ ")
            await line.write_message(b"poweroff\r", binary=True)
            while await asyncio.wait_for(line.read_message(), 10) is not None:
                pass
            assert line.close_code == 1000

    loop.run(run())
    assert api.settled(machine, "SHUTOFF")


def test_deleting_the_instance_ends_its_console(api, machine):
    async def run():
        async with picture(api, machine) as screen:
            api.nova("DELETE", f"/servers/{machine}")
            with pytest.raises(EOFError):
                await screen.read(1)

    loop.run(run())


def test_a_paused_machine_takes_no_keys(api, machine):
    async def run():
        async with serial(api, machine) as line:
            await until_login(line)
            api.act(machine, "pause")
            api.settled(machine, "PAUSED")
            await line.write_message(b"lost", binary=True)
            api.act(machine, "unpause")
            api.settled(machine, "ACTIVE")
            assert "lost" not in await say(line, "kept", "kept")

    loop.run(run())


@pytest.mark.parametrize("message", [b"\xff", b"\x96" * 10, b"\x06" + b"\xff" * 7])
def test_who_speaks_another_language_is_cut_off(api, machine, message):
    async def run():
        async with picture(api, machine) as screen:
            await screen.send(message)
            with pytest.raises(EOFError):
                await screen.read(1)
            assert screen.websocket.close_code is None

    loop.run(run())
