"""The boot logs of servers, kept although Nova's log is a ring buffer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from canfar_jupyter.model.bootlog import BootReader, BootReport, KeptLog

MAX_LOGS = 200  # servers whose logs are kept; those not asked about for longest go first
TAIL = 400  # lines asked for once the rest is here


@dataclass(slots=True)
class Boot:
    """The log of one server, as far as it was read."""

    log: KeptLog = field(default_factory=KeptLog)
    reader: BootReader = field(default_factory=BootReader)
    lock: Lock = field(default_factory=Lock)
    asking: Lock = field(default_factory=Lock)  # one reading at a time: an older one is not taken

    @property
    def report(self) -> BootReport:
        with self.lock:
            return self.reader.report()


class BootLogs:
    """The logs of a cloud's servers.

    Args:
        read: Reads a server's log: its id, how many of the last lines (None: all).
    """

    def __init__(self, read: Callable[[str, int | None], str]) -> None:
        self._read = read
        self._boots: OrderedDict[str, Boot] = OrderedDict()
        self._lock = Lock()

    def of(self, id_: str) -> Boot:
        """Return what is known about a server, without a request."""
        with self._lock:
            boot = self._boots.setdefault(id_, Boot())
            self._boots.move_to_end(id_)
            while len(self._boots) > MAX_LOGS:
                self._boots.popitem(last=False)
            return boot

    def update(self, id_: str) -> Boot:
        """Read new lines of a server's log; one request, two if it grew more than expected."""
        boot = self.of(id_)
        with boot.asking:
            known = bool(boot.log.text)
            reading = self._read(id_, TAIL if known else None)
            with boot.lock:
                whole = not known or boot.log.follows(reading)
            if not whole:
                reading = self._read(id_, None)
            with boot.lock:
                boot.reader.feed(boot.log.take(reading))
        return boot

    def forget(self, id_: str) -> None:
        """Forget a server: it was deleted or rebuilt."""
        with self._lock:
            self._boots.pop(id_, None)
