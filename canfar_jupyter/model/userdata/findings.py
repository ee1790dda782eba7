"""Findings about user data, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding about user data.  It never quotes what may be a secret.

    ``error``: the machine will not do what the text says; ``warning``: it may not, or other users
    can read too much; ``note``: it was fixed.  ``repaired`` is the whole text with all fixes, if
    this finding can be fixed.  ``line`` and ``column`` count from 1.
    """

    severity: Severity
    message: str
    line: int | None = None
    column: int | None = None
    repaired: str | None = None
