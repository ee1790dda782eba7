"""Cinder: volumes that one project gives to another."""

from __future__ import annotations

import secrets
from typing import Any

from canfar_jupyter.demo.cinder import common, quotas
from canfar_jupyter.demo.cinder.common import own
from canfar_jupyter.demo.cinder.volumes import find as find_volume
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.volume_records import Transfer

routes = Routes()


def _row(call: Call, transfer: Transfer) -> dict[str, Any]:
    return {
        "id": transfer.id,
        "volume_id": transfer.volume,
        "name": transfer.name,
        "links": common.links(call, f"os-volume-transfer/{transfer.id}"),
    }


def _detail(call: Call, transfer: Transfer) -> dict[str, Any]:
    return _row(call, transfer) | {"created_at": iso_micro(transfer.created)}


def _find(call: Call, id_: str) -> Transfer:
    """Return a transfer; whoever knows its id may see it, for it is a gift."""
    transfer = call.cloud.state.transfers.get(id_)
    if transfer is None:
        raise not_found(f"Transfer {id_} could not be found.")
    return transfer


def _mine(call: Call) -> list[Transfer]:
    return [t for t in call.cloud.state.transfers.values() if t.project == call.project]


def _serve(path: str) -> None:
    @routes("GET", path)
    def list_(call: Call, project: str) -> Answer:
        own(call, project)
        return answer({"transfers": [_row(call, t) for t in _mine(call)]})

    @routes("GET", path + "/detail")
    def list_details(call: Call, project: str) -> Answer:
        own(call, project)
        return answer({"transfers": [_detail(call, t) for t in _mine(call)]})

    @routes("GET", path + "/{id}")
    def show(call: Call, project: str, id: str) -> Answer:
        own(call, project)
        return answer({"transfer": _detail(call, _find(call, id))})

    @routes("POST", path)
    def create(call: Call, project: str) -> Answer:
        body = common.body(call, "transfer")
        volume = find_volume(call, project, str(body.get("volume_id")))
        if volume.status != "available":
            raise bad_request("Invalid volume: status must be available")
        transfer = Transfer(
            id=new_id(),
            project=call.project,
            volume=volume.id,
            key=secrets.token_hex(8),
            name=common.text(body, "name"),
            created=call.cloud.clock.now(),
        )
        call.cloud.state.transfers[transfer.id] = transfer
        volume.state = "awaiting-transfer"
        call.cloud.file.changed()
        return answer({"transfer": _detail(call, transfer) | {"auth_key": transfer.key}}, 202)

    @routes("POST", path + "/{id}/accept")
    def accept(call: Call, project: str, id: str) -> Answer:
        own(call, project)
        transfer = _find(call, id)
        body = common.body(call, "accept")
        if not secrets.compare_digest(str(body.get("auth_key")).encode(), transfer.key.encode()):
            raise bad_request(f"Invalid auth key: Attempt to transfer {id} with invalid auth key.")
        volume = call.cloud.state.volumes[transfer.volume]
        if call.project != volume.project:
            quotas.check(call.cloud, call.project, "volumes", volume.size)
        volume.project, volume.user, volume.state = call.project, call.user, ""
        row = _row(call, transfer)
        del call.cloud.state.transfers[id]
        call.cloud.file.changed()
        return answer({"transfer": row}, 202)

    @routes("DELETE", path + "/{id}")
    def delete(call: Call, project: str, id: str) -> Answer:
        own(call, project)
        transfer = _find(call, id)
        if transfer.project != call.project:
            raise not_found(f"Transfer {id} could not be found.")
        call.cloud.state.volumes[transfer.volume].state = ""
        del call.cloud.state.transfers[id]
        call.cloud.file.changed()
        return Answer(202)


for _path in ("/v3/{project}/os-volume-transfer", "/v3/{project}/volume-transfers"):
    _serve(_path)
