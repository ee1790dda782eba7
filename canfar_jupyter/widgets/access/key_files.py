"""SSH keys on this Jupyter server: choose a public key, or create a key pair there.

A private key is written there, readable by its owner only; it is not kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ipywidgets as ipw

from canfar_jupyter.errors import CloudError
from canfar_jupyter.local import ssh_keys
from canfar_jupyter.model.sites import site
from canfar_jupyter.widgets.kit.status_line import StatusLine

Add = Callable[[str, str], None]  # name, public key line


class KeyFiles(ipw.VBox):
    """A list of the .pub files in ~/.ssh with Add, and a name with Create a key pair.

    ``on_add`` gets the name and the public key; call ``done()`` or ``failed(error)`` once it is
    known whether the cloud accepted it.  ``made`` is the private key of a pair being imported.
    """

    def __init__(self, on_add: Add) -> None:
        self._on_add = on_add
        self.made: Path | None = None
        self.found = ipw.Dropdown(description="Keys in ~/.ssh of this Jupyter server", options=[])
        self.add = ipw.Button(description="Use this key")
        self.name = ipw.Text(description="Name of a new key pair", value=site().key_name)
        self.make = ipw.Button(description="Create a key pair")
        self.note = StatusLine()
        self._pick = _row(self.found, self.add)
        super().__init__([self._pick, _row(self.name, self.make), self.note])
        self.add_class("cj-key-files")
        self._keys: dict[str, ssh_keys.Found] = {}
        self.add.on_click(lambda _button: self.use())
        self.make.on_click(lambda _button: self.make_pair())
        self.found.observe(lambda _change: self._show(), "value")

    def look(self) -> None:
        """Read the folder."""
        self._keys = {one.path.name: one for one in ssh_keys.public_keys()}
        now = self.found.value
        self.found.options = list(self._keys)
        self.found.value = now if now in self._keys else next(iter(self._keys), None)
        self._pick.layout.display = None if self._keys else "none"
        self._show()

    def use(self) -> None:
        """Import the chosen public key under the name of its file."""
        one = self._keys.get(str(self.found.value))
        if one is not None and one.key is not None:
            self.note.say("Importing it...", "busy")
            self._on_add(one.path.stem, one.key.line)

    def make_pair(self) -> None:
        """Create an ed25519 key pair here and import its public key."""
        name = self.name.value.strip()
        try:
            key = ssh_keys.make_pair(name)
        except CloudError as refused:
            self.note.say(f"{refused} {refused.hint}", "bad")
            return
        self.made = ssh_keys.folder() / name
        self.note.say("Importing its public key...", "busy")
        self._on_add(name, key.line)

    def done(self) -> None:
        """The key has been imported."""
        self.made = None
        self.note.say("")

    def failed(self, error: BaseException) -> None:
        """Show why it was not imported; a pair that was created keeps its files."""
        text = f"{error} {error.hint}" if isinstance(error, CloudError) else "It was not imported."
        kept = f" The key pair is in {self.made}." if self.made else ""
        self.made = None
        self.look()
        self.note.say(f"{text}{kept}", "bad")

    def _show(self) -> None:
        one = self._keys.get(str(self.found.value))
        self.add.disabled = one is None or one.key is None
        if one is None:
            self.note.say("")
        elif one.key is None:
            self.note.say(one.problem, "bad")
        else:
            self.note.say(f"{one.key.shown} {one.key.advice}".strip())


def _row(*controls: ipw.Widget) -> ipw.HBox:
    row = ipw.HBox(list(controls))
    row.add_class("cj-row-of-controls")
    return row
