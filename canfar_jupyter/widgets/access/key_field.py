"""A field for a new SSH public key: pasted, dropped or chosen as a file.

A private key pasted by mistake must end nowhere.  So the text is no trait (a trait is
saved into notebooks): the browser looks at it first, wipes a private key at once and
sends nothing of it; a public key travels as one message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget

from canfar_jupyter.errors import CloudError, Invalid
from canfar_jupyter.model.keys.public_key import check_key
from canfar_jupyter.widgets.kit.bundle import Bundled

Add = Callable[[str, str], None]  # name, public key line


class KeyField(anywidget.AnyWidget):
    """Name and public key with an Add button.

    ``on_add`` gets name and key line once they are checked; say ``done()`` or
    ``failed(error)`` when it is known whether the cloud took them.
    """

    _esm = Bundled("key_field")

    def __init__(self, on_add: Add) -> None:
        self._on_add = on_add
        super().__init__()
        self.add_class("cj-key-field")
        self.on_msg(self._receive)

    def add(self, name: str, text: str) -> None:
        """Do as the Add button does.  The text is kept in the browser until ``done()``."""
        try:
            key = check_key(text)
            if not name.strip():
                raise Invalid("Give the key a name.", field="key", hint="Any name you will know.")
        except Invalid as error:
            self.failed(error)
        else:
            self._on_add(name.strip(), key.line)

    def done(self) -> None:
        """The key is in the cloud: empty the field."""
        self.send({"op": "done"})

    def failed(self, error: BaseException) -> None:
        """Say why beside the field; what was typed stays."""
        if isinstance(error, CloudError):
            self.send({"op": "failed", "text": f"{error} {error.hint}"})
        else:
            self.send({"op": "failed", "text": "The key could not be added. Try again."})

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "add":
            self.add(str(message.get("name", "")), str(message.get("key", "")))
