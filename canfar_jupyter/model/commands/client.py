"""A launch as commands of the ``openstack`` client, for a POSIX shell.

Source: https://docs.openstack.org/python-openstackclient/latest/cli/command-objects/server.html
"""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterator

from canfar_jupyter.model import userdata
from canfar_jupyter.model.commands.words import Names
from canfar_jupyter.model.launch.problems import parts_of
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.network.floating_ips import NEW

_END = "END_OF_USER_DATA"
_WIDTH = 76  # characters of a line of base64


def openstack_client(spec: LaunchSpec, names: Names) -> str:
    """Return the equivalent shell commands, ready to paste.

    Raises:
        Invalid: A recipe is unknown or one of its values is wrong.
    """
    data = userdata.encode(parts_of(spec))
    lines = []
    file = "user-data"
    if data is not None:
        lines.append(_file(file, data))
    words = ["openstack", *_cloud(names), "server", "create", *_options(spec, names)]
    if data is not None:
        words += ["--user-data", file]
    if spec.floating_ip is not None:
        words.append("--wait")
    lines.append(_wrapped([*words, *_name(spec.name)]))
    if spec.floating_ip is not None:
        lines += _floating_ip(spec, names)
    return "\n".join(lines) + "\n"


def _cloud(names: Names) -> list[str]:
    return ["--os-cloud", names.cloud] if names.cloud else []


def _name(name: str) -> list[str]:
    """Return the name as the last argument; "--" prevents one like -x from being an option."""
    return ["--", name] if name.startswith("-") else [name]


def _options(spec: LaunchSpec, names: Names) -> Iterator[str]:
    """Yield the options; groups and networks by id: their names may not be unique."""
    if spec.volume_gib is None:
        yield from ("--image", names.of("images", spec.image))
    else:  # --boot-from-volume would leave the volume behind
        disk = "source_type=image,destination_type=volume,boot_index=0,delete_on_termination=true"
        size = f"volume_size={spec.volume_gib}"
        yield from ("--block-device", f"uuid={spec.image},{size},{disk}")
    yield from ("--flavor", names.of("flavors", spec.flavor))
    if spec.key is not None:
        yield from ("--key-name", spec.key)
    for group in spec.security_groups:
        yield from ("--security-group", group)
    if spec.network is not None:
        yield from ("--nic", f"net-id={spec.network}{_fixed(spec.fixed_ip)}")
    for network in spec.more_networks:
        yield from ("--nic", f"net-id={network}")
    if spec.count > 1:
        yield from ("--min", str(spec.count), "--max", str(spec.count))
    if spec.availability_zone:
        yield from ("--availability-zone", spec.availability_zone)
    if spec.server_group:
        yield from ("--server-group", spec.server_group)
    for tag in spec.tags:
        yield from ("--tag", tag)
    for key, value in spec.metadata:
        yield from ("--property", f"{key}={value}")
    if spec.config_drive:
        yield "--use-config-drive"
    if spec.description:
        yield from ("--description", spec.description)


def _fixed(address: str | None) -> str:
    if not address:
        return ""
    return f",v{6 if ':' in address else 4}-fixed-ip={address}"


def _file(name: str, data: bytes) -> str:
    """Write a file: readable if it is plain text, else as base64."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    plain = text.endswith("\n") and not any(c in text for c in "\r\0") and _END not in text
    if plain:
        return f"cat > {name} <<'{_END}'\n{text}{_END}"
    encoded = base64.b64encode(data).decode("ascii")
    rows = "\n".join(encoded[at : at + _WIDTH] for at in range(0, len(encoded), _WIDTH))
    return f"base64 --decode > {name} <<'{_END}'\n{rows}\n{_END}"


def _floating_ip(spec: LaunchSpec, names: Names) -> Iterator[str]:
    start = shlex.join(["openstack", *_cloud(names)])
    server = shlex.join(_name(spec.name))
    if spec.floating_ip != NEW:
        address = names.of("floating_ips", str(spec.floating_ip))
        yield f"{start} server add floating ip {server} {shlex.quote(address)}"
        return
    external = next(
        (id_ for id_, row in names.project.get("networks", {}).items() if row["external"]), "public"
    )
    yield (
        f"{start} server add floating ip {server} "
        f'"$({start} floating ip create -f value -c floating_ip_address {shlex.quote(external)})"'
    )


def _wrapped(words: list[str]) -> str:
    """Put each option on a line of its own."""
    lines: list[list[str]] = [[]]
    for word in words:
        if word.startswith("--") and lines[-1] and word != "--os-cloud":
            lines.append([])
        lines[-1].append(shlex.quote(word))
    return " \\\n  ".join(" ".join(line) for line in lines)
