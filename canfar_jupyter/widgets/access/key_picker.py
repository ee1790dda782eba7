"""Choose an SSH key: one already imported, or a new one: pasted, from ~/.ssh, or created here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.keys.public_key import check_key
from canfar_jupyter.ssh.keys import own_key
from canfar_jupyter.widgets.access.key_field import KeyField
from canfar_jupyter.widgets.access.key_files import KeyFiles
from canfar_jupyter.widgets.access.made_key import MadeKey
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_NO_KEY = ("No key", "")  # not None: to ipywidgets that is "nothing chosen"


class KeyPicker(ipw.VBox):
    """A list of the user's key pairs and a button that opens the fields for a new one.

    Args:
        store: Whose key pairs.
        done: Called when the user is done with a pair that was created: puts the focus somewhere;
            None: on the list.

    Attributes:
        choice: The list.
        shown: The chosen key as ssh-keygen shows it, with advice on its type.
        more: The button that opens ``new`` and ``files``.
        new: The field for a pasted or uploaded public key.
        files: Keys on this Jupyter server, and a new pair created there.
        made: What to do with a pair that was created; stays until the user is done with it.
    """

    def __init__(self, store: Store, done: Callable[[], None] | None = None) -> None:
        self._store = store
        self._wanted = ""  # a key just added, chosen once it is listed
        self._picked = False  # by the user
        self._likely = ""  # the one that was used last
        self._begun = False  # one of them is proposed
        self._here: dict[str, bool] = {}  # fingerprint -> its private key is here
        self._offering = False
        self._asked: KeyField | KeyFiles | None = None  # who added it
        self.choice = ipw.Dropdown(description="Key pair", options=[_NO_KEY])
        self.shown = StatusLine()
        self.more = ipw.ToggleButton(description="Add a key", value=False)
        self.new = KeyField(lambda name, line: self._add(self.new, name, line))
        self.files = KeyFiles(lambda name, line: self._add(self.files, name, line))
        self.made = MadeKey(done or self.choice.focus)
        self._adding = ipw.VBox([self.new, self.files])
        self._adding.add_class("cj-key-new")
        self._adding.layout.display = "none"
        row = ipw.HBox([self.choice, self.more])
        row.add_class("cj-row-of-controls")
        super().__init__([row, self.shown, self.made, self._adding])
        self.choice.observe(self._chosen, "value")
        self.more.observe(self._toggle, "value")

    def offer(self, keys: Collection[str], known: bool, likely: str = "") -> None:
        """Show these keys, first those whose private key is here.

        Args:
            keys: Their names.
            known: They have been read, so an empty list means none.
            likely: The one that was used last; "": not known.
        """
        names = sorted(keys, key=lambda one: (not self._is_here(one), one != likely, one))
        if likely != self._likely and not self._picked:
            self._likely, self._begun = likely, False
        options = (*((name, name) for name in names), _NO_KEY)
        value = self._next(names)
        self._offering = True
        try:
            if options != tuple(self.choice.options):
                self.choice.options = options
            self.choice.value = value
        finally:
            self._offering = False
        self._show()
        if known and not names and not self._picked:
            self.more.value = True  # the next thing to do

    def reset(self) -> None:
        """Choose what is proposed."""
        self._picked, self._begun, self._here = False, False, {}
        self.offer(self._store.keypairs, self._store.keypairs.loaded, self._likely)

    def pick(self, name: str | None) -> None:
        """Choose a key, as the user would; one that no longer exists changes nothing."""
        if (name or "") in [value for _, value in self.choice.options]:
            self._picked = True
            self.choice.value = name or ""

    def _next(self, names: list[str]) -> str:
        """Return the key to choose: one just added, else the current one, else the first."""
        if self._wanted in names:
            value, self._wanted, self._picked = self._wanted, "", True
            return value
        now = str(self.choice.value)
        if (now in names and self._begun) or (not now and self._picked):
            return now
        self._begun = bool(names)
        return names[0] if names else ""

    def _is_here(self, name: str) -> bool:
        """Return whether the private key of a key pair is on this Jupyter server."""
        row = self._store.keypairs.get(name)
        fingerprint = row["fingerprint"] if row else ""
        if fingerprint not in self._here:
            self._here[fingerprint] = own_key(fingerprint) is not None
        return self._here[fingerprint]

    def _chosen(self, _change: object) -> None:
        if not self._offering:
            self._picked = True
            self._show()

    def _show(self) -> None:
        name = str(self.choice.value)
        row = self._store.keypairs.get(name)
        text, weak = _in_words(row) if row else ("", False)
        if row and self._is_here(name):
            text = f"{text}; its private key is in ~/.ssh here".lstrip("; ")
        self.shown.say(text, "warn" if weak else "quiet")

    def _toggle(self, change: Any) -> None:
        if change["new"]:
            self.files.look()
        self._adding.layout.display = None if change["new"] else "none"

    def _add(self, asked: KeyField | KeyFiles, name: str, line: str) -> None:
        self._wanted, self._asked = name, asked
        self._store.import_key(name, line).add_done_callback(self._added)

    def _added(self, future: Future[Any]) -> None:
        asked = self._asked or self.new
        if error := future.exception():
            self._wanted = ""
            asked.failed(error)
            return
        made = self.files.made if asked is self.files else None
        asked.done()
        self._here = {}  # it may be here now
        self.more.value = False
        if made is not None:
            self.made.show(made)
        if self._wanted in self._store.keypairs:  # else as soon as it is listed
            self.offer(self._store.keypairs, True, self._likely)


def _in_words(row: Mapping[str, Any]) -> tuple[str, bool]:
    """Return a key as ssh-keygen shows it, with advice, and whether it is weak."""
    try:
        key = check_key(row["public_key"])
    except Invalid as wrong:
        weak = bool(row["public_key"])
        return (f"{row['fingerprint']} {wrong if weak else ''}".strip(), weak)
    return (f"{key.shown} {key.advice}".strip(), bool(key.advice))
