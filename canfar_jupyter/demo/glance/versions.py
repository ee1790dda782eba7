"""Glance: the versions of its API, and tasks, which are for administrators."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer

routes = Routes()


def _versions(base: str) -> dict[str, Any]:
    def version(minor: int) -> dict[str, Any]:
        return {
            "id": f"v2.{minor}",
            "status": "CURRENT" if minor == 17 else "SUPPORTED",
            "links": [{"rel": "self", "href": f"{base}/v2/"}],
        }

    return {"versions": [version(minor) for minor in (17, 15, 13, *range(12, -1, -1))]}


@routes("GET", "")
def list_(call: Call) -> Answer:
    return answer(_versions(call.base), 300)


@routes("GET", "/versions")
def list_plain(call: Call) -> Answer:
    return answer(_versions(call.base))


@routes("GET", "/v2/tasks")
def tasks(call: Call) -> Answer:
    body = {
        "message": "You are not authorized to complete tasks_api_access action.<br /><br />\n\n\n",
        "code": "403 Forbidden",
        "title": "Forbidden",
    }
    return answer(body, 403)
