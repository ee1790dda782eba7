"""The trials of images, snapshots among them."""

from __future__ import annotations

from .trial import SERVERS, Trial

IMAGES = "/image/v2/images"
OTHER = "f" * 32  # a project


class Snapshot(Trial):
    looks = True
    path = SERVERS + "/.*/action"

    def prepare(self, world):
        world.settle()

    def do(self, cloud, world, made):
        cloud.snapshot(world.server, world.name)

    def count(self, world, made):
        return len(world.named("images"))

    def clear(self, world, made):
        world.settle()
        world.remove_images()


class CreateImage(Trial):
    looks = True
    path = IMAGES

    def do(self, cloud, world, made):
        cloud.create_image(world.name, path=world.disk)

    def count(self, world, made):
        return len(world.named("images"))


class Upload(CreateImage):
    """The bytes were read once: they cannot be sent again."""

    repeatable = False
    method, path = "PUT", IMAGES + "/.*/file"


class Protect(CreateImage):
    method, path = "PATCH", IMAGES + "/.*"

    def do(self, cloud, world, made):
        cloud.create_image(world.name, path=world.disk, protected=True)


class WebImage(CreateImage):
    path = IMAGES + "/.*/import"

    def do(self, cloud, world, made):
        cloud.create_image(world.name, url=world.url, via="cloud")


class UpdateImage(Trial):
    method, path = "PATCH", IMAGES + "/.*"

    def prepare(self, world):
        made = world.image()
        world.plain.update_image(made, properties={"old": "1"})
        return made

    def do(self, cloud, world, made):
        cloud.update_image(made, min_disk_gib=3, properties={"old": None, "a/b": "2"})

    def count(self, world, made):
        image = world.plain.image_details(made)
        return int((image["min_disk"], image.get("old"), image.get("a/b")) == (3, None, "2"))


class Share(Trial):
    path = IMAGES + "/.*/members"

    def prepare(self, world):
        return world.image()

    def do(self, cloud, world, made):
        cloud.share_image(made, OTHER)

    def count(self, world, made):
        return len(world.plain.image_members(made))


class Unshare(Share):
    method, path = "DELETE", IMAGES + "/.*/members/.*"

    def prepare(self, world):
        made = world.image()
        world.plain.share_image(made, OTHER)
        return made

    def do(self, cloud, world, made):
        cloud.unshare_image(made, OTHER)

    def count(self, world, made):
        return 1 - super().count(world, made)


class Accept(Trial):
    """Of another project's image, which is shared with ours."""

    method, path = "PUT", IMAGES + "/.*/members/.*"
    status = "accepted"

    def prepare(self, world):
        made = world.other.create_image(world.name, path=world.disk)
        world.other.share_image(made, world.plain.identity.project_id)
        return made

    def do(self, cloud, world, made):
        cloud.accept_image(made)

    def count(self, world, made):
        return sum(one.status == self.status for one in world.other.image_members(made))

    def clear(self, world, made):
        world.other.delete_image(made)


class Decline(Accept):
    status = "rejected"

    def prepare(self, world):
        made = super().prepare(world)
        world.plain.accept_image(made)
        return made

    def do(self, cloud, world, made):
        cloud.decline_image(made)


class Deactivate(Trial):
    path = IMAGES + "/.*/actions/.*"

    def prepare(self, world):
        return world.image()

    def do(self, cloud, world, made):
        cloud.deactivate_image(made)

    def count(self, world, made):
        return int(world.plain.image_details(made)["status"] == "deactivated")


class Reactivate(Deactivate):
    def prepare(self, world):
        made = world.image()
        world.plain.deactivate_image(made)
        return made

    def do(self, cloud, world, made):
        cloud.reactivate_image(made)

    def count(self, world, made):
        return 1 - super().count(world, made)


class DeleteImage(Trial):
    method, path = "DELETE", IMAGES + "/.*"

    def prepare(self, world):
        return world.image()

    def do(self, cloud, world, made):
        cloud.delete_image(made)

    def count(self, world, made):
        return 1 - len(world.named("images"))


TRIALS = (
    *(Snapshot, CreateImage, Upload, Protect, WebImage, UpdateImage, DeleteImage),
    *(Share, Unshare, Accept, Decline, Deactivate, Reactivate),
)
