"""Applications composed of widgets: what notebooks call."""

from canfar_jupyter.apps.page import dashboard
from canfar_jupyter.apps.parts import (
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
