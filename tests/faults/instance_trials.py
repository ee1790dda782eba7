"""The trials of instances."""

from __future__ import annotations

import contextlib

import pandas as pd

from canfar_jupyter.errors import CloudError

from .trial import PARTS, SERVERS, Trial


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


class Launch(Trial):
    looks = True
    path = SERVERS
    number = 1  # instances that one request makes

    def do(self, cloud, world, made):
        cloud.launch(world.name, **PARTS)

    def count(self, world, made):
        return len(world.instances()) / self.number

    def clear(self, world, made):
        for id_ in world.instances():
            world.plain.terminate(id_)


class LaunchOfThatName(Launch):
    """Another of that name was there before: Nova allows that."""

    def prepare(self, world):
        return world.plain.launch(world.name, **PARTS).id

    def count(self, world, made):
        return super().count(world, made) - 1


class LaunchCopies(Launch):
    number = 3

    def do(self, cloud, world, made):
        cloud.launch_copies(world.name, self.number, **PARTS)


class LaunchFromVolume(Launch):
    def do(self, cloud, world, made):
        cloud.launch(world.name, volume_gib=20, **PARTS)


class LaunchCopiesFromVolumes(LaunchCopies):
    def do(self, cloud, world, made):
        cloud.launch_copies(world.name, self.number, volume_gib=20, **PARTS)


class LaunchTable(Launch):
    def do(self, cloud, world, made):
        cloud.launch_many(pd.DataFrame([{"name": world.name, **PARTS}]))


class Terminate(Trial):
    looks = True
    method, path = "DELETE", SERVERS + "/.*"

    def prepare(self, world):
        return world.plain.launch(world.name, **PARTS).id

    def do(self, cloud, world, made):
        cloud.terminate(made)

    def count(self, world, made):
        rows = world.plain.servers()
        return int(made not in rows.index or rows.loc[made, "task"] == "deleting")

    def clear(self, world, made):
        with contextlib.suppress(CloudError):
            world.plain.terminate(made)


TRIALS = (
    *(Launch, LaunchOfThatName, LaunchCopies, LaunchFromVolume, LaunchCopiesFromVolumes),
    *(LaunchTable, Reboot, Start, Terminate),
)
