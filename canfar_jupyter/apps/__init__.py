"""Widgets put together: what notebooks call."""

from canfar_jupyter.apps.page import dashboard
from canfar_jupyter.apps.parts import (
    console,
    doctor,
    image_browser,
    instance,
    instance_table,
    launch_form,
)

__all__ = [
    "console",
    "dashboard",
    "doctor",
    "image_browser",
    "instance",
    "instance_table",
    "launch_form",
]
