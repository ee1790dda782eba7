"""Nova: networks as a project sees them, in the shape of the time before Neutron."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import Refusal, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.network_records import Network
from canfar_jupyter.demo.neutron.networks import NETWORKS
from canfar_jupyter.demo.nova.proxies.passing import refuse_later

routes = Routes()
_EMPTY = (
    *("cidr", "netmask", "gateway", "broadcast", "dns1", "dns2", "cidr_v6", "gateway_v6"),
    "netmask_v6",
)


def _find(call: Call, id_: str) -> Network:
    refuse_later(call)
    try:
        return NETWORKS.find(call, id_)
    except Refusal:
        raise not_found("Network not found") from None


def _whole(network: Network) -> dict[str, Any]:
    return {"id": network.id, "label": network.name, **dict.fromkeys(_EMPTY)}


def _of_tenant(network: Network) -> dict[str, Any]:
    return {"id": network.id, "label": network.name, "cidr": "None"}


@routes("GET", "/v2.1/os-networks")
def list_(call: Call) -> Answer:
    refuse_later(call)
    return answer({"networks": [_whole(network) for network in NETWORKS.all(call)]})


@routes("GET", "/v2.1/os-networks/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"network": _whole(_find(call, id))})


@routes("GET", "/v2.1/os-tenant-networks")
def list_of_tenant(call: Call) -> Answer:
    refuse_later(call)
    return answer({"networks": [_of_tenant(network) for network in NETWORKS.all(call)]})


@routes("GET", "/v2.1/os-tenant-networks/{id}")
def show_of_tenant(call: Call, id: str) -> Answer:
    return answer({"network": _of_tenant(_find(call, id))})
