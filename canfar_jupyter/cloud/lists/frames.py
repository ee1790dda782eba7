"""The lists of one project: as DataFrames for users, as readings for the state layer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canfar_jupyter.cloud.base.names import choose, is_id
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, left_out, translating
from canfar_jupyter.cloud.lists.reader import Early, Reader
from canfar_jupyter.cloud.lists.reading import Reading
from canfar_jupyter.model.columns import SCHEMAS, frame
from canfar_jupyter.model.instances.addresses import corrected
from canfar_jupyter.model.instances.server import Server

if TYPE_CHECKING:
    import pandas as pd

LAG = 300.0  # seconds for which Nova's copy of floating IPs may be old: it refreshes it by itself
WORDS = {  # what a list is called in a sentence
    "servers": "instances",
    "images": "images",
    "flavors": "flavors",
    "keypairs": "SSH keys",
    "security_groups": "security groups",
    "networks": "networks",
    "floating_ips": "floating IPs",
    "quotas": "quotas",
}


class Lists:
    """What can be read of a project."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._fresher_until = float("-inf")  # Neutron knows of changes that Nova may not

    def servers(self) -> pd.DataFrame:
        """List the project's instances.

        Floating IPs are as Nova has them, which may be seconds late; after a change made through
        this ``Cloud`` Neutron is asked, too, for some minutes.
        """
        if time.monotonic() > self._fresher_until:
            return self._frame("servers")
        with translating("list the instances"):
            return self._framed("servers", self._addressed(lambda: self.read("servers")))

    def images(self) -> pd.DataFrame:
        """List the images of the project, those shared with it or offered to it, public ones."""
        return self._frame("images")

    def flavors(self) -> pd.DataFrame:
        """List the flavors."""
        return self._frame("flavors")

    def keypairs(self) -> pd.DataFrame:
        """List your public keys."""
        return self._frame("keypairs")

    def security_groups(self) -> pd.DataFrame:
        """List the security groups."""
        return self._frame("security_groups")

    def networks(self) -> pd.DataFrame:
        """List the project's networks, shared networks and external networks."""
        return self._frame("networks")

    def floating_ips(self) -> pd.DataFrame:
        """List the project's floating IPs."""
        return self._frame("floating_ips")

    def quotas(self) -> pd.DataFrame:
        """List the project's quotas and their use."""
        return self._frame("quotas")

    def _frame(self, name: str) -> pd.DataFrame:
        return self._framed(name, self.read(name))

    @staticmethod
    def _framed(name: str, reading: Reading) -> pd.DataFrame:
        made = frame(SCHEMAS[name], reading.columns)
        made.attrs["partial"] = reading.partial
        return made

    @staticmethod
    def frame_of(name: str, rows: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
        """Build the frame of rows that were read before."""
        columns = {c.name: [row[c.name] for row in rows.values()] for c in SCHEMAS[name]}
        return frame(SCHEMAS[name], columns)

    def read(self, name: str, early: Early | None = None) -> Reading:
        """Read every row of one list.

        Args:
            name: A name of ``columns.SCHEMAS``.
            early: Called with the first rows of a long list while the others are being read.

        Returns:
            The rows as columns; ``partial`` says whether some are missing.
        """
        with translating(f"list the {WORDS[name]}"):
            return self._reader.read(name, early)

    def server(self, id_: str) -> dict[str, Any] | None:
        """Read one row of ``servers`` with the floating IPs that Neutron says it has; or None."""
        with translating("look at the instance"):
            reading = self._addressed(lambda: self._reader.some("servers", [id_]))
        return reading.rows().get(id_)

    def _addressed(self, read: Callable[[], Reading]) -> Reading:
        """Read servers, and ask Neutron at the same time: of floating IPs its list holds."""
        asked = self._reader.floating_ips_soon()
        reading = read()
        try:
            ips = asked.result()
        except SDK_ERRORS as failed:
            left_out(failed, "look at the floating IPs")
            return reading  # Nova's copy is better than nothing
        columns = corrected(reading.columns, ips.columns, whole=not ips.partial)
        return replace(reading, columns=columns)

    def readdressed(self) -> None:
        """Note that addresses of instances were changed: Nova hears of it later."""
        self._fresher_until = time.monotonic() + LAG

    def server_id(self, server: Server | str) -> str:
        """Return the id of an instance; only a name requires a request."""
        if isinstance(server, Server):
            return server.id
        if is_id(server):
            return server
        with translating(f"find the instance {server}"):
            return choose(server, self._reader.server_names(), "instance")

    def read_changes(self, name: str, since: datetime) -> Reading:
        """Read the rows of ``servers`` that changed since ``since`` by the cloud's clock."""
        if name != "servers":
            raise ValueError(f"{name} cannot be asked for changes")
        with translating("look for changed instances"):
            return self._reader.changes(since)

    def read_ids(self, name: str) -> set[str]:
        """Read only the ids of ``servers``."""
        if name != "servers":
            raise ValueError(f"{name} has no list of ids alone")
        with translating("list the instances"):
            return self._reader.server_ids()

    def read_some(self, name: str, ids: Iterable[str]) -> Reading:
        """Read only these ``images`` or ``servers``; those not in the answer no longer exist."""
        if name not in ("images", "servers"):
            raise ValueError(f"{name} cannot be read in part")
        with translating(f"look at {WORDS[name]}"):
            return self._reader.some(name, ids)

    def read_piece(self, name: str, behind: str, rows: int) -> Reading:
        """Read the next ``rows`` of ``servers`` after an id; ``behind`` empty: the first.

        Raises:
            Invalid: That id no longer exists; start again.
        """
        if name != "servers":
            raise ValueError(f"{name} cannot be read in pieces")
        with translating("look at instances"):
            return self._reader.piece(behind, rows)


def _list_columns() -> None:
    """Write the columns of each list into its docstring, generated from the schema."""
    for name, schema in SCHEMAS.items():
        lines = "\n".join(f"            {c.name}: {c.meaning}" for c in schema)
        method = getattr(Lists, name)
        method.__doc__ = (
            f"{str(method.__doc__).rstrip()}\n\n        Returns:\n            A frame with index "
            f"``id`` and the columns:\n\n{lines}\n"
        )


_list_columns()
