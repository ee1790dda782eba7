"""JavaScript modules joined into the one module that anywidget loads for a widget.

Each file is an ES module of its own, so that node can test it; joined, the imports
between them fall away.  No build step, nothing fetched.
"""

from __future__ import annotations

import re
from pathlib import Path

_HERE = Path(__file__).parents[1]
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def esm(name: str) -> str:
    """Return the module ``name`` of this folder with all it imports, each once, in order."""
    parts: dict[str, str] = {}
    _collect(name, parts)
    *used, last = parts.values()
    return "\n".join([*(_EXPORT.sub("", text) for text in used), last])


def _collect(name: str, parts: dict[str, str]) -> None:
    text = (_HERE / name).read_text(encoding="utf-8")
    for needed in _IMPORT.findall(text):
        if needed not in parts:
            _collect(needed, parts)
    parts[name] = _IMPORT.sub("", text)
