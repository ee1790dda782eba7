"""What is wrong with the launch, each with the way to its field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.model.launch.spec import Problem
from canfar_jupyter.widgets.kit.bundle import Bundled


class ProblemList(anywidget.AnyWidget):
    """A sentence for each problem, which leads to its field; on a narrow page their number.

    Args:
        on_open: Called with the field of a problem that was pressed, to open what hides it.
    """

    _esm = Bundled("problem_list")

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    """field ("": it has none), text, blocks."""

    def __init__(self, on_open: Callable[[str], None]) -> None:
        self._on_open = on_open
        super().__init__()
        self.on_msg(self._receive)

    def show(self, found: Sequence[Problem], fields: Collection[str]) -> None:
        """Show these problems, those that prevent the launch first.

        ``fields``: those that there are; a problem of another one is about no single field.
        """
        order = sorted(found, key=lambda problem: not problem.blocks)
        self.rows = [
            {"field": p.field if p.field in fields else "", "text": p.text, "blocks": p.blocks}
            for p in order
        ]

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "open":
            self._on_open(str(message.get("field")))
