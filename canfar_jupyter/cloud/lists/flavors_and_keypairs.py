"""Nova's smaller lists as columns: flavors and key pairs.

Source: https://docs.openstack.org/api-ref/compute/#list-flavors-with-details,
https://docs.openstack.org/api-ref/compute/#list-keypairs
"""

from __future__ import annotations

import msgspec

from canfar_jupyter.cloud.lists.fields import Fields
from canfar_jupyter.cloud.lists.listing import Listing
from canfar_jupyter.cloud.lists.reading import Columns
from canfar_jupyter.model.keys.public_key import fingerprint_of


class FlavorRow(msgspec.Struct, gc=False):
    """What code asks of a flavor; ``Fields`` adds what the schema takes as it is."""

    id: str
    name: str = ""
    vcpus: int = 0
    ram: int = 0  # MiB
    disk: int = 0
    ephemeral: int = msgspec.field(name="OS-FLV-EXT-DATA:ephemeral", default=0)


class _Key(msgspec.Struct, gc=False):
    name: str
    public_key: str | None = None
    fingerprint: str | None = None
    type: str | None = None


class KeyRow(msgspec.Struct, gc=False):
    """A key pair, by hand: Nova wraps each one in an object of its own."""

    keypair: _Key


FLAVOR_FIELDS = Fields("flavors", FlavorRow)
FLAVORS = Listing(FLAVOR_FIELDS.row, "compute", "/flavors/detail", "flavors")
KEYPAIRS = Listing(KeyRow, "compute", "/os-keypairs", "keypairs")


def flavor_columns(rows: list[FlavorRow]) -> Columns:
    """Lay out flavors as columns."""
    return FLAVOR_FIELDS.columns(rows, {"ram_gib": [r.ram / 1024 for r in rows]})


def key_columns(rows: list[KeyRow]) -> Columns:
    """Lay out key pairs as columns."""
    keys = [row.keypair for row in rows]
    return {
        "id": [k.name for k in keys],
        "name": [k.name for k in keys],
        "fingerprint": [_fingerprint(k) for k in keys],
        "type": [_type(k) for k in keys],
        "public_key": [(k.public_key or "").strip() for k in keys],
    }


def _fingerprint(key: _Key) -> str:
    """Return the fingerprint as ssh-keygen shows it; Nova itself still uses MD5."""
    return fingerprint_of((key.public_key or "").strip()) or key.fingerprint or ""


def _type(key: _Key) -> str:
    if key.type and key.type != "ssh":
        return key.type
    return (key.public_key or "").strip().split(" ")[0]
