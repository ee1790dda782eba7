"""Nova requests about one instance: one request each, with its answer decoded."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.done_once import done_once
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.instances import first_boot_note
from canfar_jupyter.cloud.lists import servers
from canfar_jupyter.errors import CloudFailure, Conflict, Invalid, TimedOut
from canfar_jupyter.model.instances.condition import fault_advice, has_run
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import (
    ACTIVE,
    DELETING,
    ERROR,
    GONE,
    STARTING_TASKS,
    STARTS,
)
from canfar_jupyter.model.launch.problems import name_problem
from canfar_jupyter.model.verbs import Verb

LONGEST_LOG = 2**20  # characters; a console can repeat itself forever
MARK = "canfar_jupyter_snapshot"  # property of a snapshot that we requested
Pause = Callable[[float], None]


def wait_until_active(client: HttpClient, id_: str, timeout: float, pause: Pause) -> Server:
    """Poll one server until it is ACTIVE: every second, later every five."""
    started = time.monotonic()
    while True:
        with translating("look at the instance"):
            row = servers.one(client.get("compute", f"/servers/{id_}").content)
        name = row.name or id_
        if row.status == ACTIVE:
            return Server(row.id, name, ACTIVE)
        if row.status == ERROR:
            raise _failed(row)
        waited = time.monotonic() - started
        if waited >= timeout:
            raise TimedOut(f"{name} is {row.status} after {timeout:g} seconds, not ACTIVE yet.")
        pause(min(max(1.0, waited / 20), 5.0, timeout - waited))


def _failed(row: servers.ServerRow) -> CloudFailure:
    fault = row.fault.message if row.fault else ""
    happened = "is in ERROR" if _has_run(row) else "could not be started"
    what = f"{row.name or row.id} {happened}: {fault or 'Nova gave no reason.'}"
    return CloudFailure(what, hint=_advice(row))


def _has_run(row: servers.ServerRow) -> bool:
    return has_run({"launched": row.launched})


def _advice(row: servers.ServerRow) -> str:
    return fault_advice(row.fault.message if row.fault else "", ran=_has_run(row))


def terminate(client: HttpClient, id_: str, pause: Pause) -> None:
    """Delete one server."""

    def ask() -> None:
        client.send("compute", "DELETE", f"/servers/{id_}")

    def look() -> list[None]:
        try:
            row = servers.one(client.get("compute", f"/servers/{id_}").content)
        except sdk.NotFoundException:
            return [None]
        return [None] if row.task == DELETING or row.status in GONE else []

    with translating("terminate the instance"):
        done_once(ask, look, pause, harmless=True)


def start(client: HttpClient, id_: str, pause: Pause) -> None:
    """Start one server as its state requires; a running one is left alone."""

    def needed() -> str | None:
        row = servers.one(client.get("compute", f"/servers/{id_}").content)
        if row.status == ACTIVE or row.task in STARTING_TASKS:
            return None
        if (action := STARTS.get(row.status or "")) is None:
            in_error = row.status == ERROR
            raise Conflict(
                f"{row.name or id_} is {row.status}: it cannot be started from that state.",
                hint=_advice(row) if in_error else "Wait until that is over, then try again.",
            )
        return action

    def look() -> list[None]:
        return [None] if needed() is None else []

    with translating("start the instance"):
        if (action := needed()) is None:
            return

        def ask() -> None:
            client.post("compute", f"/servers/{id_}/action", {action: None})

        done_once(ask, look, pause, harmless=True)


def act(client: HttpClient, id_: str, verb: Verb, pause: Pause) -> None:
    """Run an action without arguments, as described in the table of verbs.

    After a lost answer Nova's own record tells whether it was begun: one that was not there
    before.

    Source: https://docs.openstack.org/api-ref/compute/#list-actions-for-server
    """
    [(name, what)] = (verb.action or {}).items()
    with translating(verb.what):
        before = _recorded(client, id_, name)

        def look() -> list[None]:
            now = _recorded(client, id_, name)
            return [None] if before is not None and (now or set()) - before else []

        def ask() -> None:
            client.post("compute", f"/servers/{id_}/action", {name: what})

        done_once(ask, None if before is None else look, pause)


def _recorded(client: HttpClient, id_: str, action: str) -> set[str] | None:
    """Return the ids of the requests that began an action; None: this cloud does not tell."""
    try:
        content = client.get("compute", f"/servers/{id_}/os-instance-actions").content
    except sdk.ForbiddenException:
        return None
    rows = msgspec.json.decode(content, type=dict[str, Any])["instanceActions"]
    name = action.removeprefix("os-")
    return {str(row["request_id"]) for row in rows if row["action"] == name}


def snapshot(client: HttpClient, id_: str, name: str, pause: Pause) -> str:
    """Create a snapshot of one server; before 2.45 Nova returns its id in a header only.

    It carries a mark as a property: by that it is found after a lost answer.
    """
    if problem := name_problem(name):
        raise Invalid(problem.replace("instance", "snapshot"), field="name")
    mark = uuid4().hex

    def ask() -> str:
        body = {"createImage": {"name": name, "metadata": {**noted, MARK: mark}}}
        response = client.post("compute", f"/servers/{id_}/action", body)
        if response.content:
            return str(msgspec.json.decode(response.content, type=dict[str, Any])["image_id"])
        return response.headers["Location"].rstrip("/").rpartition("/")[2]

    def look() -> list[str]:
        content = client.get("image", "/images", {MARK: mark}).content
        rows = msgspec.json.decode(content, type=dict[str, Any])["images"]
        return [str(row["id"]) for row in rows if row.get(MARK) == mark]

    with translating(f"make the snapshot {name}"):
        noted = first_boot_note.of(client, id_)
        return done_once(ask, look, pause)


def console_log(client: HttpClient, id_: str, lines: int | None) -> str:
    """Return the console's text; the guest may have written any bytes into it."""
    what = {} if lines is None else {"length": lines}
    with translating("read the console log"):
        body = {"os-getConsoleOutput": what}
        content = client.post("compute", f"/servers/{id_}/action", body).content
    try:
        output = json.loads(content.decode("utf-8", "replace"))["output"]
    except (ValueError, KeyError, TypeError) as broken:
        raise CloudFailure("Could not read the console log: the response is invalid.") from broken
    text = str(output or "")[-LONGEST_LOG:]
    return text.encode("utf-8", "replace").decode(
        "utf-8"
    )  # half a surrogate pair is not valid text
