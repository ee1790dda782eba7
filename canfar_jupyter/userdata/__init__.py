"""What a machine is told at first boot: parts merged into one MIME message for cloud-init."""

from __future__ import annotations

from collections.abc import Iterable

from canfar_jupyter.userdata.composing import encode, measure, message, parts, preview
from canfar_jupyter.userdata.findings import Finding
from canfar_jupyter.userdata.kinds import Kind
from canfar_jupyter.userdata.lint import lint
from canfar_jupyter.userdata.parts import Part
from canfar_jupyter.userdata.recipes import RECIPES, Choice, Recipe, recipe
from canfar_jupyter.userdata.repair import repair
from canfar_jupyter.userdata.sizes import LIMIT, Size, encoded_size

__all__ = [
    "LIMIT",
    "RECIPES",
    "Choice",
    "Finding",
    "Kind",
    "Part",
    "Recipe",
    "Size",
    "compose",
    "encode",
    "encoded_size",
    "lint",
    "measure",
    "message",
    "parts",
    "preview",
    "recipe",
    "repair",
]


def compose(*, condor: bool, own: str | None, recipes: Iterable[Choice] = ()) -> bytes | None:
    """Return the user data for one launch, or None when there is nothing to tell.

    Raises:
        Invalid: A recipe is unknown or one of its values is wrong.
    """
    return encode(parts(own, condor, recipes=recipes))
