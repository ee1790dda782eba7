"""The trials of instances."""

from __future__ import annotations

import contextlib

from canfar_jupyter.errors import CloudError

from .trial import SERVERS, Trial


class Reboot(Trial):
    """Not one of the package's own: a row of ``model.verbs`` makes it a verb."""

    path = SERVERS + "/.*/action"
    verb = action = "reboot"
    looks = True

    def prepare(self, world):
        world.settle()
        return world.begun(self.action)

    def do(self, cloud, world, made):
        getattr(cloud, self.verb)(world.server)

    def count(self, world, made):
        return world.begun(self.action) - made

    def clear(self, world, made):
        pass


class Start(Reboot):
    verb = action = "start"

    def prepare(self, world):
        world.settle()
        world.ask("compute", "POST", f"/servers/{world.server}/action", {"os-stop": None})
        world.settle("SHUTOFF")
        return world.begun(self.action)

    def clear(self, world, made):
        with contextlib.suppress(CloudError):
            world.plain.start(world.server)
        world.settle()


class Terminate(Trial):
    looks = True
    method, path = "DELETE", SERVERS + "/.*"

    def prepare(self, world):
        image, flavor = "canfar-rocky-9", "p1-1.5gb"
        return world.plain.launch(world.name, image=image, flavor=flavor).id

    def do(self, cloud, world, made):
        cloud.terminate(made)

    def count(self, world, made):
        rows = world.plain.servers()
        return int(made not in rows.index or rows.loc[made, "task"] == "deleting")

    def clear(self, world, made):
        with contextlib.suppress(CloudError):
            world.plain.terminate(made)


TRIALS = (Reboot, Start, Terminate)
