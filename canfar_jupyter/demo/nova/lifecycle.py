"""What becomes of a server by itself: the steps of each change and their effects."""

from __future__ import annotations

from canfar_jupyter.demo.cinder import server_volumes
from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.core.records import Action, Server
from canfar_jupyter.demo.neutron import addresses, server_ports
from canfar_jupyter.demo.nova import server_groups, snapshots
from canfar_jupyter.demo.nova.changes import ACTIVE, CHANGES, SOFT, Change

NO_HOST = "No valid host was found. There are not enough hosts available."


def launch(cloud: DemoCloud, server: Server) -> None:
    """Let a new server build; one whose name begins with ``fail-`` finds no host."""
    server.placed = server_groups.host_for(cloud, server)
    alone = server.name.startswith("fail-") or not server.placed
    fault = NO_HOST if alone else _misplaced(cloud, server) or server_volumes.refusal(cloud, server)
    if fault:
        end = {"status": "ERROR", "vm_state": "error", "task": None, "fault": fault}
        cloud.plan(server, [cloud.later(1.5, end)])
        return
    steps = [
        cloud.later(0.5, {"task": "networking"}, "plug"),
        cloud.later(1.5, {"task": "spawning"}),
        cloud.later(4.0, dict(ACTIVE), "boot"),
    ]
    cloud.plan(server, steps)


def _misplaced(cloud: DemoCloud, server: Server) -> str:
    """Say, as Nova does, that an address that was asked for is none of its network; "": it is."""
    for network, address in server.fixed_addresses.items():
        subnets = [s for s in cloud.state.subnets.values() if s.network == network]
        if not any(addresses.holds(subnet, address) for subnet in subnets):
            return (
                f"Build of instance {server.id} aborted: Invalid input received: Fixed IP "
                f"{address} is not a valid ip address for network {network}."
            )
    return ""


def change(cloud: DemoCloud, server: Server, wanted: Change) -> None:
    """Start a change of state that ends by itself."""
    server.task = wanted.task
    server.status = wanted.status or server.status
    steps = [cloud.later(wanted.seconds, dict(wanted.end), wanted.effect)]
    if wanted.between:
        steps.insert(0, cloud.later(wanted.seconds / 2, dict(wanted.between)))
    cloud.plan(server, steps)


def delete(call: Call, server: Server) -> None:
    """Let a server end; asking twice changes nothing."""
    if server.task == "deleting":
        return
    cloud = call.cloud
    remember(call, server, "delete", 1.0)
    snapshots.give_up(cloud, server)
    server.task = "deleting"
    cloud.plan(server, [cloud.later(1.0, {"status": "DELETED", "vm_state": "deleted"}, "end")])


def remember(call: Call, server: Server, action: str, seconds: float) -> None:
    """Add an action to a server's history."""
    clock = call.cloud.clock
    entry = Action(
        action, call.request_id, call.user, call.project, clock.now(), clock.after(seconds)
    )
    server.actions.append(entry)


def _plug(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Server)
    if fault := _missing(cloud, record):
        end = {"status": "ERROR", "vm_state": "error", "task": None, "fault": fault}
        cloud.plan(record, [cloud.later(1.0, end)])
        return
    record.host = record.placed or server_groups.host_for(cloud, record)
    server_volumes.attach_all(cloud, record, when)
    server_ports.plug(cloud, record, when)


def _missing(cloud: DemoCloud, server: Server) -> str:
    """Say, as Nova does, that what a server needs has gone meanwhile; "": it is there."""
    if any(group not in cloud.state.groups for group in server.security_groups):
        return (
            "Exceeded maximum number of retries. Exhausted all hosts available for retrying build "
            f"failures for instance {server.id}."
        )
    needed = [d.source_id for d in server.disks if d.source == "image"]
    needed += [server.image] if server.volume_gib is None else []
    for image in needed:
        if image not in cloud.state.images:
            return f"Build of instance {server.id} aborted: Image {image} could not be found."
    return ""


def _boot(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Server)
    record.launched = record.launched or when
    record.booted = when
    record.boots += 1


def _unshelved(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Server)
    snapshots.drop_shelved(cloud, record)
    _boot(cloud, record, when)


def _end(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Server)
    record.task, record.power, record.deleted = None, 0, when
    server_ports.unplug(cloud, record)
    server_volumes.detach_all(cloud, record)
    snapshots.drop_shelved(cloud, record)


def _resized(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Server)
    record.former, record.flavor = record.flavor, cloud.state.flavors[record.target]
    _boot(cloud, record, when)


def _reverted(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Server)
    record.flavor, record.former = record.former or record.flavor, None
    _boot(cloud, record, when)


def _restart(cloud: DemoCloud, record: Record, when: float) -> None:
    """Let a machine restart that was told so at its console."""
    assert isinstance(record, Server)
    _from_within(cloud, record, SOFT)


def _power_off(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Server)
    _from_within(cloud, record, CHANGES["os-stop"])


def _from_within(cloud: DemoCloud, server: Server, wanted: Change) -> None:
    if server.task is None and server.vm_state in wanted.states:
        change(cloud, server, wanted)


EFFECTS: dict[str, Effect] = {
    "restart": _restart,
    "power off": _power_off,
    "plug": _plug,
    "boot": _boot,
    "unshelved": _unshelved,
    "end": _end,
    "resized": _resized,
    "reverted": _reverted,
}
