"""The upload of an image: sent once, hashed meanwhile, and compared with the cloud's copy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from canfar_jupyter.cloud.faults.delivery_unknown import may_have_arrived
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api
from canfar_jupyter.cloud.images.sources import Source
from canfar_jupyter.cloud.images.transfer import Body, Pace
from canfar_jupyter.errors import CloudFailure

TIMEOUT = (60.0, 900.0)  # seconds: a store may stall during the upload, then hash it
SLOWEST = 5e6  # bytes per second: a token that would expire during such an upload is renewed
SETTLING = 60.0  # seconds that an image may stay "saving" after the response was lost


def upload(
    client: HttpClient,
    id_: str,
    source: Source,
    pace: Pace,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Upload a source into a queued image, and verify that all of it arrived.

    Raises:
        CloudFailure: The cloud's copy is not what was sent.
        SDKException, ClientException: for ``translation.translating`` to translate.
    """
    client.renew_sign_in(60 + (source.size or source.total or 1e12) / SLOWEST)
    body = Body(source.blocks, source.size, lambda _: pace.say(source.taken, source.total))
    try:
        try:
            client.send(
                "image",
                "PUT",
                f"/images/{id_}/file",
                data=body.given(),
                headers={"Content-Type": "application/octet-stream"},
                timeout=TIMEOUT,
            )
        except SDK_ERRORS as lost:
            if not (may_have_arrived(lost) and body.complete and _arrived(client, id_, pause)):
                raise
        source.verify()
        check(api.show(client, id_), body.sent, body.sha512())
        pace.say(source.taken, source.total, last=True)
    finally:
        body.close()


def _arrived(client: HttpClient, id_: str, pause: Callable[[float], None]) -> bool:
    """Return whether the cloud has received everything although its response was lost."""
    waited = 0.0
    while (status := api.show(client, id_)["status"]) == "saving" and waited < SETTLING:
        pause(1.0)
        waited += 1.0
    return bool(status == "active")


def check(image: dict[str, Any], size: int | None, sha512: str | None) -> None:
    """Compare the cloud's copy with what was sent.

    Args:
        image: As returned by Glance.
        size: In bytes; None: not known.
        sha512: None: not known.

    Raises:
        CloudFailure: It differs or is incomplete.
    """
    if image["status"] != "active":
        raise CloudFailure(
            f"The cloud did not keep the image: it is {image['status']}.", hint=_TRY_AGAIN
        )
    if size is not None and image["size"] != size:
        raise CloudFailure(
            f"The cloud has {image['size']:,} bytes of {size:,} that were sent.", hint=_TRY_AGAIN
        )
    theirs = image.get("os_hash_value") if image.get("os_hash_algo") == "sha512" else None
    if sha512 and theirs and theirs != sha512:
        raise CloudFailure("What the cloud stored is not what was sent.", hint=_TRY_AGAIN)


_TRY_AGAIN = "Nothing was kept. Try again; if it fails again, tell your cloud's support."
