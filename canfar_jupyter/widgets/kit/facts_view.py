"""Labels and their values, all set as plain text."""

from __future__ import annotations

from collections.abc import Iterable

import anywidget
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled


class FactsView(anywidget.AnyWidget):
    """A list of terms and their values."""

    _esm = Bundled("facts_view")

    label = traitlets.Unicode().tag(sync=True)
    facts: traitlets.List[list[str]] = traitlets.List().tag(sync=True)
    """[label, text] each."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label)
        self.add_class("cj-facts-box")

    def show(self, facts: Iterable[tuple[str, str]]) -> None:
        self.facts = [list(fact) for fact in facts]
