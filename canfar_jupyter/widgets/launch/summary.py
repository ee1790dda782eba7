"""What stays in view beside the fields: name, what it takes, what is wrong, and the button."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.model.launch.spec import Problem
from canfar_jupyter.model.launch.usual_time import usual_time
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.launch.problem_list import ProblemList
from canfar_jupyter.widgets.launch.quota_bars import QuotaBars

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class LaunchSummary(ipw.VBox):
    """Name, quotas before and after, problems, Launch, the time it takes, and the code.

    Attributes:
        bars: The quotas now and after this launch.
        problems: What is wrong, with the way to each field.
        button: Launch; the form says whether it can be pressed.
        quota: What is wrong with no field in particular, such as a quota that is reached.
        time: How long it usually takes.
        blocked: Why it cannot be launched; "": it can.
    """

    def __init__(self, name: ipw.Widget, problems: ProblemList, code: ipw.Widget) -> None:
        self.blocked = ""
        self._timed: tuple[str, int] = ("", 0)  # image, and the generation of the instances
        self.bars, self.problems, self.time = QuotaBars(), problems, StatusLine()
        self.button = ipw.Button(description="Launch", button_style="primary")
        self.button.add_class("cj-launch-button")
        self.quota = Field()
        super().__init__([name, self.bars, problems, self.button, self.quota, self.time, code])
        self.add_class("cj-summary")

    def show_problems(
        self, found: Sequence[Problem], refused: Mapping[str, str], fields: Collection[str]
    ) -> None:
        """List what is wrong, and what the cloud refused, but for what stands at the button."""
        blocking = [problem.text for problem in found if problem.blocks]
        self.blocked = blocking[0] if blocking else ""
        said = [Problem(field, text) for field, text in refused.items()]
        self.problems.show([p for p in (*said, *found) if p.field != "quota"], fields)

    def show_time(self, store: Store, image: str) -> None:
        """Show how long the project's last instances of this image took to start."""
        timed = (image, store.servers.generation)
        if timed != self._timed:
            self._timed = timed
            self.time.say(usual_time(store.servers.columns(), image))
