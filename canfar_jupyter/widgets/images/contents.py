"""What the source of a new image holds, told by its beginning before anything is created."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Timer
from typing import TYPE_CHECKING

from canfar_jupyter.errors import CloudError, Unreachable
from canfar_jupyter.model.images.formats import Format
from canfar_jupyter.model.images.spec import ImageSpec
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_STILL = 0.8  # seconds for which what is typed must not change until it is looked at
_FORMAT = "Format: {format}."
_FORMAT_AND_DISK = "Format: {format}, minimum disk {disk} GiB."
_UNREACHABLE = "The notebook server cannot reach this address: what it holds is not known yet."
_READY = "The image {name} is ready."
_KEPT = "The image {name} is in the cloud, byte for byte. {warning}"
_NOT_SEEN = "The image {name} is in the cloud; what it holds was not looked at."

Key = tuple[str | None, str | None, str | None, int | None]


class Contents(StatusLine):
    """A line that says what was found, and warns of what will be of no use.

    Args:
        store: Looks.
        on_found: Called when there is something new to know.

    Attributes:
        found: What it is; None: not known.
        refused: Why a cloud would not take it; None: a cloud may.
    """

    def __init__(self, store: Store, on_found: Callable[[], None]) -> None:
        self._store, self._on_found = store, on_found
        self.found: Format | None = None
        self.refused: CloudError | None = None
        self._key: Key = (None, None, None, None)
        self._timer: Timer | None = None
        self._guard = Lock()
        super().__init__()

    def close(self) -> None:
        self._look_no_more()
        super().close()

    def follow(
        self,
        spec: ImageSpec,
        *,
        own_file: bool = False,
        whole: int | None = None,
        at_once: bool = False,
    ) -> None:
        """Look at the source of ``spec``, unless that was done.

        Args:
            spec: Nothing is looked at where it has no source.
            own_file: See ``Store.look_at_source``.
            whole: Bytes that an own file will have.
            at_once: Though an address or path may still be typed.
        """
        key = (spec.url or None, spec.path or None, spec.disk_format, whole)
        if key == self._key and not (at_once and self._timer):
            return
        self._look_no_more()
        self._key, self.found, self.refused = key, None, None
        self.say("")
        if key[:2] == (None, None):
            return

        def look() -> None:
            self._timer = None
            future = self._store.look_at_source(spec, own_file=own_file, whole=whole)
            future.add_done_callback(lambda done: self._seen(key, done))

        if own_file or at_once:
            look()
        elif spec.path or (spec.url or "").startswith(("http://", "https://")):
            self._timer = Timer(_STILL, look)
            self._timer.daemon = True
            self._timer.start()

    def outcome(self, name: str) -> tuple[str, str]:
        """Return what to say once the image is in the cloud, and its tone."""
        if self.found is None:
            return _NOT_SEEN.format(name=name), "good"
        if self.found.warning:
            return _KEPT.format(name=name, warning=self.found.warning), "warn"
        return _READY.format(name=name), "good"

    def _look_no_more(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    def _seen(self, key: Key, future: Future[Format]) -> None:
        error = future.exception()
        with self._guard:
            if key != self._key:
                return  # another one is chosen by now
            if error is None:
                self.found = future.result()
                words = _in_words(self.found)
                self.say(words, "warn" if self.found.warning else "quiet")
            elif isinstance(error, Unreachable):
                self.say(_UNREACHABLE)
            elif isinstance(error, CloudError) and error.field != "path":
                self.refused = error
                self.say(f"{error} {error.hint}", "bad")
        self._on_found()


def _in_words(found: Format) -> str:
    shape = _FORMAT_AND_DISK if found.min_disk_gib else _FORMAT
    words = shape.format(format=found.disk_format, disk=found.min_disk_gib)
    return f"{words} {found.warning}".strip()
