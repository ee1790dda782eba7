"""A file that arrives from a browser, shown among the transfers."""

from __future__ import annotations

import time
from collections.abc import Callable

from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.operations import Operations
from canfar_jupyter.live.base.rate import Rate

_PACE = 0.1  # seconds between two words on the progress


class Arriving:
    """The operation of one file.

    Args:
        operations: Of the store.
        text: "Uploading survey.img".
        total: Bytes of the file.
        cancelled: Called when the user cancels it.
    """

    def __init__(
        self, operations: Operations, text: str, total: int, cancelled: Callable[[], None]
    ) -> None:
        self._operations, self._total = operations, total
        self._operation = operations.begin(
            text, transfer=True, cancelled=cancelled, verb="create_image"
        )
        self._rate, self._said = Rate(), float("-inf")

    def tell(self, done: int) -> None:
        """Note how many bytes are here.

        Raises:
            Cancelled: It was cancelled meanwhile.
        """
        rate, now = self._rate.at(done), time.monotonic()
        if done == self._total or now - self._said >= _PACE:
            self._said = now
            self._operations.progress(self._operation, done, self._total, rate)

    def end(self, error: CloudError | None = None) -> None:
        """Note that it is over."""
        self._operations.end(self._operation, error)
