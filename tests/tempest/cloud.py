"""A demo cloud with people for Tempest, and Tempest's configuration for it."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openstack

from canfar_jupyter.demo import running

PROJECTS, PEOPLE = 8, 2  # two of each: one who writes, one who reads; others are elsewhere
ROOM = {"network": 50, "subnet": 50, "router": 10, "floatingip": 10, "security_group": 50}
SPEED = 5  # how much faster things happen; Tempest looks once a second


def people() -> list[dict[str, Any]]:
    return [
        {
            "name": f"tempest-{project}-{number}",
            "password": secrets.token_hex(12),
            "project": f"tempest-{project}",
            "quotas": ROOM,
        }
        for project in range(PROJECTS)
        for number in range(PEOPLE)
    ]


@contextmanager
def running_for_tempest(folder: Path) -> Iterator[Path]:
    """Start a demo cloud in a new folder; yield Tempest's configuration."""
    folder.mkdir(mode=0o700, parents=True)
    known = people()
    file = folder / "people.json"
    file.write_text(json.dumps(known))
    state = folder / "state"
    entry = running.start(state, users=file, speed=SPEED)
    try:
        accounts = folder / "accounts.yaml"  # JSON is YAML
        accounts.write_text(json.dumps([_account(person) for person in known]))
        configuration = folder / "tempest.conf"
        with openstack.connect(
            load_yaml_config=False,
            load_envvars=False,
            auth_url=entry.auth_url,
            username=known[0]["name"],
            password=known[0]["password"],
            project_name=known[0]["project"],
            user_domain_name="Default",
            project_domain_name="Default",
            region_name="RegionOne",
        ) as connection:
            configuration.write_text(_configuration(entry.auth_url, accounts, connection))
        yield configuration
    finally:
        running.stop(state)


def _account(person: dict[str, Any]) -> dict[str, Any]:
    other = "alt_" if int(person["project"][-1]) % 2 else ""
    return {
        "username": person["name"],
        "password": person["password"],
        "project_name": person["project"],
        "user_domain_name": "Default",
        "project_domain_name": "Default",
        "domain_name": "Default",
        "roles": [other + role for role in ("member", "reader", "manager")],
        "types": [],
        "resources": {"network": f"{person['project']}-network"},
    }


def _configuration(auth_url: str, accounts: Path, cloud: openstack.connection.Connection) -> str:
    image = cloud.image.find_image("cirros-0.6.3").id
    small, other = (cloud.compute.find_flavor(name).id for name in ("t1-0.5gb", "p1-1.5gb"))
    networks = list(cloud.network.networks())
    external = next(network for network in networks if network.is_router_external)
    own = next(network for network in networks if not network.is_router_external)
    return f"""
[DEFAULT]
log_file = tempest.log
[oslo_concurrency]
lock_path = {accounts.parent / "lock"}
[auth]
use_dynamic_credentials = false
test_accounts_file = {accounts}
tempest_roles = member
[identity]
uri_v3 = {auth_url}
auth_version = v3
region = RegionOne
[identity-feature-enabled]
api_v2 = false
[compute]
image_ref = {image}
image_ref_alt = {image}
flavor_ref = {small}
flavor_ref_alt = {other}
min_microversion = 2.1
max_microversion = 2.96
build_interval = 1
build_timeout = 90
fixed_network_name = {own.name}
[compute-feature-enabled]
vnc_console = true
[validation]
run_validation = false
[network]
public_network_id = {external.id}
project_network_cidr = 10.249.0.0/16
floating_network_name = {external.name}
[image-feature-enabled]
import_image = true
[volume]
build_interval = 1
[service_available]
cinder = true
swift = false
horizon = false
neutron = true
nova = true
glance = true
"""
