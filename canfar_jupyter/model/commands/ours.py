"""A launch as Python with this package, for a notebook cell."""

from __future__ import annotations

from canfar_jupyter.model.commands.layout import assigned, call
from canfar_jupyter.model.commands.words import Names
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.network.floating_ips import NEW
from canfar_jupyter.model.userdata import Choice


def our_python(spec: LaunchSpec, names: Names) -> str:
    """Return the equivalent cell."""
    arguments = {
        "image": repr(names.of("images", spec.image)),
        "flavor": repr(names.of("flavors", spec.flavor)),
        **_given(spec, names),
    }
    several = spec.count > 1
    first = [repr(spec.name), *([str(spec.count)] if several else [])]
    verb, result = ("launch_copies", "servers") if several else ("launch", "server")
    lines = ["import canfar_jupyter as cj"]
    if spec.files:
        lines.append("from canfar_jupyter.model.userdata import Part")
    lines += [
        "",
        f"cloud = cj.connect({names.cloud!r})" if names.cloud else "cloud = cj.connect()",
        assigned(result, call(f"cloud.{verb}", first, arguments)),
    ]
    if spec.floating_ip is not None:
        new = spec.floating_ip == NEW
        given = f", {NEW if new else _address(spec.floating_ip, names)!r}"
        server = "servers[0]" if several else "server"
        lines.append(f"cloud.associate_floating_ip({server}{given})")
    return "\n".join(lines) + "\n"


def _given(spec: LaunchSpec, names: Names) -> dict[str, str]:
    """Return the arguments that differ from their defaults."""
    groups = [names.of("security_groups", id_) for id_ in spec.security_groups]
    more = [names.of("networks", id_) for id_ in spec.more_networks]
    given = {
        "key": spec.key,
        "security_groups": groups,
        "network": spec.network and names.of("networks", spec.network),
        "more_networks": more,
        "fixed_ip": spec.fixed_ip,
        "condor": spec.condor,
        "user_data": spec.user_data,
        "volume_gib": spec.volume_gib,
        "availability_zone": spec.availability_zone,
        "server_group": spec.server_group,
        "tags": list(spec.tags),
        "metadata": dict(spec.metadata),
        "config_drive": spec.config_drive,
        "description": spec.description,
    }
    written = {name: repr(value) for name, value in given.items() if value}
    if spec.recipes:
        written["recipes"] = f"[{', '.join(map(_recipe, spec.recipes))}]"
    if spec.files:
        parts = (f"Part.of({part.data!r}, {part.filename!r})" for part in spec.files)
        written["files"] = f"[{', '.join(parts)}]"
    return written


def _recipe(choice: Choice) -> str:
    return repr((choice.id, dict(choice.values))) if choice.values else repr(choice.id)


def _address(floating_ip: str, names: Names) -> str:
    return names.of("floating_ips", floating_ip)
