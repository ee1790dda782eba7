"""Images made of files and of addresses on the web: all of it arrives, or nothing stays."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api, checksums, sources, upload, web, web_download
from canfar_jupyter.cloud.images.sources import Source
from canfar_jupyter.cloud.images.transfer import Pace, Progress
from canfar_jupyter.errors import CloudError, Invalid, Unreachable
from canfar_jupyter.model.images import formats
from canfar_jupyter.model.images.spec import ImageSpec

MAX_WEB_DOWNLOAD = 6 * 3600.0  # seconds for which the cloud may download
DESCRIPTION, LOGIN = "description", "os_admin_user"  # properties that clients agree on


def name_problem(name: str) -> str:
    """Say why Glance would refuse the name of an image; "": it would not."""
    if not name.strip():
        return "Give the image a name."
    if len(name) > 255:
        return f"The name has {len(name)} characters; Glance takes 255."
    if not name.isprintable():
        return "The name has a character that cannot be shown, such as a tab or a line break."
    return ""


def look(spec: ImageSpec, whole: int | None = None) -> formats.Format:
    """Read the beginning of what an image would be made of, and say what it is.

    Args:
        spec: Its address or file, and the format somebody says it has.
        whole: Bytes that the file will have, if it is still arriving.
    """
    if spec.path is not None:
        source = sources.of_file(spec.path, whole)
    else:
        source = sources.of_url(web.check(spec.url or ""))
    try:
        return formats.inspect(source.head, source.size, spec.disk_format)
    finally:
        source.close()


def _warn(found: formats.Format) -> None:
    """Say before anything is sent that it may be of no use."""
    if found.warning:
        warnings.warn(found.warning, stacklevel=6)  # in the line that called create_image


class Creation:
    """One image on its way into the cloud.

    Args:
        wire: To the cloud.
        spec: What is made, of what.
        progress: Hears of the bytes; whatever it raises ends the creation, and nothing stays.
        began: Called with the image's id once there is one.
    """

    def __init__(
        self,
        client: HttpClient,
        spec: ImageSpec,
        progress: Progress | None = None,
        began: Callable[[str], None] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._spec, self._pause = client, spec, pause
        self._pace, self._began = Pace(progress), began

    def run(self) -> str:
        """Make the image; return its id once it is active and has been compared."""
        spec = self._spec
        if problem := name_problem(spec.name):
            raise Invalid(problem, field="name")
        if (spec.url is None) == (spec.path is None):
            raise Invalid("Name one source: an address on the web, or a file.", field="source")
        if reserved := api.OWN.intersection(spec.properties):
            raise Invalid(
                f"{', '.join(sorted(reserved))} cannot be set as a property.", field="properties"
            )
        if spec.path is not None:
            return self._of(sources.of_file(spec.path))
        return self._of_url(web.check(spec.url or ""))

    def _of_url(self, url: str) -> str:
        offered = web_download.METHOD in self._methods()
        if self._spec.via == "cloud" and not offered:
            raise Invalid(
                "This cloud does not download images by itself.",
                field="via",
                hint="Let it come through the notebook server.",
            )
        expected = checksums.beside(url, web.text_at)
        if self._spec.via == "notebook" or not offered:
            return self._of(sources.of_url(url, expected))
        try:
            source = sources.of_url(url)
        except Unreachable:
            return self._blindly(url, expected)  # the cloud may reach what this computer does not
        source.close()  # its beginning was enough
        if source.compressed:
            if self._spec.via == "cloud":
                raise Invalid(
                    f"The file is compressed ({source.compressed}): the cloud would not unpack it.",
                    field="via",
                    hint="Let it come through the notebook server, which does.",
                )
            return self._of(sources.of_url(url, expected))
        found = formats.inspect(source.head, source.size, self._spec.disk_format)
        try:
            return self._by_cloud(url, found, source.total, expected)
        except Invalid as refused:  # many clouds fetch from the ports 80 and 443 only, for one
            if self._spec.via == "cloud" or not isinstance(refused.__cause__, sdk.SDKException):
                raise
            return self._of(sources.of_url(url, expected))

    def _blindly(self, url: str, expected: checksums.Sum | None) -> str:
        """Let the cloud download what this computer cannot look at."""
        ending = urlsplit(url).path.rpartition(".")[2].lower()
        kind = self._spec.disk_format or (ending if ending in formats.KNOWN else None)
        if kind is None:
            raise Invalid(
                "This computer has no way to that address, so the format cannot be detected.",
                field="disk_format",
                hint="Check the address; if it is right, choose the format.",
            )
        return self._by_cloud(url, formats.Format(kind, None), None, expected)

    def _by_cloud(
        self, url: str, found: formats.Format, total: int | None, expected: checksums.Sum | None
    ) -> str:
        _warn(found)
        with self._image(found) as id_:
            web_download.import_from(
                self._client,
                id_,
                url,
                total=total,
                expected=expected,
                pace=self._pace,
                timeout=MAX_WEB_DOWNLOAD,
                pause=self._pause,
            )
        return id_

    def _of(self, source: Source) -> str:
        """Send what this computer reads."""
        try:
            found = formats.inspect(source.head, source.size, self._spec.disk_format)
            _warn(found)
            with self._image(found) as id_:
                upload.upload(self._client, id_, source, self._pace, self._pause)
        finally:
            source.close()
        return id_

    @contextmanager
    def _image(self, found: formats.Format) -> Iterator[str]:
        """Have an image to put bytes into; unless all goes well it is gone afterwards."""
        spec = self._spec
        with translating(f"make the image {spec.name}"):
            id_ = api.create(self._client, self._attributes(found))
        try:
            if self._began:
                self._began(id_)
            with translating(f"make the image {spec.name}"):
                yield id_
                self._finish(id_, found)
        except BaseException as failed:
            left = self._remove(id_)
            if left and isinstance(failed, CloudError):
                failed.hint = f"{failed.hint} {left}"
            raise

    def _attributes(self, found: formats.Format) -> dict[str, Any]:
        spec = self._spec
        wanted = {DESCRIPTION: spec.description, LOGIN: spec.login_user}
        kind = found.disk_format
        least = found.min_disk_gib if spec.min_disk_gib is None else spec.min_disk_gib
        return {
            **{key: str(value) for key, value in spec.properties.items()},
            **{key: value for key, value in wanted.items() if value},
            "name": spec.name,
            "disk_format": kind,
            "container_format": kind if kind in formats.OF_AMAZON else "bare",
            "min_disk": least,
            "min_ram": spec.min_ram_mib,
            "visibility": spec.visibility,
        }

    def _finish(self, id_: str, found: formats.Format) -> None:
        """Do what could not be done before the bytes were there."""
        changes: list[dict[str, Any]] = []
        if self._spec.min_disk_gib is None and not found.virtual_size:
            unfolded = api.show(self._client, id_).get("virtual_size") or 0
            least = -(-int(unfolded) // formats.GIB)
            changes.append({"op": "replace", "path": "/min_disk", "value": least})
        if self._spec.protected:  # earlier it could not have been removed when something failed
            changes.append({"op": "replace", "path": "/protected", "value": True})
        if changes:
            api.patch(self._client, id_, changes)

    def _remove(self, id_: str) -> str:
        """Delete what is half-made; return a sentence if it may still be there."""
        for last in (False, True):
            try:
                api.delete(self._client, id_)
                return ""
            except SDK_ERRORS as failed:
                if getattr(failed, "http_status", getattr(failed, "status_code", 0)) == 404:
                    return ""
                if not last:
                    self._pause(1.0)
        return f"An empty image {id_} may be left: delete it."

    def _methods(self) -> tuple[str, ...]:
        with translating("ask how this cloud takes images"):
            return api.import_methods(self._client)
