"""What ended while one looked elsewhere, told over the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from canfar_jupyter.errors import Cancelled
from canfar_jupyter.model.verbs import VERBS

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Row
    from canfar_jupyter.live.base.operations import Operation
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.kit.messages import Messages

_PAGES = {  # where one sees what becomes of a verb
    "servers": ("instances",),
    "images": ("images",),
    "floating_ips": ("network", "instances"),
    "security_groups": ("network", "instances", "launch"),
    "keypairs": ("keys", "launch"),
}
_ALWAYS = "activity"


class Toasts:
    """Says in the messages what an operation of this kernel has come to, unless that is said there.

    Where the page that shows it is open, it is said only while the browser does not
    show it.

    Args:
        store: Whose operations.
        messages: Where it is said.
        page: Returns the key of the page that is open.
    """

    def __init__(self, store: Store, messages: Messages, page: Callable[[], str]) -> None:
        self._messages, self._page = messages, page
        self.close = store.activity.on_end(self._ended)

    def _ended(self, row: Row) -> None:
        operation = row["operation"]
        if isinstance(operation.error, Cancelled):
            return  # by the user, just now
        missed, source = self._is_shown(operation), f"operation {operation.id}"
        self._messages.forget(source)  # that its outcome was not known
        if operation.error is not None:
            self._messages.error(operation.error, source, missed=missed)
        elif row["state"] == "failed":
            self._messages.say(row["detail"], "bad", hint=row["hint"], missed=missed)
        elif not any(self._messages.is_said(target) for target in operation.targets):
            self._messages.say(f"{row['what']}: done.", missed=missed)

    def _is_shown(self, operation: Operation) -> bool:
        """Return whether the open page shows what became of it."""
        page, verb = self._page(), VERBS.get(operation.verb)
        if page == "launch" and operation.verb == "launch" and operation.error is not None:
            return True  # the form says so
        return page == _ALWAYS or (verb is not None and page in _PAGES[verb.noun])
