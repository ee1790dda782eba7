"""Why can't I log in?  Pure: all facts are passed in; each finding states its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Any

from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.bootlog.report import first_of
from canfar_jupyter.model.doctor.findings import Diagnosis, Finding, Fix, State
from canfar_jupyter.model.instances.addresses import all_addresses, best_address
from canfar_jupyter.model.instances.condition import condition_of
from canfar_jupyter.model.instances.login_user import UNKNOWN, LoginUser
from canfar_jupyter.model.instances.states import ACTIVE
from canfar_jupyter.model.instances.steps import SshProbe, after_a_stop
from canfar_jupyter.model.keys.public_key import fingerprint_of
from canfar_jupyter.model.network.rules import ANYWHERE, Rule, is_open, open_ports, openings
from canfar_jupyter.model.verbs import VERBS

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about one instance and the connection to it; None: not known."""

    row: Row
    report: BootReport = field(default_factory=BootReport)
    public_key: str = ""  # of its key pair; "": none, or another user's
    own_key: str = ""  # path of the private key on this computer
    own_key_open: bool = False  # other users can read it: ssh does not use such a key
    user: LoginUser = UNKNOWN
    port: SshProbe = field(default_factory=SshProbe)
    my_address: str = ""  # towards the instance
    groups: Sequence[Row] = ()  # its security groups, rows of that list
    routed: bool | None = None  # its network has a router with an external gateway
    gateway: bool | None = None  # its subnet has a gateway
    remembered: bool | None = None  # known_hosts has another key for its address
    known_here: bool = False  # known_hosts has its key
    configured_user: str = ""  # the User of ~/.ssh/config for it; "": not set


def diagnose(facts: Facts) -> Diagnosis:
    """Check everything that can prevent a login."""
    checks = (
        _running, _stopped, _key, _own_key, _address, _router, _group, _user_data, _installed,
        _sshd, _stranger, _remembered, _user, _port,
    )  # fmt: skip
    found = [finding for check in checks if (finding := check(facts)) is not None]
    order = {"bad": 0, "warn": 1, "unknown": 2, "good": 3}
    found.sort(key=lambda finding: order[finding.state])
    return Diagnosis(str(facts.row["name"] or facts.row["id"]), tuple(found))


_RUNNING: Mapping[str, State] = {"up": "good", "held": "warn", "unknown": "warn"}


def _running(f: Facts) -> Finding | None:
    now = condition_of(f.row)
    state = "warn" if now.kind == "up" and now.todo else _RUNNING.get(now.kind, "bad")
    fix = Fix("start", VERBS["start"].label) if now.kind == "down" else None
    return Finding("running", state, now.title, now.evidence, now.todo, fix)


def _stopped(f: Facts) -> Finding | None:
    if (stopped := f.report.stopped) is None:
        return None
    title = "Its kernel panicked" if f.report.panic else "Its boot ended early"
    said = "; ".join((stopped.text, *stopped.lines[-2:]))
    return Finding("panic", "bad", title, said, after_a_stop(f.report))


def _key(f: Facts) -> Finding | None:
    name = f.row["key"]
    if not name:
        todo = "Launch it again with a key: none can be added to a running instance."
        return Finding(
            "key", "bad", "It was launched without a key", "Nova has no key for it", todo
        )
    if not f.public_key:
        said = f"the key {name} is not among yours"
        todo = (
            "The user who launched it can log in and add your key to ~/.ssh/authorized_keys there."
        )
        return Finding("key", "warn", "It has the key of another user", said, todo)
    return Finding("key", "good", "It has a key of yours", f"{name}, according to Nova")


def _own_key(f: Facts) -> Finding | None:
    if not f.public_key:
        return None
    print_ = fingerprint_of(f.public_key)
    if f.own_key and f.own_key_open:
        said = f"other users can read {f.own_key}; ssh does not use such a key"
        todo = (
            f"Run chmod 600 {f.own_key}. If the file system ignores that, move the key elsewhere."
        )
        return Finding("own_key", "bad", "Your private key is readable by other users", said, todo)
    if f.own_key:
        return Finding("own_key", "good", "You have the private key here", f.own_key)
    said = f"no file in ~/.ssh belongs to {f.row['key']} ({print_})"
    todo = "Log in from the computer that has the private key, or copy it into ~/.ssh (mode 0600)."
    return Finding("own_key", "warn", "The private key is not here", said, todo)


def _address(f: Facts) -> Finding | None:
    if f.row["floating_ip"]:
        return Finding("address", "good", "It has a floating IP", f.row["floating_ip"])
    known = all_addresses(f.row)
    if f.port.state == "ssh":
        said = f.port.address or best_address(f.row)
        return Finding("address", "good", "Its internal address is reachable from here", said)
    if public := [address for address in known if _is_global(address)]:
        return Finding("address", "good", "Its internal address is public", ", ".join(public))
    said = f"its only address is {known[0] if known else 'none'}, reachable only in its own network"
    if len(known) > 1:
        said = f"its addresses are {' and '.join(known)}, reachable only in its own network"
    todo = "Associate a floating IP."
    fix = Fix("floating_ip", "Associate a floating IP")
    return Finding("address", "bad", "It has no floating IP", said, todo, fix)


def _is_global(address: str) -> bool:
    try:
        return ip_address(address.strip()).is_global
    except ValueError:
        return False


def _router(f: Facts) -> Finding | None:
    if f.gateway is False:
        said = "its subnet has no gateway, so its replies are not routed back"
        todo = "Use another network, or ask the owner of the project to give the subnet a gateway."
        return Finding("router", "bad", "Its subnet has no gateway", said, todo)
    if f.routed is False:
        said = "its network has no router with an external gateway"
        todo = "Use another network, or ask the owner of the project for a router."
        return Finding("router", "bad", "Its network has no route to the outside", said, todo)
    if f.routed:
        said = "a router with an external gateway"
        return Finding("router", "good", "Its network has a route to the outside", said)
    return None


def _group(f: Facts) -> Finding | None:
    names = ", ".join(str(group["name"]) for group in f.groups)
    if not f.groups:
        said = ", ".join(f.row["security_groups"])
        return Finding("group", "unknown", "Its security groups are not known", said)
    family = _family(f)
    rules = [r for g in f.groups for r in g["rules"] if r.ethertype == family]
    anywhere = "::/0" if family == "IPv6" else ANYWHERE
    fix = Fix(
        "open_port", f"Open port 22 in {f.groups[0]['name']}", str(f.groups[0]["id"]), anywhere
    )
    if not is_open(rules, 22):
        said = f"{names}: {open_ports(rules) or 'no incoming traffic is allowed'}"
        todo = "Allow tcp port 22."
        return Finding("group", "bad", "Its security groups keep SSH out", said, todo, fix)
    found = openings(rules, 22)
    if any(where.startswith("anywhere") for where in found):
        return Finding("group", "good", "Its security groups let SSH in", f"{names}: from anywhere")
    where = ", ".join(found)
    if f.my_address and _comes_from(rules, f.my_address):
        return Finding("group", "good", "Its security groups let you in", f"{names}: from {where}")
    sure = _is_global(f.my_address) and not any(rule.address_group for rule in rules)
    said = f"{names} lets SSH in from {where}; your address is {f.my_address or 'not known'}"
    todo = "Allow tcp port 22 from your address."
    title = "Its security groups keep your address out"
    if sure:  # keep it closed for other addresses
        prefix = 128 if ":" in f.my_address else 32
        label = f"Open port 22 in {f.groups[0]['name']} to {f.my_address}"
        fix = replace(fix, label=label, cidr=f"{f.my_address}/{prefix}")
    else:  # an address behind a router: the cloud sees another one
        title = "Its security groups let SSH in from some addresses only"
    return Finding("group", "bad" if sure else "warn", title, said, todo, fix)


def _family(f: Facts) -> str:
    """Return the IP version for SSH: that of the probed address, else the one that is open.

    A dual-stack instance can be reached by either.
    """
    mine = {"IPv6" if ":" in address else "IPv4" for address in all_addresses(f.row)}
    if f.row["floating_ip"] or f.port.state == "ssh" or len(mine) == 1:
        return "IPv6" if ":" in (f.port.address or best_address(f.row)) else "IPv4"
    rules = [rule for group in f.groups for rule in group["rules"]]
    by_v6 = is_open([rule for rule in rules if rule.ethertype == "IPv6"], 22)
    by_v4 = is_open([rule for rule in rules if rule.ethertype != "IPv6"], 22)
    return "IPv6" if by_v6 and not by_v4 else "IPv4"


def _comes_from(rules: list[Rule], address: str) -> bool:
    try:
        return is_open(rules, 22, address)
    except ValueError:
        return False


def _user_data(f: Facts) -> Finding | None:
    failure = first_of(f.report.failures)
    if failure is None:
        return None
    said = "; ".join((failure.text, *failure.lines[-2:]))
    fatal = failure.kind in ("include", "stage")
    title = "User data aborted the boot" if fatal else "Its user data failed"
    todo = "Fix the user data and launch again."
    if failure.kind == "datasource":
        title = "It did not reach the metadata service"
        todo = "Reboot it; if that does not help, ask your cloud's support about its network."
        fatal = True
    return Finding("user_data", "bad" if fatal else "warn", title, said, todo)


def _installed(f: Facts) -> Finding | None:
    if not f.public_key:
        return None
    has = f.report.has_key(f.public_key)
    if has is None:
        return None
    user = f.report.user_of(f.public_key)
    if has:
        said = f"its boot log has {fingerprint_of(f.public_key)} for {user}"
        return Finding("installed", "good", f"The key is installed for {user}", said)
    others = ", ".join(k.fingerprint for k in f.report.authorized_keys) or "none at all"
    said = f"its boot log has other keys for {user or 'its users'}: {others}"
    todo = "Use the private key of one of those, or launch again with your key."
    return Finding("installed", "bad", f"The key {f.row['key']} is not installed", said, todo)


def _sshd(f: Facts) -> Finding | None:
    if f.report.kind == "talos":
        todo = "Use talosctl with the configuration that it was launched with."
        return Finding(
            "sshd", "bad", "Talos has no SSH server", "its boot log is that of Talos", todo
        )
    failed = next(
        (x for x in f.report.failures if x.kind == "unit" and "ssh" in x.part.lower()), None
    )
    if failed and f.port.state != "ssh":
        todo = "See its log for the reason; usually an earlier step of the boot failed."
        return Finding("sshd", "bad", "Its SSH server did not start", failed.text, todo)
    if f.port.state == "ssh" or f.row["status"] != ACTIVE:
        return None
    if f.report.user_data == "running" and f.report.sshd is None:
        said = "its boot log has no sign of an SSH server yet"
        return Finding("sshd", "warn", "It is still booting", said, "Wait a minute.")
    return None


def _stranger(f: Facts) -> Finding | None:
    if f.port.state != "stranger":
        return None
    todo = "Do not log in: run the doctor again in a minute, then ask your cloud's support."
    return Finding("stranger", "bad", "Another machine answers at its address", f.port.text, todo)


def _remembered(f: Facts) -> Finding | None:
    address = f.port.address or best_address(f.row)
    if f.remembered:
        said = f"~/.ssh/known_hosts has the key of an earlier instance for {address}"
        todo = "Replace it with the host keys in the boot log."
        fix = Fix("known_hosts", "Replace the old host key")
        return Finding("remembered", "bad", "known_hosts has a different host key", said, todo, fix)
    if f.known_here:
        return Finding(
            "remembered", "good", "known_hosts has its host key", "in ~/.ssh/known_hosts"
        )
    return None


def _user(f: Facts) -> Finding | None:
    if not f.user.user:
        todo = "Try root: most images reply with the right name."
        return Finding("user", "unknown", "The login user is not known", f.user.source, todo)
    if f.configured_user and f.configured_user != f.user.user:
        said = f"~/.ssh/config says {f.configured_user}, but {f.user.source} says {f.user.user}"
        todo = f"Change it to {f.user.user}, or run: ssh {f.user.user}@ADDRESS."
        return Finding("user", "bad", "Your ssh uses the wrong user", said, todo)
    said = f"{f.user.source}; any other user is refused as if the key were wrong"
    return Finding("user", "good", f"The login user is {f.user.user}", said)


def _port(f: Facts) -> Finding | None:
    if f.port.state == "ssh":
        return Finding("port", "good", "SSH answers from here", f"{f.port.address}: {f.port.text}")
    if f.port.state in ("unasked", "stranger") or not (f.row["floating_ip"] or f.port.public):
        return None
    todo = "If nothing above explains it: a firewall in your own network may block it."
    return Finding("port", "warn", "SSH does not answer from here", f.port.text, todo)
