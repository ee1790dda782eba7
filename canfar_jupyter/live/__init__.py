"""STATE: lists that are kept fresh, the store with its verbs, the poller."""

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.operations import Operation, Operations
from canfar_jupyter.live.store import Store
from canfar_jupyter.live.stores import store_of

__all__ = ["Collection", "Delta", "Operation", "Operations", "Store", "store_of"]
