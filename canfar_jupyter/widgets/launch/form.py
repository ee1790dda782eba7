"""The form that launches instances."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.instances.condition import fault_advice, has_run
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import ACTIVE, ERROR
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.model.network.floating_ips import NEW
from canfar_jupyter.model.quotas import uses
from canfar_jupyter.widgets.access.group_editor import GroupEditor
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.words import free_name
from canfar_jupyter.widgets.launch.command_view import CommandView
from canfar_jupyter.widgets.launch.fields import LaunchFields, differing
from canfar_jupyter.widgets.launch.more_options import MoreOptions
from canfar_jupyter.widgets.launch.user_data_options import MoreFirstBoot

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_READ = (
    *("images", "flavors", "keypairs", "security_groups", "networks", "quotas", "servers"),
    "floating_ips",
)
_FITTING = frozenset({"images", "flavors", "quotas"})  # what a flavor is judged by


class LaunchForm(LaunchFields):
    """A whole launch on one page; rarely needed options are collapsed.

    What prevents the launch is shown beside its field, before and after it is sent.
    Each field is an attribute (``name``, ``image``, ``flavor``, ``key``, ``groups``,
    ``networks``, ``condor``, ``first_boot``, ``more``, ``button``).
    """

    def __init__(self, store: Store, messages: Messages | None = None) -> None:
        self._lock = threading.RLock()
        self._launching = self._filling = False
        self._refused: dict[str, str] = {}  # field -> what the cloud said of it
        self._news: set[str] = set()  # lists that have changed since they were read here
        self._taken: set[str] = set()  # names of this launch that instances have
        self._building: set[str] = set()  # ids of what was launched here and still builds
        self._on_launched: list[Callable[[Server], None]] = []
        super().__init__(store, messages)
        self._watch()
        self._stops = [
            store.collections[name].observe(partial(self._on_delta, name)) for name in _READ
        ]
        self._read(*_READ)

    def on_launched(self, callback: Callable[[Server], None]) -> None:
        """Call ``callback(server)`` once the cloud has accepted a launch."""
        self._on_launched.append(callback)

    def choose_image(self, image_id: str) -> None:
        """Fill in the image, as Launch on its row does, and focus the Launch button."""
        self.image.choose(image_id)
        (self.name if self.button.disabled else self.button).focus()

    def launch_like(self, server_id: str) -> None:
        """Fill in what launches another instance like this one, under a new name."""
        self._store.spec_of(server_id).add_done_callback(self._like)

    def _like(self, future: Future[LaunchSpec]) -> None:
        if error := future.exception():
            self.messages.error(error, "like")
            return
        self.messages.forget("like")
        spec = future.result()
        stem = re.sub(r"-\d+$", "", spec.name)
        name = free_name(stem, set(self._store.servers.column("name")))
        self.fill(replace(spec, name=name))
        self.name.focus()

    def fill(self, spec: LaunchSpec) -> None:
        """Fill in a launch; fields for things that no longer exist are left as they are."""
        with self._judged_once():
            self._put(spec)
            self._fit()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def _watch(self) -> None:
        watched = {
            "name": (self.name, "value"),
            "image": (self.image, "chosen"),
            "flavor": (self.flavor, "value"),
            "key": (self.key.choice, "value"),
            "security_groups": (self.groups, "value"),
            "user_data": (self.condor, "value"),
        }
        for field, (widget, trait) in watched.items():
            widget.observe(lambda _change, field=field: self._changed(field), trait)
        self.image.observe(lambda _change: self._changed("image"), "unknown")
        self.networks.observe(lambda change: self._changed(*differing(change)), "value")
        self.system.observe(self._choose_system, "value")
        self.button.on_click(lambda _button: self.launch())

    def _choose_system(self, change: Any) -> None:
        if change["new"] and change["new"] != self.image.system:
            self.image.choose_newest(change["new"])

    def _changed(self, *fields: str) -> None:
        with self._lock:
            for field in (*fields, "quota"):
                self._refused.pop(field, None)
            if self._filling:
                return
        with self._judged_once():
            if not {"image", "user_data", "count", "volume"}.isdisjoint(fields):
                self._fit()
            if "image" in fields:
                self._propose_name()

    def _on_delta(self, name: str, delta: Delta) -> None:
        """Note which list has changed; several changes are handled at once."""
        if name == "servers":
            self._watch_for_failures()
            if not self._matters(delta):
                return
        with self._lock:
            self._news.add(name)
            if self._launching:
                return  # looked at with the answer
        self._store.afterwards(self._read_news)

    def _matters(self, delta: Delta) -> bool:
        """Return whether a change of instances can matter here.

        There may be thousands, and most changes do not affect a launch: only which instance
        has an address, and whether an instance already has this name.
        """
        if not self._store.servers.loaded or delta.added or delta.removed:
            return True
        if any("floating_ip" in names for names in delta.changed.values()):
            return True
        renamed = any("name" in names for names in delta.changed.values())
        return renamed and self._taken_now() != self._taken

    def _taken_now(self) -> set[str]:
        return set(self.spec.names).intersection(self._store.servers.column("name"))

    def _read_news(self) -> None:
        with self._lock:
            names, self._news = self._news, set()
        self._read(*names)

    def _read(self, *names: str) -> None:
        """Update the choices from these lists; nothing chosen or typed is lost."""
        with self._judged_once():
            self._offer(names)
            if not _FITTING.isdisjoint(names):
                self._fit()
            self._propose_name()

    def _offer(self, names: Collection[str]) -> None:
        store = self._store
        if "images" in names:
            self.image.offer(store.images.columns())
        if "keypairs" in names:
            self.key.offer(store.keypairs, known=store.keypairs.loaded)
        if "security_groups" in names:
            self.groups.offer(store.security_groups)
            if isinstance(self.editor.content, GroupEditor):
                self.editor.content.offer()
        if not {"networks", "floating_ips", "quotas", "servers"}.isdisjoint(names):
            self.networks.offer()
            if isinstance(self.more.content, MoreOptions):
                self.more.content.offer()

    @contextmanager
    def _judged_once(self) -> Iterator[None]:
        """Check the launch once after all changes in this block, not after each field."""
        with self._lock:
            if self._filling:
                yield
                return
            self._filling = True
            try:
                yield
            finally:
                self._filling = False
            self._judge()

    def _judge(self) -> None:
        self.spec = self._asked()
        self._taken = self._taken_now()
        found = self._store.problems(self.spec)
        if self.image.unknown:
            found = [p for p in found if p.field != "image"]
            found.append(Problem("image", self.image.unknown))
        if self.groups.twice:
            found.append(Problem("security_groups", self.groups.twice, blocks=False))
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
        self._show_system()
        blocking = [p.text for p in found if p.blocks]
        self._blocked = blocking[0] if blocking else ""
        at_the_button = any(p.blocks and p.field == "quota" for p in found)
        self.why.say("" if at_the_button else self._blocked)
        self._show_button()
        self._show_folded(found)

    def _show_button(self) -> None:
        several = self.spec.count > 1
        what = f"these {self.spec.count} instances" if several else "this instance"
        self.button.disabled = bool(self._blocked) or self._launching
        self.button.tooltip = self._blocked or f"Launch {what}"
        self.button.description = "Launching..." if self._launching else "Launch"

    def _show_folded(self, found: list[Problem]) -> None:
        """Show what depends on the whole launch."""
        flavor = self._store.flavors.get(self.spec.flavor)
        ips = 1 if self.spec.floating_ip == NEW else 0
        self.bars.show(uses(flavor, self._store.quotas, self.spec.count, ips, self.spec.volume_gib))
        if isinstance(self.first_boot.content, MoreFirstBoot):
            self.first_boot.content.text.tell(self._told())
        if isinstance(self.more.content, MoreOptions):
            self.more.content.show_pattern(self.spec)
            fields = self.more.content.fields
            self.more.need_a_look(
                any(p.blocks and p.field in fields for p in found)
                or not self._refused.keys().isdisjoint(fields)
            )
        if isinstance(self.commands.content, CommandView) and self.commands.is_open:
            self.commands.content.show(self._sent(), self._blocked)

    def launch(self) -> None:
        """Launch, as the button does; once, however often it is pressed."""
        with self._lock:
            if self.button.disabled:
                return
            self._launching = True
            self._refused.clear()
            self._show_button()
            spec = self.spec  # as it was judged: the store looks whether that still holds
        self._store.launch(spec).add_done_callback(self._settled)

    def _settled(self, future: Future[list[Server]]) -> None:
        error = future.exception()
        with self._judged_once():
            self._launching = False
            if error is not None:
                self._blame(error)
            else:
                self.messages.forget("launch")
                self._building |= {server.id for server in future.result()}
                self._proposed = self.name.value  # the next one gets a name of its own
            self._read_news()
        if error is None:
            for server in future.result():
                for callback in self._on_launched:
                    callback(server)

    def _blame(self, error: BaseException) -> None:
        field = error.field if isinstance(error, CloudError) else None
        if isinstance(error, CloudError) and field in self.fields:
            self._refused[field] = f"{error} {error.hint}"
        else:
            self.messages.error(error, "launch")

    def _watch_for_failures(self) -> None:
        """Show why an instance that was launched here did not start."""
        for id_ in list(self._building):
            row = self._store.servers.get(id_)
            if row is None or row["status"] == ACTIVE:
                self._building.discard(id_)
            elif row["status"] == ERROR:
                self._building.discard(id_)
                fault = row["fault"] or "The cloud gave no reason."
                self.messages.say(
                    f"{row['name']} could not be started: {fault}",
                    "bad",
                    hint=fault_advice(fault, ran=has_run(row)),
                )
