"""Choose an image: the newest of a system, or type part of its name, or its id."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.model.columns import Columns
from canfar_jupyter.model.same_names import several
from canfar_jupyter.model.sites import site

_OFFERED = 500  # names the browser proposes; any other can still be typed
_ORDER = ("project", "shared", "pending", "public", "community")


class ImageChoice(ipw.Combobox):
    """A field that completes the names of images that can be launched."""

    options: Any  # ipywidgets has no types
    value: Any

    chosen = traitlets.Unicode()
    """Id of the image; "": none yet."""

    unknown = traitlets.Unicode()
    """Why the text does not name an image; "" if it does, or is empty."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}  # what is shown -> id
        self._ids: dict[str, str] = {}
        self._several: dict[str, dict[str, Any]] = {}  # name -> those that are called so, by id
        self._newest: dict[str, str] = {}  # system -> id
        self._proposed = ""  # what stood in the field before the user touched it
        super().__init__(
            description="Image", placeholder="Type a name, or press Launch on an image"
        )
        self.observe(self._resolve, "value")

    def offer(self, images: Columns) -> None:
        """Propose these images; what was typed or chosen is kept."""
        before = self._ids.get(self.chosen)
        names = Counter(images["name"])
        self._ids = {
            id_: name if names[name] == 1 else f"{name} ({id_[:8]})"
            for id_, name in zip(images["id"], images["name"], strict=True)
        }
        self._several = _namesakes(images, names)
        self._labels = {label: id_ for id_, label in self._ids.items()}
        usable = sorted(
            (_ORDER.index(tab), name, self._ids[id_])
            for id_, name, tab, status in zip(
                images["id"], images["name"], images["tab"], images["status"], strict=True
            )
            if status == "active"
        )
        options = tuple(label for _, _, label in usable[:_OFFERED])
        if options != tuple(self.options):
            self.options = options
        self._newest = _newest(images)
        if self.value == self._proposed:
            self._propose()
        after = self._ids.get(self.chosen)
        if after and self.value == before and after != before:
            self.value = after  # renamed, or no longer the only one of its name
        self._resolve()

    @property
    def systems(self) -> list[str]:
        """The systems for which there are public images."""
        return sorted(self._newest)

    @property
    def system(self) -> str:
        """The system whose newest image is chosen; "": another image is chosen."""
        return next((s for s, id_ in self._newest.items() if id_ == self.chosen), "")

    def choose_newest(self, system: str) -> None:
        """Choose the newest image of a system."""
        if system in self._newest:
            self.choose(self._newest[system])

    def _propose(self) -> None:
        """Start with the newest image of the site's system."""
        if (id_ := self._newest.get(site().system)) is not None:
            self._proposed = self._ids[id_]
            self.value = self._proposed

    def choose(self, image_id: str) -> None:
        self.value = self._ids.get(image_id, image_id)

    def _resolve(self, _change: object = None) -> None:
        text = self.value.strip()
        found = self._labels.get(text, text if text in self._ids else "")
        if not text or found:
            self.unknown = ""
        elif text in self._several:
            self.unknown = several(text, "image", self._several[text])
        else:
            self.unknown = f"No image is called {text}."
        self.chosen = found


def _namesakes(images: Columns, names: Counter[str]) -> dict[str, dict[str, Any]]:
    """Return the images whose name others have, too, by name and id."""
    told = ("status", "visibility", "created")
    found: dict[str, dict[str, Any]] = {}
    for place, (id_, name) in enumerate(zip(images["id"], images["name"], strict=True)):
        if names[name] > 1:
            found.setdefault(name, {})[id_] = {key: images[key][place] for key in told}
    return found


def _newest(images: Columns) -> dict[str, str]:
    """Return the newest public image of each system; the site's own come first."""
    names = ("id", "name", "tab", "status", "os", "created")
    best: dict[str, tuple[bool, str, str]] = {}
    for cells in zip(*(images[name] for name in names), strict=True):
        row = dict(zip(names, cells, strict=True))
        if row["tab"] != "public" or row["status"] != "active":
            continue
        system = row["os"]
        rank = (row["name"].startswith(site().images), row["created"] or "", row["id"])
        if system and rank > best.get(system, (False, "", "")):
            best[system] = rank
    return {system: rank[2] for system, rank in best.items()}
