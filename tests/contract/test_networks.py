"""Networks, subnets, routers and ports."""

from tests.contract.project import NOBODY
from tests.contract.refusals import assert_neutron_refuses

NETWORK = {
    *("id", "name", "tenant_id", "project_id", "admin_state_up", "mtu", "status", "subnets"),
    *("shared", "router:external", "description", "port_security_enabled", "tags"),
    *("created_at", "updated_at", "revision_number", "availability_zone_hints"),
    *("availability_zones", "ipv4_address_scope", "ipv6_address_scope"),
}
SUBNET = {
    *("id", "name", "tenant_id", "project_id", "network_id", "ip_version", "enable_dhcp"),
    *("gateway_ip", "cidr", "allocation_pools", "host_routes", "dns_nameservers"),
    *("description", "tags", "created_at", "updated_at", "revision_number", "subnetpool_id"),
    *("ipv6_ra_mode", "ipv6_address_mode", "service_types"),
}
ROUTER = {
    *("id", "name", "tenant_id", "project_id", "admin_state_up", "status", "description"),
    *("external_gateway_info", "routes", "tags", "created_at", "updated_at"),
    "revision_number",
}
PORT = {
    *("id", "name", "network_id", "tenant_id", "project_id", "mac_address", "status"),
    *("admin_state_up", "device_id", "device_owner", "fixed_ips", "security_groups"),
    *("description", "tags", "created_at", "updated_at", "revision_number"),
    *("port_security_enabled", "allowed_address_pairs", "extra_dhcp_opts", "binding:vnic_type"),
}


def test_a_project_sees_its_own_network_and_the_external_one(member, parts):
    networks = member.neutron.get("/networks").json()["networks"]
    by_id = {network["id"]: network for network in networks}
    assert {parts.network, parts.external} <= set(by_id)
    for network in networks:
        assert set(network) >= NETWORK
        assert network["status"] == "ACTIVE"
    assert by_id[parts.network]["router:external"] is False
    assert by_id[parts.external]["router:external"] is True
    external = member.neutron.get("/networks?router:external=true").json()["networks"]
    assert {network["id"] for network in external} == {parts.external}


def test_another_project_has_a_network_of_its_own(member, other, parts):
    assert parts.network not in other.neutron.get("/networks").text
    answer = other.neutron.get(f"/networks/{parts.network}")
    told = rf"Network {parts.network} could not be found\."
    assert_neutron_refuses(answer, 404, "NetworkNotFound", told)


def test_a_network_that_is_not_there_is_not_found(member):
    for name in (NOBODY, "a-name"):
        answer = member.neutron.get(f"/networks/{name}")
        told = rf"Network {name} could not be found\."
        assert_neutron_refuses(answer, 404, "NetworkNotFound", told)


def test_the_own_network_has_a_subnet_and_a_router_to_the_external_one(member, parts):
    answer = member.neutron.get(f"/subnets?network_id={parts.network}")
    (subnet,) = answer.json()["subnets"]
    assert set(subnet) >= SUBNET
    assert subnet["ip_version"] == 4
    routers = member.neutron.get("/routers").json()["routers"]
    gateways = [router["external_gateway_info"]["network_id"] for router in routers]
    assert parts.external in gateways
    for router in routers:
        assert set(router) >= ROUTER


def test_the_port_of_a_server_has_the_keys_of_a_port(member, server):
    assert set(member.port(server)) >= PORT


def test_a_network_in_use_is_not_deleted(member, server, parts):
    answer = member.neutron.delete(f"/networks/{parts.network}")
    told = rf"Unable to complete operation on network {parts.network}\. .*"
    assert_neutron_refuses(answer, 409, "NetworkInUse", told)


def test_what_is_no_json_is_a_bad_request(member):
    headers = {"Content-Type": "application/json"}
    answer = member.neutron.post("/security-groups", data="{", headers=headers)
    told = r"Malformed request body: Cannot understand JSON\."
    assert_neutron_refuses(answer, 400, "MalformedRequestBody", told)


def test_a_router_shows_on_its_network_as_a_port_at_the_gateway(member, parts):
    (router,) = member.neutron.get("/routers").json()["routers"]
    ports = member.neutron.get(f"/ports?device_id={router['id']}").json()["ports"]
    (port,) = [p for p in ports if p["device_owner"].startswith("network:router_interface")]
    assert set(port) >= PORT
    assert port["network_id"] == parts.network
    (subnet,) = member.neutron.get(f"/subnets?network_id={parts.network}").json()["subnets"]
    assert port["fixed_ips"] == [{"subnet_id": subnet["id"], "ip_address": subnet["gateway_ip"]}]
    assert port["id"] in member.neutron.get(f"/ports?network_id={parts.network}").text
