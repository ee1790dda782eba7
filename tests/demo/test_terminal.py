"""What the demo's terminals are made of: screen, shell, keyboard, pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canfar_jupyter.demo.guests.consoles.font import glyph
from canfar_jupyter.demo.guests.consoles.keyboard import Keyboard
from canfar_jupyter.demo.guests.consoles.pixels import Encoder, PixelFormat
from canfar_jupyter.demo.guests.consoles.rfb import ProtocolError, RfbServer
from canfar_jupyter.demo.guests.consoles.screen import COLUMNS, ROWS, Screen
from canfar_jupyter.demo.guests.consoles.shell import Guest, Shell

CTRL, ALT, DELETE = 0xFFE3, 0xFFE9, 0xFFFF


def shown(text):
    screen = Screen()
    screen.write(text)
    return screen


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("one\r\ntwo", ["one", "two"]),
        ("one\ntwo", ["one", "   two"]),
        ("abc\b\bX", ["aXc"]),
        ("old\rnew", ["new"]),
        ("a\tb", ["a       b"]),
        ("gone\x1b[2J\x1b[Hhere", ["here"]),
        ("keep this\x1b[1;5H\x1b[K", ["keep"]),
        ("\x1b[99;99Hx\x1b[Hy", ["y", *[""] * (ROWS - 2), " " * (COLUMNS - 1) + "x"]),
        ("\x1b[0;32m  OK  \x1b[0m\x1b]\x1b(B", ["  OK  (B"]),
    ],
)
def test_control_characters_move_and_erase(text, rows):
    assert shown(text).text()[: len(rows)] == rows


def test_a_long_line_wraps_and_the_bottom_scrolls():
    screen = shown("x" * (COLUMNS + 1) + "".join(f"\r\n{n}" for n in range(ROWS)))
    assert screen.text() == [str(n) for n in range(ROWS)]
    full = shown("y" * COLUMNS)
    assert (full.row, full.text()[1]) == (0, ""), "it wraps only when more comes"


def test_colours_follow_the_escape_sequences():
    row = shown("a\x1b[1;31;44mb\x1b[0;7mc\x1b[m\x1b[92md").rows[0]
    assert [cell[1:] for cell in row[:4]] == [(7, 0), (9, 4), (0, 7), (10, 0)]


def test_only_rows_that_changed_are_new():
    screen = shown("one\r\ntwo\r\nthree")
    seen = screen.revision
    screen.write("!")
    assert [row for row, r in enumerate(screen.row_revisions) if r > seen] == [2]


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=300))
def test_no_text_breaks_a_screen(text):
    screen = shown(text)
    assert [len(row) for row in screen.rows] == [COLUMNS] * ROWS
    assert 0 <= screen.column <= COLUMNS
    assert 0 <= screen.row < ROWS
    assert Encoder(tight=True).rows(screen, 0)


@pytest.fixture
def done():
    return []


@pytest.fixture
def shell(done):
    return Shell(
        Guest(
            host="lens",
            title="Ubuntu",
            kernel="6.8.0",
            addresses=lambda: ["10.0.0.3"],
            uptime=lambda: 12.3,
            boot_log=lambda: "Linux version\r\n",
            reboot=lambda: done.append("reboot"),
            power_off=lambda: done.append("off"),
        )
    )


@pytest.fixture
def inside(shell):
    shell.typed("me\rsecret\r")
    return shell


def test_a_login_echoes_the_name_and_not_the_password(shell):
    assert shell.greeting().endswith("lens login: ")
    assert shell.typed("me") == "me"
    assert shell.typed("\r") == "\r\nPassword: "
    told = shell.typed("secret\r")
    assert "secret" not in told
    assert told.endswith("me@lens:~$ ")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("hostname\r", "hostname\r\nlens\r\n"),
        ("uname -a\r", "uname -a\r\nLinux lens 6.8.0\r\n"),
        ("ip\r", "ip\r\n10.0.0.3\r\n"),
        ("  echo  a b \r", "  echo  a b \r\na b\r\n"),
        ("dmesg\r", "dmesg\r\nLinux version\r\n"),
        ("whomi\b\x7fami\r", "whomi" + "\b \b" * 2 + "ami\r\nme\r\n"),
        ("rm -rf /\r", "rm -rf /\r\nrm: command not found\r\n"),
        ("nonsense\x15\r", "nonsense" + "\b \b" * 8 + "\r\n"),
        ("half\x03", "half^C\r\n"),
        ("\x1b[A\x1bOP\x01\r", "\r\n"),
    ],
)
def test_what_is_typed_is_echoed_and_answered(inside, typed, told):
    assert inside.typed(typed) == told + "me@lens:~$ "


@pytest.mark.parametrize(("line", "what"), [("reboot", "reboot"), ("sudo poweroff", "off")])
def test_the_machine_can_be_ended_from_inside(inside, done, line, what):
    assert inside.typed(line + "\r").endswith("\r\n")
    assert done == [what]
    assert inside.typed("x") == "", "nobody is there any more"


@pytest.mark.parametrize("leave", ["exit\r", "\x04"])
def test_leaving_asks_for_the_next_user(inside, leave):
    assert inside.typed(leave).endswith("lens login: ")


def test_keys_become_text():
    keyboard = Keyboard()
    down = [ord("a"), 0xE9, 0x010003B1, 0xFF0D, 0xFF08, 0xFFB7, 0xFFFF00, 0xFFC8]
    assert [keyboard.key(k, True) for k in down] == [
        "a",
        "é",
        "\N{GREEK SMALL LETTER ALPHA}",
        "\r",
        "\x7f",
        "7",
        "",
        "",
    ]
    assert keyboard.key(ord("a"), False) == ""


def test_ctrl_with_a_letter_and_ctrl_alt_del():
    keyboard = Keyboard()
    assert not keyboard.resets(DELETE, True)
    keyboard.key(CTRL, True)
    assert keyboard.key(ord("c"), True) == "\x03"
    keyboard.key(ALT, True)
    assert keyboard.key(ord("x"), True) == ""
    assert keyboard.resets(DELETE, True)
    keyboard.key(CTRL, False)
    assert not keyboard.resets(DELETE, True)


@pytest.mark.parametrize(
    ("form", "white"),
    [
        (PixelFormat(), b"\xff\xff\xff\0"),
        (PixelFormat(big_endian=True), b"\0\xff\xff\xff"),
        (PixelFormat(16, 16, False, (31, 63, 31), (11, 5, 0)), b"\xff\xff"),
        (PixelFormat(8, 8, False, (7, 7, 3), (0, 3, 6)), b"\xff"),
    ],
)
def test_pixels_come_in_the_form_that_was_asked_for(form, white):
    assert PixelFormat.of(form.encode()) == form
    assert form.colours[15] == white
    rectangle = Encoder(form).rows(shown("A"), 0)[0]
    assert len(rectangle) == 12 + 640 * 16 * form.bits // 8


def test_a_palette_is_refused():
    with pytest.raises(ValueError, match="true colours"):
        PixelFormat.of(bytes([8, 8, 0, 0]) + bytes(12))


def test_letters_have_dots_and_what_the_font_lacks_is_a_question_mark():
    assert glyph("A") != glyph("B")
    assert glyph("中") == glyph("?")


HELLO = b"RFB 003.008\n\1\1"  # version, no password, not alone


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_client_breaks_the_server(messages):
    server = RfbServer(Screen(), "lens", lambda text: None, lambda: None)
    server.received(HELLO)
    try:
        for message in messages:
            server.received(message)
            server.answer()
    except ProtocolError:
        return


def test_messages_may_come_byte_by_byte():
    typed = []
    server = RfbServer(Screen(), "lens", typed.append, lambda: None)
    key = b"\4\1\0\0\0\0\0a"
    for byte in HELLO + b"\6\0\0\0\0\0\0\3cut" + b"\5" + bytes(5) + b"\2\0\0\0" + key:
        server.received(bytes([byte]))
    assert typed == ["a"]
    assert server.answer().endswith(b"\0\0\0\4lens")
