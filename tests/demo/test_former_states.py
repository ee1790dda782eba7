"""A folder of a former version of the demo cloud is taken over."""

import json

from canfar_jupyter.demo import running
from tests.demo.cloud import Api


def test_routers_that_only_named_their_networks_get_ports(start, tmp_path):
    start()
    running.stop(tmp_path / "demo")
    file = tmp_path / "demo" / "state.json"
    state = json.loads(file.read_text())
    for router in state["routers"].values():
        mine = [p for p in state["ports"].values() if p["device"] == router["id"]]
        router["networks"] = [port["network"] for port in mine]
    state["ports"] = {}
    state["quotas"] = {}
    for things in (state["networks"], state["subnets"], state["groups"]):
        for thing in things.values():
            for unknown in ("tags", "updated", "revision", "description"):
                thing.pop(unknown, None)
    file.write_text(json.dumps(state))
    api = Api(start())
    (router,) = api.neutron("GET", "/routers").json()["routers"]
    (port,) = api.neutron("GET", f"/ports?device_id={router['id']}").json()["ports"]
    assert port["device_owner"] == "network:router_interface"
    assert port["fixed_ips"][0]["ip_address"] == "10.31.0.1"
    quota = api.neutron("GET", f"/quotas/{api.project}").json()["quota"]
    assert quota["floatingip"] == 1
