"""The two blocks about keys: the authorized keys, and the host keys.

cloud-init writes both directly to the console, so systemd puts nothing in front of them.  The
output of a script has a program name in front, and is not accepted as such a block if this
cloud-init is known to write directly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.bootlog.fingerprints import read_fingerprint
from canfar_jupyter.model.bootlog.lines import Line
from canfar_jupyter.model.bootlog.report import AuthorizedKey, Certainty, HostKey
from canfar_jupyter.model.keys.public_key import check_key

MOST_BLOCKS = 40
MOST_KEYS = 60  # of one block
_STRAIGHT = (22, 2)  # from this version on, both blocks are known to have nothing in front

_TITLE = re.compile(r"\+*Authorized keys from .{1,300} for user ([\w.-]{1,64}\$?)\+*")
_NONE = re.compile(r"no authorized SSH keys fingerprints found for user ([\w.-]{1,64}\$?)\.")
_FINGERPRINT = re.compile(r"(?:\d{3,5} )?(SHA256:[A-Za-z0-9+/]{43}|(?:MD5:)?[0-9a-f:]{47})\b.*")


@dataclass(slots=True)
class _Table:
    boot: int
    user: str
    keys: list[AuthorizedKey] = field(default_factory=list)


@dataclass(slots=True)
class _Seen:
    """What arrived in one way: directly, or in the output of a program."""

    tables: list[_Table] = field(default_factory=list)
    blocks: list[tuple[int, list[HostKey]]] = field(default_factory=list)
    prints: dict[int, list[str]] = field(default_factory=dict)  # fingerprints by boot
    table: _Table | None = None  # the block being read
    inside: str = ""  # KEYS, FINGERPRINTS


class KeyBlocks:
    """Takes lines one by one."""

    def __init__(self) -> None:
        self._straight, self._printed = _Seen(), _Seen()
        self._boot = 0
        self.without: list[str] = []
        self.all_bare = False  # no line of this log has a program name in front

    def start(self) -> None:
        """Start another boot."""
        self._boot += 1
        for seen in (self._straight, self._printed):
            seen.table, seen.inside = None, ""

    def take(self, line: Line) -> bool:
        """Take a line; return whether it is part of a block."""
        seen = self._printed if line.origin == "process" else self._straight
        text = line.text
        if text.startswith("ci-info: "):
            return self._info(seen, text.removeprefix("ci-info: ").strip())
        if text.startswith("-----BEGIN SSH HOST KEY "):
            seen.inside = "KEYS" if "KEYS" in text else "FINGERPRINTS"
            if seen.inside == "KEYS" and len(seen.blocks) < MOST_BLOCKS:
                seen.blocks.append((self._boot, []))
            return True
        if text.startswith("-----END SSH HOST KEY "):
            seen.inside = ""
            return True
        if seen.inside == "KEYS" and seen.blocks:
            return self._host_key(seen.blocks[-1][1], text)
        if seen.inside == "FINGERPRINTS" and (found := _FINGERPRINT.fullmatch(text)):
            prints = seen.prints.setdefault(self._boot, [])
            if len(prints) < MOST_KEYS:
                prints.append(read_fingerprint(found[1]))
            return True
        return False

    def _info(self, seen: _Seen, text: str) -> bool:
        if title := _TITLE.fullmatch(text):
            seen.table = _Table(self._boot, title[1])
            if len(seen.tables) < MOST_BLOCKS:
                seen.tables.append(seen.table)
            return True
        if none := _NONE.fullmatch(text):
            if none[1] not in self.without and len(self.without) < MOST_KEYS:
                self.without.append(none[1])
            return True
        if text.startswith("|") and seen.table is not None:
            self._authorized(seen.table, [cell.strip() for cell in text.strip("|").split("|")])
            return True
        if not text.startswith("+-"):
            seen.table = None
        return seen.table is not None

    def _authorized(self, table: _Table, cells: list[str]) -> None:
        if len(cells) < 4 or len(table.keys) >= MOST_KEYS:
            return
        if fingerprint := read_fingerprint(cells[1]):
            comment = "" if cells[-1] == "-" else cells[-1]
            table.keys.append(AuthorizedKey(table.user, cells[0], fingerprint, comment))

    def _host_key(self, block: list[HostKey], text: str) -> bool:
        if len(block) >= MOST_KEYS:
            return True
        try:
            key = check_key(text)
        except Invalid:
            return False
        line = " ".join(key.line.split()[:2])
        block.append(HostKey(key.type, key.fingerprint, line))
        return True

    # What is known ----------------------------------------------------------------------

    def _certainty(self, seen: _Seen, version: str) -> Certainty:
        if seen is self._straight:
            return "likely" if self.all_bare else "sure"
        return "doubtful" if _at_least(version, _STRAIGHT) else "likely"

    def _tables(self) -> tuple[_Seen, dict[str, _Table]]:
        """Return the newest table of each user, the direct ones if there are any."""
        seen = self._straight if self._straight.tables else self._printed
        return seen, {table.user: table for table in seen.tables}

    def authorized(self, version: str) -> tuple[AuthorizedKey, ...]:
        """Return which user may log in with which key."""
        seen, tables = self._tables()
        certainty = self._certainty(seen, version)
        if self._contradicting_tables():
            certainty = "doubtful"
        keys = (key for table in tables.values() for key in table.keys)
        return tuple(replace(key, certainty=certainty) for key in keys)

    def user(self, version: str) -> str:
        """Return the login user: of several, cloud-init prints the default user last."""
        seen, tables = self._tables()
        if self._certainty(seen, version) == "doubtful":
            tables = {}
        named = [user for user in tables if user != "root"] or list(tables)
        return named[-1] if named else (self.without[-1] if self.without else "")

    def host_keys(self, version: str) -> tuple[HostKey, ...]:
        """Return the newest block of host keys, and its certainty."""
        seen = self._straight if self._straight.blocks else self._printed
        if not seen.blocks:
            return ()
        certainty = self._certainty(seen, version)
        if self._contradicting_blocks():
            certainty = "doubtful"
        return tuple(replace(key, certainty=certainty) for key in seen.blocks[-1][1])

    def doubts(self, version: str) -> list[str]:
        """Return why some of it may be forged."""
        doubts = []
        if self._contradicting_tables():
            doubts.append("Two tables of authorized keys for one user differ.")
        if self._contradicting_blocks():
            doubts.append("The log contradicts itself about the host keys: some may be forged.")
        printed = bool(self._printed.tables or self._printed.blocks)
        if printed and _at_least(version, _STRAIGHT):
            doubts.append("A program printed lines that imitate cloud-init's key tables.")
        return doubts

    def _contradicting_tables(self) -> bool:
        known: dict[tuple[int, str], set[str]] = {}
        for table in self._straight.tables:
            prints = {key.fingerprint for key in table.keys}
            if known.setdefault((table.boot, table.user), prints) != prints:
                return True
        return False

    def _contradicting_blocks(self) -> bool:
        known: dict[int, set[str]] = {}
        for boot, keys in self._straight.blocks:
            prints = {key.fingerprint for key in keys}
            if known.setdefault(boot, prints) != prints:
                return True
            listed = self._straight.prints.get(boot, [])
            if any(p.startswith("SHA256:") for p in listed) and not prints <= set(listed):
                return True
        return False


def _at_least(version: str, wanted: tuple[int, int]) -> bool:
    found = re.match(r"(\d{1,3})\.(\d{1,3})", version)
    return bool(found) and (int(found[1]), int(found[2])) >= wanted  # type: ignore[index]
