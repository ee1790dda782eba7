"""Reads a console log, in one piece or as it grows."""

from __future__ import annotations

from canfar_jupyter.model.bootlog.cloudinit import CloudInit
from canfar_jupyter.model.bootlog.early import is_firmware
from canfar_jupyter.model.bootlog.keyblocks import KeyBlocks
from canfar_jupyter.model.bootlog.lines import MAX_LINE, Line, clean, noteworthy, parse
from canfar_jupyter.model.bootlog.machine import Machine
from canfar_jupyter.model.bootlog.others import Others
from canfar_jupyter.model.bootlog.report import BootReport

_SPOILED = "There are so many lines like those of a boot that not all of them were parsed."


def read_boot_log(text: str) -> BootReport:
    """Read the console log of an instance.

    Args:
        text: As returned by ``cloud.console_log``; any text is accepted.
    """
    reader = BootReader()
    reader.feed(text)
    reader.feed("\n")  # the last line, too
    return reader.report()


class BootReader:
    """Reads a log piece by piece: time and memory depend only on the new text."""

    def __init__(self) -> None:
        self._rest = ""  # the beginning of a line that has not ended
        self._skipping = False  # the rest of a line that is too long
        self._boots = 0
        self._flooded = False
        self._in_firmware = False
        self._machine, self._others = Machine(), Others()
        self._keys = KeyBlocks()
        self._init = CloudInit()

    def feed(self, text: str) -> None:
        """Read on; ``text`` is only the new part."""
        whole, end, rest = text.rpartition("\n")
        if not end:
            self._keep(text)
            return
        whole = whole.partition("\n")[2] if self._skipping else self._rest + whole
        self._rest, self._skipping = "", False
        self._keep(rest)
        lines, flooded = noteworthy(whole)
        self._flooded = self._flooded or flooded
        for raw in lines:
            self._take(parse(raw))

    def _keep(self, part: str) -> None:
        if not self._skipping:
            self._rest += part[: MAX_LINE + 1]
            if len(self._rest) > MAX_LINE:
                self._rest, self._skipping = "", True

    def _take(self, line: Line) -> None:
        self._begin(line)
        self._machine.take(line)
        self._others.take(line)
        if not self._keys.take(line):
            self._init.take(line)
        elif line.origin == "console":
            self._init.scripts_over()
        self._keys.all_bare = self._init.bare

    def _begin(self, line: Line) -> None:
        """Start another boot where a firmware or a kernel starts: the two are one boot."""
        kernel, firmware = self._machine.is_start(line), is_firmware(line)
        if not (kernel or (firmware and not self._in_firmware) or not self._boots):
            return
        if not (kernel and self._in_firmware):
            self._boots += 1
        self._in_firmware = firmware
        for part in (self._init, self._machine, self._keys, self._others):
            part.start()

    def report(self) -> BootReport:
        """Return what is known so far."""
        machine, others, keys, init = self._machine, self._others, self._keys, self._init
        of_init = init.version or init.seen
        rest = f" {clean(self._rest)}"
        prompt = machine.prompt or others.prompt or rest.endswith(" login:")
        doubts = [*keys.doubts(init.version), *init.doubts]
        if self._flooded:
            doubts.append(_SPOILED)
        return BootReport(
            login_user=keys.user(init.version) or others.user,
            authorized_keys=keys.authorized(init.version),
            users_without_keys=tuple(keys.without),
            host_keys=keys.host_keys(init.version) or tuple(others.host_keys),
            addresses=tuple(init.addresses.values()) or tuple(others.addresses),
            user_data=init.user_data() if of_init else others.state(prompt),
            failures=(*init.failures(), *others.failures(), *machine.failures()),
            panic=machine.panic,
            disk_full=machine.disk_full,
            stages=tuple(init.stages),
            markers=tuple(init.markers),
            system=machine.system,
            cloud_init=init.version,
            kind="cloud-init" if of_init else others.kind,
            sshd=machine.sshd,
            prompt=prompt,
            boots=self._boots,
            doubts=tuple(doubts),
        )
