"""The fields of the launch form, and the launch that they describe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.model.launch.more_title import more_chosen, more_title
from canfar_jupyter.model.launch.problems import wants_htcondor
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.widgets.access.group_editor import GroupEditor
from canfar_jupyter.widgets.access.group_picker import GroupPicker
from canfar_jupyter.widgets.access.key_picker import KeyPicker
from canfar_jupyter.widgets.access.port_opener import PortOpener
from canfar_jupyter.widgets.kit.disclosure import Disclosure
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.words import free_name
from canfar_jupyter.widgets.launch.beginning import Beginning
from canfar_jupyter.widgets.launch.first_boot import FirstBoot
from canfar_jupyter.widgets.launch.flavor_choice import FlavorChoice
from canfar_jupyter.widgets.launch.image_cards import ImageCards
from canfar_jupyter.widgets.launch.image_choice import ImageChoice
from canfar_jupyter.widgets.launch.more_options import MoreOptions
from canfar_jupyter.widgets.launch.network_picker import NetworkPicker
from canfar_jupyter.widgets.launch.sections import Sections
from canfar_jupyter.widgets.launch.unread_lists import unread

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_MORE = (
    *("availability_zone", "server_group", "tags", "metadata", "description"),
    *("config_drive", "more_networks", "volume_gib"),
)
_CLEAR_MORE = "Clear the options under More"
_NOTHING = LaunchSpec(name="", image="", flavor="")


class LaunchFields:
    """The controls of a launch: filled from the store's lists, read as a ``LaunchSpec``.

    Args:
        store: The store of the project.
        changed: Called with the names of the fields that the user has changed.

    Attributes:
        fields: The controls with their notes, by the names that problems have for them.
        page: All of it but the name, from top to bottom.
        beginning: What it begins with.
    """

    def __init__(self, store: Store, changed: Callable[..., None]) -> None:
        self._store, self._changed = store, changed
        self._proposed = ""
        self.beginning = Beginning(store)
        self.name = ipw.Text(description="Name", continuous_update=True)
        self.system = ipw.Dropdown(description="System", options=[("Other", "")])
        self.cards, self.image = ImageCards(), ImageChoice()
        self.flavor = FlavorChoice()
        self.key = KeyPicker(store)
        self.groups = GroupPicker()
        self.port = PortOpener(store, self.groups)
        self.networks = NetworkPicker(store)
        self.boot = FirstBoot()
        self.editor = Disclosure("Edit security groups", lambda: GroupEditor(store))
        self.more = Disclosure(more_title([]), self._make_more, self._clear_more)
        self.fields: dict[str, Field] = self._with_notes()
        self.page = Sections(self)
        self._watch()

    def _with_notes(self) -> dict[str, Field]:
        image = ipw.HBox([self.image, self.system])
        image.add_class("cj-row-of-controls")
        image.add_class("cj-image-row")
        noted = {
            "name": Field(self.name),
            "image": Field(image),
            "flavor": Field(self.flavor),
            "key": Field(self.key),
            "security_groups": Field(self.groups, help=[self.port]),
            **self.networks.fields,
            **self.boot.fields,
        }
        return _marked(noted)

    def _watch(self) -> None:
        watched = {
            "name": (self.name, "value"),
            "image": (self.image, "chosen"),
            "flavor": (self.flavor, "value"),
            "key": (self.key.choice, "value"),
            "security_groups": (self.groups, "value"),
            "user_data": (self.boot, "value"),
        }
        for field, (widget, trait) in watched.items():
            widget.observe(lambda _change, field=field: self._changed(field), trait)
        self.image.observe(lambda _change: self._changed("image"), "unknown")
        self.cards.observe(lambda change: self._choose_card(change["new"]), "value")
        self.networks.observe(lambda change: self._changed(*differing(change)), "value")
        self.system.observe(self._choose_system, "value")

    def _choose_card(self, id_: str) -> None:
        if id_ and id_ != self.image.chosen:
            self.image.choose(id_)

    def _choose_system(self, change: Any) -> None:
        if change["new"] and change["new"] != self.image.system:
            self.image.choose_newest(change["new"])

    def _make_more(self) -> ipw.Widget:
        made = MoreOptions(self._store)
        self.fields |= _marked(made.fields)
        made.observe(lambda change: self._changed(*differing(change)), "value")
        made.observe(lambda _change: self._changed("fixed_ip"), "learned")
        return made

    def _clear_more(self) -> None:
        if isinstance(self.more.content, MoreOptions):
            self.more.content.fill(_NOTHING)

    @property
    def spec(self) -> LaunchSpec:
        """The launch that the fields describe now."""
        return LaunchSpec(
            name=self.name.value.strip(),
            image=self.image.chosen,
            flavor=self.flavor.value,
            key=self.key.choice.value or None,
            security_groups=self.groups.value,
            **self.networks.value,
            **self.boot.value,
            **getattr(self.more.content, "value", {}),
        )

    def fill(self, spec: LaunchSpec) -> None:
        """Fill in a launch; fields for things that no longer exist are left as they are."""
        self.name.value = self._proposed = spec.name
        if spec.image:
            self.image.choose(spec.image)
        if spec.flavor in self._store.flavors:
            self.flavor.pick(spec.flavor)
        self.key.pick(spec.key)
        self.groups.pick(spec.security_groups)
        self.networks.choose(spec.network)
        self.boot.fill(spec)
        plain = LaunchSpec(name=spec.name, image=spec.image, flavor=spec.flavor)
        if plain != replace(plain, **{name: getattr(spec, name) for name in _MORE}):
            self.more.show()
        if isinstance(self.more.content, MoreOptions):
            self.more.content.fill(spec)

    def clear(self) -> None:
        """Begin again with what is proposed."""
        self.beginning.read_anew()
        self._offer_images()
        self.image.propose(self.beginning.image)
        self.flavor.pick("")
        self.key.reset()
        self.groups.reset()
        self.networks.reset()
        self.boot.clear()
        self._clear_more()
        self.propose_name(anew=True)

    def open(self, field: str) -> None:
        """Open what hides a field."""
        if isinstance(self.more.content, MoreOptions) and field in self.more.content.fields:
            self.more.show()

    def focus(self, wrong: Collection[str]) -> None:
        """Focus the first of these fields; none: the name, which is decided first.

        Never the button: Enter, pressed once too often, would launch what was not looked at.
        """
        controls: Mapping[str, Any] = {
            "name": self.name,
            "image": self.image,
            "flavor": self.flavor,
            "key": self.key.choice,
            "network": self.networks.network,
            "floating_ip": self.networks.floating,
        }
        first = next((field for field in controls if field in wrong), "name")
        controls[first].focus()

    def fit(self) -> None:
        """Judge the flavors by the image, the quotas and the number of instances."""
        spec = self.spec
        self.flavor.offer(
            self._store.images.get(spec.image),
            self._store.flavors,
            self._store.quotas,
            spec.count,
            batch=wants_htcondor(spec),
            own_disk=spec.volume_gib is None,
            likely=self.beginning.flavor(spec.image),
        )
        self.page.size.head.note = self.flavor.fit
        self.networks.for_several(spec.count > 1)

    def propose_name(self, *, anew: bool = False) -> None:
        """Propose a name that no instance has, in place of one proposed before.

        ``anew``: also in place of one that was typed, and has been launched.
        """
        if anew:
            self._proposed = self.name.value
        if self.name.value != self._proposed:
            return  # typed by the user
        image = self._store.images.get(self.image.chosen)
        stem = (image["os_distro"] or image["name"]) if image else "instance"
        self._proposed = free_name(stem, set(self._store.servers.column("name")))
        self.name.value = self._proposed

    def offer(self, names: Collection[str]) -> None:
        """Update the choices from these lists; nothing chosen or typed is lost."""
        store = self._store
        news = self.beginning.read()
        if news or "images" in names:
            self._offer_images()
        if news or "keypairs" in names:
            self.key.offer(store.keypairs, store.keypairs.loaded, self.beginning.key)
        if "security_groups" in names:
            self.groups.offer(store.security_groups)
            if isinstance(self.editor.content, GroupEditor):
                self.editor.content.offer()
        if not {"networks", "floating_ips", "quotas", "servers"}.isdisjoint(names):
            self.networks.offer()
            if isinstance(self.more.content, MoreOptions):
                self.more.content.offer()
        if news:
            self.fit()

    def _offer_images(self) -> None:
        images, begin = self._store.images, self.beginning
        columns = images.columns()
        begin.look_at(columns)
        self.cards.offer(begin.images, images)
        self.image.offer(columns, begin.image, known=begin.settled)

    @property
    def problems(self) -> list[Problem]:
        """What only the fields themselves know to be wrong."""
        found = []
        if self.image.unknown:
            found.append(Problem("image", self.image.unknown))
        if self.groups.twice:
            found.append(Problem("security_groups", self.groups.twice, blocks=False))
        return [*found, *unread(self._store)]

    def say(self, found: Sequence[Problem], refused: Mapping[str, str]) -> None:
        """Say beside each field what is wrong with it: what the cloud refused goes first."""
        for name, field in self.fields.items():
            mine = [problem for problem in found if problem.field == name]
            blocking = next((problem.text for problem in mine if problem.blocks), "")
            if text := refused.get(name) or blocking:
                field.note.say(text, "bad")
            else:
                field.note.say(
                    " ".join(problem.text for problem in mine), "warn" if mine else "quiet"
                )
        if isinstance(self.more.content, MoreOptions):
            wrong = {problem.field for problem in found if problem.blocks} | refused.keys()
            self.more.need_a_look(not wrong.isdisjoint(self.more.content.fields))

    def show(self, spec: LaunchSpec) -> None:
        """Show what follows from the whole launch."""
        self.cards.value = spec.image
        self.port.show(spec.security_groups)
        self._show_system()
        image = self._store.images.get(spec.image)
        self.boot.show_held(spec, image["first_boot"] if image else "")
        if isinstance(self.more.content, MoreOptions):
            self.more.content.show_pattern(spec)
            chosen = more_chosen(spec, self.more.content.names)
            self.more.describe(more_title(chosen), _CLEAR_MORE if chosen else "")

    def _show_system(self) -> None:
        """Show which system's newest image is chosen."""
        options = [("Other", ""), *((system, system) for system in self.image.systems)]
        if tuple(options) != tuple(self.system.options):
            self.system.options = options
        self.system.value = self.image.system


def _marked(fields: dict[str, Field]) -> dict[str, Field]:
    """Mark fields by their names, so that what leads to a field finds it."""
    for name, field in fields.items():
        field.add_class(f"cj-at-{name}")
    return fields


def differing(change: Any) -> tuple[str, ...]:
    """Return which parts of a launch a choice changed, as fields of the form."""
    old = change["old"] if isinstance(change["old"], dict) else {}  # None, or never read
    new = change["new"]
    names = [name for name in new if new[name] != old.get(name)]
    return tuple("volume" if name == "volume_gib" else name for name in names)
