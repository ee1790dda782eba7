"""Choose a flavor: the smallest that fits first, the others greyed out with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.model.launch import sizing
from canfar_jupyter.model.launch.spec import Problem
from canfar_jupyter.model.sites import site
from canfar_jupyter.widgets.kit.bundle import Bundled

Row = Mapping[str, Any]


class FlavorChoice(anywidget.AnyWidget):
    """A table of flavors; until the user chooses one, the smallest that fits the image."""

    _esm = Bundled("flavor_choice")

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    """In order: id, name, cores, memory, disk, scratch, fits, reason, words (of its name)."""

    value = traitlets.Unicode().tag(sync=True)
    """Id of the flavor; "": none."""

    def __init__(self) -> None:
        self._picked = ""  # by the user
        self.fit = ""  # what the image needs, and how many of them fit
        self._offering = False
        super().__init__()
        self.add_class("cj-flavor-choice")
        self.observe(self._on_value, "value")

    def offer(
        self,
        image: Row | None,
        flavors: Mapping[str, Row],
        quotas: Mapping[str, Row],
        count: int = 1,
        *,
        batch: bool = False,
        own_disk: bool = True,
        likely: str = "",
    ) -> None:
        """Show these flavors, checked against this image and the remaining quotas.

        ``likely``: the one to begin with if it fits; else it is the smallest that fits.
        """
        rows = dict(flavors.items())  # all from the same time
        order = sizing.ranked(image, rows, quotas, count, batch=batch, own_disk=own_disk)
        self.fit = sizing.fit_in_words(image, order)
        shown = [
            _shown(rows[id_], misfits, sizing.too_many(rows[id_], quotas, count))
            for id_, misfits in order
        ]
        if any(id_ == likely and not misfits for id_, misfits in order):
            first = likely
        else:
            first = order[0][0] if order else ""
        self._offering = True
        try:
            with self.hold_sync():
                self.rows = shown
                self.value = self._picked if self._picked in rows else first
        finally:
            self._offering = False

    def pick(self, id_: str) -> None:
        """Choose one, as the user would; "": the proposed one again, at the next ``offer``."""
        self._picked = id_
        if id_:
            self.value = id_

    def focus(self) -> None:
        """Focus the chosen one, or the first."""
        self.send({"op": "focus"})

    def _on_value(self, change: Any) -> None:
        if not self._offering:
            self._picked = change["new"]


def _shown(flavor: Row, misfits: list[Problem], too_many: str) -> dict[str, Any]:
    mine = [p for p in misfits if p.field == "flavor"]
    explained = sizing.name_in_words(flavor, dict(site().flavors))
    more = flavor["description"] if flavor["description"] not in explained else ""
    about = " ".join(filter(None, [explained and f"{explained}.", more]))
    return {
        "id": flavor["id"],
        "name": flavor["name"],
        "cores": f"{flavor['vcpus']:g}",
        "memory": f"{flavor['ram_gib']:g} GiB",
        "disk": f"{flavor['disk_gib']:g} GiB" if flavor["disk_gib"] else "as the image",
        "scratch": f"{flavor['ephemeral_gib']:g} GiB" if flavor["ephemeral_gib"] else "none",
        "fits": not any(p.blocks for p in mine),
        "reason": (too_many if mine[0].quota else mine[0].text) if mine else "",
        "words": about,
    }
