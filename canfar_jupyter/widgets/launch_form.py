"""The form that launches an instance."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as ipw
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.problems import plugs
from canfar_jupyter.spec import LaunchSpec, Problem, Server
from canfar_jupyter.widgets.field import Field
from canfar_jupyter.widgets.flavor_choice import FlavorChoice
from canfar_jupyter.widgets.group_picker import GroupPicker
from canfar_jupyter.widgets.image_choice import ImageChoice
from canfar_jupyter.widgets.key_picker import KeyPicker
from canfar_jupyter.widgets.messages import Messages
from canfar_jupyter.widgets.panel import Panel
from canfar_jupyter.widgets.port_opener import PortOpener
from canfar_jupyter.widgets.pulse import Pulse
from canfar_jupyter.widgets.words import free_name

if TYPE_CHECKING:
    from canfar_jupyter.live.collection import Delta
    from canfar_jupyter.live.store import Store

_READ = ("images", "flavors", "keypairs", "security_groups", "networks", "quotas", "servers")


class LaunchForm(Panel):
    """Name, image, flavor, key, security groups and HTCondor.

    What stops the launch is said beside the field it belongs to, before and after it is sent.
    Each field is an attribute (``name``, ``image``, ``flavor``, ``key``, ``groups``,
    ``network``, ``condor``, ``button``).
    """

    spec = traitlets.Instance(LaunchSpec)
    """What would be launched now; observe it."""

    def __init__(self, store: Store, messages: Messages | None = None) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._launching = False
        self._refused: dict[str, str] = {}  # field -> what the cloud said of it
        self._proposed = ""
        self._on_launched: list[Callable[[Server], None]] = []
        self.messages = messages or Messages()
        self._make_fields()
        own = [] if messages else [self.messages]
        pulse = Pulse(beat=store.look)
        super().__init__(
            "Launch an instance", [*own, *self.fields.values(), pulse], classes=("cj-launch",)
        )
        self._watch()
        self._stops = [
            store.collections[name].observe(partial(self._on_delta, name)) for name in _READ
        ]
        self._read(*_READ)

    def on_launched(self, callback: Callable[[Server], None]) -> None:
        """Call ``callback(server)`` once the cloud has taken a launch."""
        self._on_launched.append(callback)

    def choose_image(self, image_id: str) -> None:
        """Fill in the image, as Launch on its row does, and go to the button that launches."""
        self.image.choose(image_id)
        (self.name if self.button.disabled else self.button).focus()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def _make_fields(self) -> None:
        self.name = ipw.Text(description="Name", continuous_update=True)
        self.image = ImageChoice()
        self.flavor = FlavorChoice()
        self.key = KeyPicker(self._store)
        self.groups = GroupPicker()
        self.port = PortOpener(self._store, self.groups)
        self.network = ipw.Dropdown(description="Network")
        self.condor = ipw.Checkbox(
            description="Install HTCondor for batch processing", indent=False
        )
        self.button = ipw.Button(description="Launch", button_style="primary")
        self.button.add_class("cj-launch-button")
        groups_label = ipw.Label("Security groups")
        groups_label.add_class("cj-label")
        self.fields = {
            "name": Field(self.name),
            "image": Field(self.image),
            "flavor": Field(self.flavor),
            "key": Field(self.key),
            "security_groups": Field(groups_label, self.groups, help=[self.port]),
            "network": Field(self.network),
            "user_data": Field(self.condor),
            "quota": Field(self.button),
        }

    def _watch(self) -> None:
        watched = {
            "name": (self.name, "value"),
            "image": (self.image, "chosen"),
            "flavor": (self.flavor, "value"),
            "key": (self.key.choice, "value"),
            "security_groups": (self.groups, "value"),
            "network": (self.network, "value"),
            "user_data": (self.condor, "value"),
        }
        for field, (widget, trait) in watched.items():
            widget.observe(lambda _change, field=field: self._changed(field), trait)
        self.button.on_click(lambda _button: self.launch())

    def _changed(self, field: str) -> None:
        with self._lock:
            self._refused.pop(field, None)
            self._refused.pop("quota", None)
            if field == "image":
                self._fit()
                self._propose_name()
            self._judge()

    def _on_delta(self, name: str, delta: Delta) -> None:
        if name == "servers" and not _names_changed(delta):
            return  # of the instances only their names matter here, and there may be thousands
        self._read(name)

    def _read(self, *names: str) -> None:
        """Take what the project has now of these lists; nothing chosen or typed is lost."""
        store = self._store
        with self._lock:
            if "images" in names:
                self.image.offer(store.images.columns())
            if "keypairs" in names:
                self.key.offer(store.keypairs, known=store.keypairs.loaded)
            if "security_groups" in names:
                self.groups.offer(store.security_groups)
            if "networks" in names:
                self._offer_networks()
            if not {"images", "flavors", "quotas"}.isdisjoint(names):
                self._fit()
            self._propose_name()
            self._judge()

    def _fit(self) -> None:
        image = self._store.images.get(self.image.chosen)
        self.flavor.offer(image, self._store.flavors, self._store.quotas)

    def _offer_networks(self) -> None:
        usable = plugs(self._store.networks)
        options = [("Choose a network", "")]
        options += sorted((row["name"], id_) for id_, row in usable.items())
        if tuple(options) != tuple(self.network.options):
            value = self.network.value
            self.network.options = options
            self.network.value = value if value in usable else ""
        self.fields["network"].show(len(usable) > 1)

    def _propose_name(self) -> None:
        if self.name.value != self._proposed:
            return  # typed by the user
        image = self._store.images.get(self.image.chosen)
        stem = (image["os_distro"] or image["name"]) if image else "instance"
        self._proposed = free_name(stem, set(self._store.servers.column("name")))
        self.name.value = self._proposed

    def _judge(self) -> None:
        several = len(plugs(self._store.networks)) > 1
        self.spec = LaunchSpec(
            name=self.name.value.strip(),
            image=self.image.chosen,
            flavor=self.flavor.value or "",
            key=self.key.choice.value or None,
            security_groups=self.groups.value,
            network=(self.network.value or None) if several else None,
            condor=self.condor.value,
        )
        found = self._store.problems(self.spec)
        if self.image.unknown:
            found = [p for p in found if p.field != "image"]
            found.append(Problem("image", self.image.unknown))
        self._show(found)

    def _show(self, found: list[Problem]) -> None:
        for name, field in self.fields.items():
            mine = [p for p in found if p.field == name]
            first = next((p for p in mine if p.blocks), mine[0] if mine else None)
            if refused := self._refused.get(name):
                field.note.say(refused, "bad")
            elif first is None:
                field.note.say("")
            else:
                field.note.say(first.text, "bad" if first.blocks else "warn")
        self.port.show(self.spec.security_groups)
        blocking = [p.text for p in found if p.blocks]
        self.button.disabled = bool(blocking) or self._launching
        self.button.tooltip = blocking[0] if blocking else "Launch this instance"
        self.button.description = "Launching..." if self._launching else "Launch"

    def launch(self) -> None:
        """Launch what the form says, as the button does; once, however often it is pressed."""
        with self._lock:
            if self.button.disabled:
                return
            self._launching = True
            self._refused.clear()
            self._judge()
            spec = self.spec
        self._store.launch(spec).add_done_callback(self._settled)

    def _settled(self, future: Future[list[Server]]) -> None:
        error = future.exception()
        with self._lock:
            self._launching = False
            if error is not None:
                self._blame(error)
            else:
                self._proposed = self.name.value  # the next one gets a name of its own
                self._propose_name()
            self._judge()
        if error is None:
            for server in future.result():
                for callback in self._on_launched:
                    callback(server)

    def _blame(self, error: BaseException) -> None:
        field = error.field if isinstance(error, CloudError) else None
        if isinstance(error, CloudError) and field in self.fields:
            self._refused[field] = f"{error} {error.hint}"
        else:
            self.messages.error(error)


def _names_changed(delta: Delta) -> bool:
    return bool(
        delta.added or delta.removed or any("name" in names for names in delta.changed.values())
    )
