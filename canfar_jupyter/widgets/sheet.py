"""The one style sheet, sent to the browser once and shared by everything shown."""

from __future__ import annotations

from pathlib import Path

import anywidget

from canfar_jupyter.widgets.esm import esm


class Sheet(anywidget.AnyWidget):
    """Nothing to see: it brings ``style.css`` to the page and keeps keys from JupyterLab."""

    _esm = esm("sheet.js")
    _css = Path(__file__).parent / "style.css"


_sheets: list[Sheet] = []


def sheet() -> Sheet:
    """Return the sheet of this process; a new one if somebody closed all widgets."""
    if not _sheets or _sheets[-1].comm is None:
        made = Sheet()
        made.add_class("cj-sheet")
        _sheets[:] = [made]
    return _sheets[-1]
