"""A cloud that answers what a test has written down: under the real store, without HTTP.

It keeps lists as a cloud does, and its verbs change them; ``test_scripted.py`` compares its
methods with those of the real service, so that the two cannot drift apart.
"""

from __future__ import annotations

from canfar_jupyter.cloud.instances.boot_logs import BootLogs
from canfar_jupyter.errors import CloudFailure
from canfar_jupyter.model.bootlog import BootReport, read_boot_log
from canfar_jupyter.model.instances.steps import SshProbe
from canfar_jupyter.ssh import LoginInfo
from tests.support.rows import Row
from tests.support.scripted_images import ScriptedImages
from tests.support.scripted_instances import ScriptedInstances
from tests.support.scripted_network import ScriptedNetwork


class ScriptedService:
    """The parts of a scripted cloud, as the state layer asks for them: it is all of them itself."""

    def __init__(self, cloud: ScriptedCloud) -> None:
        self.identity, self.access, self.own_address = (
            cloud.identity,
            cloud.access,
            cloud.own_address,
        )
        self.lists = self.instances = self.launches = self.planning = self.floating_ips = cloud
        self.security_groups = self.keys = self.images = self.consoles = cloud


class ScriptedCloud(ScriptedInstances, ScriptedNetwork, ScriptedImages):
    """A project of one user."""

    def __init__(self) -> None:
        super().__init__()
        self.access = ScriptedAccess(self)
        self._service = ScriptedService(self)


class ScriptedAccess:
    """What is asked of the machines themselves."""

    def __init__(self, cloud: ScriptedCloud) -> None:
        self._cloud = cloud
        self.boots = BootLogs(cloud.console_log)

    def report(self, row: Row, *, anew: bool = True) -> BootReport:
        return read_boot_log(self._cloud.log)

    def probe(self, row: Row) -> SshProbe:
        if self._cloud.port is None:
            raise CloudFailure("The machines cannot be reached.")
        return self._cloud.port

    def public_key(self, name: str) -> str:
        row = self._cloud.keypairs.get(name)
        return str(row["public_key"]) if row else ""

    def login_info(self, row: Row, *, ask: bool = True) -> LoginInfo:
        self._cloud._wait()
        report = read_boot_log(self._cloud.log)
        address = row["floating_ip"] or self._cloud.floating
        known_hosts = report.known_hosts(address, 22)
        return LoginInfo(row["name"], address, report.login_user, "boot log", "", known_hosts)
