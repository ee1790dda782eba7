"""The form's launch as a command or code, to copy.

The text may contain the user data, so it is not a trait: it is sent as messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anywidget

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.commands import Names, openstack_client, openstack_sdk, our_python
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.widgets.kit.bundle import Bundled

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_WRITERS = {"client": openstack_client, "sdk": openstack_sdk, "ours": our_python}


class CommandView(anywidget.AnyWidget):
    """Three tabs of text: the openstack client, openstacksdk, this package."""

    _esm = Bundled("command_view")

    def __init__(self, store: Store) -> None:
        self._names = Names(store.identity.cloud, store.collections)
        self.texts: dict[str, str] = {}
        super().__init__()
        self.on_msg(self._receive)

    def show(self, spec: LaunchSpec, blocked: str) -> None:
        """Show a launch; ``blocked`` says why it cannot be launched, "" if it can."""
        if blocked:
            texts = dict.fromkeys(_WRITERS, f"{blocked}\n")
        else:
            texts = {key: self._written(key, spec) for key in _WRITERS}
        if texts != self.texts:
            self.texts = texts
            self._send_texts()

    def _written(self, key: str, spec: LaunchSpec) -> str:
        try:
            return _WRITERS[key](spec, self._names)
        except CloudError as wrong:
            return f"{wrong}\n"

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "ready":
            self._send_texts()

    def _send_texts(self) -> None:
        self.send({"op": "texts", "texts": self.texts})
