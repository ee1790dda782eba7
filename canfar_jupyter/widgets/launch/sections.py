"""The four parts of the launch page, and the rarely needed options below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.launch.section import Section

if TYPE_CHECKING:
    from canfar_jupyter.widgets.launch.fields import LaunchFields


class Sections(ipw.VBox):
    """Image, size, way in, first boot: each with the likely choice made already.

    Attributes:
        size: The part with the flavors, whose head says how many fit.
    """

    def __init__(self, parts: LaunchFields) -> None:
        fields = parts.fields
        groups = Section("Security groups", [fields["security_groups"], parts.editor])
        ways = ipw.HBox([fields["key"], groups])
        ways.add_class("cj-ways")
        self.size = Section("Size", [fields["flavor"]], "2")
        super().__init__(
            [
                Section("Image", [parts.cards, fields["image"]], "1"),
                self.size,
                Section("Way in", [ways, parts.networks], "3"),
                Section("At first boot", [parts.boot], "4"),
                parts.more,
            ]
        )
        self.add_class("cj-sections")
