"""Floating IPs: one for each project."""

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY, wait_until_after
from tests.contract.refusals import assert_neutron_refuses
from tests.support.waiting import until

KEYS = {
    *("id", "tenant_id", "project_id", "floating_ip_address", "floating_network_id"),
    *("router_id", "port_id", "fixed_ip_address", "status", "description", "port_details"),
    *("tags", "created_at", "updated_at", "revision_number"),
}


def allocate(project, network):
    wanted = {"floatingip": {"floating_network_id": network}}
    return project.neutron.post("/floatingips", json=wanted)


def move(project, address, port):
    wanted = {"floatingip": {"port_id": port}}
    return project.neutron.put(f"/floatingips/{address}", json=wanted)


@pytest.fixture
def address(member, parts):
    answer = allocate(member, parts.external)
    assert answer.status_code == 201, answer.text
    made = answer.json()["floatingip"]
    yield made
    member.neutron.delete(f"/floatingips/{made['id']}")


def test_a_new_floating_ip_belongs_to_nothing(address, member, parts):
    assert set(address) >= KEYS
    assert address["floating_network_id"] == parts.external
    assert address["project_id"] == member.id
    assert address["status"] == "DOWN"
    for key in ("router_id", "port_id", "fixed_ip_address", "port_details"):
        assert address[key] is None


def test_one_more_than_the_quota_is_refused(address, member, parts):
    answer = allocate(member, parts.external)
    told = r"Quota exceeded for resources: \['floatingip'\]\."
    assert_neutron_refuses(answer, 409, "OverQuota", told)


def test_it_is_given_to_a_server_and_taken_away(address, member, server):
    port = member.port(server)
    fixed = port["fixed_ips"][0]["ip_address"]
    answer = move(member, address["id"], port["id"])
    assert answer.status_code == 200
    now = answer.json()["floatingip"]
    assert set(now) >= KEYS
    assert (now["port_id"], now["fixed_ip_address"]) == (port["id"], fixed)
    assert now["router_id"] is not None
    assert now["port_details"]["device_id"] == server

    def addresses():
        (entries,) = member.server(server)["addresses"].values()
        return {(entry["OS-EXT-IPS:type"], entry["addr"]) for entry in entries}

    both = {("fixed", fixed), ("floating", address["floating_ip_address"])}
    until(lambda: addresses() == both, "the server shows both addresses")

    taken = move(member, address["id"], None).json()["floatingip"]
    assert (taken["port_id"], taken["fixed_ip_address"], taken["router_id"]) == (None,) * 3
    until(lambda: addresses() == {("fixed", fixed)}, "the server shows one address")


def test_it_is_moved_from_one_server_to_another_by_one_request(address, member, server, launch):
    other = launch()
    member.wait_for_server(other, "ACTIVE")
    move(member, address["id"], member.port(server)["id"])
    port = member.port(other)
    moved = move(member, address["id"], port["id"])
    assert moved.status_code == 200, moved.text
    assert moved.json()["floatingip"]["port_id"] == port["id"]
    again = move(member, address["id"], port["id"])  # asked for twice: no harm
    assert again.status_code == 200
    move(member, address["id"], None)


def test_a_new_one_leads_to_a_port_from_its_first_moment(member, parts, server):
    port = member.port(server)["id"]
    wanted = {"floating_network_id": parts.external, "port_id": port, "description": "ours"}
    answer = member.neutron.post("/floatingips", json={"floatingip": wanted})
    assert answer.status_code == 201, answer.text
    made = answer.json()["floatingip"]
    assert (made["port_id"], made["description"]) == (port, "ours")
    member.neutron.delete(f"/floatingips/{made['id']}")


def test_a_port_that_is_not_there_is_not_found(address, member):
    told = f"Port {NOBODY} could not be found."
    assert_neutron_refuses(move(member, address["id"], NOBODY), 404, "PortNotFound", told)


def test_a_network_that_is_not_there_is_not_found(member):
    told = f"Network {NOBODY} could not be found."
    assert_neutron_refuses(allocate(member, NOBODY), 404, "NetworkNotFound", told)


def test_a_network_of_ones_own_has_no_floating_ips(member, parts):
    answer = allocate(member, parts.network)
    told = rf"Bad floatingip request: Network {parts.network} is not a valid external network\."
    assert_neutron_refuses(answer, 400, "BadRequest", told)


def test_it_is_given_back_once(member, parts):
    made = allocate(member, parts.external).json()["floatingip"]["id"]
    assert member.neutron.delete(f"/floatingips/{made}").status_code == 204
    told = f"Floating IP {made} could not be found"
    for answer in (
        member.neutron.delete(f"/floatingips/{made}"),
        member.neutron.get(f"/floatingips/{made}"),
    ):
        assert_neutron_refuses(answer, 404, "FloatingIPNotFound", told)


def test_it_goes_with_its_server_back_to_the_project(address, member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    move(member, address["id"], member.port(server)["id"])
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)

    def free():
        shown = member.neutron.get(f"/floatingips/{address['id']}").json()["floatingip"]
        return shown["port_id"] is None

    until(free, "the floating IP is free again")


def test_a_change_that_is_meant_for_another_state_is_refused(address, member, server):
    revision = address["revision_number"]
    path = f"/floatingips/{address['id']}"
    wanted = {"floatingip": {"port_id": member.port(server)["id"]}}
    older = {"If-Match": f"revision_number={revision + 7}"}
    told = rf"Constrained to {revision + 7}, but current revision is {revision}"
    for answer in (
        member.neutron.put(path, json=wanted, headers=older),
        member.neutron.delete(path, headers=older),
    ):
        assert_neutron_refuses(answer, 412, "RevisionNumberConstraintFailed", told)
    same = {"If-Match": f"revision_number={revision}"}
    answer = member.neutron.put(path, json=wanted, headers=same)
    assert answer.status_code == 200, answer.text
    assert answer.json()["floatingip"]["revision_number"] > revision
    move(member, address["id"], None)


def test_it_tells_since_when_it_is_idle(address, member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    led = move(member, address["id"], member.port(server)["id"]).json()["floatingip"]
    wait_until_after(led["updated_at"])
    member.nova.delete(f"/servers/{server}")

    def idle():
        now = member.neutron.get(f"/floatingips/{address['id']}").json()["floatingip"]
        return now if now["port_id"] is None else None

    freed = until(idle, "the floating IP is free again")
    assert freed["updated_at"] > led["updated_at"]
    assert freed["revision_number"] > led["revision_number"]


@pytest.fixture
def dead_end(member):
    """Id of a network of the project that no router is on."""
    answer = member.neutron.post("/networks", json={"network": {"name": unique("dead-end")}})
    assert answer.status_code == 201, answer.text
    network = answer.json()["network"]
    wanted = {"network_id": network["id"], "ip_version": 4, "cidr": "192.168.77.0/24"}
    answer = member.neutron.post("/subnets", json={"subnet": wanted})
    assert answer.status_code == 201, answer.text
    assert answer.json()["subnet"]["gateway_ip"] == "192.168.77.1"
    yield network["id"]
    answer = member.neutron.delete(f"/networks/{network['id']}")
    assert answer.status_code == 204, answer.text


def test_no_router_no_floating_ip(address, member, parts, dead_end, launch):
    server = launch(networks=[{"uuid": dead_end}])
    member.wait_for_server(server, "ACTIVE")
    port = member.port(server)
    subnet = port["fixed_ips"][0]["subnet_id"]
    told = (
        rf"External network {parts.external} is not reachable from subnet {subnet}\.  "
        rf"Therefore, cannot associate Port {port['id']} with a Floating IP\."
    )
    answer = move(member, address["id"], port["id"])
    assert_neutron_refuses(answer, 404, "ExternalGatewayForFloatingIPNotFound", told)
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)


def test_it_leads_to_the_port_with_a_way_out_of_an_instance_on_two_networks(
    address, member, parts, dead_end, launch
):
    server = launch(networks=[{"uuid": dead_end}, {"uuid": parts.network}])
    member.wait_for_server(server, "ACTIVE")
    ports = member.neutron.get(f"/ports?device_id={server}").json()["ports"]
    (port,) = [p for p in ports if p["network_id"] == parts.network]
    fixed = port["fixed_ips"][0]["ip_address"]
    wanted = {"port_id": port["id"], "fixed_ip_address": fixed}
    answer = member.neutron.put(f"/floatingips/{address['id']}", json={"floatingip": wanted})
    assert answer.json()["floatingip"]["fixed_ip_address"] == fixed
    strange = {**wanted, "fixed_ip_address": "192.0.2.1"}
    answer = member.neutron.put(f"/floatingips/{address['id']}", json={"floatingip": strange})
    told = rf"Bad floatingip request: Port {port['id']} does not have fixed ip 192\.0\.2\.1\."
    assert_neutron_refuses(answer, 400, "BadRequest", told)
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)


def test_another_project_does_not_see_it(address, other):
    assert other.neutron.get(f"/floatingips/{address['id']}").status_code == 404
    assert address["id"] not in other.neutron.get("/floatingips").text
