"""Lists of the cloud: page by page, decoded by msgspec into the few fields that are shown.

A list is decoded page by page into Structs.  Where one row does not fit its Struct the page is
decoded again row by row, so that a strange row costs that row only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec

from canfar_jupyter.cloud.http.client import HttpClient

Row = TypeVar("Row")
Query = dict[str, str | int]
BAD = (msgspec.DecodeError, UnicodeDecodeError)  # msgspec raises both for invalid JSON
PAGE = 1000  # the most that Nova and Glance give by default


class _Link(msgspec.Struct, gc=False):
    rel: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list.

    ``lost`` counts rows that could not be decoded; ``date`` is the cloud's clock; ``seconds`` is
    the response time of the cloud.
    """

    rows: list[Row]
    next: str = ""
    lost: int = 0
    date: datetime | None = None
    seconds: float = 0.0


class Listing(Generic[Row]):
    """How to request one list: service, path, the key of its rows in the answer, their type."""

    def __init__(self, row: type[Row], service: str, path: str, key: str) -> None:
        self.service, self.path, self._key = service, path, key
        self._row: msgspec.json.Decoder[Row] = msgspec.json.Decoder(row)
        self._page: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            _page_of(list[row], key)  # type: ignore[valid-type]
        )
        self._loose: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            _page_of(list[msgspec.Raw], key)
        )

    def pages(self, client: HttpClient, query: Query | None = None) -> Iterator[Page[Row]]:
        """Ask page after page, following the links.

        Args:
            client: The HTTP client of the cloud.
            query: The rest of the query; ``limit`` is the page size (default: the cloud's).
        """
        asked: Query | None = query or {}
        while asked is not None:
            page = self.ask(client, asked)
            yield page
            asked = self.following(page, asked)

    def ask(self, client: HttpClient, query: Query) -> Page[Row]:
        """Ask for one page."""
        started = time.perf_counter()
        answer = client.get(self.service, self.path, query)
        seconds = time.perf_counter() - started
        return self.decode(answer.content, answer.date, seconds)

    def following(self, page: Page[Row], asked: Query, limit: int | None = None) -> Query | None:
        """Return the query for the page after this one; None if it is the last.

        Args:
            page: The page.
            asked: The query for this page.
            limit: Rows of the next page; None: as for this one.
        """
        if not page.next:
            return None
        # Only the query of the link: behind a proxy its scheme and host are often wrong.
        link = dict(parse_qsl(urlsplit(page.next).query))
        if link.get("marker") == asked.get("marker"):
            return None  # a link to the same page would be followed forever
        rows = limit or asked.get("limit")
        return {**asked, **link, **({"limit": rows} if rows else {})}

    def decode(
        self, content: bytes, date: datetime | None = None, seconds: float = 0.0
    ) -> Page[Row]:
        """Decode one page; rows that do not fit are left out and counted."""
        try:
            page = self._page.decode(content)
            if page.rows is not None:
                return Page(page.rows, _next(page), 0, date, seconds)
        except BAD:
            page = self._loose.decode(content)
        if page.rows is None:  # no list at all is not an empty one
            raise msgspec.ValidationError(f"The answer has no list of {self._key}.")
        rows, lost = [], 0
        for raw in page.rows:
            try:
                rows.append(self._row.decode(raw))
            except BAD:
                lost += 1
        return Page(rows, _next(page), lost, date, seconds)


def _page_of(rows: Any, key: str) -> type[msgspec.Struct]:
    fields = [("rows", rows | None, None), ("links", list[_Link] | None, None)]
    return msgspec.defstruct(
        "Page",
        [*fields, ("next", str | None, None)],
        rename={"rows": key, "links": f"{key}_links"},
        gc=False,
    )


def _next(page: Any) -> str:
    """Return the link to the next page: Nova and Neutron list links, Glance has only one."""
    return page.next or next((k.href for k in page.links or () if k.rel == "next"), "")
