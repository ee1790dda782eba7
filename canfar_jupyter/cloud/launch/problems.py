"""Functions of one line for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canfar_jupyter.cloud.cloud import Cloud
    from canfar_jupyter.model.launch.spec import LaunchSpec


def problems(spec: LaunchSpec, cloud: Cloud) -> list[str]:
    """Say in sentences what would make a launch fail, or fail to be of use; empty: go.

    Args:
        spec: What to launch; names will do where ids are wanted.
        cloud: Where.

    Raises:
        NotFound, Ambiguous: A name says nothing or too much.
    """
    return [problem.text for problem in cloud.problems(spec)]
