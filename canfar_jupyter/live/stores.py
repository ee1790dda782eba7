"""The stores of this process."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from canfar_jupyter.live.store import Store

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Cloud

_stores: dict[tuple[str, ...], Store] = {}
_stores_lock = Lock()


def store_of(cloud: Cloud) -> Store:
    """Return the one store of this cloud, region, project and user in this process."""
    i = cloud.identity
    key = (i.auth_url, i.region, i.project_id, i.user_id)
    with _stores_lock:
        if key not in _stores:
            _stores[key] = Store(cloud)
        return _stores[key]
