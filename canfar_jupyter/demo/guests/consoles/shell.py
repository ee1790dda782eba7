"""Who answers at a machine's terminal: a login, and a shell that knows a few words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate

_LONGEST = 1000  # characters of a line
_ESCAPE = re.compile(r"\x1b(\[[0-9;]*[@-~]|O[@-~])?")
_ABOUT = (
    "This is {host}, a machine of the demo cloud: there is nothing behind it.\n"
    'Nothing is run, nothing is kept. Type "help" for what it knows.\n\n'
)
_HELP = (
    "clear  date  dmesg  echo  exit  help  hostname\n"
    "ip  poweroff  reboot  uname  uptime  whoami\n"
    'Ctrl-Alt-Del restarts the machine, as "reboot" does.\n'
)


@dataclass(frozen=True, slots=True)
class Guest:
    """What the shell can tell of its machine, and do to it."""

    host: str
    title: str  # of its system
    kernel: str
    addresses: Callable[[], list[str]]
    uptime: Callable[[], float]
    boot_log: Callable[[], str]
    reboot: Callable[[], None]
    power_off: Callable[[], None]


class Shell:
    """Takes what is typed, returns what is shown; lines end with CR LF."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        self._user = ""
        self._state = "user"  # "user", "password", "shell", or "off"
        self._line = ""
        self._commands: dict[str, Callable[[str], str]] = {
            "": lambda _: "",
            "clear": lambda _: "\x1b[2J\x1b[H",
            "date": lambda _: formatdate() + "\n",
            "dmesg": lambda _: guest.boot_log().replace("\r", ""),
            "echo": lambda words: words + "\n",
            "exit": self._leave,
            "help": lambda _: _HELP,
            "hostname": lambda _: guest.host + "\n",
            "ip": lambda _: "".join(f"{address}\n" for address in guest.addresses()),
            "logout": self._leave,
            "poweroff": lambda _: self._end(guest.power_off),
            "reboot": lambda _: self._end(guest.reboot),
            "uname": lambda words: (
                (f"Linux {guest.host} {guest.kernel}" if words else "Linux") + "\n"
            ),
            "uptime": lambda _: f"up {guest.uptime():.0f} seconds, 1 user\n",
            "whoami": lambda _: self._user + "\n",
        }

    def greeting(self) -> str:
        """Return what a terminal shows before anybody has logged in."""
        return f"\r\n{self._guest.title} {self._guest.host} tty1\r\n\r\n" + self.prompt()

    def prompt(self) -> str:
        if self._state == "user":
            return f"{self._guest.host} login: "
        if self._state == "password":
            return "Password: "
        return f"{self._user}@{self._guest.host}:~$ " if self._state == "shell" else ""

    def typed(self, text: str) -> str:
        """Return the echo of what is typed, and what becomes of it."""
        told = "".join(self._character(c) for c in _ESCAPE.sub("", text))
        return re.sub(r"\r?\n", "\r\n", told)

    def _character(self, character: str) -> str:
        if self._state == "off":
            return ""
        if character in "\r\n":
            line, self._line = self._line, ""
            return "\n" + self._entered(line) + self.prompt()
        if character in "\x7f\b":
            had, self._line = self._line, self._line[:-1]
            return "\b \b" if had and self._echoes() else ""
        if character == "\x03":
            self._line = ""
            return "^C\n" + self.prompt()
        if character == "\x04":
            return "" if self._line or self._state != "shell" else self._leave("") + self.prompt()
        if character == "\x15":
            had, self._line = self._line, ""
            return "\b \b" * len(had) if self._echoes() else ""
        if character == "\x0c":
            return "\x1b[2J\x1b[H" + self.prompt() + (self._line if self._echoes() else "")
        if not character.isprintable() or len(self._line) == _LONGEST:
            return ""
        self._line += character
        return character if self._echoes() else ""

    def _echoes(self) -> bool:
        return self._state != "password"

    def _entered(self, line: str) -> str:
        if self._state == "user":
            self._user = "".join(re.findall(r"[\w.-]", line))[:32]
            self._state = "password" if self._user else "user"
            return ""
        if self._state == "password":
            self._state = "shell"  # any will do: it is said so at once
            return _ABOUT.format(host=self._guest.host)
        word, _, rest = line.strip().removeprefix("sudo ").strip().partition(" ")
        known = self._commands.get(word)
        return known(rest.strip()) if known else f"{word[:40]}: command not found\n"

    def _leave(self, _: str) -> str:
        self._state, self._user, self._line = "user", "", ""
        return f"\n{self._guest.title} {self._guest.host} tty1\n\n"

    def _end(self, how: Callable[[], None]) -> str:
        self._state = "off"
        how()
        return ""
