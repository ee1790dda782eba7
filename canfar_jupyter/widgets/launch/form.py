"""The form that launches instances."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import ipywidgets as ipw
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.callbacks import ListNews
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch.problems import usual_networks
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.model.network.floating_ips import NEW
from canfar_jupyter.model.quotas import uses
from canfar_jupyter.widgets.kit.disclosure import Disclosure
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.presence import Presence
from canfar_jupyter.widgets.kit.words import free_name
from canfar_jupyter.widgets.launch.command_view import CommandView
from canfar_jupyter.widgets.launch.failures import StartFailures
from canfar_jupyter.widgets.launch.fields import LaunchFields
from canfar_jupyter.widgets.launch.head import LaunchHead
from canfar_jupyter.widgets.launch.problem_list import ProblemList
from canfar_jupyter.widgets.launch.summary import LaunchSummary
from canfar_jupyter.widgets.layout.panel import Panel

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_FITTING = frozenset({"images", "flavors", "quotas"})  # what a flavor is judged by
_TELLING = frozenset({"floating_ip", "user_id", "image_id", "launched"})  # of an instance


class LaunchForm(Panel):
    """A whole launch on one page; rarely needed options are collapsed.

    What prevents the launch is shown beside its field, before and after it is sent.
    Each field is an attribute (``name``, ``image``, ``flavor``, ``key``, ``groups``,
    ``networks``, ``condor``, ``first_boot``, ``more``, ``button``).
    """

    spec = traitlets.Instance(LaunchSpec)
    """What would be launched now; can be observed."""

    def __init__(self, store: Store, messages: Messages | None = None) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._launching = self._filling = False
        self._sent_ip: str | None = None  # the floating IP of the launch that is being sent
        self._found: list[Problem] = []
        self._refused: dict[str, str] = {}  # field -> what the cloud said of it
        self._names: set[str] = set()  # of the instances of this launch
        self._taken: set[str] = set()  # those of them that instances have already
        self._on_launched: list[Callable[[Server], None]] = []
        self._on_leave: list[Callable[[], None]] = []
        self.messages = messages or Messages()
        self._parts = LaunchFields(store, self._changed)
        self.commands = Disclosure("The same as a command or code", self._make_commands)
        listed = ProblemList(self._parts.open)
        self.summary = LaunchSummary(self._parts.fields["name"], listed, self.commands)
        self.head = LaunchHead(self._again, self.clear, self._leave)
        self._name_the_parts()
        own = [] if messages else [self.messages]
        body = ipw.HBox([self._parts.page, self.summary])
        body.add_class("cj-launch-body")
        page = [*own, self.head, body, Presence(beat=store.look)]
        super().__init__("", page, classes=("cj-launch",))
        self.button.on_click(lambda _button: self.launch())
        self._failures = StartFailures(store, self.messages)
        self._news = ListNews(store.collections, store.afterwards, self._read, self._matters)
        self._read(store.collections.keys())

    def _name_the_parts(self) -> None:
        parts, summary = self._parts, self.summary
        self.name, self.system = parts.name, parts.system
        self.cards, self.image = parts.cards, parts.image
        self.flavor, self.key, self.groups = parts.flavor, parts.key, parts.groups
        self.port, self.editor, self.networks = parts.port, parts.editor, parts.networks
        self.condor, self.first_boot, self.more = parts.boot.condor, parts.boot.fold, parts.more
        self.boot, self.bars, self.button = parts.boot, summary.bars, summary.button
        self.fields = parts.fields
        self.fields["quota"] = summary.quota

    def on_launched(self, callback: Callable[[Server], None]) -> None:
        """Call ``callback(server)`` once the cloud has accepted a launch."""
        self._on_launched.append(callback)

    def on_leave(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when the user wants to go back to where they came from."""
        self._on_leave.append(callback)

    def choose_image(self, image_id: str) -> None:
        """Fill in the image, as Launch on its row does, and focus the first thing to decide."""
        self.image.choose(image_id)
        self._focus()

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
        self._focus()

    def fill(self, spec: LaunchSpec) -> None:
        """Fill in a launch; fields for things that no longer exist are left as they are."""
        with self._judged_once():
            self._parts.fill(spec)
            self._parts.fit()

    def clear(self) -> None:
        """Begin again with what is proposed."""
        with self._judged_once():
            self._refused.clear()
            self._parts.clear()
            self._parts.fit()

    def _again(self) -> None:
        if (last := self._parts.beginning.last) is not None:
            self.launch_like(last.id)

    def _leave(self) -> None:
        for callback in self._on_leave:
            callback()

    def close(self) -> None:
        if hasattr(self, "_news"):
            self._news.close()
            self._failures.close()
        super().close()

    def _focus(self) -> None:
        wrong = {problem.field for problem in self._found if problem.blocks}
        self._parts.focus(wrong | self._refused.keys())

    def _changed(self, *fields: str) -> None:
        with self._lock:
            for field in (*fields, "quota"):
                self._refused.pop(field, None)
            if self._filling:
                return
        with self._judged_once():
            if not {"image", "user_data", "count", "volume"}.isdisjoint(fields):
                self._parts.fit()
            if "image" in fields:
                self._parts.propose_name()

    def _matters(self, delta: Delta) -> bool:
        """Return whether a change of instances can matter here.

        There may be thousands, and most changes do not affect a launch: only which instance
        has an address or this name, what was launched last, and how long that took.
        """
        if not self._store.servers.loaded or delta.added or delta.removed:
            return True
        if not all(_TELLING.isdisjoint(names) for names in delta.changed.values()):
            return True
        renamed = any("name" in names for names in delta.changed.values())
        return renamed and self._taken_now() != self._taken

    def _taken_now(self) -> set[str]:
        return self._names.intersection(self._store.servers.column("name"))

    def _read(self, names: Collection[str]) -> None:
        """Update the choices from these lists; nothing chosen or typed is lost."""
        with self._judged_once():
            self._parts.offer(names)
            if not _FITTING.isdisjoint(names):
                self._parts.fit()
            self._parts.propose_name()
            self.head.show(self._parts.beginning.last)

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
        self.spec = self._parts.spec
        self._names = set(self.spec.names)
        self._taken = self._taken_now()
        own = self._parts.problems
        known = {problem.field for problem in own if problem.blocks}
        found = [p for p in self._store.problems(self.spec) if p.field not in known]
        self._show([*found, *own])

    def _show(self, found: list[Problem]) -> None:
        self._found = found
        self._parts.say(found, self._refused)
        self._parts.show(self.spec)
        self.summary.show_problems(found, self._refused, self._parts.fields)
        self.summary.show_time(self._store, self.spec.image)
        self._show_button()
        flavor = self._store.flavors.get(self.spec.flavor)
        ips = 1 if self.spec.floating_ip == NEW else 0
        self.bars.show(uses(flavor, self._store.quotas, self.spec.count, ips, self.spec.volume_gib))
        if isinstance(self.commands.content, CommandView) and self.commands.is_open:
            self.commands.content.show(self._sent(), self.summary.blocked)

    def _show_button(self) -> None:
        several = self.spec.count > 1
        what = f"these {self.spec.count} instances" if several else "this instance"
        self.button.disabled = bool(self.summary.blocked) or self._launching
        self.button.tooltip = self.summary.blocked or f"Launch {what}"
        self.button.description = "Launching..." if self._launching else "Launch"

    def _make_commands(self) -> ipw.Widget:
        view = CommandView(self._store)
        view.show(self._sent(), self.summary.blocked)
        return view

    def _sent(self) -> LaunchSpec:
        """Return the launch with the network that the store would take by itself."""
        usable = list(usual_networks(self._store.networks))
        if self.spec.network is None and len(usable) == 1:
            return replace(self.spec, network=usable[0])
        return self.spec

    def launch(self) -> None:
        """Launch, as the button does; once, however often it is pressed."""
        with self._lock:
            if self.button.disabled:
                return
            self._launching = True
            self._news.hold()
            self._refused.clear()
            self._show_button()
            self._sent_ip = self.spec.floating_ip
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
                self._failures.watch(future.result())
                self._parts.networks.spend(self._sent_ip)
                self._parts.propose_name(anew=True)
            self._news.release()
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
