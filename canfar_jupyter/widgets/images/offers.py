"""The images that other projects offer to this one: a bar with Accept and Decline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.images.rows import ACCEPT, DECLINE, owner_in_words
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from canfar_jupyter.widgets.images.seen import SeenImages

_OFFERED = "{name} is offered to this project by {owner}."
_MORE = "{count} more"


class Offers(ipw.HBox):
    """A bar about the first offer, and how many more there are; nothing without offers.

    Args:
        rows: The images.
        act: Called with "accept" or "decline" and the id of the image.

    Attributes:
        about: Id of the image that it is about; "": there is no offer.
        words: The sentence.
        accept: The button.
        decline: The button.
        more: How many more there are.
    """

    def __init__(self, rows: SeenImages, act: Callable[[str, str], None]) -> None:
        self._rows = rows
        self.about = ""
        self.words, self.more = StatusLine(), StatusLine()
        self.accept = ipw.Button(description="Accept")
        self.decline = ipw.Button(description="Decline")
        super().__init__([self.words, self.accept, self.decline, self.more])
        self.add_class("cj-offers")
        self.accept.on_click(lambda _button: act(ACCEPT, self.about))
        self.decline.on_click(lambda _button: act(DECLINE, self.about))
        self._stop = rows.observe(lambda _delta: self._show())
        self._show()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def _show(self) -> None:
        offered = self._rows.offered()
        self.about = offered[0] if offered else ""
        row = self._rows.get(self.about)
        self.layout.display = None if row else "none"
        if row is not None:
            self.words.say(_OFFERED.format(name=row["name"], owner=owner_in_words(row)))
            self.more.say(_MORE.format(count=len(offered) - 1) if len(offered) > 1 else "")
