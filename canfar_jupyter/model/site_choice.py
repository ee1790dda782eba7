"""Who chooses the site: the model itself reads no environment and no file of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from canfar_jupyter.model.sites import Site

chooser: Callable[[], Site] | None = None
"""Returns the site of this process; the package sets it when it is imported."""
