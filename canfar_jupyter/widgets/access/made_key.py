"""What to do with a key pair that was just made; it stays until the user has seen it.

The private key is read from its file only when Download is pressed, and travels as one message: it
is never a trait, because traits are saved into notebooks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.local import home, ssh_keys
from canfar_jupyter.widgets.kit.bundle import Bundled


class MadeKey(anywidget.AnyWidget):
    """Where the private key is, how to log in with it and how to copy it to another computer.

    Nothing is shown before ``show``, and after Done, which calls ``on_done()``.
    """

    _esm = Bundled("made_key")

    name = traitlets.Unicode().tag(sync=True)
    path = traitlets.Unicode().tag(sync=True)
    """Of the private key, on this computer; "": nothing is shown."""

    login = traitlets.Unicode().tag(sync=True)
    """The command that logs in with it."""

    copy = traitlets.Unicode().tag(sync=True)
    """The command that copies it to another computer."""

    def __init__(self, on_done: Callable[[], None]) -> None:
        self._on_done = on_done
        self._file: Path | None = None
        super().__init__()
        self.add_class("cj-made-key-box")
        self.on_msg(self._receive)

    def show(self, private: Path) -> None:
        """Tell of a pair, given the file of its private key, and take the focus."""
        self._file = private
        self._tell(private.name, str(private))
        self.send({"op": "focus"})

    def done(self) -> None:
        """Do what Done does."""
        self._file = None
        self._tell("", "")
        self._on_done()

    def download(self) -> None:
        """Send the private key of the shown pair to the browser, which saves it as a file."""
        if self._file is None:
            return
        try:
            secret = ssh_keys.private_key(self._file)
        except CloudError as refused:
            self.send({"op": "failed", "text": f"{refused} {refused.hint}".strip()})
        else:
            self.send({"op": "file", "name": self._file.name}, buffers=[secret])

    def _tell(self, name: str, path: str) -> None:
        with self.hold_sync():
            self.name, self.path = name, path
            self.login = f"ssh -i {home.in_shell(path)} USER@ADDRESS" if path else ""
            self.copy = f"scp -p {home.in_shell(path)} YOU@OTHER-COMPUTER:.ssh/" if path else ""

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "download":
            self.download()
        elif message.get("op") == "done":
            self.done()
