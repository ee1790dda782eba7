"""Choose a file or folder on the notebook server by typing or browsing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.errors import Invalid
from canfar_jupyter.local import folders
from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.widgets.kit.status_line import StatusLine

_UP = ".. (up)"


class PathPicker(ipw.VBox):
    """A field for a path, with the contents of the folder below it.

    Only what ``folders`` allows is shown.  Where a folder is wanted the first one is chosen.

    Attributes:
        text: The field.
        list: What is in the folder.
    """

    value = traitlets.Unicode()
    """The typed or chosen path; "": none yet."""

    def __init__(self, description: str = "File", *, only_folders: bool = False) -> None:
        self._only_folders = only_folders
        self._roots = folders.allowed()
        self._folder = self._roots[0] if self._roots else None
        self._choices: dict[str, tuple[str, bool]] = {}  # label -> name, whether a folder
        self.text = ipw.Text(description=description, continuous_update=True)
        self.list = ipw.Select(rows=6)
        self.note = StatusLine()
        super().__init__([self.text, self.list, self.note])
        self.add_class("cj-path-picker")
        self.text.observe(lambda change: self._typed(change["new"]), "value")
        self.list.observe(lambda change: self._chosen(change["new"]), "value")
        if self._folder is None:
            self.list.layout.display = "none"
            self.text.disabled = True
            self.note.say(
                "This page may not use files of the server: who runs it can name folders "
                f"for it in {folders.NAMED}.",
                "warn",
            )
        else:
            self._open(self._folder)
            self.text.value = str(self._folder) if only_folders else ""

    def _typed(self, text: str) -> None:
        self.value = text.strip()

    def _chosen(self, label: Any) -> None:
        if not label or self._folder is None:
            return
        name, is_folder = self._choices[label]
        place = self._folder.parent if label == _UP else self._folder / name
        if is_folder:
            self._open(place)
        self.text.value = str(place)

    def _open(self, folder: Path) -> None:
        try:
            found = folders.entries(folder)
        except Invalid as refused:
            self.note.say(f"{refused} {refused.hint}", "bad")
            return
        self._folder = folder
        if folder in self._roots:  # an absolute name, joined to a folder, is itself
            others = (str(root) for root in self._roots if root != folder)
            self._choices = {f"{root}/": (root, True) for root in others}
        else:
            self._choices = {_UP: ("..", True)}
        for name, is_folder, size in found:
            if is_folder or not self._only_folders:
                label = f"{name}/" if is_folder else f"{name}  ({bytes_in_words(size)})"
                self._choices[label] = (name, is_folder)
        self.note.say("" if found else "This folder is empty.")
        self.list.value = None
        self.list.options = tuple(self._choices)
        self.list.value = None
        self.list.description = f"In {folder}"
