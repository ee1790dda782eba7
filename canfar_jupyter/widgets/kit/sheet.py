"""The style sheet, sent to the browser once and shared by all widgets."""

from __future__ import annotations

from pathlib import Path

import anywidget

from canfar_jupyter.widgets.kit.bundle import Bundled

_STYLES = Path(__file__).parents[1] / "styles"
ORDER = (  # later ones may say what earlier ones leave open
    *("tokens", "theme", "page", "controls", "forms", "launch", "tables", "status", "messages"),
    *("instance", "images", "consoles", "welcome"),
)


class Sheet(anywidget.AnyWidget):
    """An invisible widget: it brings ``styles/`` to the page and keeps keys from JupyterLab."""

    _esm = Bundled("sheet")
    _css = "\n".join((_STYLES / f"{noun}.css").read_text("utf-8") for noun in ORDER)


_sheets: list[Sheet] = []


def sheet() -> Sheet:
    """Return the sheet of this process; a new one if all widgets were closed."""
    if not _sheets or _sheets[-1].comm is None:
        made = Sheet()
        made.add_class("cj-sheet")
        _sheets[:] = [made]
    return _sheets[-1]
