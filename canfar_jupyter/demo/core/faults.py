"""Trouble on demand, for tests: answers that fail, come late, come half or never.

``POST /demo/faults`` with the header ``X-Demo-Secret`` (in demo.json) and JSON:

``method``, ``path``
    regular expressions the request must match whole (path with prefix and query);
``times``
    how many requests it lasts for, 1 unless given;
``status``, ``body``, ``headers``
    answer so instead of doing the work;
``drop``
    ``"before"`` or ``"after"`` the work: the connection is closed without an answer;
``cut``
    send so many bytes of the body, then close;
``delay``
    seconds to wait first.

``GET`` lists what is still to come, ``DELETE`` clears it.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct, field


class Fault(Struct, kw_only=True):
    method: str = ".*"
    path: str = ".*"
    times: int = 1
    status: int | None = None
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    drop: Literal["before", "after"] | None = None
    cut: int | None = None
    delay: float = 0.0

    def __post_init__(self) -> None:
        for pattern in (self.method, self.path):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None


class Faults:
    """The faults still to come, in order."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def take(self, method: str, path: str) -> Fault | None:
        """Return the first fault that fits this request, and count it."""
        for fault in self.pending:
            if re.fullmatch(fault.method, method) and re.fullmatch(fault.path, path):
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None
