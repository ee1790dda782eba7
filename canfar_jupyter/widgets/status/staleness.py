"""Why a page may be out of date: one sentence for each cause, however many lists it stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from canfar_jupyter.errors import NoService

if TYPE_CHECKING:
    from canfar_jupyter.errors import CloudError
    from canfar_jupyter.live.base.collection import Collection

_LISTS = "{} lists could not be read: {}"


def why_stale(collections: Iterable[Collection]) -> tuple[str, list[str]]:
    """Return the sentences ("": all is current), and what each list said where one stands for many.

    A service that the cloud does not offer makes nothing old: its own table says so.
    """
    causes: dict[tuple[str, str], list[CloudError]] = defaultdict(list)
    partial = []
    for collection in collections:
        if collection.error and not isinstance(collection.error, NoService):
            causes[_cause(collection.error), collection.error.hint].append(collection.error)
        if collection.partial:
            partial.append(collection.partial)
    sentences = [_sentence(cause, hint, found) for (cause, hint), found in causes.items()]
    details = [_whole(e) for found in causes.values() if len(found) > 1 for e in found]
    return " ".join(dict.fromkeys((*sentences, *partial))), list(dict.fromkeys(details))


def _sentence(cause: str, hint: str, found: list[CloudError]) -> str:
    whole = str(found[0]) if len(found) == 1 else _LISTS.format(len(found), cause)
    return f"{whole} {hint}"


def _cause(error: CloudError) -> str:
    """Return an error without what could not be done: "Could not list the images: cause"."""
    doing, _, cause = str(error).partition(": ")
    return cause if cause and doing.startswith("Could not ") else str(error)


def _whole(error: CloudError) -> str:
    return f"{error} ({error.request_id})" if error.request_id else str(error)
