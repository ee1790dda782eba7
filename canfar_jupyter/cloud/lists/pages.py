"""The pages of a long list: one after the other, or four at once if the cloud is slow.

Nova and Glance list what is newest first, and a page begins behind a row that is named by its
id (the marker).  So an id remembered from the last reading cuts the list in the same place,
whatever has come or gone since, and all pages can be asked for at once.  What lies between two
cuts may have grown beyond a page, and a marker may be purged: the links are followed from
there until the next page is met, so that no row is lost; rows that come twice are for
``reading.joined`` to drop.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

from openstack import exceptions as sdk

from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.lists.listing import PAGE, Listing, Page, Query

AT_ONCE = 4  # requests of one user that an operator does not mind
SLOW = 0.1  # seconds a page takes the cloud; we need a tenth of that for its 1,000 rows


class HasId(Protocol):
    """A row that can be a marker."""

    id: str


Row = TypeVar("Row", bound=HasId)


class Pages(Generic[Row]):
    """Reads one list again and again.

    Args:
        wire: The HTTP client of the cloud.
        listing: The list; one that Neutron sends whole has no use for this.
        workers: At most ``AT_ONCE`` of them.
        query: What else to ask of each page.
    """

    def __init__(
        self,
        client: HttpClient,
        listing: Listing[Row],
        workers: DaemonExecutor,
        query: Query | None = None,
    ) -> None:
        self._client, self._listing, self._workers = client, listing, workers
        self._query: Query = {"limit": PAGE, **(query or {})}
        self._cuts: tuple[str, ...] = ()  # last ids of the pages of the last whole reading
        self._seconds = 0.0  # that a page took then

    def read(self, first: int | None = None) -> Iterator[Page[Row]]:
        """Read the whole list; a row may come twice.

        Args:
            first: Rows of the first page, to have something to show soon; None: as the others.
        """
        seconds: list[float] = []
        start: Query = {**self._query, "limit": first or PAGE}
        together = self._cuts and self._seconds > SLOW
        for page in self._together(start) if together else self._in_turn(start):
            seconds.append(page.seconds)
            yield page
        self._seconds = sum(seconds) / len(seconds)

    def remember(self, ids: list[str]) -> None:
        """Note where the pages of the list that was read last would be cut next time."""
        self._cuts = tuple(ids[PAGE - 1 : -1 : PAGE])

    def _ask(self, query: Query) -> Page[Row]:
        return self._listing.ask(self._client, query)

    def _in_turn(self, start: Query) -> Iterator[Page[Row]]:
        page = self._ask(start)
        yield page
        yield from self._beyond(page, start)

    def _beyond(
        self, page: Page[Row], asked: Query, until: frozenset[str] = frozenset()
    ) -> Iterator[Page[Row]]:
        """Follow the links of a page, as far as one that has an id of ``until``."""
        while not until or until.isdisjoint(row.id for row in page.rows):
            following = self._listing.following(page, asked, PAGE)
            if following is None:
                return
            asked, page = following, self._ask(following)
            yield page

    def _together(self, start: Query) -> Iterator[Page[Row]]:
        asked = [start, *({**self._query, "marker": cut} for cut in self._cuts)]
        futures = [self._workers.submit(lambda q=q: self._ask(q)) for q in asked]  # type: ignore[misc]
        try:
            at, page = start, futures[0].result()
            yield page
            for query, future in zip(asked[1:], futures[1:], strict=True):
                if (later := _unless_purged(future)) is None:
                    continue  # the links of the page before lead over what it would have had
                met = frozenset([str(query["marker"]), *(row.id for row in later.rows)])
                yield from self._beyond(page, at, met)
                yield later
                at, page = query, later
            yield from self._beyond(page, at)
        finally:
            for future in futures:
                future.cancel()


def _unless_purged(future: Future[Page[Row]]) -> Page[Row] | None:
    """Return the page; None: its marker is no longer known (400 by Nova and Glance)."""
    try:
        return future.result()
    except (sdk.BadRequestException, sdk.NotFoundException):
        return None
