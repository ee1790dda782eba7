"""Ports of one's own, alone and at an instance."""

import re
from ipaddress import ip_address

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_neutron_refuses, assert_nova_refuses
from tests.support.waiting import until


@pytest.fixture
def inner(member):
    """A network with an IPv4 and a SLAAC subnet: ids of network, first and second subnet."""
    body = {"network": {"name": unique("ports")}}
    network = member.neutron.post("/networks", json=body).json()["network"]["id"]
    slaac = {"ipv6_ra_mode": "slaac", "ipv6_address_mode": "slaac"}
    subnets = []
    for wanted in (
        {"ip_version": 4, "cidr": "10.9.0.0/24"},
        {"ip_version": 6, "cidr": "fd00:9::/64", **slaac},
    ):
        asked = {"subnet": {"network_id": network, **wanted}}
        answer = member.neutron.post("/subnets", json=asked)
        assert answer.status_code == 201, answer.text
        subnets.append(answer.json()["subnet"]["id"])
    yield network, *subnets
    for port in member.neutron.get(f"/ports?network_id={network}").json()["ports"]:
        member.neutron.delete(f"/ports/{port['id']}")
    member.neutron.delete(f"/networks/{network}")


@pytest.fixture
def make_port(member, inner):
    def make(**attributes):
        wanted = {"network_id": inner[0], **attributes}
        return member.neutron.post("/ports", json={"port": wanted})

    return make


def test_a_port_has_an_address_of_each_version(make_port, inner, member):
    made = make_port(name="mine").json()["port"]
    assert (made["status"], made["device_id"], made["device_owner"]) == ("DOWN", "", "")
    assert len(made["security_groups"]) == 1
    (four, six) = made["fixed_ips"]
    assert (four["subnet_id"], six["subnet_id"]) == inner[1:]
    mac = made["mac_address"].split(":")
    in_full = ip_address(six["ip_address"]).exploded.replace(":", "")
    assert in_full.endswith(f"fe{mac[3]}{mac[4]}{mac[5]}")
    assert member.neutron.get(f"/ports/{made['id']}").json()["port"]["id"] == made["id"]


def test_an_address_is_asked_for_once(make_port, inner):
    wanted = [{"subnet_id": inner[1], "ip_address": "10.9.0.77"}]
    made = make_port(fixed_ips=wanted).json()["port"]
    assert wanted[0] in made["fixed_ips"]
    told = f"IP address 10.9.0.77 already allocated in subnet {inner[1]}"
    answer = make_port(fixed_ips=wanted)
    assert_neutron_refuses(answer, 409, "IpAddressAlreadyAllocated", re.escape(told))
    taken = make_port(mac_address=made["mac_address"])
    told = (
        f"Unable to complete operation for network {inner[0]}. The mac address "
        f"{made['mac_address']} is in use."
    )
    assert_neutron_refuses(taken, 409, "MacAddressInUse", re.escape(told))


WRONG = {
    "outside": (
        {"fixed_ips": [{"ip_address": "192.0.2.9"}]},
        400,
        "InvalidIpForNetwork",
        "IP address 192.0.2.9 is not a valid IP for any of the subnets on the specified network.",
    ),
    "no address": (
        {"fixed_ips": [{"ip_address": "x"}]},
        400,
        "HTTPBadRequest",
        "Invalid input for fixed_ips. Reason: 'x' is not a valid IP address.",
    ),
    "no MAC": (
        {"mac_address": "x"},
        400,
        "HTTPBadRequest",
        "Invalid input for mac_address. Reason: 'x' is not a valid MAC address.",
    ),
    "no such group": (
        {"security_groups": [NOBODY]},
        404,
        "SecurityGroupNotFound",
        f"Security group {NOBODY} does not exist",
    ),
    "a host": (
        {"binding:host_id": "x"},
        403,
        "PolicyNotAuthorized",
        "(rule:create_port and rule:create_port:binding:host_id) is disallowed by policy",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_port_is_refused(make_port, what):
    attributes, status, kind, told = WRONG[what]
    assert_neutron_refuses(make_port(**attributes), status, kind, re.escape(told))


def test_a_port_is_changed(make_port, member):
    made = make_port().json()["port"]
    path = f"/ports/{made['id']}"
    change = {"name": "new", "admin_state_up": False, "security_groups": []}
    now = member.neutron.put(path, json={"port": change}).json()["port"]
    assert {key: now[key] for key in change} == change
    answer = member.neutron.put(path, json={"port": {"mac_address": "fa:16:3e:00:00:01"}})
    told = r"\(rule:update_port and rule:update_port:mac_address\) is disallowed by policy"
    assert_neutron_refuses(answer, 403, "PolicyNotAuthorized", told)
    assert member.neutron.delete(path).status_code == 204


def test_a_port_without_security_has_no_groups(make_port):
    made = make_port(port_security_enabled=False).json()["port"]
    assert (made["port_security_enabled"], made["security_groups"]) == (False, [])
    pairs = [{"ip_address": "10.9.0.200"}]
    made = make_port(allowed_address_pairs=pairs).json()["port"]
    mac = made["mac_address"]
    assert made["allowed_address_pairs"] == [{"mac_address": mac, "ip_address": "10.9.0.200"}]


def test_an_instance_boots_with_a_port_and_leaves_it(make_port, member, launch):
    port = make_port().json()["port"]
    server = launch(networks=[{"port": port["id"]}])
    shown = member.wait_for_server(server, "ACTIVE")
    (entries,) = shown["addresses"].values()
    assert {e["addr"] for e in entries} == {ip["ip_address"] for ip in port["fixed_ips"]}
    assert {e["version"] for e in entries} == {4, 6}
    now = member.neutron.get(f"/ports/{port['id']}").json()["port"]
    assert (now["device_id"], now["device_owner"].split(":")[0]) == (server, "compute")
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)

    def free():
        return not member.neutron.get(f"/ports/{port['id']}").json()["port"]["device_id"]

    until(free, "the port is free again")


def test_interfaces_come_and_go(make_port, member, launch, parts):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    path = f"/servers/{server}/os-interface"
    port = make_port().json()["port"]["id"]
    body = {"interfaceAttachment": {"port_id": port}}
    answer = member.nova.post(path, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["interfaceAttachment"]["port_id"] == port
    answer = member.nova.post(path, json=body)
    told = rf"Port {port} is still in use\."
    assert_nova_refuses(answer, 409, "conflictingRequest", told)
    both = {"interfaceAttachment": {"port_id": port, "net_id": parts.network}}
    told = "Must not input both network_id and port_id"
    assert_nova_refuses(member.nova.post(path, json=both), 400, "badRequest", told)
    none = {"interfaceAttachment": {"port_id": NOBODY}}
    told = rf"Port id {NOBODY} could not be found\."
    assert_nova_refuses(member.nova.post(path, json=none), 404, "itemNotFound", told)
    assert member.nova.delete(f"{path}/{port}").status_code == 202

    def gone():
        return port not in member.nova.get(path).text

    until(gone, "the interface has gone")
    assert member.neutron.get(f"/ports/{port}").status_code == 200


def test_a_network_without_subnets_is_no_place_to_boot(member, body):
    asked = {"network": {"name": unique("empty")}}
    network = member.neutron.post("/networks", json=asked).json()["network"]["id"]
    answer = member.nova.post(
        "/servers", json=body(networks=[{"uuid": network}]), microversion="2.96"
    )
    told = rf"Network {network} requires a subnet in order to boot instances on\."
    assert_nova_refuses(answer, 400, "badRequest", told)
    member.neutron.delete(f"/networks/{network}")
