"""Parts of a list that one request each reads: some clouds lack some of them."""

from __future__ import annotations

from canfar_jupyter.cloud.faults.translation import is_temporary, left_out


class Parts:
    """Tells a part that a cloud does not have from one that is missing now.

    One that answered before is missing, however it is refused: its rows stay.
    """

    def __init__(self) -> None:
        self._answered: set[str] = set()

    def answered(self, part: str) -> None:
        """Note that this cloud has a part."""
        self._answered.add(part)

    def has(self, part: str) -> bool:
        """Return whether a part answered before."""
        return part in self._answered

    def missing(self, part: str, failed: Exception, doing: str) -> str:
        """Return the sentence about a part that failed; "": this cloud has no such part."""
        said = left_out(failed, doing)
        return said if is_temporary(failed) or self.has(part) else ""
