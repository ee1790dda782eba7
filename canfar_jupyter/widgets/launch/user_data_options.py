"""What the instance does at first boot: recipes, own user data, the guide's script."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.errors import Invalid
from canfar_jupyter.local.config_folder import config_folder
from canfar_jupyter.local.fetching import fetch
from canfar_jupyter.local.recipe_folder import Unread, recipes_in
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.sites import site
from canfar_jupyter.model.userdata import Choice, Part, Recipe, offered_recipes
from canfar_jupyter.model.userdata.includes import check
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.launch.user_data_field import UserDataField

HTCONDOR = "htcondor"


def own_recipes() -> Path:
    """Return the folder whose scripts are offered in addition to ours."""
    return config_folder() / "recipes"


class RecipeToggle(ipw.VBox):
    """A recipe with its options; ``choice`` is None while it is off."""

    def __init__(self, recipe: Recipe, label: str = "") -> None:
        self.recipe = recipe
        self.tick = ipw.Checkbox(
            description=label or recipe.title, indent=False, tooltip=recipe.sentence
        )
        self.values = {p.name: _field(p) for p in recipe.parameters}
        self.about = StatusLine(recipe.sentence)
        self._below = ipw.VBox([self.about, *self.values.values()])
        self._below.add_class("cj-recipe-values")
        super().__init__([self.tick, self._below])
        self.tick.observe(lambda _change: self._show(), "value")
        self._show()

    def _show(self) -> None:
        self._below.layout.display = None if self.tick.value else "none"

    @property
    def choice(self) -> Choice | None:
        if not self.tick.value:
            return None
        given = {name: field.value.strip() for name, field in self.values.items()}
        return Choice(self.recipe.id, tuple((n, v) for n, v in given.items() if v))

    def judge(self) -> None:
        """Show beside it what is wrong with a value."""
        text, tone = self.recipe.sentence, "quiet"
        if (choice := self.choice) is not None:
            try:
                choice.part()
            except Invalid as wrong:
                text, tone = str(wrong), "bad"
        self.about.say(text, tone)

    def fill(self, choice: Choice | None) -> None:
        """Set it as in a launch."""
        self.tick.value = choice is not None
        for name, value in choice.values if choice else ():
            if name in self.values:
                self.values[name].value = value


class MoreFirstBoot(ipw.VBox):
    """Recipes besides HTCondor, own files of a folder, the guide's script, own text."""

    value = traitlets.Dict()
    """The parts of a ``LaunchSpec`` that are chosen here, but HTCondor."""

    def __init__(self) -> None:
        self.recipes = {r.id: RecipeToggle(r) for r in offered_recipes() if r.id != HTCONDOR}
        self.own = {o.path.name: o for o in recipes_in(own_recipes()) if not isinstance(o, Unread)}
        self.ticks = {
            name: ipw.Checkbox(description=one.title, tooltip=one.sentence, indent=False)
            for name, one in self.own.items()
        }
        self.guide = ipw.Checkbox(
            description=f"The script of the {site().name} guide for HTCondor", indent=False
        )
        self.guide.layout.display = None if site().guide_include else "none"
        self.answer = StatusLine()
        self.text = UserDataField(self._collect)
        toggles = [*self.recipes.values(), *self.ticks.values()]
        super().__init__([*toggles, self.guide, self.answer, *self._unread(), self.text])
        self.add_class("cj-more")
        for toggle in self.recipes.values():
            for control in (toggle.tick, *toggle.values.values()):
                control.observe(lambda _change: self._collect(), "value")
        for tick in self.ticks.values():
            tick.observe(lambda _change: self._collect(), "value")
        self.guide.observe(self._ask_guide, "value")
        self._collect()

    def fill(self, spec: LaunchSpec) -> None:
        """Choose what a launch has."""
        chosen = {choice.id: choice for choice in spec.recipes}
        for id_, toggle in self.recipes.items():
            toggle.fill(chosen.get(id_))
        parts = {one.part for one in self.own.values()} & set(spec.files)
        for name, tick in self.ticks.items():
            tick.value = self.own[name].part in parts
        self.guide.value = _guide() in spec.files
        rest = [part for part in spec.files if part not in parts and part != _guide()]
        self.text.fill(spec.user_data or "", rest)

    def _collect(self) -> None:
        for toggle in self.recipes.values():
            toggle.judge()
        files = [self.own[name].part for name, tick in self.ticks.items() if tick.value]
        files += [_guide()] if self.guide.value else []
        choices = [toggle.choice for toggle in self.recipes.values()]
        self.value = {
            "recipes": tuple(choice for choice in choices if choice is not None),
            "user_data": self.text.text if self.text.text.strip() else None,
            "files": (*files, *self.text.files),
        }

    def _ask_guide(self, change: Any) -> None:
        self._collect()
        if not change["new"]:
            self.answer.say("")
            return
        self.answer.say("Checking whether it is still available...", "busy")
        threading.Thread(target=self._asked, name="canfar-include", daemon=True).start()

    def _asked(self) -> None:
        answer = check(site().guide_include, fetch)
        if self.guide.value:
            self.answer.say(answer.text, "quiet" if answer.ok else "warn")

    @staticmethod
    def _unread() -> list[StatusLine]:
        found = [one for one in recipes_in(own_recipes()) if isinstance(one, Unread)]
        return [StatusLine(one.text, tone="warn") for one in found]


def _guide() -> Part:
    return Part.of(f"#include\n{site().guide_include}\n", "guide.txt")


def _field(parameter: Any) -> ipw.Text:
    return ipw.Text(
        description=parameter.title,
        value=parameter.default,
        placeholder=parameter.help,
        tooltip=parameter.help,
    )
