"""Nova: POST /servers/{id}/remote-consoles, where the console of a server is."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, conflict, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.core.tokens import SERIAL, VNC
from canfar_jupyter.demo.nova.servers import find

routes = Routes()
_PROTOCOLS = ["vnc", "spice", "serial", "rdp", "mks"]
_TYPES = ["novnc", "xvpvnc", "spice-html5", "serial", "rdp-html5", "webmks"]
_KINDS = {VNC: ("novnc",), SERIAL: tuple(_TYPES)}  # Nova does not look at the type of a serial one
_SINCE_MKS = 8  # microversion 2.8 added the last of both


@routes("POST", "/v2.1/servers/{id}/remote-consoles")
def create(call: Call, id: str) -> Answer:
    if call.version < 6:
        raise not_found("The resource could not be found.")
    wanted = _wanted(call)
    server = find(call, id)
    url = _url(call, server, wanted["protocol"], wanted["type"])
    return answer({"remote_console": {**wanted, "url": url}})


def old_console(call: Call, server: Server, given: Any, protocol: str, kind: str) -> Answer:
    """Answer os-getVNCConsole and its like, which microversion 2.6 replaced."""
    if call.version >= 6:
        raise not_found("The resource could not be found.")
    wanted = str((given or {}).get("type"))
    allowed = [kind, "xvpvnc"] if protocol == VNC else [kind]
    if wanted not in allowed:
        raise invalid("type", wanted, f"{wanted!r} is not one of {allowed}")
    return answer({"console": {"type": wanted, "url": _url(call, server, protocol, wanted)}})


def _url(call: Call, server: Server, protocol: str, kind: str) -> str:
    if not server.host or server.status == "SHELVED_OFFLOADED" or server.vm_state == "building":
        raise conflict(f"Instance {server.id} is not ready")
    if protocol == "rdp":
        raise bad_request(
            "The server could not comply with the request since it is either malformed or "
            "otherwise incorrect."
        )
    if protocol not in _KINDS:
        raise bad_request(f"Unavailable console type {kind}.")
    if kind not in _KINDS[protocol]:
        raise bad_request(f"Invalid console type {kind}")
    return call.cloud.consoles.url(server.id, protocol)


def _wanted(call: Call) -> dict[str, str]:
    """Return what is asked for.

    Raises:
        Refusal: 400 in the words of Nova's schema.
    """
    body = call.json()
    if not isinstance(body, dict) or "remote_console" not in body:
        raise bad_request("'remote_console' is a required property")
    if unknown := [key for key in body if key != "remote_console"]:
        raise bad_request(_additional(unknown))
    wanted = body["remote_console"]
    if not isinstance(wanted, dict):
        raise invalid("remote_console", wanted, f"{wanted!r} is not of type 'object'")
    known = {"protocol": _PROTOCOLS, "type": _TYPES}
    for name, values in known.items():
        if name not in wanted:
            raise invalid("remote_console", wanted, f"{name!r} is a required property")
        allowed = values if call.version >= _SINCE_MKS else values[:-1]
        if wanted[name] not in allowed:
            raise invalid(name, wanted[name], f"{wanted[name]!r} is not one of {allowed}")
    if unknown := [key for key in wanted if key not in known]:
        raise invalid("remote_console", wanted, _additional(unknown))
    return wanted


def _additional(names: list[str]) -> str:
    verb = "was" if len(names) == 1 else "were"
    shown = ", ".join(repr(name) for name in names)
    return f"Additional properties are not allowed ({shown} {verb} unexpected)"
