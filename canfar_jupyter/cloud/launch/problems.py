"""Convenience functions for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canfar_jupyter.cloud.cloud import Cloud
    from canfar_jupyter.model.launch.spec import LaunchSpec


def problems(spec: LaunchSpec, cloud: Cloud) -> list[str]:
    """Return, in sentences, what would make a launch fail or be useless; empty: ready to launch.

    Args:
        spec: What to launch; names are accepted in place of ids.
        cloud: Where.

    Raises:
        NotFound, Ambiguous: A name matches nothing, or several things.
    """
    return [problem.text for problem in cloud.problems(spec)]
