"""Labels with text beside them; all of it set as text."""

from __future__ import annotations

from collections.abc import Iterable

import anywidget
import traitlets

from canfar_jupyter.widgets.kit.esm import esm


class FactsView(anywidget.AnyWidget):
    """A list of terms and what they are."""

    _esm = esm("facts_view.js")

    label = traitlets.Unicode().tag(sync=True)
    facts: traitlets.List[list[str]] = traitlets.List().tag(sync=True)
    """[label, text] each."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label)
        self.add_class("cj-facts-box")

    def show(self, facts: Iterable[tuple[str, str]]) -> None:
        self.facts = [list(fact) for fact in facts]
