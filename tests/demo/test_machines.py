"""Where the demo's machines answer, and when; logging in is tried in tests/cloud/test_access.py."""

import socket

import pytest

from tests.support.waiting import until


@pytest.fixture
def floating(api):
    """Return what gives a machine a floating IP; the address."""
    made = []

    def give(server):
        networks = api.get("/network/v2.0/networks?router:external=true")["networks"]
        port = api.get(f"/network/v2.0/ports?device_id={server}")["ports"][0]["id"]
        body = {"floatingip": {"floating_network_id": networks[0]["id"], "port_id": port}}
        reply = api.call("POST", "/network/v2.0/floatingips", json=body)
        assert reply.status_code == 201, reply.text
        made.append(reply.json()["floatingip"]["id"])
        return reply.json()["floatingip"]["floating_ip_address"]

    yield give
    for id_ in made:
        api.call("DELETE", f"/network/v2.0/floatingips/{id_}")


def open_port_22(api):
    groups = api.get("/network/v2.0/security-groups?name=default")["security_groups"]
    rule = {
        "security_group_id": groups[0]["id"],
        "direction": "ingress",
        "protocol": "tcp",
        "port_range_min": 22,
        "port_range_max": 22,
    }
    reply = api.call(
        "POST", "/network/v2.0/security-group-rules", json={"security_group_rule": rule}
    )
    return reply.json()["security_group_rule"]["id"]


def where(api, address):
    return api.call("GET", f"/demo/machines/{address}")


def test_nothing_answers_at_an_address_that_leads_nowhere(api):
    assert where(api, "203.0.113.250").status_code == 404


def test_a_machine_answers_once_it_is_up_and_its_group_lets_ssh_in(api, floating):
    server = api.active()
    address = floating(server)
    assert where(api, address).status_code == 404  # nothing comes in
    rule = open_port_22(api)
    port = until(lambda: where(api, address).json()["port"])
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        assert connection.recv(100).startswith(b"SSH-2.0-")
    assert where(api, address).json()["port"] == port
    api.call("DELETE", f"/network/v2.0/security-group-rules/{rule}")
    assert where(api, address).status_code == 404
