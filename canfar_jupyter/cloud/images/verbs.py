"""What can be done with images; ``Cloud`` has it all."""

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
    """Verbs of images.  An image is a name or an id, wherever a name is unambiguous.

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
        """Make an image of a file on the web or on this computer; return its id when it is active.

        What comes as .gz or .xz is unpacked.  A checksum that its makers put beside ``url``
        (SHA512SUMS, SHA256SUMS, .sha256, CHECKSUM) is compared, and so is what the cloud has
        in the end.  When anything fails, or you interrupt it, no image is left.

        Args:
            name: What to call it; Glance lets several images have one name.
            url: An address, http or https.
            path: A file on this computer.
            disk_format: qcow2, raw, iso, vmdk, vhd, vdi...; None: detected from the bytes.
            min_disk_gib: Smallest root disk, GiB; None: what the image unfolds to.
            min_ram_mib: Smallest memory, MiB.
            visibility: "private", "shared", "community", or "public" where you may.
            protected: It cannot be deleted until this is taken off.
            description: In your own words.
            login_user: Whom to log in as.
            properties: Others, such as ``os_distro`` and ``os_version``.
            via: Who fetches ``url``: "cloud" (where it offers that), "notebook": this computer;
                None: the cloud if it can.
            progress: ``progress(done, total)`` in bytes, at most ten times a second; total is
                None while nobody knows it.  An exception it raises stops the upload.

        Raises:
            Invalid: It is no image, not whole, not safe, or not of that format.
            NotFound, Unreachable: There is nothing at ``url``, or no way to it.
            QuotaReached: The project has no room for it.
            CloudFailure: What the cloud has in the end is not what was sent, or its import
                failed; the sentence has Glance's reason.
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
        """Make what ``spec`` says; ``began`` hears the id as soon as there is one."""
        return Creation(self._client, spec, progress, began, self._pause).run()

    def look_at_source(self, spec: ImageSpec, whole: int | None = None) -> Format:
        """Say what the source of an image is, by its beginning; nothing is sent.

        Args:
            spec: Its address or file, and the format it is to have.
            whole: Bytes that the file will have, if it is still arriving.

        Raises:
            Invalid: It is no image, or not safe.
            NotFound, Unreachable: There is nothing at the address, or no way to it.
        """
        return look(spec, whole)

    def import_methods(self) -> tuple[str, ...]:
        """Return how the cloud takes images besides uploads: "web-download" if it downloads."""
        with translating("ask how this cloud takes images"):
            return api.import_methods(self._client)

    def download_image(
        self, image: str, path: str | Path, progress: Progress | None = None
    ) -> Path:
        """Write an image to this computer; return the file once its checksum has been compared.

        Args:
            image: Name or id.
            path: A new file, or a folder: the file is then called as the image.
            progress: As for ``create_image``; an exception it raises stops it.

        Raises:
            Invalid: The place cannot be written to, or has no room.
            Conflict: There is such a file, or the image is not active.
            Unreachable: It broke off; called again, it goes on where it stopped.
        """
        with translating("download the image"):
            return download.download(
                self._client, self._image_id(image), path, Pace(progress), self._pause
            )

    def image_details(self, image: str) -> dict[str, Any]:
        """Return all that Glance says of one image, its properties among the rest."""
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
        """Change what is given of an image, all of it or nothing.

        Args:
            image: Name or id.
            name: A new one.
            description: In your own words; "": none.
            login_user: Whom to log in as (property os_admin_user); "": not known.
            protected: Whether it cannot be deleted.
            min_disk_gib: Smallest root disk, GiB.
            min_ram_mib: Smallest memory, MiB.
            visibility: "private", "shared", "community", or "public" where you may.
            properties: Others; None as value takes one away.
        """
        with translating("change the image"):
            edit.update(
                self._client,
                self._image_id(image),
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
        """Offer an image to another project; a private one becomes "shared" by it.

        Args:
            image: Name or id.
            project: Id; or the name, where Keystone lets you see it.
        """
        with translating("share the image"):
            share.share(self._client, self._image_id(image), project)

    def unshare_image(self, image: str, project: str) -> None:
        """Take that offer back; instances that were made of the image stay."""
        with translating("take the image back"):
            share.unshare(self._client, self._image_id(image), project)

    def image_members(self, image: str) -> list[Member]:
        """Return the projects an image is offered to, and who of them accepted."""
        with translating("look at who the image is shared with"):
            return share.members(self._client, self._image_id(image))

    def accept_image(self, image: str) -> None:
        """Take an image that another project offers: it is then listed with the others."""
        with translating("accept the image"):
            id_ = self._image_id(image)
            share.decide(self._client, id_, self._identity.project_id, accept=True)

    def decline_image(self, image: str) -> None:
        """Decline an image that another project offers; it can be accepted later, by its id."""
        with translating("decline the image"):
            id_ = self._image_id(image)
            share.decide(self._client, id_, self._identity.project_id, accept=False)

    def deactivate_image(self, image: str) -> None:
        """Keep everybody from launching or downloading it, until it is reactivated."""
        with translating("deactivate the image"):
            edit.act(self._client, self._image_id(image), "deactivate")

    def reactivate_image(self, image: str) -> None:
        """Let it be launched again."""
        with translating("reactivate the image"):
            edit.act(self._client, self._image_id(image), "reactivate")

    def delete_image(self, image: str) -> None:
        """Delete an image for good.

        Raises:
            Conflict: It is protected, or instances of the project are made of it (named).
        """
        with translating("delete the image"):
            edit.delete(self._client, self._image_id(image))

    def _image_id(self, image: str) -> str:
        if is_id(image):
            return image
        return choose(image, self._lists.read("images").rows(), "image", "image")
