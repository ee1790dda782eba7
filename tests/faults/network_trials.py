"""The trials of floating IPs, key pairs and security groups."""

from __future__ import annotations

from .trial import Trial

GROUPS, IPS = "/network/v2.0/security-groups", "/network/v2.0/floatingips"
KEYS = "/compute/v2.1/os-keypairs"


class Allocate(Trial):
    looks = True
    path = IPS

    def do(self, cloud, world, made):
        cloud.allocate_floating_ip()

    def count(self, world, made):
        return len(world.plain.floating_ips())


class Associate(Trial):
    method, path = "PUT", IPS + "/.*"

    def prepare(self, world):
        return world.plain.allocate_floating_ip()

    def do(self, cloud, world, made):
        cloud.associate_floating_ip(world.server, made)

    def count(self, world, made):
        return int(world.plain.floating_ips().loc[made, "server_id"] == world.server)


class Disassociate(Associate):
    def prepare(self, world):
        made = world.plain.allocate_floating_ip()
        world.plain.associate_floating_ip(world.server, made)
        return made

    def do(self, cloud, world, made):
        cloud.disassociate_floating_ip(made)

    def count(self, world, made):
        return 1 - super().count(world, made)


class Release(Trial):
    method, path = "DELETE", IPS + "/.*"

    def prepare(self, world):
        return world.plain.allocate_floating_ip()

    def do(self, cloud, world, made):
        cloud.release_floating_ip(made)

    def count(self, world, made):
        return 1 - len(world.plain.floating_ips())


class ImportKey(Trial):
    looks = True
    path = KEYS

    def do(self, cloud, world, made):
        cloud.import_key(world.name, world.key)

    def count(self, world, made):
        return world.has("compute", f"/os-keypairs/{world.name}")


class CreateKey(ImportKey):
    def do(self, cloud, world, made):
        cloud.create_key(world.name)


class DeleteKey(ImportKey):
    method, path = "DELETE", KEYS + "/.*"

    def prepare(self, world):
        world.plain.import_key(world.name, world.key)

    def do(self, cloud, world, made):
        cloud.delete_key(world.name)

    def count(self, world, made):
        return 1 - super().count(world, made)


class CreateGroup(Trial):
    looks = True
    path = GROUPS

    def do(self, cloud, world, made):
        cloud.create_security_group(world.name)

    def count(self, world, made):
        return len(world.named("security_groups"))


class CreateGroupOfThatName(CreateGroup):
    """Another of that name was there before: Neutron allows that."""

    def prepare(self, world):
        return world.group()

    def count(self, world, made):
        return super().count(world, made) - 1


class UpdateGroup(Trial):
    method, path = "PUT", GROUPS + "/.*"

    def prepare(self, world):
        return world.group()

    def do(self, cloud, world, made):
        cloud.update_security_group(made, description="new")

    def count(self, world, made):
        return int(world.plain.security_groups().loc[made, "description"] == "new")


class DeleteGroup(CreateGroup):
    method, path = "DELETE", GROUPS + "/.*"

    def prepare(self, world):
        return world.group()

    def do(self, cloud, world, made):
        cloud.delete_security_group(made)

    def count(self, world, made):
        return 1 - super().count(world, made)


class AddRule(Trial):
    path = "/network/v2.0/security-group-rules"

    def prepare(self, world):
        return world.group()

    def do(self, cloud, world, made):
        cloud.open_port(made, 22)

    def count(self, world, made):
        rules = world.plain.security_groups().loc[made, "rules"]
        return sum(rule.port_min == 22 for rule in rules)


class AddAnyRule(AddRule):
    def do(self, cloud, world, made):
        cloud.add_rule(made, port_min=22, port_max=22)


class DeleteRule(AddRule):
    rule = ""
    method, path = "DELETE", "/network/v2.0/security-group-rules/.*"

    def prepare(self, world):
        group = world.group()
        self.rule = world.plain.open_port(group, 22)
        return group

    def do(self, cloud, world, made):
        cloud.delete_rule(self.rule)

    def count(self, world, made):
        return 1 - super().count(world, made)


TRIALS = (
    *(Allocate, Associate, Disassociate, Release, ImportKey, CreateKey, DeleteKey),
    *(CreateGroup, CreateGroupOfThatName, UpdateGroup, DeleteGroup),
    *(AddRule, AddAnyRule, DeleteRule),
)
