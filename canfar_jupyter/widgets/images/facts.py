"""The details of one image in words, for its card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.model.images.systems import System, last_updates
from canfar_jupyter.widgets.images.rows import owner_in_words, seen_of, system_in_words

Row = Mapping[str, Any]
_SHOWN = frozenset(  # of Glance's own names: they have a line of their own, or say nothing
    {
        *("id", "name", "status", "visibility", "owner", "protected", "os_hidden", "tags"),
        *("disk_format", "container_format", "size", "virtual_size", "min_disk", "min_ram"),
        *("checksum", "os_hash_algo", "os_hash_value", "created_at", "updated_at"),
        *("self", "file", "schema", "direct_url", "locations", "stores", "description"),
        *("os_admin_user", "os_distro", "os_version"),
    }
)
_OWNERS = {
    "project": "this project",
    "shared": "{owner}, shared with this project",
    "pending": "{owner}, offered to this project",
    "public": "the cloud, for all projects",
    "community": "{owner}, for all projects",
}


def facts(row: Row, servers: Iterable[Row], details: Row | None) -> list[tuple[str, str]]:
    """Return pairs of label and text to show.

    Args:
        row: Its row in the list of images.
        servers: Rows of the project's instances.
        details: What Glance says about it; None: not read yet.
    """
    servers = list(servers)
    known = details or {}
    lines = [
        ("Description", str(known.get("description") or "")),
        ("Id", row["id"]),
        ("Owner", _OWNERS.get(row["tab"], "{owner}").format(owner=owner_in_words(row))),
        ("Shared with", ", ".join(seen_of(row).members or ())),
        ("Visibility", row["visibility"]),
        ("System", system_in_words(row) or "not known"),
        ("Supported", _supported(row)),
        ("Security updates", _updates(row)),
        ("cloud-init", row["cloud_init"] or "not known"),
        ("Login user", str(known.get("os_admin_user") or "")),
        ("Format", row["disk_format"]),
        ("Size", bytes_in_words(row["size"]) if row["size"] else ""),
        ("Virtual size", bytes_in_words(row["virtual_size"]) if row["virtual_size"] else ""),
        ("Requires", _needs(row)),
        ("Protected", "yes, it cannot be deleted" if row["protected"] else ""),
        ("Created", (row["created"] or "").replace("T", " ").replace("Z", " UTC")),
        ("Snapshot of", _source(row, servers)),
        ("Used by", _users(row, servers)),
        ("Checksum (md5)", str(known.get("checksum") or "")),
        (f"Checksum ({known.get('os_hash_algo')})", str(known.get("os_hash_value") or "")),
        *((key, str(value)) for key, value in sorted(known.items()) if key not in _SHOWN),
    ]
    return [(label, text) for label, text in lines if text]


def _supported(row: Row) -> str:
    if not row["supported"]:
        return f"no: {row['supported_why']}"
    return "yes, if its name is right about the system" if row["os_by_name"] else "yes"


def _updates(row: Row) -> str:
    last = last_updates(System(row["os_distro"], row["os"], row["os_version"]))
    return f"until {last}" if last else ""


def _needs(row: Row) -> str:
    parts = []
    if row["min_disk_gib"]:
        parts.append(f"{row['min_disk_gib']} GiB root disk")
    if row["min_ram_mib"]:
        parts.append(f"{row['min_ram_mib']} MiB memory")
    return ", ".join(parts)


def _source(row: Row, servers: list[Row]) -> str:
    if not row["is_snapshot"]:
        return ""
    id_ = row["server_id"]
    name = next((server["name"] for server in servers if server["id"] == id_), "")
    return str(name) or (f"an instance that no longer exists ({id_})" if id_ else "an instance")


def _users(row: Row, servers: list[Row]) -> str:
    return ", ".join(str(s["name"]) for s in servers if s["image_id"] == row["id"]) or "no instance"


def own_properties(details: Row) -> dict[str, str]:
    """Return the properties that a user may set: not Glance's own, nor the cloud's."""
    mine = {"os_distro", "os_version"}
    return {
        key: str(value)
        for key, value in details.items()
        if (key in mine or key not in _SHOWN) and not key.startswith("os_glance")
    }
