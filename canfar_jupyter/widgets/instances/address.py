"""The floating IP of one instance: which it has, which it can get, and the verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from canfar_jupyter.model.network import floating_ips
from canfar_jupyter.model.network.floating_ips import ANY, Offer
from canfar_jupyter.widgets.floating_ips.questions import ask_move, ask_take
from canfar_jupyter.widgets.instances import words
from canfar_jupyter.widgets.kit.dialog import Dialog

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

LISTS = ("floating_ips", "networks", "quotas")  # what it is made of, besides the servers


class InstanceAddress:
    """What the overview of an instance shows and does about its floating IP.

    Args:
        store: Where it is.
        server: Its id.
        dialog: The question before somebody loses an address.
        follow: Takes what is under way, and what is to be said once it is done.
        say: Takes a sentence and its tone.
    """

    def __init__(
        self,
        store: Store,
        server: str,
        dialog: Dialog,
        follow: Callable[[Future[Any], str], None],
        say: Callable[[str, str], None],
    ) -> None:
        self._store, self._server, self._dialog = store, server, dialog
        self._follow, self._say = follow, say

    def data(self) -> dict[str, Any] | None:
        """Return the part of the overview; None: not all of it is known yet."""
        store = self._store
        server = store.servers.get(self._server)
        if server is None or not all(store.collections[name].loaded for name in LISTS):
            return None
        return words.address(
            self._row(),
            self._offers(),
            floating_ips.fixed_addresses(server, store.floating_ips),
            floating_ips.why_none(store.floating_ips, store.networks, store.quotas),
        )

    def give(self, offer_id: str = "", fixed_ip: str = "") -> None:
        """Give it a floating IP: a free one before a new one; one of others after a question.

        Args:
            offer_id: Id of the address, or NEW; "": the best that there is.
            fixed_ip: Internal address that it leads to; "": the first that can.
        """
        offers = self._offers()
        offer = next((o for o in offers if offer_id in ("", o.id)), None)
        if offer is None:
            s = self._store
            why = floating_ips.why_none(s.floating_ips, s.networks, s.quotas)
            self._say("That address has gone: choose again." if offers else why, "bad")
        elif offer.kind == "move":
            ask_move(
                self._dialog,
                offer.address,
                offer.loser,
                self._name(),
                lambda: self._give(offer, fixed_ip),
            )
        else:
            self._give(offer, fixed_ip, best=not offer_id)

    def take(self) -> None:
        """Take its floating IP away, after a question."""
        if (row := self._row()) is None:
            return
        id_, seen = str(row["id"]), str(row["port_id"])

        def take() -> None:
            taking = self._store.disassociate_floating_ip(id_, seen=seen)
            self._follow(taking, "It has no floating IP any more.")

        ask_take(self._dialog, str(row["name"]), self._name(), take)

    def _give(self, offer: Offer, fixed_ip: str, *, best: bool = False) -> None:
        giving = self._store.associate_floating_ip(
            self._server, ANY if best else offer.id, fixed_ip=fixed_ip or None, seen=offer.port
        )
        self._follow(giving, "It has a floating IP now.")

    def _offers(self) -> list[Offer]:
        s = self._store
        return floating_ips.offers(s.floating_ips, s.servers, s.quotas, s.networks)

    def _row(self) -> Mapping[str, Any] | None:
        server = self._store.servers.get(self._server)
        return floating_ips.of_server(server, self._store.floating_ips) if server else None

    def _name(self) -> str:
        return str(self._store.servers[self._server]["name"])
