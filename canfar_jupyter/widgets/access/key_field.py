"""A field for a new SSH public key: paste it, drop its file or choose the file.

A private key pasted by mistake must not be stored or sent.  So the text is not a trait (a trait is
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
    """Name and public key, with an Add button.

    ``on_add`` gets the name and the key line once they are checked; call ``done()`` or
    ``failed(error)`` when it is known whether the cloud accepted them.
    """

    _esm = Bundled("key_field")

    def __init__(self, on_add: Add) -> None:
        self._on_add = on_add
        super().__init__()
        self.add_class("cj-key-field")
        self.on_msg(self._receive)

    def add(self, name: str, text: str) -> None:
        """Do what the Add button does.  The browser keeps the text until ``done()``."""
        try:
            key = check_key(text)
            if not name.strip():
                raise Invalid(
                    "Enter a name for the key.",
                    field="key",
                    hint="Choose any name that you will recognize.",
                )
        except Invalid as error:
            self.failed(error)
        else:
            self._on_add(name.strip(), key.line)

    def done(self) -> None:
        """The key has been imported: clear the field."""
        self.send({"op": "done"})

    def failed(self, error: BaseException) -> None:
        """Show the reason beside the field; the input is kept."""
        if isinstance(error, CloudError):
            self.send({"op": "failed", "text": f"{error} {error.hint}"})
        else:
            self.send({"op": "failed", "text": "The key could not be added. Try again."})

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "add":
            self.add(str(message.get("name", "")), str(message.get("key", "")))
