"""User data for the first boot: parts merged into one MIME message for cloud-init."""

from __future__ import annotations

from collections.abc import Iterable

from canfar_jupyter.model.userdata.composing import encode, measure, message, parts, preview
from canfar_jupyter.model.userdata.findings import Finding
from canfar_jupyter.model.userdata.kinds import Kind
from canfar_jupyter.model.userdata.lint import lint
from canfar_jupyter.model.userdata.merging import conflicts
from canfar_jupyter.model.userdata.parts import Part
from canfar_jupyter.model.userdata.recipes import Choice, Recipe, offered_recipes, recipe
from canfar_jupyter.model.userdata.repair import repair
from canfar_jupyter.model.userdata.sizes import LIMIT, Size, encoded_size

__all__ = [
    "LIMIT",
    "Choice",
    "Finding",
    "Kind",
    "Part",
    "Recipe",
    "Size",
    "compose",
    "conflicts",
    "encode",
    "encoded_size",
    "lint",
    "measure",
    "message",
    "offered_recipes",
    "parts",
    "preview",
    "recipe",
    "repair",
]


def compose(
    text: str | bytes | None = None,
    condor: bool = False,
    *,
    recipes: Iterable[Choice] = (),
    own: Iterable[Part] = (),
) -> str:
    """Return the user data of one launch as text, all parts merged; "": there is none.

    Args:
        text: Your own, of any kind that cloud-init knows.
        condor: Install HTCondor.
        recipes: Others of ``offered_recipes()`` that are selected.
        own: Your files.

    Raises:
        Invalid: A recipe is unknown or one of its values is wrong.
    """
    return message(parts(text, condor, recipes=recipes, own=own))
