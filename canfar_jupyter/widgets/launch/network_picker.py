"""Choose the network and the floating IP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.model.launch.problems import attachable_networks
from canfar_jupyter.model.launch.proposed_ip import ip_in_words, proposed_ip
from canfar_jupyter.model.network.floating_ips import NEW, Offer, offers
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class NetworkPicker(ipw.VBox):
    """The network, shown only if there are several, and a floating IP.

    Attributes:
        network: The list of networks.
        floating: The list of floating IPs: none, free ones, a new one, those of other instances.
        reach: What the chosen one means.
        fields: Both with their notes, by name.
    """

    value = traitlets.Dict()
    """The parts of a ``LaunchSpec`` that are chosen here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._offers: list[Offer] = []
        self._picked = self._offering = False  # the floating IP: by the user; from the lists
        self._several = False  # instances: none of them is the one to get a floating IP
        self._spent: dict[str, int] = {}  # given to a launch -> how many the project then had
        self.network = ipw.Dropdown(description="Network")
        self.floating = ipw.Dropdown(description="Floating IP", options=[("None", "")])
        self.reach = StatusLine()
        self.fields = {
            "network": Field(self.network),
            "floating_ip": Field(self.floating, help=[self.reach]),
        }
        super().__init__(list(self.fields.values()))
        self.add_class("cj-networks")
        self.network.observe(lambda _change: self._collect(), "value")
        self.floating.observe(lambda _change: self._chosen(), "value")

    def offer(self) -> None:
        """Show what the project has now; the choice is kept."""
        networks = self._store.networks
        usable = attachable_networks(networks)
        options = [("Choose a network", "")]
        options += sorted((row["name"], id_) for id_, row in usable.items())
        _set(self.network, options)
        self.fields["network"].show(len(usable) > 1)
        self._offer_addresses()
        outside = any(row["external"] for row in networks.values())
        self.fields["floating_ip"].show(outside)
        self._collect()

    def for_several(self, several: bool) -> None:
        """Note whether several instances are launched: a floating IP goes to one only."""
        if several != self._several:
            self._several = several
            self._offer_addresses()
            self._collect()

    def spend(self, floating_ip: str | None) -> None:
        """Note which floating IP a launch gets: the next one begins with another."""
        if floating_ip:
            self._spent[floating_ip] = len(self._store.floating_ips)
        self._picked = False
        self._offer_addresses()
        self._collect()

    def reset(self) -> None:
        """Choose what is proposed."""
        self._picked = False
        self.choose("")
        self.offer()

    def _offer_addresses(self) -> None:
        """Name the instance that has each floating IP now: choosing one moves it from there."""
        store = self._store
        ips, quotas = store.floating_ips, store.quotas
        self._offers = offers(ips, store.servers, quotas, store.networks)
        options = [("None", ""), *((offer.text, offer.id) for offer in self._offers)]
        self._offering = True
        try:
            _set(self.floating, options)
            if not self._picked and ips.loaded and quotas.loaded:
                self.floating.value = "" if self._several else self._proposed()
        finally:
            self._offering = False

    def _proposed(self) -> str:
        """Return the one to begin with, but for those that a launch is about to get."""
        ips = self._store.floating_ips
        held = {id_ for id_ in self._spent if id_ in ips and ips[id_]["port_id"]}
        if len(ips) > self._spent.get(NEW, len(ips)):
            held.add(NEW)
        self._spent = {id_: many for id_, many in self._spent.items() if id_ not in held}
        left = [offer for offer in self._offers if offer.id not in self._spent]
        return proposed_ip(left, ips, self._store.quotas)

    def choose(self, network: str | None) -> None:
        """Choose a network, as the user would."""
        if network in dict(self.network.options).values():
            self.network.value = network

    def _chosen(self) -> None:
        if not self._offering:
            self._picked = True
            self._collect()

    def _collect(self) -> None:
        several = len(self.network.options) > 2
        chosen, store = str(self.floating.value), self._store
        self.reach.say(ip_in_words(chosen, self._offers, store.floating_ips, store.quotas))
        self.value = {
            "network": (self.network.value or None) if several else None,
            "floating_ip": chosen or None,
        }


def _set(choice: Any, options: list[tuple[str, str]]) -> None:
    """Offer other options; the choice is kept if it is still offered."""
    if tuple(options) == tuple(choice.options):
        return
    value: Mapping[str, str] | str = choice.value
    choice.options = options
    choice.value = value if value in [id_ for _, id_ in options] else ""
