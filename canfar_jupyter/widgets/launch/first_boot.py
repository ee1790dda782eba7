"""What runs at first boot: HTCondor, and a section with the rest, whose line says what it holds."""

from __future__ import annotations

from typing import Any

import ipywidgets as ipw
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.launch.first_boot import (
    first_boot_title,
    ran_by,
    runs_again,
    snapshot_holds,
)
from canfar_jupyter.model.launch.problems import parts_of
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.sites import site
from canfar_jupyter.widgets.kit.disclosure import Disclosure
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.launch.user_data_options import MoreFirstBoot

_EMPTY = "More at first boot: recipes, custom script"
_CLEAR = "Clear all that runs at first boot"
_NOTHING = LaunchSpec(name="", image="", flavor="")


class FirstBoot(ipw.VBox):
    """The check box of HTCondor, its note, and the section with recipes and own user data.

    Attributes:
        condor: The check box.
        fold: The section; its contents are a ``MoreFirstBoot`` once opened.
        held: Says what the chosen snapshot holds already.
        fields: The controls with their notes.
    """

    value = traitlets.Dict()
    """The parts of a ``LaunchSpec`` that are chosen here."""

    def __init__(self) -> None:
        self._filling = False
        self.condor = ipw.Checkbox(
            description="Install HTCondor for batch processing", indent=False
        )
        self.condor.layout.display = None if site().pool else "none"
        self.held = StatusLine()
        self.fold = Disclosure(_EMPTY, self._make, self.clear)
        self.fields = {"user_data": Field(self.condor, help=[self.held])}
        super().__init__([self.fields["user_data"], self.fold])
        self.add_class("cj-first-boot")
        self.condor.observe(lambda _change: self._collect(), "value")
        self._collect()

    def fill(self, spec: LaunchSpec) -> None:
        """Choose what a launch has."""
        self._filling = True
        try:
            self.condor.value = spec.condor
            if spec.recipes or spec.user_data or spec.files:
                self.fold.show()
            if isinstance(self.fold.content, MoreFirstBoot):
                self.fold.content.fill(spec)
        finally:
            self._filling = False
        self._collect()

    def clear(self) -> None:
        """Choose nothing."""
        self.fill(_NOTHING)

    def show_held(self, spec: LaunchSpec, note: str) -> None:
        """Return what the image holds by the note on it, unless a problem says so already."""
        self.held.say("" if runs_again(spec, note) else snapshot_holds(note))

    def _make(self) -> ipw.Widget:
        made = MoreFirstBoot()
        made.observe(lambda _change: self._collect(), "value")
        made.text.tell(self._told())
        return made

    def _collect(self) -> None:
        if self._filling:
            return
        self.value = {"condor": self.condor.value, **getattr(self.fold.content, "value", {})}
        spec = self._spec
        self.fold.describe(*((first_boot_title(spec), _CLEAR) if ran_by(spec) else (_EMPTY, "")))
        if isinstance(self.fold.content, MoreFirstBoot):
            self.fold.content.text.tell(self._told())

    @property
    def _spec(self) -> LaunchSpec:
        return LaunchSpec(name="", image="", flavor="", **self.value)

    def _told(self) -> tuple[Any, ...]:
        """Return the user data of the instances; nothing while a value is invalid."""
        try:
            return parts_of(self._spec)
        except CloudError:
            return ()
