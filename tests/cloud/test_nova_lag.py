"""Where Nova hears late of floating IPs, as it does: what we say is what Neutron says."""

from contextlib import suppress

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import NotFound
from tests.support.demos import own_demo
from tests.support.spies import spy

HOUR = 3600.0

demo = own_demo(speed=10, nova_lag=10 * HOUR)  # Nova hears of nothing while these tests run


@pytest.fixture
def lens(cloud):
    server = cloud.launch("lens", image="canfar-rocky-9", flavor="p1-1.5gb")
    yield cloud.wait_until_active(server)
    for id_ in cloud.floating_ips().index:
        cloud.release_floating_ip(id_)
    with suppress(NotFound):
        cloud.terminate(server)


def copied(cloud, server):
    """Return Nova's own copy of the floating IP of a server."""
    return service_of(cloud).lists.read("servers").rows()[server.id]["floating_ip"]


def finding(cloud, server):
    return next(f for f in cloud.doctor(server).findings if f.key == "address")


def test_the_ssh_command_and_the_doctor_know_a_floating_ip_at_once(cloud, lens):
    address = cloud.associate_floating_ip(lens)
    assert copied(cloud, lens) == ""
    row = service_of(cloud).access.row(lens.id)
    assert row["floating_ip"] == address
    assert row["addresses"].split(", ")[1:] == [address]
    # the demo's machines are behind a gateway: the address that is gone to leads to it
    assert (
        cloud.login_info(lens).address
        == service_of(cloud).access.doors.of(address, public=True).host
    )
    assert finding(cloud, lens).title == "It has a floating IP"
    assert (address, "floating") in {(a[1], a[2]) for a in cloud.details(lens).addresses}
    port = next(s for s in cloud.readiness(lens).steps if s.key == "port")
    assert "no floating IP" not in port.evidence


def test_the_list_of_who_changed_a_floating_ip_has_it_at_once(cloud, lens):
    address = cloud.associate_floating_ip(lens)
    assert cloud.servers().loc[lens.id, "floating_ip"] == address
    cloud.disassociate_floating_ip(address)
    assert cloud.servers().loc[lens.id, "floating_ip"] == ""
    assert finding(cloud, lens).title != "It has a floating IP"


def test_an_instance_that_was_terminated_has_no_floating_ip_at_once(cloud, lens):
    address = cloud.associate_floating_ip(lens)
    cloud.terminate(lens)
    rows = cloud.servers()
    assert address not in ", ".join(rows["addresses"])
    assert address not in set(rows["floating_ip"])


def test_a_row_costs_one_question_to_neutron(cloud, lens, monkeypatch):
    cloud.associate_floating_ip(lens)
    asked = spy(monkeypatch, service_of(cloud).client, "get")
    service_of(cloud).access.row(lens.id)
    assert sorted(path for _, path, *_ in asked) == ["/floatingips", f"/servers/{lens.id}"]
