"""Columns: the schemas of all collections, stored as one list per column.

The documented columns of each frame are the schemas at the end of this page; a frame's
index is ``id``.  Sizes carry their unit in the name (GiB = 2**30 bytes), except ``size``
and ``virtual_size`` of images, which are bytes as in Glance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "names", "category", "time", "int", "float", "bool", "object"]
Columns = Mapping[str, Sequence[Any]]  # by name; all of one length; "id" among them
TIME = "%Y-%m-%dT%H:%M:%SZ"  # how a time is written, UTC


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type, and its meaning."""

    name: str
    kind: Kind
    doc: str
    source: str = ""

    @property
    def meaning(self) -> str:
        """What it means, and what OpenStack calls it where that is another name."""
        text = self.doc or self.name
        return f"{text} ({self.source})" if self.source not in ("", self.name) else text


Schema = tuple[Column, ...]

SERVERS: Schema = (
    Column("id", "text", "Nova's id", "id"),
    Column("name", "text", "the name given at launch", "name"),
    Column("status", "category", "BUILD, ACTIVE, SHUTOFF, ERROR..."),
    Column(
        "task",
        "category",
        "what Nova is doing to it now (spawning, deleting...); empty: nothing",
        "OS-EXT-STS:task_state",
    ),
    Column("image", "text", "name of the image it was made from; empty: booted from a volume"),
    Column("image_id", "text", "its id"),
    Column("flavor", "category", "name of the flavor"),
    Column("vcpus", "int", "virtual CPUs"),
    Column("ram_gib", "float", "memory, GiB"),
    Column("disk_gib", "int", "root disk, GiB"),
    Column("ephemeral_gib", "int", "scratch (ephemeral) disk, deleted with the instance, GiB"),
    Column(
        "addresses",
        "text",
        "fixed addresses, then floating IPs, separated by commas",
    ),
    Column("floating_ip", "text", "its floating IP; empty: none"),
    Column("key", "category", "name of the key pair; empty: none", "key_name"),
    Column("security_groups", "names", "names, separated by commas"),
    Column("created", "time", "when it was asked for, UTC", "created"),
    Column("launched", "time", "when it first ran, UTC; NaT: not yet", "OS-SRV-USG:launched_at"),
    Column("updated", "time", "when Nova last changed it, UTC", "updated"),
    Column("fault", "text", "Nova's reason when status is ERROR"),
    Column("user_id", "category", "id of the user who launched it", "user_id"),
)

IMAGES: Schema = (
    Column("id", "text", "Glance's id", "id"),
    Column("name", "text", "not unique in Glance", "name"),
    Column(
        "tab",
        "category",
        "project, shared, pending, public, community: see GLOSSARY; "
        "other: a private one that only an administrator sees",
    ),
    Column("status", "category", "active, queued, saving, importing, deactivated...", "status"),
    Column("disk_format", "category", "qcow2, raw, iso, vmdk...", "disk_format"),
    Column("size", "int", "bytes to download", "size"),
    Column("virtual_size", "int", "bytes of disk it needs once unpacked"),
    Column("min_disk_gib", "int", "smallest root disk, GiB", "min_disk"),
    Column("min_ram_mib", "int", "smallest memory, MiB", "min_ram"),
    Column(
        "visibility",
        "category",
        "public, private, shared or community, as Glance has it",
        "visibility",
    ),
    Column("owner", "category", "id of the project it belongs to", "owner"),
    Column("is_snapshot", "bool", "made from an instance"),
    Column(
        "server_id",
        "text",
        "id of the instance a snapshot was made from; empty: not known",
        "instance_uuid",
    ),
    Column(
        "first_boot",
        "text",
        "what ran at first boot of the instance it was made from; empty: not known",
        "canfar_first_boot",
    ),
    Column("os", "category", "operating system, by properties or name; empty: not known"),
    Column("os_distro", "category", "its key as in the property os_distro; empty: not known"),
    Column("os_version", "category", "its version; empty: not known"),
    Column("os_by_name", "bool", "only the name of the image says which system it is"),
    Column("supported", "bool", "the site's tools are made for this system"),
    Column("supported_why", "category", "why they are not; empty: they are"),
    Column("cloud_init", "category", "sets itself up at first boot: yes, no; empty: not known"),
    Column("protected", "bool", "cannot be deleted until unprotected", "protected"),
    Column("created", "time", "UTC", "created_at"),
    Column("updated", "time", "UTC", "updated_at"),
)

FLAVORS: Schema = (
    Column("id", "text", "Nova's id", "id"),
    Column("name", "text", "such as c2-7.5gb-30", "name"),
    Column("vcpus", "int", "virtual CPUs", "vcpus"),
    Column("ram_gib", "float", "memory, GiB"),
    Column("disk_gib", "int", "root disk, GiB; 0: as large as the image", "disk"),
    Column("ephemeral_gib", "int", "scratch disk, GiB", "OS-FLV-EXT-DATA:ephemeral"),
    Column("description", "text", "the cloud's own description", "description"),
)

KEYPAIRS: Schema = (
    Column("id", "text", "the same as name: Nova has no other"),
    Column("name", "text", "unique among your key pairs"),
    Column("fingerprint", "text", "SHA256:... as ssh-keygen -l shows it"),
    Column("type", "category", "ssh-ed25519, ssh-rsa..."),
    Column("public_key", "text", "the line for authorized_keys"),
)

SECURITY_GROUPS: Schema = (
    Column("id", "text", "Neutron's id", "id"),
    Column("name", "text", "not unique in Neutron", "name"),
    Column("description", "text", "", "description"),
    Column("open_ports", "text", "the traffic it allows in, in words"),
    Column("rules", "object", "tuple of ports.Rule"),
)

NETWORKS: Schema = (
    Column("id", "text", "Neutron's id", "id"),
    Column("name", "text", "", "name"),
    Column("status", "category", "ACTIVE, DOWN...", "status"),
    Column(
        "external",
        "bool",
        "floating IPs are allocated from it; instances do not attach to it",
        "router:external",
    ),
    Column("shared", "bool", "belongs to no single project", "shared"),
    Column("subnets", "int", "number of subnets; 0: it has no addresses"),
)

FLOATING_IPS: Schema = (
    Column("id", "text", "Neutron's id"),
    Column("name", "text", "the address itself"),
    Column("status", "category", "ACTIVE, DOWN"),
    Column(
        "fixed_ip",
        "text",
        "fixed_ip_address, the internal address it is associated with; empty: not associated",
    ),
    Column("port_id", "text", "port it is associated with; empty: not associated"),
    Column(
        "server_id",
        "text",
        "id of the instance it is associated with; empty: not associated, or not with an instance",
    ),
    Column("network_id", "text", "external network it was allocated from"),
    Column("description", "text", ""),
    Column("created", "time", "UTC"),
    Column(
        "updated",
        "time",
        "updated_at, UTC: for one that is not associated, the time it was disassociated",
    ),
)

QUOTAS: Schema = (
    Column("id", "text", "the same as name"),
    Column(
        "name",
        "text",
        "instances, cores, ram_gib, key_pairs, floating_ips, security_groups; "
        "volumes, volume_gib where there are any",
    ),
    Column(
        "used",
        "float",
        "current use, in the unit of the name; NaN: not reported (key_pairs never is)",
    ),
    Column("limit", "float", "NaN: no limit"),
)

ACTIVITY: Schema = (  # no list of the cloud: live/base/activity.py makes it
    Column("id", "text", "op-NUMBER, task-SERVER, image-IMAGE or action-REQUEST-SERVER"),
    Column("what", "text", "Launching lens"),
    Column("detail", "text", "what is being done to it now, or why it failed; empty: neither"),
    Column("state", "category", "running, done, failed, unknown"),
    Column("started", "time", "UTC"),
    Column("ended", "time", "UTC; NaT: it is under way, or not known"),
    Column("who", "category", "you, other; empty: not known"),
    Column("hint", "text", "what to do next; empty: nothing"),
    Column("target", "text", "id of the instance that it is done to; empty: none"),
    Column("request_id", "text", "for the cloud's operators; empty: not known"),
    Column("retry", "category", "call: may be done once more; form: by the launch form; empty: no"),
    Column("operation", "object", "the Operation of this kernel; empty: from elsewhere"),
)

SCHEMAS: dict[str, Schema] = {
    "servers": SERVERS,
    "images": IMAGES,
    "flavors": FLAVORS,
    "keypairs": KEYPAIRS,
    "security_groups": SECURITY_GROUPS,
    "networks": NETWORKS,
    "floating_ips": FLOATING_IPS,
    "quotas": QUOTAS,
}


_BLANKS: dict[Kind, Any] = {
    "text": "",
    "names": (),
    "category": "",
    "time": None,
    "int": None,
    "float": 0.0,
    "bool": False,
    "object": (),
}
_ZERO = ("vcpus", "disk_gib", "ephemeral_gib", "min_disk_gib", "min_ram_mib")  # never missing


def blank(schema: Schema) -> dict[str, Any]:
    """Return a blank row of a list, with every column."""
    return {c.name: 0 if c.name in _ZERO else _BLANKS[c.kind] for c in schema}


def frame(schema: Schema, columns: Columns) -> pd.DataFrame:
    """Build the DataFrame of ``columns``: index ``id``, dtypes from the schema.

    Missing numbers are ``<NA>``, missing times ``NaT``, missing words empty; several names, a tuple
    in a row, are one text, separated by commas.
    """
    import pandas as pd  # late: costs half a second

    from canfar_jupyter.model.frames import Frame

    index = pd.Index(_words(columns["id"]), name="id", copy=False)
    times = _times({c.name: columns[c.name] for c in schema if c.kind == "time"})
    data = {
        c.name: times[c.name] if c.kind == "time" else _ARRAYS[c.kind](columns[c.name])
        for c in schema
        if c.name != "id"
    }
    return Frame(data, index=index, copy=False)


def _words(values: Sequence[Any]) -> Any:
    import pandas as pd

    return pd.array(list(values), dtype=_text())


def _joined(values: Sequence[Sequence[str]]) -> Any:
    return _words([", ".join(names) for names in values])


@cache
def _text() -> Any:
    """Return pandas' type for text: ``str`` from version 3, objects before."""
    import pandas as pd

    new = int(pd.__version__.partition(".")[0]) >= 3
    return pd.api.types.pandas_dtype("str" if new else "object")


def _times(columns: Columns) -> dict[str, Any]:
    """Parse all time columns in one call: for a short list each call costs more than its rows."""
    import numpy as np
    import pandas as pd

    if not columns:
        return {}
    objects = np.array([value for values in columns.values() for value in values], dtype=object)
    read = pd.to_datetime(objects, utc=True, errors="coerce", format="ISO8601").array
    rows = len(read) // len(columns)
    return {name: read[at * rows : (at + 1) * rows] for at, name in enumerate(columns)}


def _integers(values: Sequence[Any]) -> Any:
    """Build the pandas array directly if nothing is missing."""
    import numpy as np
    import pandas as pd

    try:
        return pd.arrays.IntegerArray(np.array(values, np.int64), np.zeros(len(values), bool))
    except TypeError:
        return pd.array(list(values), dtype="Int64")


def _floats(values: Sequence[Any]) -> Any:
    import numpy as np

    return np.array(values, dtype=np.float64)


def _booleans(values: Sequence[Any]) -> Any:
    import numpy as np

    return np.array(values, dtype=np.bool_)


def _objects(values: Sequence[Any]) -> Any:
    import pandas as pd

    return pd.Series(list(values), dtype="object").array


def _categories(values: Sequence[Any]) -> Any:
    """Encode the words with a dict: twice as fast as pandas' own way."""
    import numpy as np
    import pandas as pd

    words = sorted({value for value in values if value is not None})
    number = {None: -1, **{word: at for at, word in enumerate(words)}}
    codes = np.fromiter(map(number.__getitem__, values), dtype=np.int32, count=len(values))
    return pd.Categorical.from_codes(codes, categories=pd.Index(_words(words), copy=False))


_ARRAYS: dict[Kind, Callable[[Sequence[Any]], Any]] = {
    "text": _words,
    "names": _joined,
    "category": _categories,
    "int": _integers,
    "float": _floats,
    "bool": _booleans,
    "object": _objects,
}
