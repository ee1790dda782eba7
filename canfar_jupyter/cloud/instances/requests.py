"""Nova requests about one instance: one request each, with its answer decoded."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import msgspec

from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.instances import first_boot_note
from canfar_jupyter.cloud.lists import servers
from canfar_jupyter.errors import CloudFailure, Conflict, Invalid, TimedOut, start_hint
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import ACTIVE, ERROR, STARTING_TASKS, STARTS
from canfar_jupyter.model.launch.problems import name_problem
from canfar_jupyter.model.verbs import Verb

LONGEST_LOG = 2**20  # characters; a console can repeat itself for ever


def wait_until_active(
    client: HttpClient, id_: str, timeout: float, pause: Callable[[float], None]
) -> Server:
    """Poll one server until it is ACTIVE: every second, later every five."""
    started = time.monotonic()
    while True:
        with translating("look at the instance"):
            row = servers.one(client.get("compute", f"/servers/{id_}").content)
        name = row.name or id_
        if row.status == ACTIVE:
            return Server(row.id, name, ACTIVE)
        if row.status == ERROR:
            raise _failed(name, row.fault.message if row.fault else "")
        waited = time.monotonic() - started
        if waited >= timeout:
            raise TimedOut(f"{name} is {row.status} after {timeout:g} seconds, not ACTIVE yet.")
        pause(min(max(1.0, waited / 20), 5.0, timeout - waited))


def _failed(name: str, fault: str) -> CloudFailure:
    what = f"{name} could not be started: {fault or 'Nova gave no reason.'}"
    return CloudFailure(what, hint=start_hint(fault))


def terminate(client: HttpClient, id_: str) -> None:
    """Delete one server."""
    with translating("terminate the instance"):
        client.send("compute", "DELETE", f"/servers/{id_}")


def start(client: HttpClient, id_: str) -> None:
    """Start one server as its state requires; a running one is left alone."""
    with translating("start the instance"):
        row = servers.one(client.get("compute", f"/servers/{id_}").content)
        if row.status == ACTIVE or row.task in STARTING_TASKS:
            return
        if (action := STARTS.get(row.status or "")) is None:
            raise Conflict(
                f"{row.name or id_} is {row.status}: it cannot be started from that state.",
                hint="Wait until that is over; one in ERROR is terminated and launched again.",
            )
        client.post("compute", f"/servers/{id_}/action", {action: None})


def act(client: HttpClient, id_: str, verb: Verb) -> None:
    """Run an action without arguments, as described in the table of verbs."""
    with translating(verb.what):
        client.post("compute", f"/servers/{id_}/action", dict(verb.action or {}))


def snapshot(client: HttpClient, id_: str, name: str) -> str:
    """Create a snapshot of one server; before 2.45 Nova returns its id in a header only."""
    if problem := name_problem(name):
        raise Invalid(problem.replace("instance", "snapshot"), field="name")
    with translating(f"make the snapshot {name}"):
        body = {"createImage": {"name": name, "metadata": first_boot_note.of(client, id_)}}
        response = client.post("compute", f"/servers/{id_}/action", body)
        if response.content:
            return str(msgspec.json.decode(response.content, type=dict[str, Any])["image_id"])
        return response.headers["Location"].rstrip("/").rpartition("/")[2]


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
