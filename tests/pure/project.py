"""A project as pure code sees it: rows by id."""

from canfar_jupyter.model.launch.problems import problems
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.network.rules import Rule

SSH = Rule("ingress", "tcp", 22, 22, "0.0.0.0/0")
PROJECT = {
    "servers": {"s1": {"name": "lens"}, "s2": {"name": "worker-2"}},
    "images": {
        "i1": {
            "name": "ubuntu",
            "status": "active",
            "min_disk_gib": 8,
            "min_ram_mib": 0,
            "virtual_size": 0,
            "size": 1,
        },
        "i2": {
            "name": "new",
            "status": "saving",
            "min_disk_gib": 0,
            "min_ram_mib": 0,
            "virtual_size": 0,
            "size": 0,
        },
    },
    "flavors": {
        "f1": {"name": "c2", "vcpus": 2, "ram_gib": 7.5, "disk_gib": 20, "ephemeral_gib": 30},
        "f0": {"name": "tiny", "vcpus": 1, "ram_gib": 0.5, "disk_gib": 1, "ephemeral_gib": 0},
    },
    "keypairs": {"me": {"name": "me"}},
    "security_groups": {
        "g0": {"name": "default", "rules": ()},
        "g1": {"name": "ssh", "rules": (SSH,)},
    },
    "networks": {
        "n1": {"name": "private", "external": False, "subnets": 1},
        "n2": {"name": "public", "external": True, "subnets": 1},
    },
    "quotas": {"cores": {"used": 0.0, "limit": 9000.0}},
}
GOOD = {"name": "star", "image": "i1", "flavor": "f1", "key": "me", "security_groups": ("g1",)}


def found(project=PROJECT, **changed):
    return problems(LaunchSpec(**{**GOOD, **changed}), project)
