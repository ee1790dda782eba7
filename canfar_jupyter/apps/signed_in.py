"""A place on the page that signs in first, in the background, and then shows its contents."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.messages import in_words
from canfar_jupyter.widgets.note import Note
from canfar_jupyter.widgets.sheet import sheet

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Cloud
    from canfar_jupyter.live.store import Store

Build = Callable[["Store"], ipw.Widget]


class SignedIn(ipw.VBox):
    """Says "Signing in", then shows what ``build(store)`` makes, or why it cannot.

    Importing the SDK takes seconds, and so may the cloud's answer: both happen in a
    worker thread, so that the cell returns and the page lives at once.

    Attributes:
        store: The store, once signed in.
        again: The button that tries again after a failure.
        demo: The button that takes the demo cloud instead.
    """

    def __init__(self, cloud: Cloud | str | None, build: Build) -> None:
        self.store: Store | None = None
        self._cloud, self._build = cloud, build
        self._attempt = 0
        self.note, self.hint, self.details = Note(), Note(), Note()
        self.again = ipw.Button(description="Try again", button_style="primary")
        self.demo = ipw.Button(description="Use the demo cloud")
        self.again.on_click(lambda _button: self.sign_in(self._cloud))
        self.demo.on_click(lambda _button: self.sign_in("demo"))
        self._buttons = ipw.HBox([self.again, self.demo])
        self._card = ipw.VBox([self.note, self.hint, self.details, self._buttons])
        self._card.add_class("cj-card")
        super().__init__([sheet(), self._card])
        self.add_class("cj")
        self.sign_in(cloud)

    @property
    def failed(self) -> bool:
        """Whether the last attempt failed and none is under way."""
        return self.store is None and self._buttons.layout.display is None

    def sign_in(self, cloud: Cloud | str | None) -> None:
        """Sign in, in the background; an attempt that is under way is overtaken."""
        self._attempt += 1
        self._cloud = cloud
        self._buttons.layout.display = "none"
        self.hint.say("")
        self.details.say("")
        self.note.say(f"Signing in to {_called(cloud)}...", "busy")
        threading.Thread(
            target=self._work, args=(cloud, self._attempt), name="canfar-sign-in", daemon=True
        ).start()

    def _work(self, cloud: Cloud | str | None, attempt: int) -> None:
        try:
            store = _open(cloud)
            content = self._build(store) if attempt == self._attempt else None
        except Exception as error:  # noqa: BLE001 - the top of a thread: nobody else would say it
            if attempt == self._attempt:
                self._say(error)
            return
        if content is not None:
            self.store = store
            self.children = [sheet(), content]

    def _say(self, error: Exception) -> None:
        text, hint, details = in_words(error)
        self.note.say(text, "bad")
        self.hint.say(hint)
        self.details.say(f"({details})")
        self._buttons.layout.display = None


def _open(cloud: Cloud | str | None) -> Store:
    from canfar_jupyter import live  # late: the SDK costs more than a second
    from canfar_jupyter.cloud import connect

    if cloud is None or isinstance(cloud, str):
        cloud = connect(cloud)
    return live.store_of(cloud)


def _called(cloud: Cloud | str | None) -> str:
    if cloud is None:
        return os.environ.get("OS_CLOUD") or "your cloud"
    return cloud if isinstance(cloud, str) else cloud.identity.cloud
