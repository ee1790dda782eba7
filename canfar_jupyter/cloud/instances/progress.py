"""Progress of a wait: below a notebook cell, or in a terminal."""

from __future__ import annotations

import sys
from html import escape
from typing import Any

from canfar_jupyter.model.instances.readiness import Readiness


def quiet(_now: Readiness) -> None:
    """Show nothing."""


class Bar:
    """A progress bar updated in place; only changes are shown."""

    def __init__(self) -> None:
        self._shown = ""
        self._handle: Any = None

    def show(self, now: Readiness) -> None:
        """Show the progress."""
        words = f"{now.name} [{'#' * now.done}{'.' * (len(now.steps) - now.done)}] {now.text}"
        if words == self._shown:
            return
        self._shown = words
        if _in_notebook():
            self._below_cell(now, words)
        elif sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{words}" + ("\n" if now.ready or now.failed else ""))
        else:
            sys.stderr.write(f"{words}\n")
        sys.stderr.flush()

    def _below_cell(self, now: Readiness, words: str) -> None:
        from IPython import display as ipython

        bar = f'<progress max="{len(now.steps)}" value="{now.done}"></progress>'
        html = f"{escape(now.name)} {bar} {escape(now.text)}"
        bundle = {"text/plain": words, "text/html": html}
        if self._handle is None:
            show: Any = ipython.display  # untyped
            self._handle = show(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)


def _in_notebook() -> bool:
    """Return whether this runs in a kernel; importing IPython to ask would cost half a second."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    return hasattr(running, "kernel")
