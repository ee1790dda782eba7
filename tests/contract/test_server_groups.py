"""Server groups, which say how far apart their members run."""

import re

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_nova_refuses
from tests.support.waiting import until

VERSION = "2.96"


@pytest.fixture
def group(member):
    """group(policy, **more) -> its id."""
    made = []

    def make(policy, **more):
        asked = {"server_group": {"name": unique("apart"), "policy": policy, **more}}
        answer = member.nova.post("/os-server-groups", json=asked, microversion=VERSION)
        assert answer.status_code == 200, answer.text
        made.append(answer.json()["server_group"]["id"])
        return made[-1]

    yield make
    for id_ in made:
        member.nova.delete(f"/os-server-groups/{id_}")


@pytest.fixture
def launch_into(member, body):
    """launch_into(group, copies) -> ids of servers of the group."""
    made = []

    def launch(id_, copies=1):
        asked = body(min_count=copies, max_count=copies) | {"os:scheduler_hints": {"group": id_}}
        answer = member.nova.post("/servers", json=asked, microversion=VERSION)
        assert answer.status_code == 202, answer.text
        found = [server for server in members(member, id_) if server not in made]
        made.extend(found)
        return found

    yield launch
    for server in made:
        member.nova.delete(f"/servers/{server}")
    for server in made:
        member.wait_until_gone(server)


def members(member, id_):
    answer = member.nova.get(f"/os-server-groups/{id_}", microversion=VERSION)
    return answer.json()["server_group"]["members"]


def settled(member, id_):
    def done():
        server = member.server(id_)
        return server if server["status"] in ("ACTIVE", "ERROR") else None

    return until(done, f"server {id_} has been built, or has failed")


def test_a_group_is_listed_as_its_version_says(member, group):
    made = group("soft-anti-affinity")
    new = member.nova.get("/os-server-groups", microversion=VERSION).json()["server_groups"]
    (row,) = [g for g in new if g["id"] == made]
    assert set(row) == {"id", "name", "policy", "rules", "members", "project_id", "user_id"}
    assert (row["policy"], row["rules"], row["members"]) == ("soft-anti-affinity", {}, [])
    old = member.nova.get("/os-server-groups").json()["server_groups"]
    (row,) = [g for g in old if g["id"] == made]
    assert set(row) == {"id", "name", "policies", "metadata", "members"}
    assert row["policies"] == ["soft-anti-affinity"]


@pytest.mark.parametrize("policy", ["soft-anti-affinity", "affinity", "soft-affinity"])
def test_members_of_a_group_start_and_say_so(member, group, launch_into, policy):
    made = group(policy)
    servers = [settled(member, id_) for id_ in launch_into(made, copies=2)]
    assert [server["status"] for server in servers] == ["ACTIVE", "ACTIVE"]
    assert [server["server_groups"] for server in servers] == [[made], [made]]
    if policy == "affinity":
        assert len({server["hostId"] for server in servers}) == 1


def test_members_that_must_be_apart_are_or_do_not_start(member, group, launch_into):
    made = group("anti-affinity")
    servers = [settled(member, *launch_into(made)) for _ in range(2)]
    started = [server["hostId"] for server in servers if server["status"] == "ACTIVE"]
    assert started
    assert len(set(started)) == len(started)
    for server in servers:
        if server["status"] == "ERROR":
            assert server["fault"]["message"] == (
                "No valid host was found. There are not enough hosts available."
            )


def test_a_group_that_has_gone_leaves_its_members(member, group, launch_into):
    made = group("soft-anti-affinity")
    (id_,) = launch_into(made)
    settled(member, id_)
    assert member.nova.delete(f"/os-server-groups/{made}").status_code == 204
    assert member.server(id_)["server_groups"] == []


def test_what_is_no_group_is_refused(member, body):
    for wanted, told in (
        (NOBODY, f"Instance group {NOBODY} could not be found."),
        (
            "apart",
            "Invalid input for field/attribute group. Value: apart. 'apart' is not valid under "
            "any of the given schemas",
        ),
    ):
        asked = body() | {"os:scheduler_hints": {"group": wanted}}
        answer = member.nova.post("/servers", json=asked, microversion=VERSION)
        assert_nova_refuses(answer, 400, "badRequest", re.escape(told))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"name": "x", "policy": "nope"},
            "Invalid input for field/attribute policy. Value: nope. 'nope' is not one of "
            "['anti-affinity', 'affinity', 'soft-anti-affinity', 'soft-affinity']",
        ),
        (
            {"name": "", "policy": "affinity"},
            "Invalid input for field/attribute name. Value: . '' should be non-empty",
        ),
        (
            {"name": "x", "policy": "affinity", "rules": {"max_server_per_host": 1}},
            "Only anti-affinity policy supports rules.",
        ),
    ],
    ids=["policy", "name", "rules"],
)
def test_a_group_that_cannot_be_is_refused(member, asked, told):
    body = {"server_group": asked}
    answer = member.nova.post("/os-server-groups", json=body, microversion=VERSION)
    assert_nova_refuses(answer, 400, "badRequest", re.escape(told))
