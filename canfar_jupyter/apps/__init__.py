"""Applications composed of widgets: what notebooks call."""

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
