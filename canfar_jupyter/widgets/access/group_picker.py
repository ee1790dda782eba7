"""Choose security groups: a checkbox for each, with the traffic it allows in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.model.network.rules import is_open, only_opens

_MAX_LINE = 70  # characters of a group's line


class GroupPicker(ipw.VBox):
    """Checkboxes for the project's security groups; ``value`` holds the ids of those checked."""

    children: Any  # ipywidgets has no types
    value = traitlets.Tuple()

    def __init__(self) -> None:
        super().__init__()
        self.ticks: dict[str, ipw.Checkbox] = {}
        self._touched = False
        self._groups: Mapping[str, Mapping[str, Any]] = {}
        self.twice = ""  # a sentence about names that several groups have
        self.add_class("cj-groups")

    def offer(self, groups: Mapping[str, Mapping[str, Any]]) -> None:
        """Show these groups; what is checked stays checked."""
        self._groups = groups
        ids = sorted(
            groups, key=lambda id_: (groups[id_]["name"] != "default", groups[id_]["name"])
        )
        names = Counter(groups[id_]["name"] for id_ in ids)
        for id_ in ids:
            if id_ not in self.ticks:
                self.ticks[id_] = self._tick()
            self.ticks[id_].description = _in_words(groups[id_], names)
        twice = sorted(name for name, number in names.items() if number > 1)
        self.twice = (
            f"Several groups are named {', '.join(twice)}: rename them to tell them apart."
            if twice
            else ""
        )
        for id_ in set(self.ticks) - set(ids):
            self.ticks.pop(id_).close()
        if not self._touched:
            self._propose(groups)
        children = [self.ticks[id_] for id_ in ids]
        if list(self.children) != children:
            self.children = children
        self._collect()

    def reset(self) -> None:
        """Check what is proposed."""
        self._propose(self._groups)
        self._collect()

    def pick(self, ids: Collection[str]) -> None:
        """Check exactly these, as clicks would; groups that no longer exist are left out."""
        self._touched = True
        for id_, tick in self.ticks.items():
            tick.value = id_ in ids
        self._touched = True

    def choose(self, id_: str) -> None:
        """Check another group, as a click would."""
        if id_ in self.ticks:
            self._touched = True
            self.ticks[id_].value = True

    def _tick(self) -> ipw.Checkbox:
        tick = ipw.Checkbox(indent=False)
        tick.observe(self._ticked, "value")
        return tick

    def _ticked(self, _change: object) -> None:
        self._touched = True
        self._collect()

    def _collect(self) -> None:
        self.value = tuple(id_ for id_, tick in self.ticks.items() if tick.value)

    def _propose(self, groups: Mapping[str, Mapping[str, Any]]) -> None:
        # What Nova takes by itself, and the group made for logging in, if there is one.
        ssh = _for_ssh(groups)
        for id_, row in groups.items():
            self.ticks[id_].value = row["name"] == "default" or id_ == ssh
        self._touched = False


def _for_ssh(groups: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the group that is there for SSH: named so, or opening nothing else; "": none."""
    for id_, row in groups.items():
        if row["name"] == "ssh" and is_open(row["rules"], 22):
            return id_
    return min((i for i in groups if only_opens(groups[i]["rules"], 22)), default="")


def _in_words(group: Mapping[str, Any], names: Mapping[str, int]) -> str:
    name = group["name"] or "(no name)"
    if names[group["name"]] > 1:
        name = f"{name} ({group['id'][:8]})"
    text = f"{name}: {group['open_ports'] or 'allows nothing in'}"
    return text if len(text) <= _MAX_LINE else f"{text[: _MAX_LINE - 3]}..."
