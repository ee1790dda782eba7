"""Nova: the versions of its API: 2.1 with microversions, and 2.0, which is 2.1 without them."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.microversions import NOVA

routes = Routes()


def _current(base: str) -> dict[str, Any]:
    return {
        "id": "v2.1",
        "status": "CURRENT",
        "version": f"2.{NOVA.most}",
        "min_version": "2.1",
        "updated": "2013-07-23T11:33:21Z",
        "links": [{"rel": "self", "href": f"{base}/v2.1/"}],
    }


def _former(base: str) -> dict[str, Any]:
    return {
        "id": "v2.0",
        "status": "SUPPORTED",
        "version": "",
        "min_version": "",
        "updated": "2011-01-21T11:33:21Z",
        "links": [{"rel": "self", "href": f"{base}/v2/"}],
    }


def _whole(version: dict[str, Any], number: str) -> Answer:
    version["links"].append(
        {"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}
    )
    version["media-types"] = [
        {
            "base": "application/json",
            "type": f"application/vnd.openstack.compute+json;version={number}",
        }
    ]
    return answer({"version": version})


@routes("GET", "")
def list_(call: Call) -> Answer:
    return answer({"versions": [_former(call.base), _current(call.base)]})


@routes("GET", "/v2.1")
def show(call: Call) -> Answer:
    return _whole(_current(call.base), "2.1")


@routes("GET", "/v2")
def show_former(call: Call) -> Answer:
    return _whole(_former(call.base), "2")
