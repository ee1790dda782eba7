"""`changes-since`: what the poller asks, and what Nova does and does not count as a change."""

from datetime import timedelta

import pytest

from tests.contract.conftest import unique
from tests.contract.project import moment, wait_until_after
from tests.contract.refusals import assert_nova_refuses
from tests.support.waiting import until

LONG_AGO = "2020-01-01T00:00:00Z"


def changes(project, since, details="/detail", **more):
    query = "&".join(f"{key}={value}" for key, value in more.items())
    path = f"/servers{details}?changes-since={since}&{query}".rstrip("&")
    return project.nova.get(path, microversion="2.96")


def ids(answer):
    assert answer.status_code == 200, answer.text
    return {server["id"] for server in answer.json()["servers"]}


def written(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_server_is_listed_from_the_second_of_its_last_change(member, server):
    updated = member.server(server)["updated"]
    second = timedelta(seconds=1)
    assert server in ids(changes(member, written(moment(updated) - second)))
    assert server in ids(changes(member, updated)), "its own time stamp is enough"
    assert server not in ids(changes(member, written(moment(updated) + second)))


@pytest.mark.parametrize(
    "spelling", ["{:%Y-%m-%dT%H:%M:%S}", "{:%Y-%m-%dT%H:%M:%S}%2B00:00"], ids=["no zone", "offset"]
)
def test_a_time_without_a_zone_is_utc(member, server, spelling):
    updated = moment(member.server(server)["updated"])
    assert server in ids(changes(member, spelling.format(updated)))
    assert server not in ids(changes(member, spelling.format(updated + timedelta(seconds=1))))


@pytest.mark.parametrize("wrong", ["yesterday", "", "1795502808"], ids=["word", "empty", "epoch"])
def test_what_is_no_time_is_a_bad_request(member, wrong):
    told = f"Invalid input for query parameters changes-since. Value: {wrong}. '{wrong}' is not .*"
    assert_nova_refuses(changes(member, wrong), 400, "badRequest", told)


def test_nothing_has_changed_in_the_future(member, server):
    assert ids(changes(member, "2099-01-01T00:00:00Z")) == set()


def test_the_next_page_is_still_about_changes(member, server, launch):
    launch()
    answer = changes(member, LONG_AGO, details="", limit=1)
    assert len(answer.json()["servers"]) == 1
    (link,) = answer.json()["servers_links"]
    assert link["rel"] == "next"
    assert "changes-since=2020-01-01T00%3A00%3A00Z" in link["href"]
    assert "limit=1" in link["href"]


def test_a_deleted_server_is_listed_as_deleted_and_only_there(member, launch):
    server = launch()
    before = member.wait_for_server(server, "ACTIVE")
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)
    assert server not in member.nova.get("/servers").text
    listed = changes(member, before["updated"]).json()["servers"]
    now = next(row for row in listed if row["id"] == server)
    assert now["status"] == "DELETED"
    assert now["OS-EXT-STS:vm_state"] == "deleted"
    assert now["OS-SRV-USG:terminated_at"] is not None
    assert moment(now["updated"]) >= moment(before["updated"])
    assert set(before) - set(now) == {"progress", "security_groups", "server_groups"}


def test_asking_for_deleted_servers_without_a_time_gives_a_member_the_others(member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)
    answer = member.nova.get("/servers?deleted=true", microversion="2.96")
    assert server not in ids(answer)


CHANGES = {
    "a new name": lambda cloud, server: cloud.nova.put(
        f"/servers/{server}", json={"server": {"name": unique("renamed")}}
    ),
    "metadata": lambda cloud, server: cloud.nova.post(
        f"/servers/{server}/metadata", json={"metadata": {"a": "b"}}
    ),
    "a lock": lambda cloud, server: cloud.act(server, {"lock": None}),
    "an unlock": lambda cloud, server: cloud.act(server, {"unlock": None}),
    "a stop": lambda cloud, server: cloud.act(server, {"os-stop": None}),
}


def test_what_counts_as_a_change(member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    for name, change in CHANGES.items():
        before = member.server(server)["updated"]
        wait_until_after(before)
        assert change(member, server).status_code in (200, 202), name

        def changed(before=before):
            return member.server(server)["updated"] != before

        until(changed, f"{name} moves `updated`", seconds=10)


def test_what_does_not_count_as_a_change(member, launch, parts, make_group):
    """These need another way to be noticed: their own list, or a full reading now and then."""
    server = launch(metadata={"a": "b"})
    member.wait_for_server(server, "ACTIVE")
    group, port = make_group(), member.port(server)
    fip = floating_ip(member, parts)
    before = member.server(server)["updated"]
    wait_until_after(before)

    tag = f"/servers/{server}/tags/t1"
    assert member.nova.put(tag, microversion="2.26").status_code == 201
    assert member.nova.delete(f"/servers/{server}/metadata/a").status_code == 204
    added = member.act(server, {"addSecurityGroup": {"name": group["name"]}})
    assert added.status_code == 202
    associated = member.neutron.put(
        f"/floatingips/{fip['id']}", json={"floatingip": {"port_id": port["id"]}}
    )
    assert associated.status_code == 200

    def shows_all():
        now = member.server(server)
        (addresses,) = now["addresses"].values()
        return now if len(addresses) == 2 and len(now["security_groups"]) == 2 else None

    now = until(shows_all, "the server shows its new address and group")
    member.neutron.delete(f"/floatingips/{fip['id']}")
    assert now["tags"] == ["t1"]
    assert now["metadata"] == {}
    assert now["updated"] == before


def floating_ip(member, parts):
    wanted = {"floatingip": {"floating_network_id": parts.external}}
    answer = member.neutron.post("/floatingips", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()["floatingip"]
