"""What is asked before an image is deleted or deactivated: naming what would be lost."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from canfar_jupyter.errors import Cancelled
from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.widgets.images.rows import system_in_words

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.kit.dialog import Dialog
    from canfar_jupyter.widgets.kit.messages import Messages

_MOST_NAMED = 5  # instances a sentence names; more are counted
_IN_USE = "{name} is used by {users}."
_IN_USE_HINT = "Terminate them before deleting it."
_LOST = "The image is permanently deleted; instances launched from it are not affected."
_ACCEPTED = "{name} is accepted: it is under Shared with me, and stays the image of its owner."
_DECLINED = "{name} is declined."
_OFF = "{name} is deactivated: no instance can be launched from it."
_ON = "{name} is active again."
_DELETED = "{name} is deleted."


class ImageQuestions:
    """Changes images of the list, after a confirmation where something would be lost.

    Each says that it succeeded, or why not.
    """

    def __init__(self, store: Store, dialog: Dialog, messages: Messages) -> None:
        self._store, self._dialog, self._messages = store, dialog, messages

    def accept(self, image_id: str) -> None:
        """Accept an offered image."""
        self._do(self._store.accept_image(image_id), image_id, _ACCEPTED)

    def decline(self, image_id: str) -> None:
        """Decline an offered image."""
        self._do(self._store.decline_image(image_id), image_id, _DECLINED)

    def deactivate(self, image_id: str) -> None:
        """Deactivate an image: that can be undone."""
        self._do(self._store.deactivate_image(image_id), image_id, _OFF)

    def reactivate(self, image_id: str) -> None:
        """Make an image active again."""
        self._do(self._store.reactivate_image(image_id), image_id, _ON)

    def delete(self, image_id: str) -> None:
        """Ask before deleting an image; one that instances use is not deleted."""
        if (row := self._store.images.get(image_id)) is None:
            return
        name = row["name"]
        if users := self._users(image_id):
            words = _IN_USE.format(name=name, users=users)
            self._messages.say(words, "bad", hint=_IN_USE_HINT, source=f"image {image_id}")
            return
        size = bytes_in_words(row["size"]) if row["size"] else ""
        about = ", ".join(filter(None, (name, system_in_words(row), size)))
        self._dialog.ask(
            f"Delete {name}?",
            lines=[about, image_id],
            warning=_LOST,
            yes=f"Delete {name}",
            do=lambda: self._do(self._store.delete_image(image_id), image_id, _DELETED),
        )

    def _users(self, image_id: str) -> str:
        """Return the names of the instances that were launched from it."""
        servers = self._store.servers.columns()
        pairs = zip(servers["name"], servers["image_id"], strict=True)
        users = [str(name) for name, image in pairs if image == image_id]
        more = len(users) - _MOST_NAMED
        return ", ".join(users[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

    def _do(self, future: Future[Any], image_id: str, words: str) -> None:
        row = self._store.images.get(image_id)
        name, source = (row["name"] if row else image_id), f"image {image_id}"

        def settled(done: Future[Any]) -> None:
            error = done.exception()
            if error is None:
                self._messages.say(words.format(name=name), source=source)
            elif not isinstance(error, Cancelled):
                self._messages.error(error, source)

        future.add_done_callback(settled)
