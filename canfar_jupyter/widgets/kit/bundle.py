"""JavaScript that has npm packages in it, bundled when the package is built or installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from canfar_jupyter.errors import NotConfigured

_BUNDLES = Path(__file__).parents[1] / "bundles"


@cache
def bundle(name: str) -> str:
    """Return the bundle ``name``; it is read when it is first needed.

    Raises:
        NotConfigured: It was never built.
    """
    try:
        return (_BUNDLES / f"{name}.mjs").read_text(encoding="utf-8")
    except OSError as missing:
        raise NotConfigured(
            f"The browser's part of the {name} console was not built with this installation.",
            hint="Install the package with pip (in a checkout: pip install -e .), then restart "
            "the kernel.",
        ) from missing
