"""Operations on images; ``Cloud`` has them all."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.cloud.base.names import choose, is_id
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api, download, edit, share
from canfar_jupyter.cloud.images.create import Creation, look
from canfar_jupyter.cloud.images.transfer import Pace, Progress
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.model.images.formats import Format
from canfar_jupyter.model.images.spec import ImageSpec, Member


class Images:
    """Verbs of images.  An image is given by its id, or by its name if that is unambiguous.

    Source: https://docs.openstack.org/api-ref/image/v2/
    """

    def __init__(
        self,
        client: HttpClient,
        lists: Lists,
        identity: Identity,
        pause: Callable[[float], None],
    ) -> None:
        self._client, self._lists = client, lists
        self._identity, self._pause = identity, pause

    def create_image(
        self,
        name: str,
        *,
        url: str | None = None,
        path: str | Path | None = None,
        disk_format: str | None = None,
        min_disk_gib: int | None = None,
        min_ram_mib: int = 0,
        visibility: str = "private",
        protected: bool = False,
        description: str = "",
        login_user: str = "",
        properties: Mapping[str, str] | None = None,
        via: Literal["cloud", "notebook"] | None = None,
        progress: Progress | None = None,
    ) -> str:
        """Create an image from a URL or from a file on this computer; return its id once active.

        A .gz or .xz file is unpacked.  A checksum published beside ``url`` (SHA512SUMS, SHA256SUMS,
        .sha256, CHECKSUM) is compared, and so is the cloud's copy in the end.  If anything fails,
        or you interrupt it, no image is left.

        Args:
            name: Its name; in Glance several images may have the same name.
            url: An http(s) URL.
            path: A file on this computer.
            disk_format: qcow2, raw, iso, vmdk, vhd, vdi...; None: detected from the bytes.
            min_disk_gib: Smallest root disk, GiB; None: its virtual size.
            min_ram_mib: Smallest memory, MiB.
            visibility: "private", "shared", "community", or "public" where you may.
            protected: It cannot be deleted until this is removed.
            description: In your own words.
            login_user: Whom to log in as.
            properties: Others, such as ``os_distro`` and ``os_version``.
            via: What downloads ``url``: "cloud" (where it offers that), "notebook": this computer;
                None: the cloud if it can.
            progress: ``progress(done, total)`` in bytes, at most ten times a second; total is
                None while it is not known.  An exception it raises stops the upload.

        Raises:
            Invalid: It is not an image, is truncated, not safe, or not of that format.
            NotFound, Unreachable: There is nothing at ``url``, or it cannot be reached.
            QuotaReached: The project's quota does not allow it.
            CloudFailure: The cloud's copy is not what was sent, or its import failed; the
                message has Glance's reason.
        """
        spec = ImageSpec(
            name=name,
            url=url,
            path=None if path is None else str(path),
            disk_format=disk_format,
            min_disk_gib=min_disk_gib,
            min_ram_mib=min_ram_mib,
            visibility=visibility,
            protected=protected,
            description=description,
            login_user=login_user,
            properties=properties or {},
            via=via,
        )
        with translating("look for images of that name"):
            same = api.ids_named(self._client, name)
        if same:
            warnings.warn(
                f"There is an image {name} already: only their ids tell them apart.", stacklevel=3
            )
        return self.create_image_spec(spec, progress)

    def create_image_spec(
        self,
        spec: ImageSpec,
        progress: Progress | None = None,
        began: Callable[[str], None] | None = None,
    ) -> str:
        """Create the image of ``spec``; ``began`` is called with its id as soon as it has one."""
        return Creation(self._client, spec, progress, began, self._pause).run()

    def look_at_source(self, spec: ImageSpec, whole: int | None = None) -> Format:
        """Return what the source of an image is, by its beginning; nothing is sent.

        Args:
            spec: Its address or file, and the format it is to have.
            whole: Bytes that the file will have, if it is still arriving.

        Raises:
            Invalid: It is not an image, or not safe.
            NotFound, Unreachable: There is nothing at the address, or it cannot be reached.
        """
        return look(spec, whole)

    def import_methods(self) -> tuple[str, ...]:
        """Return the cloud's import methods: with "web-download", it can download images."""
        with translating("look up how this cloud imports images"):
            return api.import_methods(self._client)

    def download_image(
        self, image: str, path: str | Path, progress: Progress | None = None
    ) -> Path:
        """Download an image to this computer; return the file once its checksum is verified.

        Args:
            image: Name or id.
            path: A new file, or a folder: the file is then named after the image.
            progress: As for ``create_image``; an exception it raises stops it.

        Raises:
            Invalid: The folder is not writable, or has too little free space.
            Conflict: The file already exists, or the image is not active.
            Unreachable: The connection broke; called again, it resumes where it stopped.
        """
        with translating("download the image"):
            return download.download(
                self._client, self._image_id(image), path, Pace(progress), self._pause
            )

    def image_details(self, image: str) -> dict[str, Any]:
        """Return all attributes of one image in Glance, including its properties."""
        with translating("look at the image"):
            return api.show(self._client, self._image_id(image))

    def update_image(
        self,
        image: str,
        *,
        name: str | None = None,
        description: str | None = None,
        login_user: str | None = None,
        protected: bool | None = None,
        min_disk_gib: int | None = None,
        min_ram_mib: int | None = None,
        visibility: str | None = None,
        properties: Mapping[str, str | None] | None = None,
    ) -> None:
        """Change the given attributes of an image: all of them or none.

        Args:
            image: Name or id.
            name: The new name.
            description: In your own words; "": none.
            login_user: Whom to log in as (property os_admin_user); "": not known.
            protected: Whether it cannot be deleted.
            min_disk_gib: Smallest root disk, GiB.
            min_ram_mib: Smallest memory, MiB.
            visibility: "private", "shared", "community", or "public" where you may.
            properties: Others; the value None removes one.
        """
        with translating("change the image"):
            edit.update(
                self._client,
                self._image_id(image),
                self._pause,
                name=name,
                description=description,
                login_user=login_user,
                protected=protected,
                min_disk_gib=min_disk_gib,
                min_ram_mib=min_ram_mib,
                visibility=visibility,
                properties=properties,
            )

    def share_image(self, image: str, project: str) -> None:
        """Share an image with another project; a private one becomes "shared".

        Args:
            image: Name or id.
            project: Its id; or its name, if Keystone lets you see it.
        """
        with translating("share the image"):
            share.share(self._client, self._image_id(image), project, self._pause)

    def unshare_image(self, image: str, project: str) -> None:
        """Stop sharing it with that project; instances launched from the image remain."""
        with translating("stop sharing the image"):
            share.unshare(self._client, self._image_id(image), project, self._pause)

    def image_members(self, image: str) -> list[Member]:
        """Return the projects that an image is shared with, and which of them accepted it."""
        with translating("list the projects that the image is shared with"):
            return share.members(self._client, self._image_id(image))

    def project_names(self) -> dict[str, str]:
        """Return the names of the user's projects by id; Keystone tells no others."""
        return share.own_projects(self._client)

    def accept_image(self, image: str) -> None:
        """Accept an image that another project shares: it is then listed with the others."""
        with translating("accept the image"):
            id_ = self._image_id(image)
            project = self._identity.project_id
            share.decide(self._client, id_, project, accept=True, pause=self._pause)

    def decline_image(self, image: str) -> None:
        """Decline an image that another project shares; it can be accepted later, by its id."""
        with translating("decline the image"):
            id_ = self._image_id(image)
            project = self._identity.project_id
            share.decide(self._client, id_, project, accept=False, pause=self._pause)

    def deactivate_image(self, image: str) -> None:
        """Block launching and downloading it until it is reactivated."""
        with translating("deactivate the image"):
            edit.act(self._client, self._image_id(image), "deactivate", self._pause)

    def reactivate_image(self, image: str) -> None:
        """Allow launching it again."""
        with translating("reactivate the image"):
            edit.act(self._client, self._image_id(image), "reactivate", self._pause)

    def delete_image(self, image: str) -> None:
        """Delete an image permanently.

        Raises:
            Conflict: It is protected, or instances of the project use it (they are named).
        """
        with translating("delete the image"):
            edit.delete(self._client, self._image_id(image), self._pause)

    def _image_id(self, image: str) -> str:
        if is_id(image):
            return image
        return choose(image, self._lists.read("images").rows(), "image", "image")
