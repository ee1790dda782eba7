"""The floating IP of one instance: the one it has, those it can get, and the verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from canfar_jupyter.model.network import floating_ips
from canfar_jupyter.model.network.floating_ips import ANY, Offer
from canfar_jupyter.widgets.floating_ips.questions import ask_disassociate, ask_move
from canfar_jupyter.widgets.instances import words
from canfar_jupyter.widgets.kit.dialog import Dialog

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

LISTS = ("floating_ips", "networks", "quotas")  # what it is made of, besides the servers


class InstanceAddress:
    """The floating IP section of an instance's overview.

    Args:
        store: Where it is.
        server: Its id.
        dialog: The confirmation before an instance loses its floating IP.
        follow: Takes the future of a request, and the message for when it is done.
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
        """Return the data of the section; None while something is not known yet."""
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

    def associate(self, offer_id: str = "", fixed_ip: str = "") -> None:
        """Associate a floating IP: a free one first, then a new one; ask before a move.

        Args:
            offer_id: Id of the floating IP, or NEW; "": the best offer.
            fixed_ip: Internal address to associate it with; "": the first that is suitable.
        """
        offers = self._offers()
        offer = next((o for o in offers if offer_id in ("", o.id)), None)
        if offer is None:
            s = self._store
            why = floating_ips.why_none(s.floating_ips, s.networks, s.quotas)
            self._say("That floating IP no longer exists: choose again." if offers else why, "bad")
        elif offer.kind == "move":
            ask_move(
                self._dialog,
                offer.address,
                offer.loser,
                self._name(),
                lambda: self._associate(offer, fixed_ip),
            )
        else:
            self._associate(offer, fixed_ip, best=not offer_id)

    def disassociate(self) -> None:
        """Disassociate its floating IP, after a confirmation."""
        if (row := self._row()) is None:
            return
        id_, seen = str(row["id"]), str(row["port_id"])

        def disassociate() -> None:
            future = self._store.disassociate_floating_ip(id_, seen=seen)
            self._follow(future, "The floating IP is disassociated.")

        ask_disassociate(self._dialog, str(row["name"]), self._name(), disassociate)

    def _associate(self, offer: Offer, fixed_ip: str, *, best: bool = False) -> None:
        associating = self._store.associate_floating_ip(
            self._server, ANY if best else offer.id, fixed_ip=fixed_ip or None, seen=offer.port
        )
        self._follow(associating, "The floating IP is associated.")

    def _offers(self) -> list[Offer]:
        s = self._store
        return floating_ips.offers(s.floating_ips, s.servers, s.quotas, s.networks)

    def _row(self) -> Mapping[str, Any] | None:
        server = self._store.servers.get(self._server)
        return floating_ips.of_server(server, self._store.floating_ips) if server else None

    def _name(self) -> str:
        return str(self._store.servers[self._server]["name"])
