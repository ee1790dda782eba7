"""What ran at the first boot of a server, which a snapshot of it takes along.

Nova shows user data to administrators only, so a launch leaves a note in the server's metadata.  An
image passes its properties on to snapshots by itself; one that is given here replaces its note.
"""

from __future__ import annotations

import msgspec

from canfar_jupyter.cloud.faults.translation import REFUSALS, left_out
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.model.launch.first_boot import NOTE, joined_notes


class _Image(msgspec.Struct, gc=False):
    id: str = ""
    note: str | None = msgspec.field(name=NOTE, default=None)


class _Server(msgspec.Struct, gc=False):
    metadata: dict[str, str] | None = None
    image: _Image | str | None = None  # "": booted from a volume


class _Answer(msgspec.Struct, gc=False):
    server: _Server


def of(client: HttpClient, id_: str) -> dict[str, str]:
    """Return the properties for a snapshot; {} where nothing is known: that prevents none."""
    try:
        content = client.get("compute", f"/servers/{id_}").content
        server = msgspec.json.decode(content, type=_Answer).server
        own = (server.metadata or {}).get(NOTE, "")
        if not own:
            return {}
        before = ""
        if isinstance(server.image, _Image) and server.image.id:
            content = client.get("image", f"/images/{server.image.id}").content
            before = msgspec.json.decode(content, type=_Image).note or ""
        return {NOTE: joined_notes(before, own)}
    except REFUSALS as refused:
        left_out(refused, "look what ran at its first boot")
        return {}
    except msgspec.MsgspecError:
        return {}
