"""What is wrong with the launch, each with the way to its field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.model.launch.spec import Problem
from canfar_jupyter.widgets.kit.bundle import Bundled

_LABELS = {
    "name": "Name",
    "flavor": "Flavor",
    "key": "Key pair",
    "security_groups": "Security groups",
    "user_data": "At first boot",
}


class ProblemList(anywidget.AnyWidget):
    """What prevents the launch in sentences, and the fields that there is advice about.

    Each leads to its field; on a narrow page there is their number.

    Args:
        on_open: Called with the field of a problem that was pressed, to open what hides it.
    """

    _esm = Bundled("problem_list")

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    """field ("": it has none), text (of advice the label of its field), blocks."""

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
            {"field": p.field if p.field in fields else "", "text": _text(p), "blocks": p.blocks}
            for p in order
        ]

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "open":
            self._on_open(str(message.get("field")))


def _text(problem: Problem) -> str:
    """Return what is listed: the sentence of advice is beside its field already."""
    return problem.text if problem.blocks else _LABELS.get(problem.field, problem.text)
