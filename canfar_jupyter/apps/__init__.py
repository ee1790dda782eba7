"""Widgets put together: what notebooks call."""

from canfar_jupyter.apps.page import dashboard
from canfar_jupyter.apps.parts import image_browser, instance_table, launch_form

__all__ = ["dashboard", "image_browser", "instance_table", "launch_form"]
