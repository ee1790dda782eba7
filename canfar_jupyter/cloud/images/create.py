"""Images created from files and from URLs: complete, or not at all."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.delivery_unknown import DeliveryUnknown
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api, checksums, sources, upload, web, web_download
from canfar_jupyter.cloud.images.sources import Source
from canfar_jupyter.cloud.images.transfer import Pace, Progress
from canfar_jupyter.errors import CloudError, Invalid, Unreachable
from canfar_jupyter.model.images import formats
from canfar_jupyter.model.images.spec import ImageSpec

MAX_WEB_DOWNLOAD = 6 * 3600.0  # seconds that the cloud may take to download
DESCRIPTION, LOGIN = "description", "os_admin_user"  # properties that other clients use too


def name_problem(name: str) -> str:
    """Return why Glance would refuse the name of an image; "": it would accept it."""
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
        spec: Its address or file, and the format it is said to have.
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
    """Warn, before anything is sent, that the image may not work."""
    if found.warning:
        warnings.warn(found.warning, stacklevel=6)  # reported at the line that called create_image


class Creation:
    """One image being created.

    Args:
        client: Of the cloud.
        spec: The image, and its source.
        progress: Is told the bytes; an exception it raises ends the creation, and nothing is kept.
        began: Called with the image's id as soon as it has one.
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
        """Create the image; return its id once it is active and verified."""
        spec = self._spec
        if problem := name_problem(spec.name):
            raise Invalid(problem, field="name")
        if (spec.url is None) == (spec.path is None):
            raise Invalid("Give one source: a URL or a file.", field="source")
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
                "This cloud does not download images itself.",
                field="via",
                hint="Download it through the notebook server.",
            )
        expected = checksums.beside(url, web.text_at)
        if self._spec.via == "notebook" or not offered:
            return self._of(sources.of_url(url, expected))
        try:
            source = sources.of_url(url)
        except Unreachable:
            return self._blindly(url, expected)  # the cloud may reach what this computer does not
        source.close()  # its first bytes were enough
        if source.compressed:
            if self._spec.via == "cloud":
                raise Invalid(
                    f"The file is compressed ({source.compressed}): the cloud would not unpack it.",
                    field="via",
                    hint="Download it through the notebook server, which unpacks it.",
                )
            return self._of(sources.of_url(url, expected))
        found = formats.inspect(source.head, source.size, self._spec.disk_format)
        try:
            return self._by_cloud(url, found, source.total, expected)
        except Invalid as refused:  # for example, many clouds fetch only from the ports 80 and 443
            if self._spec.via == "cloud" or not isinstance(refused.__cause__, sdk.SDKException):
                raise
            return self._of(sources.of_url(url, expected))

    def _blindly(self, url: str, expected: checksums.Sum | None) -> str:
        """Let the cloud download what this computer cannot reach."""
        ending = urlsplit(url).path.rpartition(".")[2].lower()
        kind = self._spec.disk_format or (ending if ending in formats.KNOWN else None)
        if kind is None:
            raise Invalid(
                "This computer cannot reach that URL, so the format cannot be detected.",
                field="disk_format",
                hint="Check the URL; if it is correct, choose the format.",
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
        """Upload what this computer reads."""
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
        """Create an image without data; delete it unless everything succeeds."""
        spec = self._spec
        with translating(f"create the image {spec.name}"):
            id_ = api.create(self._client, self._attributes(found), self._pause)
        try:
            if self._began:
                self._began(id_)
            with translating(f"create the image {spec.name}"):
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
        """Change what could not be set before the image had its data."""
        changes: list[dict[str, Any]] = []
        if self._spec.min_disk_gib is None and not found.virtual_size:
            unfolded = api.show(self._client, id_).get("virtual_size") or 0
            least = -(-int(unfolded) // formats.GIB)
            changes.append({"op": "replace", "path": "/min_disk", "value": least})
        if (
            self._spec.protected
        ):  # set earlier, it would have prevented the clean-up after a failure
            changes.append({"op": "replace", "path": "/protected", "value": True})
        if changes:
            api.patch(self._client, id_, changes, self._pause)

    def _remove(self, id_: str) -> str:
        """Delete the incomplete image; return a sentence if it may still exist."""
        try:
            api.delete(self._client, id_, self._pause)
        except sdk.NotFoundException:
            return ""
        except (DeliveryUnknown, *SDK_ERRORS):
            return f"An empty image {id_} may be left: delete it."
        return ""

    def _methods(self) -> tuple[str, ...]:
        with translating("look up how this cloud imports images"):
            return api.import_methods(self._client)
