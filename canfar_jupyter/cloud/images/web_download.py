"""Glance downloads an image itself: requested, watched, and verified afterwards."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api
from canfar_jupyter.cloud.images.checksums import Sum
from canfar_jupyter.cloud.images.download import read_back
from canfar_jupyter.cloud.images.sources import compare
from canfar_jupyter.cloud.images.transfer import Pace
from canfar_jupyter.cloud.images.upload import check
from canfar_jupyter.errors import CloudFailure, TimedOut

METHOD = "web-download"
PAUSE = 1.0  # seconds between two polls
SETTLE = 30.0  # seconds for which a task may be queued before it is treated as lost
_FAILED = "os_glance_failed_import"
_COPIED = re.compile(r"[Cc]opied (\d+) MiB")


def import_from(
    client: HttpClient,
    id_: str,
    url: str,
    *,
    total: int | None,
    expected: Sum | None,
    pace: Pace,
    timeout: float,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Let Glance download the data of a queued image, and verify it.

    Args:
        client: Of the cloud.
        id_: Of the image.
        url: Of the file.
        total: Its size in bytes; None: not known.
        expected: The published checksum; None: there is none.
        pace: Is told the progress, as far as Glance reports it.
        timeout: In seconds.
        pause: Sleeps.

    Raises:
        CloudFailure: It failed; the message has Glance's reason.
        TimedOut: It is not complete yet.
        Invalid: Its checksum is not the published one.
    """
    api.import_from(client, id_, url, pause)
    image = _wait(client, id_, total, pace, timeout, pause)
    sha512 = expected.hexdigest if expected and expected.algorithm == "sha512" else None
    check(image, total, sha512)
    if expected and expected.algorithm != "sha512":
        # Glance's own hash is sha512, so its copy is read once more
        digest = hashlib.new(expected.algorithm)
        for done, block in read_back(client, id_):
            digest.update(block)
            pace.say(done, image["size"])
        compare(expected, digest.hexdigest())
    pace.say(image["size"], image["size"], last=True)


def _wait(
    client: HttpClient,
    id_: str,
    total: int | None,
    pace: Pace,
    timeout: float,
    pause: Callable[[float], None],
) -> dict[str, Any]:
    waited = 0.0
    while True:
        image = api.show(client, id_)
        if image["status"] == "active" and not image.get(api.MOVING):
            return image
        if image.get(_FAILED) or image["status"] in ("killed", "deleted"):
            raise _failed(client, id_, str(image.get(_FAILED) or ""), pause)
        idle = image["status"] == "queued" and not image.get(api.MOVING)
        if idle and waited > SETTLE and not api.task_messages(client, id_):
            raise _failed(client, id_, "", pause)
        if waited >= timeout:
            raise TimedOut(
                f"The cloud has not downloaded the image within {timeout:g} seconds.",
                hint="Nothing was kept. Try again, or download it through the notebook server.",
            )
        pace.say(_done(client, id_, image), total)
        pause(PAUSE)
        waited += PAUSE


def _done(client: HttpClient, id_: str, image: dict[str, Any]) -> int:
    """Return how many bytes Glance has; it reports only the copying into its store."""
    if image["status"] != "importing":
        return int(image.get("size") or 0)
    found = [_COPIED.search(text) for text in api.task_messages(client, id_)[-1:]]
    return max((int(f[1]) << 20 for f in found if f), default=0)


def _failed(
    client: HttpClient, id_: str, stores: str, pause: Callable[[float], None]
) -> CloudFailure:
    """Return the error with Glance's message, which appears a moment after the failure."""
    for moment in (0.2, 0.5, 1.0, 0.0):
        told = [text for text in api.task_messages(client, id_) if not _COPIED.search(text)]
        if told:
            break
        pause(moment)
    into = f" into {stores}" if stores else ""
    reason = told[-1].strip().rstrip(".") if told else "Glance gives no reason"
    return CloudFailure(
        f"The cloud could not download the image{into}: {reason}.",
        hint="Check that the URL is correct and needs no sign-in; "
        "or download it through the notebook server.",
    )
