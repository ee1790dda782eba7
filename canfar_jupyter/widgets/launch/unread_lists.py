"""Lists that could not be read, said beside the fields that choose from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from canfar_jupyter.model.launch.spec import Problem

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_CHOSEN_FROM = {  # field -> list, and whether a launch needs one of it
    "image": ("images", True),
    "flavor": ("flavors", True),
    "key": ("keypairs", False),
    "security_groups": ("security_groups", False),
    "network": ("networks", False),
}


def unread(store: Store) -> Iterator[Problem]:
    """Return why there is nothing to choose from, for each field whose list was never read."""
    for field, (name, blocks) in _CHOSEN_FROM.items():
        rows = store.collections[name]
        if rows.error and not rows.loaded:
            yield Problem(field, f"{rows.error} {rows.error.hint}", blocks=blocks)
