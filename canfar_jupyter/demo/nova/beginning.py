"""Nova: whether the state of a server allows an action, and its beginning."""

from __future__ import annotations

from canfar_jupyter.demo.core.errors import conflict
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.nova import lifecycle
from canfar_jupyter.demo.nova.changes import Change
from canfar_jupyter.demo.nova.servers import refuse_locked


def require(server: Server, verb: str, states: tuple[str, ...]) -> None:
    """Refuse when a server's state does not allow an action.

    Raises:
        Refusal: 409 in Nova's words.
    """
    refuse_locked(server)
    lead = f"Cannot '{verb}' instance {server.id} while it is in"
    if server.vm_state not in states:
        raise conflict(f"{lead} vm_state {server.vm_state}")
    if server.task is not None:
        raise conflict(f"{lead} task_state {server.task}")


def begin(call: Call, server: Server, name: str, change: Change) -> None:
    """Start a change of state, if the server may be changed so now, and remember who asked."""
    require(server, change.verb, change.states)
    lifecycle.remember(call, server, name.removeprefix("os-"), change.seconds)
    lifecycle.change(call.cloud, server, change)
