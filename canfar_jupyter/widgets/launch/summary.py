"""The end of the launch form: what a launch takes of the quotas, and the button."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as ipw

from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.launch.quota_bars import QuotaBars


class LaunchSummary(Field):
    """Quota bars, Launch, and why it cannot be pressed: the reason may be far above.

    Attributes:
        bars: The quotas now and after this launch.
        button: Launch.
        why: Why it cannot be pressed.
        blocked: The same as text; "": it can be launched.
    """

    def __init__(self) -> None:
        self.blocked = ""
        self.bars = QuotaBars()
        self.button = ipw.Button(description="Launch", button_style="primary")
        self.button.add_class("cj-launch-button")
        self.why = StatusLine()
        super().__init__(self.bars, self.button, help=[self.why])

    def show_problems(self, found: Sequence[Problem]) -> None:
        """Return why it cannot be launched, unless the note of the quotas does."""
        blocking = [problem.text for problem in found if problem.blocks]
        self.blocked = blocking[0] if blocking else ""
        at_the_button = any(p.blocks and p.field == "quota" for p in found)
        self.why.say("" if at_the_button else self.blocked)

    def show_button(self, spec: LaunchSpec, *, launching: bool) -> None:
        several = spec.count > 1
        what = f"these {spec.count} instances" if several else "this instance"
        self.button.disabled = bool(self.blocked) or launching
        self.button.tooltip = self.blocked or f"Launch {what}"
        self.button.description = "Launching..." if launching else "Launch"
