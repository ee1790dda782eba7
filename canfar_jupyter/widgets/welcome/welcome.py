"""An empty project: images to begin with, Launch, and a newcomer's first steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.model.launch.likely import likely_images
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.welcome import words

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class Welcome(anywidget.AnyWidget):
    """Shows images that are known to work while there are no instances, and the first steps.

    Args:
        store: The project; its instances are read.

    Attributes:
        empty: There are no instances: this is all there is.
    """

    _esm = Bundled("welcome")

    empty = traitlets.Bool(True).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    """The sentences of ``words``."""

    images = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"id", "name", "detail"}``"""

    steps = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"key", "title", "about", "done"}``"""

    place = traitlets.Unicode().tag(sync=True)
    """The name under which the browser keeps that the steps were dismissed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._on_step: list[Callable[[str], None]] = []
        self._on_launch: list[Callable[[str], None]] = []
        said = {"title": words.TITLE, "steps": words.STEPS}
        said |= {"dismiss": words.DISMISS, "done": words.DONE, "images": words.IMAGES}
        super().__init__(words=said, place=place_of(store, "welcome"))
        self.add_class("cj")
        self.add_class("cj-welcome")
        self.on_msg(self._receive)
        watched = (store.servers, store.images, store.keypairs)
        self._stops = [rows.observe(lambda _delta: self._read()) for rows in watched]
        self._stops.append(store.boots.observe(lambda *_change: self._read()))
        self._read()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def on_step(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(key)`` when a step is chosen: "key", "launch" or "log_in"."""
        self._on_step.append(callback)

    def on_launch(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(image_id)`` when an image is to be launched."""
        self._on_launch.append(callback)

    def _read(self) -> None:
        store = self._store
        with self.hold_sync():
            self.empty = not len(store.servers)
            self.images = [
                {"id": row["id"], "name": row["name"], "detail": _about(row)}
                for row in (store.images[one.id] for one in likely_images(store.images.columns()))
            ]
            self.words = {**self.words, "images": self._say_images()}
            steps = (
                ("key", words.KEY, len(store.keypairs) > 0),
                ("launch", words.LAUNCHED, not self.empty),
                ("log_in", words.LOG_IN, self._is_one_ready()),
            )
            self.steps = [
                {"key": key, "title": title, "about": about, "done": done}
                for key, (title, about), done in steps
            ]

    def _say_images(self) -> str:
        if self.images:
            return words.IMAGES
        return words.NO_IMAGES if self._store.images.loaded else words.READING

    def _is_one_ready(self) -> bool:
        boots = self._store.boots
        return any((now := boots.of(id_)) and now.ready for id_ in self._store.servers)

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        op = message.get("op")
        if op == "step":
            for callback in self._on_step:
                callback(str(message.get("key")))
        elif op == "launch":
            for callback in self._on_launch:
                callback(str(message.get("id")))


def _about(row: Mapping[str, Any]) -> str:
    system = " ".join(filter(None, (row["os"], row["os_version"])))
    return f"{system}, needs a disk of {row['min_disk_gib']} GiB" if row["min_disk_gib"] else system
