"""Choose an image: type part of its name, or its id."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.model.amounts import count
from canfar_jupyter.model.columns import Columns
from canfar_jupyter.model.launch.likely import newest_of_systems
from canfar_jupyter.model.same_names import several

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
        self._settled = False  # the proposal was made when all was known that it is made of
        super().__init__(description="Image", placeholder="Type part of a name, or an id")
        self.observe(self._resolve, "value")

    def offer(self, images: Columns, proposed: str = "", *, known: bool = True) -> None:
        """Offer these images; what was typed or chosen is kept.

        Args:
            images: The project's images.
            proposed: Id of the one to begin with; "": none.
            known: Whether all that the proposal is made of has been read; it then stays.
        """
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
        if options:
            self.placeholder = f"Type part of a name: {count(len(usable), 'image')}"
        self._newest = newest_of_systems(images)
        gone = self.chosen not in self._ids
        if self.value == self._proposed and (gone or not self._settled):
            self.propose(proposed)
        self._settled = self._settled or known
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

    def propose(self, id_: str) -> None:
        """Begin with an image, in place of what is entered."""
        if id_ in self._ids:
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
