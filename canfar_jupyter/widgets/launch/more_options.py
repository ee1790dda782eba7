"""Rarely needed options of a launch: copies, zone, tags, metadata..."""

from __future__ import annotations

import re
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.model.launch.problem_fields import is_address
from canfar_jupyter.model.launch.problems import MAX_COUNT, attachable_networks
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import in_words
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Offers
    from canfar_jupyter.live.store import Store


class MoreOptions(ipw.VBox):
    """Controls with their notes (``fields``); the cloud's options are requested on creation."""

    value = traitlets.Dict()
    """The parts of a ``LaunchSpec`` that are chosen here."""
    learned = traitlets.Int()
    """Increases when the store has learned which addresses are available."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.count = ipw.BoundedIntText(description="Instances", value=1, min=1, max=MAX_COUNT)
        self.pattern = StatusLine()
        self.fixed_ip = ipw.Text(description="Fixed address", placeholder="chosen by the cloud")
        self.networks = ipw.SelectMultiple(description="More networks", rows=3)
        self.zone = ipw.Dropdown(description="Availability zone", options=[("Any", "")])
        self.group = ipw.Dropdown(description="Server group", options=[("None", "")])
        self.tags = ipw.Text(description="Tags", placeholder="separated by commas")
        self.metadata = ipw.Textarea(
            description="Metadata", placeholder="name=value, one per line", rows=2
        )
        self.description = ipw.Text(description="Description")
        self.drive = ipw.Checkbox(description="Attach a config drive", indent=False)
        self.volume = ipw.BoundedIntText(description="Volume, GiB", value=20, min=1, max=100_000)
        self.from_volume = ipw.Checkbox(description="Boot from a new volume", indent=False)
        self.offered = StatusLine()
        self.fields = {
            "count": Field(self.count, self.pattern),
            "fixed_ip": Field(self.fixed_ip),
            "more_networks": Field(self.networks),
            "availability_zone": Field(self.zone),
            "server_group": Field(self.group),
            "tags": Field(self.tags),
            "metadata": Field(self.metadata),
            "description": Field(self.description),
            "config_drive": Field(self.drive),
            "volume": Field(self.from_volume, self.volume),
        }
        super().__init__([*self.fields.values(), self.offered])
        self.add_class("cj-more")
        for control in self._controls:
            control.observe(lambda _change: self._collect(), "value")
        for name in ("server_group", "volume", "more_networks"):
            self.fields[name].show(False)
        self._collect()
        self.offer()
        store.offers().add_done_callback(self._offered)
        self.fixed_ip.observe(lambda _change: self._look_at_address(), "value")

    @property
    def _controls(self) -> tuple[Any, ...]:
        return (
            *(self.count, self.fixed_ip, self.networks, self.zone, self.group, self.tags),
            *(self.metadata, self.description, self.drive, self.volume, self.from_volume),
        )

    def offer(self) -> None:
        """Show the project's networks; the choice is kept."""
        usable = attachable_networks(self._store.networks)
        options = tuple(sorted((row["name"], id_) for id_, row in usable.items()))
        if options != tuple(self.networks.options):
            kept = tuple(id_ for id_ in self.networks.value if id_ in usable)
            self.networks.options = options
            self.networks.value = kept
        self.fields["more_networks"].show(len(usable) > 1)

    @property
    def names(self) -> dict[str, str]:
        """Names of networks and server groups, by id."""
        return {id_: name for name, id_ in (*self.networks.options, *self.group.options)}

    def show_pattern(self, spec: LaunchSpec) -> None:
        """Show what several instances will be named."""
        names = spec.names if 1 < spec.count <= MAX_COUNT else ()
        many = "..., " if len(names) > 3 else ""
        shown = [*names[:2], many + names[-1]] if len(names) > 2 else list(names)
        self.pattern.say(f"They will be named {', '.join(shown)}." if shown else "")

    def fill(self, spec: LaunchSpec) -> None:
        """Choose what a launch has."""
        self.count.value = spec.count
        self.fixed_ip.value = spec.fixed_ip or ""
        self.tags.value = ", ".join(spec.tags)
        self.metadata.value = "\n".join(f"{key}={value}" for key, value in spec.metadata)
        self.description.value = spec.description or ""
        self.drive.value = spec.config_drive
        _pick(self.zone, spec.availability_zone)
        _pick(self.group, spec.server_group)
        offered = dict(self.networks.options).values()
        self.networks.value = tuple(id_ for id_ in spec.more_networks if id_ in offered)
        self.volume.value = spec.volume_gib or self.volume.value
        self.from_volume.value = spec.volume_gib is not None

    def _look_at_address(self) -> None:
        """Ask which addresses are taken, once one has been typed."""
        if is_address(self.fixed_ip.value):
            self._store.look_at_subnets().add_done_callback(self._looked)

    def _looked(self, future: Future[None]) -> None:
        if future.exception() is None:  # else the cloud says so after the launch
            self.learned += 1

    def _offered(self, future: Future[Offers]) -> None:
        if error := future.exception():
            text, hint, _ = in_words(error)
            self.offered.say(f"{text} {hint}", "warn")
            return
        offers = future.result()
        self._extend(self.zone, [(zone, zone) for zone in offers.zones])
        self._extend(self.group, [_group(*group) for group in offers.server_groups])
        self.fields["server_group"].show(bool(offers.server_groups))
        self.fields["volume"].show(offers.volumes)

    @staticmethod
    def _extend(choice: Any, more: list[tuple[str, str]]) -> None:
        known = [*choice.options[:1], *more]
        value = choice.value
        if value and value not in [id_ for _, id_ in known]:
            known.append((value, value))
        choice.options, choice.value = known, value

    def _collect(self) -> None:
        self.volume.disabled = not self.from_volume.value
        self.value = {
            "count": self.count.value,
            "fixed_ip": self.fixed_ip.value.strip() or None,
            "more_networks": tuple(self.networks.value),
            "availability_zone": self.zone.value or None,
            "server_group": self.group.value or None,
            "tags": tuple(tag.strip() for tag in self.tags.value.split(",") if tag.strip()),
            "metadata": _pairs(self.metadata.value),
            "description": self.description.value.strip() or None,
            "config_drive": self.drive.value,
            "volume_gib": self.volume.value if self.from_volume.value else None,
        }


_APART = {
    "affinity": "all on the same host",
    "anti-affinity": "all on different hosts",
    "soft-affinity": "on the same host if possible",
    "soft-anti-affinity": "on different hosts if possible",
}


def _group(id_: str, name: str, policy: str) -> tuple[str, str]:
    """Return a server group as an option of a list."""
    known = _APART.get(policy, policy)
    return f"{name or id_} ({known})" if known else name or id_, id_


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read "name=value" lines; a line without "=" is a name without a value."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]
    split = (line.partition("=") for line in lines)
    return tuple((key.strip(), value.strip()) for key, _, value in split)


def _pick(choice: Any, value: str | None) -> None:
    """Choose a value, which may not be offered yet."""
    if value and value not in [id_ for _, id_ in choice.options]:
        choice.options = [*choice.options, (value, value)]
    choice.value = value or ""
