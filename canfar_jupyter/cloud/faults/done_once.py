"""What changes something in the cloud, done once although its answer may be lost.

Whether it was done is told by what is there: a mark or an id that the request carried, or what
was there before.  No clock is compared, neither the cloud's nor ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from canfar_jupyter.cloud.faults.delivery_unknown import (
    DeliveryUnknown,
    has_ended,
    may_come_later,
    may_have_arrived,
)
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS

Made = TypeVar("Made")
Look = Callable[[], Sequence[Made]]
LOOKS = (0.5, 1.0, 2.0, 4.0)  # seconds before each look for what must not be asked for twice
SOON = (0.5,)  # seconds before the look where a second request does no harm


def done_once(
    ask: Callable[[], Made],
    look: Look[Made] | None,
    pause: Callable[[float], None],
    *,
    harmless: bool = False,
    undo: Callable[[Made], object] | None = None,
) -> Made:
    """Ask; where the answer is lost look whether it was done, and ask again only if not.

    Args:
        ask: Sends the request; returns what it made.
        look: Returns what our requests have made, the first one first; nothing: not done.
            None: the second answer tells it.
        pause: Waits the given number of seconds.
        harmless: The cloud does it once however often it is asked.
        undo: Removes what was made a second time, by a request that came through late.

    Raises:
        DeliveryUnknown: It may have been done; looking could not tell.
        SDKException, ClientException: It was refused, or certainly not done.
    """
    lost: BaseException | None = None
    for last in (False, True):
        try:
            made = ask()
        except SDK_ERRORS as raised:
            if not may_have_arrived(raised):
                if lost is None or look is None:
                    raise
                found, known = _looked(look, pause, (0.0,))
                if found:
                    return found[0]  # refused because the first request came through
                if known:
                    raise
                raise DeliveryUnknown(str(raised)) from raised
            lost = raised
            found, known = _looked(look, pause, SOON if harmless else LOOKS)
            if found:
                return found[0]
            if last or not (harmless or (known and not may_come_later(raised))):
                if known and has_ended(raised):
                    raise
                raise DeliveryUnknown(str(raised)) from raised
            continue
        if lost is None or look is None or undo is None:
            return made
        return _without_twin(made, look, undo)
    raise AssertionError("the loop returns or raises")


def _looked(
    look: Look[Made] | None, pause: Callable[[float], None], looks: Sequence[float]
) -> tuple[Sequence[Made], bool]:
    """Return what is found, and whether the last look was answered."""
    known = False
    for seconds in looks:
        pause(seconds)
        if look is None:
            continue
        try:
            found = look()
        except SDK_ERRORS:
            known = False
            continue
        if found:
            return found, True
        known = True
    return (), known


def _without_twin(made: Made, look: Look[Made], undo: Callable[[Made], object]) -> Made:
    """Keep the first of several, should the first request have come through after all."""
    try:
        found = look()
        for twin in found[1:]:
            undo(twin)
    except SDK_ERRORS:
        return made
    return found[0] if found else made
