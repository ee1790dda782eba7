"""What was found in user data before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know about user data.  It never quotes what may be a secret.

    ``error``: the machine will not do what the text says; ``warning``: it may not, or somebody
    can read too much; ``note``: it was mended.  ``repaired`` is the whole text with everything
    mended that can be, where this can.  ``line`` and ``column`` count from 1.
    """

    severity: Severity
    message: str
    line: int | None = None
    column: int | None = None
    repaired: str | None = None
