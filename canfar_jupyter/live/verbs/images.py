"""The store's verbs of images: long ones show their progress and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from canfar_jupyter.errors import CloudError, CloudFailure
from canfar_jupyter.live.base.arriving import Arriving
from canfar_jupyter.live.base.placeholders import image_row
from canfar_jupyter.live.base.project import Project
from canfar_jupyter.live.base.rate import Rate
from canfar_jupyter.local import folders
from canfar_jupyter.model.images.formats import Format
from canfar_jupyter.model.images.spec import ImageSpec, Member
from canfar_jupyter.model.verbs import VERBS

Result = TypeVar("Result")
Telling = Callable[[int, int | None], None]


class ImageActions:
    """Verbs of images; each takes an id and returns a future, as those of ``Store``."""

    def __init__(self, project: Project) -> None:
        self._project, self._service = project, project.service

    def create_image(self, spec: ImageSpec, *, own_file: bool = False) -> Future[str]:
        """Create an image; its row appears once it exists.  The result is its id.

        Args:
            spec: What to create; its ``path`` must be where a page may read (``folders``).
            own_file: This package wrote the file itself, from an upload through the browser.
        """

        def begin(tell: Telling) -> str:
            if spec.path is not None and not own_file:
                folders.check(spec.path)
            made: list[str] = []

            def began(image_id: str) -> None:
                made.append(image_id)
                self._begun(image_id, spec)

            try:
                return self._service.images.create_image_spec(spec, tell, began)
            except BaseException:
                with self._project.lock:
                    for image_id in made:
                        self._project.drop("images", image_id)
                raise

        return self._transfer("create_image", spec.name, begin)

    def look_at_source(
        self, spec: ImageSpec, *, own_file: bool = False, whole: int | None = None
    ) -> Future[Format]:
        """Read the beginning of what an image would be made of; the result says what it is.

        Args:
            spec: Its address or file.
            own_file: As for ``create_image``.
            whole: Bytes that an own file will have, if it is still arriving.
        """

        def look() -> Format:
            if spec.path is not None and not own_file:
                folders.check(spec.path)
            return self._service.images.look_at_source(spec, whole)

        return self._project.transfers.submit(look)

    def arriving(self, file_name: str, total: int, cancelled: Callable[[], None]) -> Arriving:
        """Show a file that arrives from a browser among the transfers.

        Args:
            file_name: On the user's computer.
            total: Bytes of it.
            cancelled: Called when the user cancels it.
        """
        return Arriving(self._project.operations, f"Uploading {file_name}", total, cancelled)

    def download_image(self, image_id: str, path: str) -> Future[Path]:
        """Write an image into a file or folder that a page may use; the result is the file."""

        def begin(tell: Telling) -> Path:
            return self._service.images.download_image(image_id, folders.check(path), tell)

        return self._transfer("download_image", self._image_name(image_id), begin)

    def update_image(self, image_id: str, **changes: Any) -> Future[None]:
        """Change the given properties; see ``Cloud.update_image``."""
        columns = {key: value for key, value in changes.items() if key in _COLUMNS}
        return self._project.carry_out(
            "update_image",
            self._image_name(image_id),
            lambda: self._service.images.update_image(image_id, **changes),
            lambda _: self._project.patch("images", image_id, **columns),
            target=image_id,
        )

    def share_image(self, image_id: str, project: str) -> Future[None]:
        """Share an image with another project."""
        return self._project.carry_out(
            "share_image",
            self._image_name(image_id),
            lambda: self._service.images.share_image(image_id, project),
            lambda _: self._project.patch("images", image_id, **VERBS["share_image"].cells),
            target=image_id,
        )

    def unshare_image(self, image_id: str, project: str) -> Future[None]:
        """Stop sharing an image with a project."""
        return self._project.carry_out(
            "unshare_image",
            self._image_name(image_id),
            lambda: self._service.images.unshare_image(image_id, project),
            lambda _: None,
            target=image_id,
        )

    def image_members(self, image_id: str) -> Future[list[Member]]:
        """Read the members of an image."""
        return self._project.workers.submit(lambda: self._service.images.image_members(image_id))

    def project_names(self) -> Future[dict[str, str]]:
        """Read the names of the user's projects, by id."""
        return self._project.workers.submit(self._service.images.project_names)

    def image_details(self, image_id: str) -> Future[dict[str, Any]]:
        """Read all details of one image from Glance."""
        return self._project.workers.submit(lambda: self._service.images.image_details(image_id))

    def import_methods(self) -> Future[tuple[str, ...]]:
        """Read which import methods the cloud offers besides uploads."""
        return self._project.workers.submit(self._service.images.import_methods)

    def accept_image(self, image_id: str) -> Future[None]:
        """Accept an image that another project shares."""
        return self._project.carry_out(
            "accept_image",
            self._image_name(image_id),
            lambda: self._service.images.accept_image(image_id),
            lambda _: self._project.patch("images", image_id, **VERBS["accept_image"].cells),
            target=image_id,
        )

    def decline_image(self, image_id: str) -> Future[None]:
        """Decline an image that another project shares; its row disappears."""
        return self._project.carry_out(
            "decline_image",
            self._image_name(image_id),
            lambda: self._service.images.decline_image(image_id),
            lambda _: self._project.drop("images", image_id),
            target=image_id,
        )

    def deactivate_image(self, image_id: str) -> Future[None]:
        """Deactivate an image: it cannot be launched."""
        return self._project.carry_out(
            "deactivate_image",
            self._image_name(image_id),
            lambda: self._service.images.deactivate_image(image_id),
            lambda _: self._project.patch("images", image_id, **VERBS["deactivate_image"].cells),
            target=image_id,
        )

    def reactivate_image(self, image_id: str) -> Future[None]:
        """Reactivate an image: it can be launched again."""
        return self._project.carry_out(
            "reactivate_image",
            self._image_name(image_id),
            lambda: self._service.images.reactivate_image(image_id),
            lambda _: self._project.patch("images", image_id, **VERBS["reactivate_image"].cells),
            target=image_id,
        )

    def delete_image(self, image_id: str) -> Future[None]:
        """Delete an image permanently; its row disappears."""
        return self._project.carry_out(
            "delete_image",
            self._image_name(image_id),
            lambda: self._service.images.delete_image(image_id),
            lambda _: self._project.drop("images", image_id),
            target=image_id,
        )

    def _transfer(
        self, verb: str, subject: str, call: Callable[[Telling], Result]
    ) -> Future[Result]:
        """Run a transfer: an operation with progress that can be cancelled."""
        text, touched = VERBS[verb].doing.format(name=subject), VERBS[verb].lists
        operation = self._project.operations.begin(text, transfer=True, verb=verb)
        rate = Rate()

        def tell(done: int, total: int | None) -> None:
            self._project.operations.progress(operation, done, total, rate.at(done))

        def run() -> Result:
            try:
                tell(0, None)  # it may have been cancelled while it waited for its turn
                result = call(tell)
            except CloudError as failed:
                self._project.operations.end(operation, failed)
                raise
            except BaseException as failed:
                self._project.operations.end(operation, CloudFailure(f"{text} failed: {failed}"))
                raise
            finally:
                self._project.poller.hurry(touched)
            self._project.operations.end(operation)
            return result

        return self._project.transfers.submit(run)

    def _begun(self, image_id: str, spec: ImageSpec) -> None:
        known: Mapping[str, Any] = {
            "disk_format": spec.disk_format or "",
            "os_distro": spec.properties.get("os_distro", ""),
            "os_version": spec.properties.get("os_version", ""),
            "visibility": spec.visibility,
        }
        with self._project.lock:
            if image_id not in self._project.images:
                row = image_row(image_id, spec.name, self._project.identity.project_id, **known)
                self._project.put("images", row)
        self._project.poller.hurry(("images",))

    def _image_name(self, image_id: str) -> str:
        row = self._project.images.get(image_id)
        return str(row["name"]) if row else image_id


_COLUMNS = ("name", "protected", "min_disk_gib", "min_ram_mib", "visibility")
