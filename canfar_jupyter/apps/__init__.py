"""Applications composed of widgets: what notebooks call."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canfar_jupyter.apps.page import dashboard
    from canfar_jupyter.apps.parts import (
        activity,
        console,
        doctor,
        floating_ip_table,
        image_browser,
        instance,
        instance_table,
        key_table,
        launch_form,
        security_group_table,
    )

__all__ = [
    "activity",
    "console",
    "dashboard",
    "doctor",
    "floating_ip_table",
    "image_browser",
    "instance",
    "instance_table",
    "key_table",
    "launch_form",
    "security_group_table",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        home = "page" if name == "dashboard" else "parts"
        return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
