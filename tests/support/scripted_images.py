"""Images of a scripted cloud."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.placeholders import image_row
from canfar_jupyter.model.images.formats import Format
from canfar_jupyter.model.images.spec import ImageSpec, Member
from tests.support.scripted_project import IDENTITY, ScriptedProject


class ScriptedImages(ScriptedProject):
    """Images and whom they are shared with."""

    def __init__(self) -> None:
        super().__init__()
        self.methods: tuple[str, ...] = ("glance-direct", "web-download")
        self.source: Format | CloudError = Format("qcow2", 3 << 30)  # of any new image
        self.image_facts = {"checksum": "abc", "description": "for lenses", "<b>": "<script>"}
        self.members: list[Member] = []
        self.projects = {"p2": "lensing-batch"}

    def import_methods(self) -> tuple[str, ...]:
        self._wait()
        return self.methods

    def look_at_source(self, spec: ImageSpec, whole: int | None = None) -> Format:
        if isinstance(self.source, CloudError):
            raise self.source
        return self.source

    def create_image_spec(
        self,
        spec: ImageSpec,
        progress: Callable[[int, int | None], None] | None = None,
        began: Callable[[str], None] | None = None,
    ) -> str:
        self._take("create_image", spec)
        id_ = self._id("i")
        self._put("images", image_row(id_, spec.name, IDENTITY.project_id, status="active"))
        if began is not None:
            began(id_)
        return id_

    def download_image(
        self,
        image: str,
        path: str | Path,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> Path:
        self._take("download_image", image, path)
        return Path(path)

    def accept_image(self, image: str) -> None:
        self._take("accept_image", image)
        self._patch("images", image, tab="shared")

    def decline_image(self, image: str) -> None:
        self._take("decline_image", image)
        del self.images[image]

    def deactivate_image(self, image: str) -> None:
        self._take("deactivate_image", image)
        self._patch("images", image, status="deactivated")

    def reactivate_image(self, image: str) -> None:
        self._take("reactivate_image", image)
        self._patch("images", image, status="active")

    def image_details(self, image: str) -> dict[str, Any]:
        self._wait()
        return dict(self.image_facts)

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
        properties: dict[str, str | None] | None = None,
    ) -> None:
        given = {k: v for k, v in locals().items() if k not in ("self", "image") and v is not None}
        self._take("update_image", image, given)

    def delete_image(self, image: str) -> None:
        self._take("delete_image", image)
        del self.images[image]

    def project_names(self) -> dict[str, str]:
        self._wait()
        return dict(self.projects)

    def image_members(self, image: str) -> list[Member]:
        self._wait()
        return list(self.members)

    def share_image(self, image: str, project: str) -> None:
        self._take("share_image", image, project)
        self.members.append(Member("p2", project, "pending"))

    def unshare_image(self, image: str, project: str) -> None:
        self._take("unshare_image", image, project)
        self.members = [member for member in self.members if member.project_id != project]
