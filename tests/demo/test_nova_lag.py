"""Nova hears of a floating IP later than Neutron shows it, where the demo is told so."""

import time

import pytest

from tests.demo.cloud import Api, until


@pytest.fixture
def api(start):
    return Api(start(speed=20, nova_lag=20))  # one second


def floating(api, server):
    entries = [e for rows in api.server(server)["addresses"].values() for e in rows]
    return [e["addr"] for e in entries if e["OS-EXT-IPS:type"] == "floating"]


def test_an_address_is_seen_late_and_stays_a_while(api):
    server = api.active()
    (port,) = api.neutron("GET", f"/ports?device_id={server}").json()["ports"]
    networks = api.neutron("GET", "/networks?router:external=true").json()["networks"]
    wanted = {"floating_network_id": networks[0]["id"], "port_id": port["id"]}
    began = time.monotonic()
    made = api.neutron("POST", "/floatingips", {"floatingip": wanted}).json()["floatingip"]
    assert made["port_id"] == port["id"], "Neutron knows at once"
    assert floating(api, server) == []
    until(lambda: floating(api, server) == [made["floating_ip_address"]])
    assert time.monotonic() - began >= 1
    api.neutron("PUT", f"/floatingips/{made['id']}", {"floatingip": {"port_id": None}})
    assert floating(api, server) == [made["floating_ip_address"]]
    until(lambda: floating(api, server) == [])
