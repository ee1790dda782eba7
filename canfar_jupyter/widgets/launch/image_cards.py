"""The images that a launch most likely begins with, as cards to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.model.launch.likely import Likely, about
from canfar_jupyter.widgets.kit.bundle import Bundled


class ImageCards(anywidget.AnyWidget):
    """Up to three cards, radio buttons to keys and screen readers."""

    _esm = Bundled("image_cards")

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    """In order: id, name, system, about."""

    value = traitlets.Unicode().tag(sync=True)
    """Id of the chosen image; of none of them if another is chosen."""

    def offer(self, likely: Sequence[Likely], images: Mapping[str, Mapping[str, Any]]) -> None:
        """Show these images."""
        now = datetime.now(UTC)
        known = [(one, row) for one in likely if (row := images.get(one.id)) is not None]
        self.rows = [_shown(one, row, now) for one, row in known]


def _shown(likely: Likely, image: Mapping[str, Any], now: datetime) -> dict[str, str]:
    system = " ".join(filter(None, [image["os"], image["os_version"]]))
    told = {"id": likely.id, "name": image["name"], "system": system}
    return told | {"about": about(likely, image, now)}
