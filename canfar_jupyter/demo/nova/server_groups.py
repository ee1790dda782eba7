"""Nova: server groups, which say how far apart their members run, and where a server runs.

Source: https://docs.openstack.org/api-ref/compute/#server-groups-os-server-groups
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import bad_request, forbidden, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Server, ServerGroup

routes = Routes()
POLICIES = ["anti-affinity", "affinity", "soft-anti-affinity", "soft-affinity"]
HOSTS = [f"compute-{number:02d}" for number in range(1, 13)]


def host_for(cloud: DemoCloud, server: Server) -> str:
    """Return where a server is to run; "": its group leaves no host."""
    usual = HOSTS[int(server.id[:8], 16) % len(HOSTS)]
    group = cloud.state.server_groups.get(server.group)
    if group is None:
        return usual
    taken = Counter(s.placed or s.host for s in members(cloud, group) if s.id != server.id)
    taken.pop("", None)
    if group.policy in ("affinity", "soft-affinity"):
        return taken.most_common(1)[0][0] if taken else usual
    most = int(group.rules.get("max_server_per_host", 1))
    free = [host for host in HOSTS if taken[host] < most]
    if usual in free:
        return usual
    if free:
        return free[0]
    return min(HOSTS, key=lambda host: taken[host]) if group.policy.startswith("soft") else ""


def members(cloud: DemoCloud, group: ServerGroup) -> list[Server]:
    """Return the servers of a group that exist."""
    return [s for s in cloud.state.servers.values() if s.group == group.id and s.deleted is None]


def asked_for(call: Call, number: int) -> str:
    """Return the server group that the hints of a launch name; "": none.

    Raises:
        Refusal: 400 or 403 in Nova's words.
    """
    whole = call.json()
    hints = whole.get("os:scheduler_hints") or whole.get("OS-SCH-HNT:scheduler_hints") or {}
    wanted = hints.get("group") if isinstance(hints, dict) else None
    if not wanted:
        return ""
    if len(str(wanted).replace("-", "")) != 32:
        why = f"{wanted!r} is not valid under any of the given schemas"
        raise invalid("group", wanted, why)
    group = call.cloud.state.server_groups.get(str(wanted))
    if group is None or group.project != call.project:
        raise bad_request(f"Instance group {wanted} could not be found.")
    most = quotas.limit(call.cloud, call.project, "server_group_members")
    if len(members(call.cloud, group)) + number > most:
        raise forbidden("Quota exceeded, too many servers in group")
    return group.id


def _shown(call: Call, group: ServerGroup) -> dict[str, Any]:
    row: dict[str, Any] = {"id": group.id, "name": group.name}
    if call.version >= 64:
        row |= {"policy": group.policy, "rules": group.rules}
    else:
        row |= {"policies": [group.policy], "metadata": {}}
    row["members"] = [server.id for server in members(call.cloud, group)]
    if call.version >= 13:
        row |= {"project_id": group.project, "user_id": group.user}
    return row


@routes("GET", "/v2.1/os-server-groups")
def list_(call: Call) -> Answer:
    mine = [g for g in call.cloud.state.server_groups.values() if g.project == call.project]
    first = int(call.arg("offset") or 0)
    last = first + int(call.arg("limit") or len(mine))
    return answer({"server_groups": [_shown(call, group) for group in mine[first:last]]})


@routes("POST", "/v2.1/os-server-groups")
def create(call: Call) -> Answer:
    body = call.json("server_group")
    field = "policy" if call.version >= 64 else "policies"
    if field not in body:
        raise invalid("server_group", body, f"'{field}' is a required property")
    if not body.get("name"):
        raise invalid("name", "", "'' should be non-empty")
    known = POLICIES if call.version >= 15 else POLICIES[:2]
    policy = body[field] if field == "policy" else (body[field] or [""])[0]
    if policy not in known:
        where = field if field == "policy" else "0"
        raise invalid(where, policy, f"{policy!r} is not one of {known}")
    rules = body.get("rules") or {}
    if rules and policy != "anti-affinity":
        raise bad_request("Only anti-affinity policy supports rules.")
    mine = [g for g in call.cloud.state.server_groups.values() if g.project == call.project]
    if len(mine) >= quotas.limit(call.cloud, call.project, "server_groups"):
        raise forbidden("Quota exceeded, too many server groups.")
    group = ServerGroup(
        id=new_id(),
        name=str(body["name"]),
        project=call.project,
        user=call.user,
        policy=policy,
        rules={str(name): int(value) for name, value in rules.items()},
    )
    call.cloud.state.server_groups[group.id] = group
    call.cloud.file.changed()
    return answer({"server_group": _shown(call, group)})


def _find(call: Call, id_: str) -> ServerGroup:
    group = call.cloud.state.server_groups.get(id_)
    if group is None or group.project != call.project:
        raise not_found(f"Instance group {id_} could not be found.")
    return group


@routes("GET", "/v2.1/os-server-groups/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"server_group": _shown(call, _find(call, id))})


@routes("DELETE", "/v2.1/os-server-groups/{id}")
def delete(call: Call, id: str) -> Answer:
    del call.cloud.state.server_groups[_find(call, id).id]
    call.cloud.file.changed()
    return Answer(204)
