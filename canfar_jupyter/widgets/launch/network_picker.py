"""Choose the network and the floating IP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.model.launch.problems import attachable_networks
from canfar_jupyter.model.network.floating_ips import offers
from canfar_jupyter.widgets.kit.field import Field

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class NetworkPicker(ipw.VBox):
    """The network, shown only if there are several, and a floating IP.

    Attributes:
        network: The list of networks.
        floating: The list of floating IPs: none, free ones, a new one, those of other instances.
        fields: Both with their notes, by name.
    """

    value = traitlets.Dict()
    """The parts of a ``LaunchSpec`` that are chosen here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.network = ipw.Dropdown(description="Network")
        self.floating = ipw.Dropdown(description="Floating IP", options=[("None", "")])
        self.fields = {"network": Field(self.network), "floating_ip": Field(self.floating)}
        super().__init__(list(self.fields.values()))
        self.add_class("cj-networks")
        for choice in (self.network, self.floating):
            choice.observe(lambda _change: self._collect(), "value")

    def offer(self) -> None:
        """Show what the project has now; the choice is kept."""
        networks = self._store.networks
        usable = attachable_networks(networks)
        options = [("Choose a network", "")]
        options += sorted((row["name"], id_) for id_, row in usable.items())
        _set(self.network, options)
        self.fields["network"].show(len(usable) > 1)
        outside = any(row["external"] for row in networks.values())
        _set(self.floating, self._addresses())
        self.fields["floating_ip"].show(outside)
        self._collect()

    def choose(self, network: str | None) -> None:
        """Choose a network, as the user would."""
        if network in dict(self.network.options).values():
            self.network.value = network

    def _addresses(self) -> list[tuple[str, str]]:
        """Name the instance that has each floating IP now: choosing one moves it from there."""
        store = self._store
        found = offers(store.floating_ips, store.servers, store.quotas, store.networks)
        return [("None", ""), *((offer.text, offer.id) for offer in found)]

    def _collect(self) -> None:
        several = len(self.network.options) > 2
        self.value = {
            "network": (self.network.value or None) if several else None,
            "floating_ip": self.floating.value or None,
        }


def _set(choice: Any, options: list[tuple[str, str]]) -> None:
    """Offer other options; the choice is kept if it is still offered."""
    if tuple(options) == tuple(choice.options):
        return
    value: Mapping[str, str] | str = choice.value
    choice.options = options
    choice.value = value if value in [id_ for _, id_ in options] else ""
