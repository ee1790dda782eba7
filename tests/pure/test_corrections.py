"""Which floating IPs an instance has: Neutron's word against Nova's copy."""

import pytest

from canfar_jupyter.model.instances.addresses import corrected, corrections, fixed_and_floating

NOVA = {"id": "s1", "status": "ACTIVE", "task": "", "addresses": "10.0.0.5", "floating_ip": ""}
COPY = {"addresses": "10.0.0.5, 203.0.113.7", "floating_ip": "203.0.113.7"}
IP = {"name": "203.0.113.7", "port_id": "p", "server_id": "s1", "fixed_ip": "10.0.0.5"}
FREE = IP | {"port_id": "", "server_id": "", "fixed_ip": ""}
BALANCER = IP | {"name": "203.0.113.9", "server_id": ""}


def columns(names, rows):
    return {name: [row[name] for row in rows] for name in names}


def said(server, *ips, whole=True):
    """Return the cells of one server afterwards."""
    servers = columns(NOVA, [NOVA | server])
    after = corrected(servers, columns(IP, ips), whole=whole)
    return after["addresses"][0], after["floating_ip"][0]


@pytest.mark.parametrize(
    ("server", "ips", "cells"),
    [
        ({}, [IP], (COPY["addresses"], "203.0.113.7")),
        (COPY, [FREE], ("10.0.0.5", "")),
        (COPY, [], ("10.0.0.5", "")),
        (COPY, [IP | {"server_id": "s2"}], ("10.0.0.5", "")),
        (COPY | {"task": "deleting"}, [IP], ("10.0.0.5", "")),
        (COPY | {"status": "SOFT_DELETED"}, [IP], ("10.0.0.5", "")),
        ({}, [IP | {"server_id": ""}], (COPY["addresses"], "203.0.113.7")),  # before Rocky
        ({}, [BALANCER, IP | {"server_id": "s2"}], ("10.0.0.5", "")),
        ({"addresses": ""}, [IP], ("203.0.113.7", "203.0.113.7")),  # Nova has no address yet
    ],
)
def test_neutron_is_believed(server, ips, cells):
    assert said(server, *ips) == cells


def test_of_a_list_that_is_not_whole_what_it_lacks_is_as_nova_has_it():
    assert said(COPY, whole=False) == (COPY["addresses"], "203.0.113.7")
    assert said(COPY, FREE, whole=False) == ("10.0.0.5", "")


def test_of_several_the_one_of_the_first_fixed_address_is_the_first():
    two = {"addresses": "10.0.0.5, 10.1.0.5"}
    ips = [IP | {"name": "203.0.113.1", "fixed_ip": "10.1.0.5"}, IP]
    assert said(two, *ips) == ("10.0.0.5, 10.1.0.5, 203.0.113.7, 203.0.113.1", "203.0.113.7")


def test_what_is_right_already_is_no_correction():
    assert corrections(columns(NOVA, [NOVA | COPY]), columns(IP, [IP])) == {}
    servers = columns(NOVA, [NOVA])
    assert corrected(servers, columns(IP, [])) is servers


def test_the_cells_are_read_as_they_were_written():
    assert fixed_and_floating(**COPY) == (["10.0.0.5"], ["203.0.113.7"])
    assert fixed_and_floating("10.0.0.5, ", "") == (["10.0.0.5"], [])
    assert fixed_and_floating("10.0.0.5", "203.0.113.7") == (["10.0.0.5"], ["203.0.113.7"])
