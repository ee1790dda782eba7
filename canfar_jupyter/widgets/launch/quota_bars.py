"""Quotas: current use, use after the launch, and the limit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.model.quotas import Use
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.kit.words import QUOTAS


class QuotaBars(anywidget.AnyWidget):
    """A bar for each quota that the launch takes from, as far as its use is known."""

    _esm = Bundled("quota_bars")

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    """label, text ("4 → 6 of 10"), used, more, limit (None: none), tone."""

    def show(self, uses: Iterable[Use]) -> None:
        """Show what a launch would use."""
        self.rows = [_shown(use) for use in uses if use.more or use.over]


def _shown(use: Use) -> dict[str, Any]:
    label, unit = QUOTAS[use.name]
    after = f" → {use.used + use.more:g}" if use.more else ""
    limit = "" if use.limit is None else f" of {use.limit:g}"
    return {
        "label": label,
        "text": f"{use.used:g}{after}{limit}{unit}",
        "used": use.used,
        "more": use.more,
        "limit": use.limit,
        "tone": use.level,
    }
