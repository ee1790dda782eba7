"""Routers of one's own: their way out, their interfaces, their routes."""

import re

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_neutron_refuses


@pytest.fixture
def made(member):
    """made(kind, **attributes) -> a new thing of Neutron's; all end with the test."""
    things = []

    def make(kind, **attributes):
        answer = member.neutron.post(f"/{kind}s", json={kind: attributes})
        assert answer.status_code == 201, answer.text
        things.append(f"/{kind}s/{answer.json()[kind]['id']}")
        return answer.json()[kind]

    yield make
    for path in reversed(things):
        for port in member.neutron.get(f"/ports?device_id={path[-36:]}").json()["ports"]:
            leave(member, path[-36:], port_id=port["id"])
        member.neutron.delete(path)


@pytest.fixture
def subnet(made):
    network = made("network", name=unique("inner"))
    return made("subnet", network_id=network["id"], ip_version=4, cidr="10.201.0.0/24")


def join(member, router, **what):
    return member.neutron.put(f"/routers/{router}/add_router_interface", json=what)


def leave(member, router, **what):
    return member.neutron.put(f"/routers/{router}/remove_router_interface", json=what)


def test_a_new_router_leads_nowhere(made, member):
    router = made("router", name=unique("router"))
    assert (router["external_gateway_info"], router["status"]) == (None, "ACTIVE")
    assert (router["routes"], router["revision_number"]) == ([], 1)
    assert member.neutron.get(f"/ports?device_id={router['id']}").json()["ports"] == []


def test_a_gateway_is_given_and_taken(made, member, parts):
    router = made("router", external_gateway_info={"network_id": parts.external})
    gateway = router["external_gateway_info"]
    assert (gateway["network_id"], gateway["enable_snat"]) == (parts.external, True)
    assert len(gateway["external_fixed_ips"]) == 1
    change = {"router": {"external_gateway_info": {}}}
    answer = member.neutron.put(f"/routers/{router['id']}", json=change)
    assert answer.json()["router"]["external_gateway_info"] is None


def test_how_it_leads_out_is_for_administrators(member, parts):
    info = {"network_id": parts.external, "enable_snat": False}
    answer = member.neutron.post("/routers", json={"router": {"external_gateway_info": info}})
    assert answer.status_code == 403
    assert "enable_snat" in answer.json()["NeutronError"]["message"]
    answer = member.neutron.post("/routers", json={"router": {"ha": True}})
    told = r"\(rule:create_router and rule:create_router:ha\) is disallowed by policy"
    assert_neutron_refuses(answer, 403, "PolicyNotAuthorized", told)


def test_it_stands_at_the_gateway_of_a_subnet(made, member, subnet):
    router = made("router")["id"]
    answer = join(member, router, subnet_id=subnet["id"])
    assert answer.status_code == 200
    joined = answer.json()
    assert (joined["id"], joined["subnet_ids"]) == (router, [subnet["id"]])
    port = member.neutron.get(f"/ports/{joined['port_id']}").json()["port"]
    assert port["fixed_ips"] == [{"subnet_id": subnet["id"], "ip_address": "10.201.0.1"}]
    assert (port["device_id"], port["device_owner"]) == (router, "network:router_interface")
    assert (port["port_security_enabled"], port["security_groups"]) == (False, [])
    again = join(member, router, subnet_id=subnet["id"])
    told = f"Bad router request: Router already has a port on subnet {subnet['id']}."
    assert_neutron_refuses(again, 400, "BadRequest", re.escape(told))
    told = (
        f"Port {port['id']} cannot be deleted directly via the port API: has device owner "
        "network:router_interface."
    )
    answer = member.neutron.delete(f"/ports/{port['id']}")
    assert_neutron_refuses(answer, 409, "ServicePortInUse", re.escape(told))
    told = f"Router {router} has ports still attached: {port['id']}"
    assert_neutron_refuses(member.neutron.delete(f"/routers/{router}"), 409, "RouterInUse", told)
    told = (
        f"Unable to complete operation on subnet {subnet['id']}: One or more ports have an IP "
        "allocation from this subnet."
    )
    answer = member.neutron.delete(f"/subnets/{subnet['id']}")
    assert_neutron_refuses(answer, 409, "SubnetInUse", re.escape(told))
    assert leave(member, router, subnet_id=subnet["id"]).status_code == 200
    told = f"Router {router} has no interface on subnet {subnet['id']}"
    answer = leave(member, router, subnet_id=subnet["id"])
    assert_neutron_refuses(answer, 404, "RouterInterfaceNotFoundForSubnet", told)


def test_it_takes_a_port_that_ends_with_the_interface(made, member, subnet):
    router = made("router")["id"]
    port = made("port", network_id=subnet["network_id"])["id"]
    assert join(member, router, port_id=port).json()["port_id"] == port
    answer = join(member, router, port_id=port)
    assert answer.json()["NeutronError"]["type"] == "PortInUse"
    assert leave(member, router, port_id=port).status_code == 200
    assert member.neutron.get(f"/ports/{port}").status_code == 404


def test_it_is_asked_for_one_thing_that_is_there(made, member, subnet):
    router = made("router")["id"]
    lead = "Bad router request: "
    told = lead + "Either subnet_id or port_id must be specified."
    assert_neutron_refuses(join(member, router), 400, "BadRequest", re.escape(told))
    told = lead + "Cannot specify both subnet-id and port-id."
    both = join(member, router, subnet_id=subnet["id"], port_id=NOBODY)
    assert_neutron_refuses(both, 400, "BadRequest", re.escape(told))
    answer = join(member, router, subnet_id=NOBODY)
    told = f"Subnet {NOBODY} could not be found."
    assert_neutron_refuses(answer, 404, "SubnetNotFound", re.escape(told))


def test_two_of_its_subnets_do_not_overlap(made, member, subnet):
    router = made("router")["id"]
    other = made("network")["id"]
    second = made("subnet", network_id=other, ip_version=4, cidr="10.201.0.0/25")["id"]
    join(member, router, subnet_id=subnet["id"])
    told = (
        f"Bad router request: Cidr 10.201.0.0/25 of subnet {second} overlaps with cidr "
        f"10.201.0.0/24 of subnet {subnet['id']}."
    )
    answer = join(member, router, subnet_id=second)
    assert_neutron_refuses(answer, 400, "BadRequest", re.escape(told))


def test_its_routes_lead_through_its_subnets(made, member, subnet):
    router = made("router")["id"]
    join(member, router, subnet_id=subnet["id"])
    path = f"/routers/{router}"
    strange = [{"destination": "10.77.0.0/24", "nexthop": "192.0.2.9"}]
    answer = member.neutron.put(path, json={"router": {"routes": strange}})
    told = f"Invalid format for routes: {strange}, the nexthop is not connected with router"
    assert_neutron_refuses(answer, 400, "InvalidRoutes", re.escape(told))
    route = [{"destination": "10.77.0.0/24", "nexthop": "10.201.0.9"}]
    answer = member.neutron.put(path, json={"router": {"routes": route}})
    assert answer.json()["router"]["routes"] == route
    answer = leave(member, router, subnet_id=subnet["id"])
    assert answer.json()["NeutronError"]["type"] == "RouterInterfaceInUseByRoute"
    assert member.neutron.put(path, json={"router": {"routes": None}}).status_code == 200


def test_a_way_that_a_floating_ip_needs_stays(made, member, parts, subnet):
    router = made("router", external_gateway_info={"network_id": parts.external})["id"]
    join(member, router, subnet_id=subnet["id"])
    port = made("port", network_id=subnet["network_id"])
    wanted = {"floating_network_id": parts.external, "port_id": port["id"]}
    address = made("floatingip", **wanted)
    assert address["router_id"] == router
    assert address["fixed_ip_address"] == port["fixed_ips"][0]["ip_address"]
    answer = leave(member, router, subnet_id=subnet["id"])
    assert answer.json()["NeutronError"]["type"] == "RouterInterfaceInUseByFloatingIP"
    change = {"router": {"external_gateway_info": {}}}
    answer = member.neutron.put(f"/routers/{router}", json=change)
    assert answer.json()["NeutronError"]["type"] == "RouterExternalGatewayInUseByFloatingIp"
    member.neutron.delete(f"/floatingips/{address['id']}")
