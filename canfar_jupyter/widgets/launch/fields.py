"""The fields of the launch form, and the launch that they describe."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.launch.problems import attachable_networks, parts_of, wants_htcondor
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.sites import site
from canfar_jupyter.widgets.access.group_editor import GroupEditor
from canfar_jupyter.widgets.access.group_picker import GroupPicker
from canfar_jupyter.widgets.access.key_picker import KeyPicker
from canfar_jupyter.widgets.access.port_opener import PortOpener
from canfar_jupyter.widgets.kit.disclosure import Disclosure
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.presence import Presence
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.kit.words import free_name
from canfar_jupyter.widgets.launch.command_view import CommandView
from canfar_jupyter.widgets.launch.flavor_choice import FlavorChoice
from canfar_jupyter.widgets.launch.image_choice import ImageChoice
from canfar_jupyter.widgets.launch.more_options import MoreOptions
from canfar_jupyter.widgets.launch.network_picker import NetworkPicker
from canfar_jupyter.widgets.launch.quota_bars import QuotaBars
from canfar_jupyter.widgets.launch.user_data_options import MoreFirstBoot
from canfar_jupyter.widgets.layout.panel import Panel

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_MORE = (
    *("availability_zone", "server_group", "tags", "metadata", "description"),
    *("config_drive", "more_networks", "volume_gib"),
)


class LaunchFields(Panel):
    """A whole launch on one page; rarely needed options are collapsed."""

    spec = traitlets.Instance(LaunchSpec)
    """What would be launched now; can be observed."""

    def __init__(self, store: Store, messages: Messages | None = None) -> None:
        self._store = store
        self._proposed = ""
        self._blocked = ""  # why it cannot be launched; "": it can
        self.messages = messages or Messages()
        self._make_fields()
        own = [] if messages else [self.messages]
        pulse = Presence(beat=store.look)
        super().__init__("Launch an instance", [*own, *self._page, pulse], classes=("cj-launch",))

    def _changed(self, *fields: str) -> None:
        raise NotImplementedError

    def _make_fields(self) -> None:
        self.name = ipw.Text(description="Name", continuous_update=True)
        self.system = ipw.Dropdown(description="System", options=[("Other", "")])
        self.image = ImageChoice()
        self.flavor = FlavorChoice()
        self.key = KeyPicker(self._store)
        self.groups = GroupPicker()
        self.port = PortOpener(self._store, self.groups)
        self.networks = NetworkPicker(self._store)
        self.condor = ipw.Checkbox(
            description="Install HTCondor for batch processing", indent=False
        )
        self.condor.layout.display = None if site().pool else "none"
        self.bars = QuotaBars()
        self.button = ipw.Button(description="Launch", button_style="primary")
        self.button.add_class("cj-launch-button")
        self.why = StatusLine()  # why it cannot be pressed: its reason may be far above
        self.editor = Disclosure("Edit security groups", lambda: GroupEditor(self._store))
        self.first_boot = Disclosure(
            "More at first boot: recipes, custom script", self._make_first_boot
        )
        self.more = Disclosure("More: copies, zone, tags, metadata", self._make_more)
        self.commands = Disclosure("The same as a command or code", self._make_commands)
        groups_label = ipw.Label("Security groups")
        groups_label.add_class("cj-label")
        image = ipw.HBox([self.system, self.image])
        image.add_class("cj-row-of-controls")
        image.add_class("cj-image-row")
        self.fields = {
            "name": Field(self.name),
            "image": Field(image),
            "flavor": Field(self.flavor),
            "key": Field(self.key),
            "security_groups": Field(groups_label, self.groups, help=[self.port]),
            **self.networks.fields,
            "user_data": Field(self.condor),
            "quota": Field(self.bars, self.button, help=[self.why]),
        }
        self._page = [
            *(self.fields[n] for n in ("name", "image", "flavor", "key", "security_groups")),
            self.editor,
            self.networks,
            self.fields["user_data"],
            self.first_boot,
            self.more,
            self.fields["quota"],
            self.commands,
        ]

    def _make_first_boot(self) -> ipw.Widget:
        made = MoreFirstBoot()
        made.observe(lambda _change: self._changed("user_data"), "value")
        made.text.tell(self._told())
        return made

    def _make_more(self) -> ipw.Widget:
        made = MoreOptions(self._store)
        self.fields |= made.fields
        made.observe(lambda change: self._changed(*differing(change)), "value")
        made.observe(lambda _change: self._changed("fixed_ip"), "learned")
        return made

    def _make_commands(self) -> ipw.Widget:
        view = CommandView(self._store)
        view.show(self._sent(), self._blocked)
        return view

    def _show_system(self) -> None:
        """Show which system's newest image is chosen."""
        options = [("Other", ""), *((system, system) for system in self.image.systems)]
        if tuple(options) != tuple(self.system.options):
            self.system.options = options
        self.system.value = self.image.system

    def _fit(self) -> None:
        spec = self._asked()
        self.flavor.offer(
            self._store.images.get(spec.image),
            self._store.flavors,
            self._store.quotas,
            spec.count,
            batch=wants_htcondor(spec),
            own_disk=spec.volume_gib is None,
        )

    def _propose_name(self) -> None:
        if self.name.value != self._proposed:
            return  # typed by the user
        image = self._store.images.get(self.image.chosen)
        stem = (image["os_distro"] or image["name"]) if image else "instance"
        self._proposed = free_name(stem, set(self._store.servers.column("name")))
        self.name.value = self._proposed

    def _asked(self) -> LaunchSpec:
        """Build the launch from the fields."""
        folded: dict[str, Any] = {}
        for fold in (self.first_boot, self.more):
            folded |= getattr(fold.content, "value", {})
        return LaunchSpec(
            name=self.name.value.strip(),
            image=self.image.chosen,
            flavor=self.flavor.value,
            key=self.key.choice.value or None,
            security_groups=self.groups.value,
            condor=self.condor.value,
            **self.networks.value,
            **folded,
        )

    def _told(self) -> tuple[Any, ...]:
        """Return the user data of the instances; nothing while a value is invalid."""
        try:
            return parts_of(self._asked())
        except CloudError:
            return ()

    def _sent(self) -> LaunchSpec:
        """Return the launch with the network that the store would choose."""
        usable = list(attachable_networks(self._store.networks))
        if self.spec.network is None and len(usable) == 1:
            return replace(self.spec, network=usable[0])
        return self.spec

    def _put(self, spec: LaunchSpec) -> None:
        self.name.value = self._proposed = spec.name
        if spec.image:
            self.image.choose(spec.image)
        if spec.flavor in self._store.flavors:
            self.flavor.pick(spec.flavor)
        self.key.pick(spec.key)
        self.groups.pick(spec.security_groups)
        self.networks.choose(spec.network)
        self.condor.value = spec.condor
        if self.first_boot.content or spec.recipes or spec.user_data or spec.files:
            self.first_boot.show()
            first_boot: Any = self.first_boot.content
            first_boot.fill(spec)
        plain = replace(
            LaunchSpec(name=spec.name, image=spec.image, flavor=spec.flavor),
            **{name: getattr(spec, name) for name in _MORE},
        )
        if self.more.content or plain != LaunchSpec(
            name=spec.name, image=spec.image, flavor=spec.flavor
        ):
            self.more.show()
            more: Any = self.more.content
            more.fill(spec)


def differing(change: Any) -> tuple[str, ...]:
    """Return which parts of a launch a choice changed, as fields of the form."""
    old = change["old"] if isinstance(change["old"], dict) else {}  # None, or never read
    new = change["new"]
    names = [name for name in new if new[name] != old.get(name)]
    return tuple("volume" if name == "volume_gib" else name for name in names)
