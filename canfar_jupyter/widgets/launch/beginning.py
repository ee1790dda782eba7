"""What the launch form begins with, by what was launched last and the images that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canfar_jupyter.model.columns import Columns
from canfar_jupyter.model.launch.likely import Last, Likely, last_launch, likely_images

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class Beginning:
    """Proposals that stay as soon as all that they are made of has been read.

    Attributes:
        last: The user's newest instance; None: there is none, or it is not read yet.
        like: The one that a launch begins like.
        settled: Whether that stays: what happens elsewhere changes nothing chosen here.
        images: The images that are proposed.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.last: Last | None = None
        self.like: Last | None = None
        self.settled = False
        self.images: list[Likely] = []

    def read(self) -> bool:
        """Look at the instances; return whether a launch now begins like another one."""
        store, before = self._store, self.like
        self.last = last_launch(store.servers.columns(), store.identity.user_id)
        if not self.settled:
            self.like = self.last
            self.settled = store.servers.loaded and store.images.loaded
        return self.like != before

    def read_anew(self) -> None:
        """Begin like what was launched last by now."""
        self.settled = False
        self.read()

    def look_at(self, images: Columns) -> None:
        """Choose the images to propose."""
        self.images = likely_images(images, self.like.image_id if self.like else "")

    @property
    def image(self) -> str:
        """Id of the image to begin with; "": none."""
        return next((one.id for one in self.images if one.why in ("last", "tested")), "")

    @property
    def key(self) -> str:
        """Name of the key pair that was used last; "": none."""
        return self.like.key if self.like else ""

    def flavor(self, image: str) -> str:
        """Return the id of the flavor that an image was launched with last; "": it was not."""
        like = self.like
        if like is None or like.image_id != image:
            return ""
        flavors = self._store.flavors
        return next((id_ for id_, row in flavors.items() if row["name"] == like.flavor), "")
