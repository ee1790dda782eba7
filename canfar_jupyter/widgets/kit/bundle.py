"""The browser side of widgets: TypeScript, bundled when the package is built or installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import traitlets

from canfar_jupyter.errors import NotConfigured

_BUNDLES = Path(__file__).parents[1] / "bundles"


@cache
def bundle(name: str) -> str:
    """Return the bundle ``name``; it is read when first needed.

    Raises:
        NotConfigured: It was never built.
    """
    try:
        return (_BUNDLES / f"{name}.mjs").read_text(encoding="utf-8")
    except OSError as missing:
        raise NotConfigured(
            f"The browser bundle of the widget {name} was not built with this installation.",
            hint="Install the package with pip (in a checkout: pip install -e .), then restart "
            "the kernel.",
        ) from missing


class Bundled(traitlets.Unicode):  # type: ignore[type-arg]
    """The trait ``_esm`` of a widget: the bundle ``name``, read when the first one is created."""

    def __init__(self, name: str) -> None:
        self._name = name
        super().__init__(read_only=True)
        self.tag(sync=True)

    def default(self, obj: Any = None) -> str:
        return bundle(self._name)
