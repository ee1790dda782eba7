"""Download an image to this computer: resumed after a break, verified by its checksum."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import requests
import urllib3
from keystoneauth1 import exceptions as ksa

from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api
from canfar_jupyter.cloud.images.transfer import BLOCK, Hasher, Pace
from canfar_jupyter.errors import Cancelled, CloudFailure, Conflict, Invalid, Unreachable
from canfar_jupyter.model.amounts import bytes_in_words

ATTEMPTS = 4  # how often a broken connection is made again, if each one transferred something
_ENDINGS = {"": ".img", "raw": ".img"}  # others have their format as the suffix
_BROKEN = (urllib3.exceptions.HTTPError, requests.RequestException, ksa.ConnectFailure, OSError)


def download(
    client: HttpClient,
    id_: str,
    path: str | Path,
    pace: Pace,
    pause: Callable[[float], None] = time.sleep,
) -> Path:
    """Write an image to a file, or into a folder under its own name.

    The data of an interrupted download are kept beside it, and the next download resumes there.

    Raises:
        Invalid: The folder is not writable, or has too little free space; field "path".
        Conflict: The file already exists, or the image has no data.
        CloudFailure: The downloaded data do not match the checksum of the cloud.
    """
    image = api.show(client, id_)
    if image["status"] != "active":
        raise Conflict(
            f"{image['name']} is {image['status']}: only active images can be downloaded.",
            hint="Wait until it is active; a deactivated one can be reactivated by its owner.",
        )
    if not image["size"]:
        raise _no_data()
    target = _target(Path(path).expanduser(), image)
    part = target.with_name(f".{target.name}.{id_}.part")
    _refuse_full(target.parent, image["size"] - (part.stat().st_size if part.exists() else 0))
    try:
        _fill(client, image, part, pace, pause)
        _move(part, target)
    except FileExistsError as there:
        raise _exists(target) from there
    except (Cancelled, CloudFailure):
        part.unlink(missing_ok=True)
        raise
    return target


def _move(part: Path, target: Path) -> None:
    """Give the complete file its name; never replace a file that was created there meanwhile.

    A hard link does both at once, but many file systems have none (exFAT, SMB, FUSE): there an
    empty file of ours takes the name first, and the rename replaces that.

    Raises:
        FileExistsError: The file already exists.
        Invalid: The file system does not allow the name; the data are kept for the next attempt.
    """
    try:
        try:
            os.link(part, target)
        except FileExistsError:
            raise
        except (OSError, AttributeError, NotImplementedError):
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            try:
                part.replace(target)
            except OSError:
                target.unlink(missing_ok=True)
                raise
            return
        part.unlink(missing_ok=True)
    except FileExistsError:
        raise
    except OSError as failed:
        raise Invalid(
            f"{target} cannot be written: {failed.strerror or failed}.",
            field="path",
            hint="Choose another folder; the next attempt resumes from here.",
        ) from failed


def _no_data() -> Conflict:
    """Return the error for an image without data, such as the snapshot of a volume."""
    return Conflict(
        "The cloud has no data for this image.",
        hint="It may only refer to a volume snapshot: launch an instance from it instead.",
    )


def _target(path: Path, image: dict[str, Any]) -> Path:
    if path.is_dir():
        path = path / file_name(image)
    if not path.parent.is_dir():
        raise Invalid(f"There is no folder {path.parent}.", field="path")
    if path.exists():
        raise _exists(path)
    if not os.access(path.parent, os.W_OK):
        raise Invalid(f"The folder {path.parent} is not writable.", field="path")
    return path


def file_name(image: dict[str, Any]) -> str:
    """Return a name for its file: the name of an image may contain any character."""
    stem = re.sub(r"[^\w.+-]+", "-", image["name"] or image["id"]).strip("-.")[:100]
    kind = image["disk_format"] or ""
    ending = _ENDINGS.get(kind, f".{kind}")
    return (stem or image["id"]) + ("" if stem.endswith(ending) else ending)


def _exists(path: Path) -> Conflict:
    return Conflict(
        f"The file {path} already exists.",
        field="path",
        hint="Choose another name, or remove that file first.",
    )


def _refuse_full(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise Invalid(
            f"There is not enough space in {folder}: {bytes_in_words(needed)} are needed, "
            f"{bytes_in_words(free)} are free.",
            field="path",
            hint="Delete something there, or choose another folder.",
        )


def _fill(
    client: HttpClient,
    image: dict[str, Any],
    part: Path,
    pace: Pace,
    pause: Callable[[float], None],
) -> None:
    """Complete the partial file, however often the connection breaks."""
    size, algorithm, expected = image["size"], *_checksum(image)
    hasher = Hasher(algorithm)
    try:
        try:
            with part.open("ab+") as file:
                _hash_what_is_there(file, hasher, size)
                _come(client, image["id"], file, hasher, size, pace, pause)
        except OSError as failed:
            raise Invalid(
                f"{part.parent} cannot be written to: {failed.strerror}.",
                field="path",
                hint="Free some space there, or choose another folder; "
                "the next attempt resumes from here.",
            ) from failed
        if expected and hasher.hexdigest() != expected:
            raise CloudFailure(
                "The downloaded data do not match the checksum of the cloud.",
                hint="Nothing was kept. Try again.",
            )
        pace.say(size, size, last=True)
    finally:
        hasher.close()


def _checksum(image: dict[str, Any]) -> tuple[str, str | None]:
    algorithm = image.get("os_hash_algo")
    if algorithm in hashlib.algorithms_available and image.get("os_hash_value"):
        return str(algorithm), str(image["os_hash_value"])
    return "md5", image.get("checksum")


def _hash_what_is_there(file: IO[bytes], hasher: Hasher, size: int) -> None:
    left = os.fstat(file.fileno()).st_size
    if left > size:
        raise CloudFailure("The partial file of an earlier download is not of this image.")
    file.seek(0)
    while left and (block := file.read(min(BLOCK, left))):
        left -= len(block)
        hasher.update(block)


def _come(
    client: HttpClient,
    id_: str,
    file: IO[bytes],
    hasher: Hasher,
    size: int,
    pace: Pace,
    pause: Callable[[float], None],
) -> None:
    attempt = 0
    while (start := file.tell()) < size:
        broken: Exception | None = None
        try:
            for done, block in read_back(client, id_, start):
                file.write(block)
                hasher.update(block)
                pace.say(done, size)
        except _BROKEN as failed:
            if isinstance(failed, OSError) and not isinstance(failed, requests.RequestException):
                raise  # of the disk
            broken = failed
        attempt = 1 if file.tell() > start else attempt + 1
        if file.tell() < size and attempt >= ATTEMPTS:
            raise Unreachable(
                f"The download broke off at {file.tell() / size:.0%}.",
                hint="Try again: it resumes where it stopped.",
            ) from broken
        if broken is not None:
            pause(float(attempt))


def read_back(client: HttpClient, id_: str, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield the bytes of an image from ``start`` on, each block with the bytes received so far.

    Raises:
        Conflict: The cloud has no data for it.
    """
    wanted = {"Range": f"bytes={start}-"} if start else {}
    path = f"/images/{id_}/file"
    response = client.send("image", "GET", path, stream=True, headers=wanted)
    try:
        if response.status_code == 204:
            raise _no_data()
        skip = start if response.status_code == 200 else 0  # a cloud that does not support ranges
        done = start - skip
        while block := response.raw.read(BLOCK):
            done += len(block)
            if skip:
                block, skip = block[skip:], max(0, skip - len(block))
            if block:
                yield done, block
    finally:
        response.close()
