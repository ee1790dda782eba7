"""The addresses of instances after readings: what Neutron says of floating IPs holds."""

import pytest

from canfar_jupyter.errors import Unreachable
from canfar_jupyter.live.base.refresher import FEW

from .refreshed import kinds, server


def floating(address="", server=""):
    port = address and "port"
    associated = {"port_id": port, "fixed_ip": address, "server_id": server}
    return {"id": "f", "name": "203.0.113.7", **associated}


def move_a_floating_ip(state, servers, **of):
    """Read all, then let a floating IP lead to the first of them."""
    rows = [server(f"s{n}", addresses=f"10.0.0.{n}") for n in range(servers)]
    state.cloud.lists["servers"] = rows
    state.cloud.lists["floating_ips"] = [floating()]
    state.read()
    state.read("floating_ips")
    state.read()
    assert kinds(state.cloud.asked) == ["servers", "floating_ips", "changes"]
    state.cloud.asked.clear()
    state.cloud.lists["floating_ips"] = [floating(**of)]
    state.read("floating_ips")
    assert state.servers["s0"]["floating_ip"] == "203.0.113.7"
    assert state.servers["s0"]["addresses"] == "10.0.0.0, 203.0.113.7"


@pytest.mark.parametrize("owner", ["s0", ""])  # a Neutron before Rocky does not say whose port
def test_no_server_is_read_for_a_floating_ip_that_moved_neutron_has_said_it(state, owner):
    move_a_floating_ip(state, FEW + 1, address="10.0.0.0", server=owner)
    assert kinds(state.cloud.asked) == ["floating_ips"]
    moved = floating("10.0.0.1", "s1" if owner else "")
    state.cloud.lists["floating_ips"] = [moved]
    state.read("floating_ips")
    addresses = [state.servers[id_]["addresses"] for id_ in ("s0", "s1")]
    assert addresses == ["10.0.0.0", "10.0.0.1, 203.0.113.7"]


def test_what_nova_says_late_does_not_undo_what_neutron_said(state):
    move_a_floating_ip(state, 3, address="10.0.0.0", server="s0")
    state.cloud.changed = [server("s0", addresses="10.0.0.0")]  # as before it was associated
    state.read()
    assert state.servers["s0"]["floating_ip"] == "203.0.113.7"
    state.cloud.lists["floating_ips"] = [floating()]
    state.read("floating_ips")
    late = server("s0", addresses="10.0.0.0, 203.0.113.7", floating_ip="203.0.113.7")
    state.cloud.changed = [late]
    state.read()
    assert (state.servers["s0"]["addresses"], state.servers["s0"]["floating_ip"]) == (
        "10.0.0.0",
        "",
    )


def test_where_floating_ips_cannot_be_read_novas_copy_is_shown(state):
    copied = {"addresses": "10.0.0.0, 203.0.113.7", "floating_ip": "203.0.113.7"}
    state.cloud.lists["servers"] = [server("s0", **copied)]
    state.cloud.error = Unreachable("Neutron does not answer.")
    with pytest.raises(Unreachable):
        state.read("floating_ips")
    state.cloud.error = None
    state.read()
    assert state.servers["s0"]["floating_ip"] == "203.0.113.7"
    state.read("floating_ips")  # it answers now, and has none
    assert state.servers["s0"]["addresses"] == "10.0.0.0"


def test_a_server_that_is_being_deleted_has_no_floating_ip_and_one_that_is_gone_leaves_it_free(
    state,
):
    move_a_floating_ip(state, 3, address="10.0.0.0", server="s0")
    row = state.cloud.lists["servers"][0]
    state.cloud.changed = [row | {"task": "deleting"}]
    state.read()
    assert state.servers["s0"]["addresses"] == "10.0.0.0"
    state.cloud.changed, state.cloud.deleted = [], ("s0",)
    state.read()
    assert state.collections["floating_ips"]["f"]["port_id"] == ""
