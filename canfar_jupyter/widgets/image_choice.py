"""Which image: type part of its name, or its id."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.columns import Columns

_OFFERED = 500  # names the browser proposes; any other can still be typed
_ORDER = ("project", "shared", "pending", "public", "community")


class ImageChoice(ipw.Combobox):
    """A field that completes the names of the images that can be launched."""

    options: Any  # ipywidgets has no types
    value: Any

    chosen = traitlets.Unicode()
    """Id of the image; "": none yet."""

    unknown = traitlets.Unicode()
    """Why what was typed names no image; "": it does, or nothing was typed."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}  # what is shown -> id
        self._ids: dict[str, str] = {}
        super().__init__(
            description="Image", placeholder="Type a name, or press Launch on an image"
        )
        self.observe(self._resolve, "value")

    def offer(self, images: Columns) -> None:
        """Propose these images; what was typed or chosen stays."""
        before = self._ids.get(self.chosen)
        names = Counter(images["name"])
        self._ids = {
            id_: name if names[name] == 1 else f"{name} ({id_[:8]})"
            for id_, name in zip(images["id"], images["name"], strict=True)
        }
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
        after = self._ids.get(self.chosen)
        if after and self.value == before and after != before:
            self.value = after  # renamed, or no longer the only one of its name
        self._resolve()

    def choose(self, image_id: str) -> None:
        self.value = self._ids.get(image_id, image_id)

    def _resolve(self, _change: object = None) -> None:
        text = self.value.strip()
        found = self._labels.get(text, text if text in self._ids else "")
        self.unknown = f"No image is called {text}." if text and not found else ""
        self.chosen = found
