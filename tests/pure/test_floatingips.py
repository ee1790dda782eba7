"""Which address an instance can get, who has which, which are idle."""

import math

import pytest

from canfar_jupyter.model.network.floating_ips import (
    NEW,
    fixed_addresses,
    holder,
    idle,
    idle_in_words,
    of_server,
    offers,
    summary,
    used_in_words,
    why_none,
)


def ip(id_, address, port="", server="", updated="2026-11-20T08:00:00Z"):
    row = {"id": id_, "name": address, "port_id": port, "server_id": server, "updated": updated}
    return {id_: row}


def server(id_, name, addresses, floating_ip=""):
    row = {"id": id_, "name": name, "floating_ip": floating_ip, "addresses": addresses}
    return row | {"status": "ACTIVE", "task": ""}


def quota(used, limit):
    return {"floating_ips": {"used": used, "limit": limit}}


SERVERS = {
    "s1": server("s1", "lens", "10.0.0.1", "203.0.113.1"),
    "s2": server("s2", "batch", "10.0.0.2"),
}
OUTSIDE = {"n": {"external": True}}


def test_the_best_comes_first_and_the_longest_idle_before_others():
    ips = {
        **ip("led", "203.0.113.1", "p1", "s1"),
        **ip("new", "203.0.113.2"),
        **ip("old", "203.0.113.3", updated="2026-01-01T00:00:00Z"),
    }
    found = offers(ips, SERVERS, quota(3, 5), OUTSIDE)
    assert [(o.id, o.kind, o.loser) for o in found] == [
        ("old", "free", ""),
        ("new", "free", ""),
        (NEW, "new", ""),
        ("led", "move", "lens"),
    ]
    assert offers(ips, SERVERS, quota(5, 5), OUTSIDE)[2].kind == "move"
    assert offers(ips, SERVERS, quota(3, 5), {"n": {"external": False}}) == []
    assert [row["id"] for row in idle(ips)] == ["old", "new"]


def test_who_has_an_address():
    row = ip("f", "203.0.113.1", "p1")["f"]
    assert holder(row, SERVERS) == "lens"  # Neutron does not say whose port it is
    assert holder({**row, "server_id": "s2"}, SERVERS) == "batch"
    assert holder({**row, "server_id": "00112233-44"}, SERVERS) == "instance 00112233"
    assert holder({**row, "name": "203.0.113.9"}, SERVERS) == "something else"
    assert holder({**row, "port_id": ""}, SERVERS) == ""
    assert of_server(SERVERS["s1"], {"f": row}) == row
    assert of_server(SERVERS["s2"], {"f": row}) is None


def test_an_instance_that_is_being_deleted_has_none_any_more():
    going = SERVERS | {"s1": SERVERS["s1"] | {"task": "deleting"}}
    ips = ip("f", "203.0.113.1", "p1", "s1")
    assert holder(ips["f"], going) == ""
    assert of_server(going["s1"], ips) is None
    assert offers(ips, going, {}, OUTSIDE)[-1].loser == "an instance that is being deleted"


def test_floating_addresses_and_ipv6_are_no_ends():
    ips = ip("f", "203.0.113.1", "p1", "s1")
    server = SERVERS["s1"] | {"addresses": "10.0.0.1, 2001:db8::1, 192.168.0.1, 203.0.113.1"}
    assert fixed_addresses(server, ips) == ["10.0.0.1", "192.168.0.1"]
    assert fixed_addresses(SERVERS["s1"] | {"addresses": ""}, {}) == []


@pytest.mark.parametrize(
    ("quotas", "words"),
    [
        (quota(1.0, 3.0), "1 of 3 used"),
        (quota(1.0, math.nan), "1 used"),
        (quota(math.nan, 3.0), "2 of 3 used"),  # counted here
        ({}, "2 used"),
    ],
)
def test_how_many_are_used(quotas, words):
    ips = {**ip("a", "203.0.113.1", "p1", "s1"), **ip("b", "203.0.113.2")}
    assert used_in_words(ips, quotas) == words
    assert summary(ips, quotas) == f"{words}, 1 not associated"


def test_idle_ones_are_pointed_out():
    rows = [ip(f"f{n}", f"203.0.113.{n}")[f"f{n}"] for n in range(7)]
    assert idle_in_words([]) == ""
    assert idle_in_words(rows[:1]).startswith("203.0.113.0 is not associated: associate it")
    assert idle_in_words(rows).count("203.0.113.") == 5
    assert " and 2 more are not associated" in idle_in_words(rows)


def test_why_there_is_nothing_to_offer():
    assert "no external network" in why_none({}, {}, {})
    assert why_none({}, OUTSIDE, quota(0, 0)).startswith("The quota is reached (0 of 0 used)")
