"""Glance: bytes of images: upload, staging, download."""

from __future__ import annotations

import hashlib
import re

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict, forbidden
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.glance import images
from canfar_jupyter.demo.glance.formats import HEAD, detect, unsafe, virtual_size

routes = Routes()
HTML = {"Content-Type": "text/html; charset=UTF-8"}


def _unsupported(message: str, kind: str = "application/octet-stream") -> Refusal:
    lead = f"The request media type {kind} is not supported by this server."
    return Refusal(415, message, lead=lead)


class Upload:
    """Bytes on their way into an image; hashed while they are written."""

    def __init__(self, cloud: DemoCloud, image: Image, staged: bool) -> None:
        self.cloud = cloud
        self.image = image
        self.staged = staged
        self.size = 0
        self._head = b""
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha512 = hashlib.sha512()
        self._part = cloud.image_file(image.id, staged).with_suffix(".part")
        self._part.parent.mkdir(mode=0o700, exist_ok=True)
        self._file = self._part.open("wb")
        self._done = False

    @classmethod
    def begin(cls, call: Call, image_id: str, purpose: str) -> Upload:
        """Check that an image can take bytes, and open it.

        Raises:
            Refusal: 400, 403, 404 or 409.
        """
        image = images.find_own(call, image_id, "upload_image")
        kind = call.headers.get("Content-Type", "application/octet-stream")
        if kind != "application/octet-stream":
            raise _unsupported(f"Invalid content type {kind}", kind)
        status = "saving" if purpose == "file" else "uploading"
        if image.status != "queued":
            raise conflict(
                f"Image status transition from {image.status} to {status} is not allowed"
            )
        missing = [n for n in ("disk_format", "container_format") if getattr(image, n) is None]
        if missing:
            raise bad_request(f"Properties {', '.join(missing)} must be set prior to saving data.")
        image.status = status
        images.touch(call, image)
        return cls(call.cloud, image, staged=purpose == "stage")

    def write(self, chunk: bytes) -> None:
        if self.image.id not in self.cloud.state.images:
            raise RuntimeError("the image was deleted meanwhile")
        self._file.write(chunk)
        self._md5.update(chunk)
        self._sha512.update(chunk)
        self.size += len(chunk)
        if len(self._head) < HEAD:
            self._head += chunk[: HEAD - len(self._head)]

    def end(self) -> None:
        """Take the bytes as the image's own, or say that they are of another format.

        Raises:
            Refusal: 415.
        """
        self._done = True
        self._file.close()
        image = self.image
        image.checksum, image.sha512 = self._md5.hexdigest(), self._sha512.hexdigest()
        found = detect(self._head)
        wanted = image.disk_format or "raw"
        if self.image.id not in self.cloud.state.images:
            self._part.unlink()
            raise Refusal(410, f"Image {image.id} could not be found after upload.")
        if unsafe(self._head):
            self._part.unlink()
            self._set("queued")
            raise _unsupported("Image failed safety checks")
        if wanted not in (found, "raw") and not (
            found == "raw" and wanted in ("ami", "ari", "aki")
        ):
            self._part.unlink()
            self._set("queued")
            raise _unsupported(f"Image disk_format {wanted} does not match stream data {found}")
        self._part.replace(self.cloud.image_file(image.id, self.staged))
        image.size = self.size
        image.virtual_size = virtual_size(self._head, self.size) if wanted == found else self.size
        if not self.staged:
            image.stored = True
            self._set("active")
        else:
            self._set("uploading")

    def abandon(self) -> None:
        """Forget what has come: the sender has gone."""
        if not self._done:
            self._done = True
            self._file.close()
            self._part.unlink(missing_ok=True)
            self._set("queued")

    def _set(self, status: str) -> None:
        self.image.status = status
        self.cloud.touch(self.image, self.cloud.clock.now())


@routes("GET", "/v2/images/{id}/file")
def download(call: Call, id: str) -> Answer:
    image = images.find(call, id)
    if image.status == "deactivated":
        raise forbidden(
            "The requested image has been deactivated. Image data download is forbidden."
        )
    if not image.stored:  # seeded images and snapshots are descriptions only
        return Answer(204, b"", HTML)
    size = image.size or 0
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(size),
        "Content-MD5": image.checksum or "",
    }
    wanted = _range(call.headers.get("Range"), size)
    file = call.cloud.image_file(id).open("rb")
    if wanted is None:
        return Answer(200, b"", headers, file=file)
    file.seek(wanted.start)
    headers["Content-Length"] = str(len(wanted))
    headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    return Answer(206, b"", headers, file=file)


def _range(text: str | None, size: int) -> range | None:
    """Return which bytes are wanted; None: all of them.

    Raises:
        Refusal: 416.
    """
    if text is None:
        return None
    lead = "The Range requested is not available."
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", text)
    if (
        not found
        or found[0] == "bytes=-"
        or (found[1] and found[2] and int(found[1]) > int(found[2]))
    ):
        raise Refusal(416, "Invalid Range header.", lead=lead)
    if not found[1]:
        return range(max(0, size - int(found[2])), size)
    start, stop = int(found[1]), int(found[2]) + 1 if found[2] else size
    if start >= size:
        last = f"[0, {size - 1}]"
        raise Refusal(
            416,
            "Invalid start position in Range header. "
            f"Start position MUST be in the inclusive range {last}.",
            lead=lead,
        )
    return range(start, min(stop, size))


@routes("DELETE", "/v2/images/{id}/stage")
def unstage(call: Call, id: str) -> Answer:
    image = images.find_own(call, id)
    call.cloud.image_file(id, staged=True).unlink(missing_ok=True)
    if image.status == "uploading":
        image.status, image.size, image.checksum, image.sha512 = "queued", None, None, None
        images.touch(call, image)
    return Answer(204)
