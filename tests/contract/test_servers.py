"""Servers: their body, their life, and what can be done to them."""

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_nova_refuses

AT_2_1 = {
    *("accessIPv4", "accessIPv6", "addresses", "created", "flavor", "hostId", "id", "image"),
    *("links", "metadata", "name", "status", "tenant_id", "user_id", "updated", "key_name"),
    *("OS-DCF:diskConfig", "progress", "OS-EXT-AZ:availability_zone", "config_drive"),
    *("OS-SRV-USG:launched_at", "OS-SRV-USG:terminated_at", "security_groups"),
    *("OS-EXT-STS:task_state", "OS-EXT-STS:vm_state", "OS-EXT-STS:power_state"),
    "os-extended-volumes:volumes_attached",
}
AT_2_79 = AT_2_1 | {
    *("locked", "description", "tags", "trusted_image_certificates", "locked_reason"),
    "server_groups",
}
AT_2_96 = AT_2_79 | {"OS-EXT-SRV-ATTR:hostname", "pinned_availability_zone"}
IN_LIST = AT_2_96 - {"server_groups"}


@pytest.mark.parametrize(
    ("version", "keys"),
    [("2.1", AT_2_1), ("2.79", AT_2_79), ("2.96", AT_2_96)],
    ids=["2.1", "2.79", "2.96"],
)
def test_the_body_of_a_server_has_the_keys_of_its_version(member, server, version, keys):
    assert set(member.server(server, version)) == keys


def test_the_list_with_details_has_the_same_keys(member, server):
    listed = member.nova.get("/servers/detail", microversion="2.96").json()["servers"]
    row = next(row for row in listed if row["id"] == server)
    assert set(row) == IN_LIST


def test_the_list_without_details_has_names_only(member, server):
    listed = member.nova.get("/servers", microversion="2.96").json()["servers"]
    row = next(row for row in listed if row["id"] == server)
    assert set(row) == {"id", "name", "links"}


def test_a_launch_is_accepted_and_answers_with_little_more_than_an_id(member, body):
    answer = member.nova.post("/servers", json=body(), microversion="2.96")
    assert answer.status_code == 202
    made = answer.json()["server"]
    member.nova.delete(f"/servers/{made['id']}")
    assert set(made) == {"id", "links", "OS-DCF:diskConfig", "security_groups", "adminPass"}
    assert made["security_groups"] == [{"name": "default"}]
    assert answer.headers["Location"] == f"{member.root('compute')}/servers/{made['id']}"
    assert {link["rel"] for link in made["links"]} == {"self", "bookmark"}


def test_a_server_is_built_and_becomes_active_with_an_address(member, launch, parts, key):
    server = launch(key_name=key, metadata={"a": "b"}, description="mine")
    seen = []

    def look():
        now = member.server(server)
        state = (now["status"], now["OS-EXT-STS:task_state"])
        if not seen or seen[-1] != state:
            seen.append(state)
        if now["status"] == "BUILD":
            assert now["OS-EXT-STS:vm_state"] == "building"
            assert now["OS-EXT-STS:power_state"] == 0
            assert now["OS-SRV-USG:launched_at"] is None
        return now if state == ("ACTIVE", None) else None

    while not (now := look()):
        assert seen[-1][0] != "ERROR", now

    order = ["scheduling", None, "networking", "block_device_mapping", "spawning"]
    tasks = [task for status, task in seen if status == "BUILD"]
    assert tasks
    assert tasks == sorted(tasks, key=order.index), seen
    assert now["OS-EXT-STS:vm_state"] == "active"
    assert now["OS-EXT-STS:power_state"] == 1
    assert now["OS-SRV-USG:launched_at"] is not None
    assert (now["key_name"], now["metadata"], now["description"]) == (key, {"a": "b"}, "mine")
    assert now["image"]["id"] == parts.image
    assert now["tenant_id"] == member.id
    assert now["user_id"] == member.user_id
    network = member.neutron.get(f"/networks/{parts.network}").json()["network"]["name"]
    (address,) = now["addresses"][network]
    assert set(address) == {"version", "addr", "OS-EXT-IPS:type", "OS-EXT-IPS-MAC:mac_addr"}
    assert (address["version"], address["OS-EXT-IPS:type"]) == (4, "fixed")
    port = member.port(server)
    assert port["fixed_ips"][0]["ip_address"] == address["addr"]
    assert port["device_owner"].startswith("compute:")


def test_a_network_can_be_left_to_nova(member, launch):
    server = launch(networks="auto")
    assert member.wait_for_server(server, "ACTIVE")["addresses"]


def test_several_servers_of_one_request_get_numbered_names(member, body):
    name = unique("many")
    answer = member.nova.post(
        "/servers", json=body(name=name, min_count=2, max_count=2), microversion="2.96"
    )
    assert answer.status_code == 202
    made = member.nova.get(f"/servers?name={name}").json()["servers"]
    for server in made:
        member.nova.delete(f"/servers/{server['id']}")
    for server in made:
        member.wait_until_gone(server["id"])
    assert sorted(server["name"] for server in made) == [f"{name}-1", f"{name}-2"]


def test_a_deleted_server_says_so_until_it_is_gone(member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    assert member.nova.delete(f"/servers/{server}").status_code == 204
    answer = member.nova.get(f"/servers/{server}", microversion="2.96")
    if answer.status_code == 200:
        now = answer.json()["server"]
        assert (now["status"], now["OS-EXT-STS:task_state"]) == ("ACTIVE", "deleting")
        assert member.nova.delete(f"/servers/{server}").status_code in (204, 404)
    member.wait_until_gone(server)
    for gone in (
        member.nova.get(f"/servers/{server}"),
        member.nova.delete(f"/servers/{server}"),
        member.act(server, {"os-getConsoleOutput": {}}),
    ):
        told = f"Instance {server} could not be found."
        assert_nova_refuses(gone, 404, "itemNotFound", told)


def test_a_server_that_is_still_built_can_be_deleted(member, launch):
    server = launch()
    assert member.nova.delete(f"/servers/{server}").status_code == 204
    member.wait_until_gone(server)


@pytest.mark.parametrize("name", [NOBODY, "a-name"])
def test_a_server_that_is_not_there_is_not_found(member, name):
    answer = member.nova.get(f"/servers/{name}")
    assert_nova_refuses(answer, 404, "itemNotFound", f"Instance {name} could not be found.")


def test_another_project_does_not_see_a_server(other, server):
    told = f"Instance {server} could not be found."
    for answer in (
        other.nova.get(f"/servers/{server}"),
        other.nova.delete(f"/servers/{server}"),
        other.act(server, {"os-stop": None}),
    ):
        assert_nova_refuses(answer, 404, "itemNotFound", told)
    assert server not in other.nova.get("/servers").text


def test_a_server_stops_and_starts_but_not_twice(member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    told = f"Cannot 'start' instance {server} while it is in vm_state active"
    assert_nova_refuses(member.act(server, {"os-start": None}), 409, "conflictingRequest", told)
    assert member.act(server, {"os-stop": None}).status_code == 202
    assert member.wait_for_server(server, "SHUTOFF")["OS-EXT-STS:power_state"] == 4
    told = f"Cannot 'stop' instance {server} while it is in vm_state stopped"
    assert_nova_refuses(member.act(server, {"os-stop": None}), 409, "conflictingRequest", told)
    assert member.act(server, {"os-start": None}).status_code == 202
    member.wait_for_server(server, "ACTIVE")
    assert member.act(server, {"reboot": {"type": "HARD"}}).status_code == 202
    member.wait_for_server(server, "ACTIVE")


def test_a_locked_server_is_neither_stopped_nor_deleted(member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    assert member.act(server, {"lock": None}).status_code == 202
    assert member.server(server)["locked"] is True
    told = f"Instance {server} is locked"
    for answer in (member.act(server, {"os-stop": None}), member.nova.delete(f"/servers/{server}")):
        assert_nova_refuses(answer, 409, "conflictingRequest", told)
    assert member.act(server, {"unlock": None}).status_code == 202
    assert member.server(server)["locked"] is False


def test_an_action_that_does_not_exist_is_a_bad_request(member, server):
    answer = member.act(server, {"os-nope": {}})
    assert_nova_refuses(answer, 400, "badRequest", "There is no such action: os-nope")


def test_a_server_is_renamed(member, launch):
    server, name = launch(), unique("renamed")
    answer = member.nova.put(
        f"/servers/{server}", json={"server": {"name": name}}, microversion="2.96"
    )
    assert answer.status_code == 200
    assert answer.json()["server"]["name"] == name
    assert member.server(server)["name"] == name


def test_metadata_is_set_and_removed(member, launch):
    server = launch(metadata={"kept": "yes"})
    member.wait_for_server(server, "ACTIVE")
    path = f"/servers/{server}/metadata"
    answer = member.nova.post(path, json={"metadata": {"a": "1", "b": "2"}})
    assert answer.status_code == 200
    assert answer.json() == {"metadata": {"kept": "yes", "a": "1", "b": "2"}}
    assert member.nova.delete(f"{path}/a").status_code == 204
    assert member.server(server)["metadata"] == {"kept": "yes", "b": "2"}


def test_the_interfaces_of_a_server_are_its_ports(member, server):
    answer = member.nova.get(f"/servers/{server}/os-interface", microversion="2.70")
    assert answer.status_code == 200
    (interface,) = answer.json()["interfaceAttachments"]
    assert set(interface) == {*("net_id", "port_id", "mac_addr", "port_state", "fixed_ips", "tag")}
    assert interface["port_id"] == member.port(server)["id"]


def test_the_actions_of_a_server_begin_with_its_creation(member, server):
    answer = member.nova.get(f"/servers/{server}/os-instance-actions", microversion="2.84")
    assert answer.status_code == 200
    first = answer.json()["instanceActions"][-1]
    assert set(first) == {
        *("action", "instance_uuid", "request_id", "user_id", "project_id"),
        *("start_time", "message", "updated_at"),
    }
    assert first["action"] == "create"


def test_each_reboot_is_an_action_with_a_request_id_of_its_own(member, server):
    def reboots():
        answer = member.nova.get(f"/servers/{server}/os-instance-actions", microversion="2.69")
        rows = answer.json()["instanceActions"]
        return {row["request_id"] for row in rows if row["action"] == "reboot"}

    before = reboots()
    for number in (1, 2):
        assert member.act(server, {"reboot": {"type": "SOFT"}}, "2.69").status_code == 202
        assert len(reboots() - before) == number
        member.wait_for_server(server, "ACTIVE")
