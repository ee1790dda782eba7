"""Which flavor: in plain words, the smallest that fits first, the others with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as ipw

from canfar_jupyter import sizing
from canfar_jupyter.widgets.words import flavor_in_words

Row = Mapping[str, Any]


class FlavorChoice(ipw.Dropdown):
    """A list of flavors; until the user picks one it follows the image: the smallest that fits."""

    options: Any  # ipywidgets has no types

    def __init__(self) -> None:
        self._picked: str | None = None  # by the user
        self._offering = False
        super().__init__(description="Flavor", options=[])
        self.observe(self._on_value, "value")

    def offer(
        self, image: Row | None, flavors: Mapping[str, Row], quotas: Mapping[str, Row]
    ) -> None:
        """Show these flavors, judged for this image and what is left of the quotas."""
        ranked = sizing.ranked(image, flavors, quotas)
        options = tuple(
            (_in_words(flavors[id_], [p.text for p in misfits if p.field == "flavor"]), id_)
            for id_, misfits in ranked
        )
        keep = self._picked if self._picked in flavors else None
        self._offering = True
        try:
            if options != tuple(self.options):
                self.options = options
            self.value = keep or next((id_ for _, id_ in options), None)
        finally:
            self._offering = False

    def _on_value(self, change: Any) -> None:
        if not self._offering:
            self._picked = change["new"]


def _in_words(flavor: Row, misfits: list[str]) -> str:
    text = f"{flavor['name']}: {flavor_in_words(flavor)}"
    return f"{text} (does not fit: {misfits[0].rstrip('.')})" if misfits else text
