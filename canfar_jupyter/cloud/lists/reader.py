"""How each list is read: which requests, decoded and laid out as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, error
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.lists import flavors_and_keypairs, images, network, quotas, servers
from canfar_jupyter.cloud.lists.listing import PAGE, Listing, Page, Query
from canfar_jupyter.cloud.lists.pages import AT_ONCE, Pages
from canfar_jupyter.cloud.lists.parts import Parts
from canfar_jupyter.cloud.lists.reading import Columns, Reading, joined
from canfar_jupyter.model.columns import TIME

Row = TypeVar("Row")
Early = Callable[[Reading], None]
FIRST = 100  # instances of the first page: what a screen shows. A real Nova needs 5 ms for each


class Reader:
    """Reads the lists of one project, and remembers names between readings."""

    def __init__(self, client: HttpClient, project_id: str, workers: DaemonExecutor) -> None:
        self._client, self._project_id, self._workers = client, project_id, workers
        self._image_names: dict[str, str] = {}  # id -> name; the id itself: not visible to us
        self._flavors: dict[str, servers.Flavor] = {}  # for a Nova before 2.47
        self._parts = Parts()
        self._quotas = quotas.QuotaList(client, project_id, workers, self._parts)
        pool = DaemonExecutor(AT_ONCE, "canfar-pages")
        self._server_pages = Pages(client, servers.DETAIL, pool)
        self._image_pages = Pages(client, images.IMAGES, pool, {"visibility": "all"})
        self._plain_image_pages = Pages(client, images.IMAGES, pool)
        self._reads: dict[str, Callable[[Early | None], Reading]] = {
            "servers": self._servers,
            "images": self._images,
            "flavors": lambda _: self._flavor_list(),
            "keypairs": lambda _: self._collect(
                "keypairs",
                flavors_and_keypairs.KEYPAIRS.pages(client),
                flavors_and_keypairs.key_columns,
            ),
            "security_groups": lambda _: self._of_network(
                "security_groups", network.GROUPS, network.group_columns
            ),
            "networks": lambda _: self._of_network(
                "networks", network.NETWORKS, network.network_columns
            ),
            "floating_ips": lambda _: self._floating_ips(),
            "quotas": lambda _: self._quotas.read(),
        }

    def read(self, name: str, early: Early | None = None) -> Reading:
        """Read every row of one list; ``early`` gets the first page of a long one at once."""
        return self._reads[name](early)

    def floating_ips_soon(self) -> Future[Reading]:
        """Read the floating IPs on a worker."""
        return self._workers.submit(self._floating_ips)

    def changes(self, since: datetime) -> Reading:
        """Read the servers that changed since ``since``, including deleted ones.

        Source: https://docs.openstack.org/api-guide/compute/polling_changes.html
        """
        parts: list[Columns] = []
        gone: list[str] = []
        lost, date, newest = 0, None, ""
        stamp = since.strftime(TIME)
        query: Query = {"changes-since": stamp, "limit": PAGE}
        for page in servers.DETAIL.pages(self._client, query):
            date, lost = _earlier(date, page.date), lost + page.lost
            newest = max(newest, servers.newest(row.updated for row in page.rows))
            rows, deleted = servers.alive(page.rows)
            gone.extend(deleted)
            parts.append(self._server_columns(rows))
        columns = self._named(joined("servers", parts) if len(parts) > 1 else parts[0])
        return Reading(columns, date, _lost(lost), tuple(gone), newest)

    def server_ids(self) -> set[str]:
        """Read only the servers' ids: much cheaper for Nova than their details."""
        found: set[str] = set()
        for page in servers.IDS.pages(self._client, {"limit": PAGE}):
            if page.lost:  # what is missing here would be treated as terminated
                raise msgspec.DecodeError(_lost(page.lost))
            found.update(row.id for row in page.rows)
        return found

    def server_names(self) -> dict[str, dict[str, Any]]:
        """Read the names of the servers by id."""
        pages = servers.IDS.pages(self._client, {"limit": PAGE})
        return {row.id: {"name": row.name or ""} for page in pages for row in page.rows}

    def _servers(self, early: Early | None) -> Reading:
        pages = self._server_pages.read(FIRST if early else None)
        reading = self._collect("servers", pages, self._server_columns, early)
        self._server_pages.remember(reading.columns["id"])
        return replace(reading, newest=servers.newest(reading.columns["updated"]))

    def _collect(
        self,
        name: str,
        pages: Iterable[Page[Row]],
        layout: Callable[[list[Row]], Columns],
        early: Early | None = None,
    ) -> Reading:
        """Read a list to its end, or up to a failure: the rows before it are kept."""
        parts: list[Columns] = []
        date, lost, broken = None, 0, ""
        try:
            for page in pages:
                date, lost = _earlier(date, page.date), lost + page.lost
                parts.append(layout(page.rows))
                if early is not None and page.next and len(parts) == 1:
                    early(Reading(parts[0], date, "There are more rows to come."))
        except SDK_ERRORS as failed:
            if not parts:
                raise
            broken = f"{error(failed, 'read the whole list')} "
        columns = joined(name, parts)
        if name == "servers":
            columns = self._named(columns)
        return Reading(columns, date, (broken + _lost(lost)).strip())

    def _of_network(
        self, name: str, listing: Listing[Row], layout: Callable[[list[Row], str], Columns]
    ) -> Reading:
        pages = listing.pages(self._client)
        return self._collect(name, pages, lambda rows: layout(rows, self._project_id))

    def _floating_ips(self) -> Reading:
        """Read the addresses; a Neutron without routers has none, and answers 404."""
        try:
            reading = self._of_network(
                "floating_ips", network.FLOATING_IPS, network.floating_columns
            )
        except sdk.NotFoundException:
            if self._parts.has("floating_ips"):
                raise
            return Reading(joined("floating_ips", []))
        self._parts.answered("floating_ips")
        return reading

    def _server_columns(self, rows: list[servers.ServerRow]) -> Columns:
        return servers.columns(rows, self._image_names, self._flavor_of)

    def _named(self, columns: Columns) -> Columns:
        """Insert the names of images that were not known when the rows were read.

        They may be known by now: the list of images is read at the same time.
        """
        unseen = set(columns["image_id"]) - self._image_names.keys() - {""}
        if not unseen and "" not in columns["image"]:
            return columns
        asked = [
            self._workers.submit(lambda batch=batch: self._names_of(batch))  # type: ignore[misc]
            for batch in images.batches(unseen)
        ]
        try:
            found = {id_: name for future in asked for id_, name in future.result().items()}
        except SDK_ERRORS:
            return columns  # the list of instances is worth showing without Glance
        self._image_names.update({id_: found.get(id_) or id_ for id_ in unseen})
        names = [self._image_names.get(id_, "") for id_ in columns["image_id"]]
        return {**columns, "image": names}

    def _names_of(self, batch: str) -> dict[str, str]:
        pages = images.NAMES.pages(self._client, {"limit": PAGE, "id": batch})
        return {row.id: row.name or "" for page in pages for row in page.rows}

    def _flavor_of(self, flavor: servers.Flavor) -> servers.Flavor:
        if flavor.id and flavor.id not in self._flavors:
            self._flavor_list()
            self._flavors.setdefault(flavor.id, servers.Flavor(name=flavor.id))
        return self._flavors.get(flavor.id, flavor)

    def _flavor_list(self) -> Reading:
        def layout(rows: list[flavors_and_keypairs.FlavorRow]) -> Columns:
            self._flavors.update(
                {
                    r.id: servers.Flavor(r.id, r.name, r.vcpus, r.ram, r.disk, r.ephemeral)
                    for r in rows
                }
            )
            return flavors_and_keypairs.flavor_columns(rows)

        pages = flavors_and_keypairs.FLAVORS.pages(self._client, {"limit": PAGE})
        return self._collect("flavors", pages, layout)

    def _images(self, early: Early | None) -> Reading:
        """Read all usable images (ours, public, accepted, community), and pending ones.

        ``early`` gets the first page of many, and then the first of the two lists: most of the
        images, and all of ours.
        """
        offered = self._workers.submit(self._offered_images)
        listed = self._listed_images(early)
        if early is not None:
            early(Reading(listed.columns, listed.date, "There are more rows to come."))
        more = offered.result()
        columns = joined("images", [listed.columns, more.columns])
        self._image_names.update(zip(columns["id"], columns["name"], strict=True))
        return Reading(columns, listed.date, listed.partial or more.partial)

    def _listed_images(self, early: Early | None) -> Reading:
        def read() -> Reading:
            pages = self._image_pages.read()
            return self._collect("images", pages, self._image_columns, early)

        try:
            listed = read()
        except sdk.BadRequestException:  # an old Glance does not know the visibility "all"
            self._image_pages = self._plain_image_pages
            listed = read()
        self._image_pages.remember(listed.columns["id"])
        return listed

    def _offered_images(self) -> Reading:
        """Read what others offer; some clouds have no sharing, and refuse the question."""
        query: Query = {"limit": PAGE, "visibility": "shared", "member_status": "pending"}
        try:
            reading = self._collect(
                "images",
                images.IMAGES.pages(self._client, query),
                lambda rows: images.columns(rows, self._project_id, offered=True),
            )
        except SDK_ERRORS as failed:
            said = self._parts.missing("offered", failed, "look for images that others offer")
            return Reading(joined("images", []), partial=said)
        self._parts.answered("offered")
        return reading

    def _image_columns(self, rows: list[images.ImageRow]) -> Columns:
        return images.columns(rows, self._project_id)

    def some(self, name: str, ids: Iterable[str]) -> Reading:
        """Read only some images, such as those being created, or some servers."""
        return self._some_images(ids) if name == "images" else self._some_servers(ids)

    def _some_servers(self, ids: Iterable[str]) -> Reading:
        """Read servers one by one: Nova has no filter for ids."""
        asked = [self._workers.submit(lambda id_=id_: self._server(id_)) for id_ in ids]  # type: ignore[misc]
        rows = [row for future in asked if (row := future.result()) is not None]
        return Reading(self._named(self._server_columns(rows)))

    def _server(self, id_: str) -> servers.ServerRow | None:
        try:
            return servers.one(self._client.get("compute", f"/servers/{id_}").content)
        except sdk.NotFoundException:
            return None

    def piece(self, behind: str, rows: int) -> Reading:
        """Read some servers in full, and return where to continue."""
        query: Query = {"limit": rows, **({"marker": behind} if behind else {})}
        page = servers.DETAIL.ask(self._client, query)
        following = servers.DETAIL.following(page, query) or {}
        columns = self._named(self._server_columns(page.rows))
        return Reading(
            columns, page.date, _lost(page.lost), behind=str(following.get("marker", ""))
        )

    def _some_images(self, ids: Iterable[str]) -> Reading:
        parts = [
            self._collect(
                "images",
                images.IMAGES.pages(self._client, {"limit": PAGE, "id": batch}),
                self._image_columns,
            )
            for batch in images.batches(ids)
        ]
        partial = next((part.partial for part in parts if part.partial), "")
        return Reading(joined("images", [part.columns for part in parts]), None, partial)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier time: what happened after it may not be in what was read."""
    return min(one, other) if one and other else one or other


def _lost(count: int) -> str:
    if not count:
        return ""
    rows = "1 row" if count == 1 else f"{count} rows"
    return f"{rows} could not be decoded and are not shown."
