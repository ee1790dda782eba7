"""Nova: POST /servers/{id}/action and the history of such actions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.errors import (
    Refusal,
    bad_request,
    conflict,
    forbidden,
    invalid,
    not_found,
)
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Action, Server
from canfar_jupyter.demo.guests import boot_log
from canfar_jupyter.demo.nova import launch_schema, lifecycle, rebuilding, snapshots
from canfar_jupyter.demo.nova.beginning import begin, require
from canfar_jupyter.demo.nova.changes import CHANGES, HARD, RESIZE, SOFT
from canfar_jupyter.demo.nova.launch import admin_password, groups_named
from canfar_jupyter.demo.nova.names import checked_name
from canfar_jupyter.demo.nova.proxies import floating_ips
from canfar_jupyter.demo.nova.remote_consoles import old_console
from canfar_jupyter.demo.nova.servers import find, refuse_locked

routes = Routes()
_EMPTY = {"Content-Type": "application/json"}


@routes("POST", "/v2.1/servers/{id}/action")
def act(call: Call, id: str) -> Answer:
    server = find(call, id)
    body = call.json()
    if not isinstance(body, dict) or len(body) != 1:
        raise bad_request("Malformed request body")
    name, given = next(iter(body.items()))
    if name in _ADMIN:
        raise forbidden(f"Policy doesn't allow os_compute_api:{_ADMIN[name]} to be performed.")
    if name in CHANGES:
        begin(call, server, name, CHANGES[name])
        if name == "shelve":
            snapshots.keep_shelved(call, server)
        password = answer({"adminPass": admin_password()}) if name == "rescue" else None
        return password or Answer(202, b"", _EMPTY)
    if name not in _SPECIAL:
        raise _no_action(name)
    if given is not None and not isinstance(given, dict):
        raise invalid(name, given, f"{given!r} is not of type 'object'")
    return _SPECIAL[name](call, server, given)


def _no_action(name: str) -> Refusal:
    return bad_request(f"There is no such action: {name}")


def _reboot(call: Call, server: Server, given: Any) -> Answer:
    kind = str((given or {}).get("type", "")).upper()
    if kind not in ("SOFT", "HARD"):
        raise invalid("type", kind, f"{kind!r} is not one of ['HARD', 'SOFT']")
    begin(call, server, "reboot", SOFT if kind == "SOFT" else HARD)
    return Answer(202, b"", _EMPTY)


def _resize(call: Call, server: Server, given: Any) -> Answer:
    wanted = str((given or {}).get("flavorRef", ""))
    flavor = call.cloud.state.flavors.get(wanted)
    if flavor is None:
        raise bad_request(f"Flavor {wanted} could not be found.")
    if flavor.id == server.flavor.id:
        raise bad_request("When resizing, instances must change flavor!")
    if flavor.disk < server.flavor.disk:
        raise bad_request("Server disk was unable to be resized because: Resize to smaller disk.")
    server.target = flavor.id
    begin(call, server, "resize", RESIZE)
    return Answer(202, b"", _EMPTY)


def _confirm(call: Call, server: Server, given: Any) -> Answer:
    require(server, "confirmResize", ("resized",))
    lifecycle.remember(call, server, "confirmResize", 0)
    server.status, server.vm_state, server.former = "ACTIVE", "active", None
    call.cloud.touch(server, call.cloud.clock.now())
    return Answer(204, b"", _EMPTY)


def _lock(call: Call, server: Server, given: Any) -> Answer:
    server.locked = True
    server.locked_reason = (given or {}).get("locked_reason") if call.version >= 73 else None
    call.cloud.touch(server, call.cloud.clock.now())
    return Answer(202, b"", _EMPTY)


def _unlock(call: Call, server: Server, given: Any) -> Answer:
    server.locked, server.locked_reason = False, None
    call.cloud.touch(server, call.cloud.clock.now())
    return Answer(202, b"", _EMPTY)


def _console_output(call: Call, server: Server, given: Any) -> Answer:
    if not server.host:
        raise conflict(f"Instance {server.id} is not ready")
    length = (given or {}).get("length")
    if length is not None and not str(length).removeprefix("-").isdigit():
        raise invalid("length", length, f"{length!r} does not match '^-?[0-9]+$'")
    return answer(
        {"output": boot_log.output(call.cloud, server, None if length is None else int(length))}
    )


def _create_image(call: Call, server: Server, given: Any) -> Answer:
    if not isinstance(given, dict) or "name" not in given:
        raise invalid("createImage", given, "'name' is a required property")
    name = checked_name(given["name"])
    if not isinstance(given.get("metadata") or {}, dict):
        told = given["metadata"]
        raise invalid("metadata", told, f"{told!r} is not of type 'object'")
    metadata = launch_schema.metadata_of(given)
    require(server, "createImage", ("active", "stopped", "paused", "suspended"))
    image = snapshots.begin(call, server, name, metadata)
    lifecycle.remember(call, server, "createImage", snapshots.SECONDS)
    if call.version >= 45:
        return answer({"image_id": image.id}, 202)
    return Answer(202, b"", _EMPTY | {"location": f"{call.cloud.base}/image/images/{image.id}"})


def _backup(call: Call, server: Server, given: Any) -> Answer:
    """Make an image like others, of which the oldest of its kind go when there are too many."""
    for field in ("name", "backup_type", "rotation"):
        if not isinstance(given, dict) or field not in given:
            raise invalid("createBackup", given, f"{field!r} is a required property")
    rotation = str(given["rotation"])
    if not rotation.isdigit():
        why = f"{given['rotation']!r} does not match '^[0-9]+$'"
        raise invalid("rotation", given["rotation"], why)
    if server.volume_gib is not None:
        raise bad_request("Backup is not supported for volume-backed instances.")
    name, kind = checked_name(given["name"]), str(given["backup_type"])
    require(server, "createBackup", ("active", "stopped", "paused", "suspended"))
    told = {"backup_type": kind, "image_type": "backup", **(given.get("metadata") or {})}
    image = snapshots.begin(call, server, name, told)
    lifecycle.remember(call, server, "createBackup", snapshots.SECONDS)
    snapshots.rotate(call.cloud, server, kind, int(rotation))
    if call.version >= 45:
        return answer({"image_id": image.id}, 202)
    where = {"location": f"{call.cloud.base}/image/images/{image.id}"}
    return Answer(202, b"", _EMPTY | where)


def _group(call: Call, given: Any) -> str:
    if not isinstance(given, dict) or not given.get("name"):
        raise bad_request("Missing parameter 'name'")
    found = groups_named(call, str(given["name"]))
    if not found:
        raise not_found(f"Security group {given['name']} is not found for project {call.project}")
    return found[0]


def _add_group(call: Call, server: Server, given: Any) -> Answer:
    group = _group(call, given)
    ports = call.cloud.ports_of.get(server.id, ())
    for port in ports:
        if group in port.security_groups:
            raise bad_request(
                "Invalid input for security_groups. Reason: Duplicate items in the list: "
                f"'{group}'.\nNeutron server returns request_ids: ['{call.request_id}']"
            )
    for port in ports:
        port.security_groups = [*port.security_groups, group]
    call.cloud.touch(server)
    return Answer(202, b"", _EMPTY)


def _remove_group(call: Call, server: Server, given: Any) -> Answer:
    group = _group(call, given)
    ports = [p for p in call.cloud.ports_of.get(server.id, ()) if group in p.security_groups]
    if not ports:
        name = given["name"]
        raise not_found(f"Security group {name} not associated with the instance {server.id}")
    for port in ports:
        port.security_groups = [g for g in port.security_groups if g != group]
    call.cloud.touch(server)
    return Answer(202, b"", _EMPTY)


def _add_floating(call: Call, server: Server, given: Any) -> Answer:
    if call.version >= 44:
        raise _no_action("addFloatingIp")
    floating_ips.associate(call, server, given or {})
    return Answer(202, b"", _EMPTY)


def _remove_floating(call: Call, server: Server, given: Any) -> Answer:
    if call.version >= 44:
        raise _no_action("removeFloatingIp")
    floating_ips.disassociate(call, server, given or {})
    return Answer(202, b"", _EMPTY)


def _force_delete(call: Call, server: Server, given: Any) -> Answer:
    refuse_locked(server)
    lifecycle.delete(call, server)
    return Answer(202, b"", _EMPTY)


_SPECIAL: dict[str, Callable[[Call, Server, Any], Answer]] = {
    "reboot": _reboot,
    "resize": _resize,
    "confirmResize": _confirm,
    "rebuild": rebuilding.rebuild,
    "lock": _lock,
    "unlock": _unlock,
    "os-getConsoleOutput": _console_output,
    "createImage": _create_image,
    "createBackup": _backup,
    "addSecurityGroup": _add_group,
    "removeSecurityGroup": _remove_group,
    "os-getVNCConsole": partial(old_console, protocol="vnc", kind="novnc"),
    "os-getSerialConsole": partial(old_console, protocol="serial", kind="serial"),
    "os-getSPICEConsole": partial(old_console, protocol="spice", kind="spice-html5"),
    "addFloatingIp": _add_floating,
    "removeFloatingIp": _remove_floating,
    "forceDelete": _force_delete,
}
_ADMIN = {
    "os-resetState": "os-admin-actions:reset_state",
    "resetNetwork": "os-admin-actions:reset_network",
    "migrate": "os-migrate-server:migrate",
    "os-migrateLive": "os-migrate-server:migrate_live",
    "evacuate": "os-evacuate",
    "shelveOffload": "os-shelve:shelve_offload",
}


@routes("GET", "/v2.1/servers/{id}/os-instance-actions")
def list_actions(call: Call, id: str) -> Answer:
    server = _history(call, id)
    rows = [_row(call, server, action) for action in reversed(server.actions)]
    return answer({"instanceActions": rows})


@routes("GET", "/v2.1/servers/{id}/os-instance-actions/{request}")
def show_action(call: Call, id: str, request: str) -> Answer:
    server = _history(call, id)
    for action in server.actions:
        if action.request == request:
            return answer({"instanceAction": _row(call, server, action) | {"events": []}})
    raise not_found(f"Action {request} not found")


def _history(call: Call, id_: str) -> Server:
    """Return a server, also one that has been deleted: its history stays (from 2.21 on)."""
    server = call.cloud.state.servers.get(id_)
    if server is None or server.project != call.project or call.version < 21:
        return find(call, id_)
    return server


def _row(call: Call, server: Server, action: Action) -> dict[str, Any]:
    row = {
        "action": action.action,
        "instance_uuid": server.id,
        "request_id": action.request,
        "user_id": action.user,
        "project_id": action.project,
        "start_time": iso_micro(action.started),
        "message": "Error" if server.fault and action.action == "create" else None,
    }
    if call.version >= 58:
        row["updated_at"] = iso_micro(min(action.finished, call.cloud.clock.now()))
    return row
