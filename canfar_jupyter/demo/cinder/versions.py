"""Cinder: the versions of its API."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.microversions import CINDER

routes = Routes()


def _version(base: str) -> dict[str, Any]:
    return {
        "id": "v3.0",
        "status": "CURRENT",
        "version": f"3.{CINDER.most}",
        "min_version": "3.0",
        "updated": "2023-08-31T00:00:00Z",
        "links": [
            {"rel": "describedby", "type": "text/html", "href": "https://docs.openstack.org/"},
            {"rel": "self", "href": f"{base}/v3/"},
        ],
        "media-types": [
            {
                "base": "application/json",
                "type": "application/vnd.openstack.volume+json;version=3",
            }
        ],
    }


@routes("GET", "")
def list_(call: Call) -> Answer:
    return answer({"versions": [_version(call.base)]}, 300)


@routes("GET", "/v3")
def show(call: Call) -> Answer:
    return answer({"versions": [_version(call.base)]})
