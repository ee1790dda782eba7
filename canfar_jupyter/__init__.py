"""Manage the virtual machine images and instances of an OpenStack project inside Jupyter.

Importing this package imports no SDK, no pandas, no widgets and touches no network:
each public name loads what it needs when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from canfar_jupyter import moved
from canfar_jupyter.model import site_choice

if TYPE_CHECKING:
    from canfar_jupyter.apps import (
        activity,
        console,
        dashboard,
        doctor,
        floating_ip_table,
        image_browser,
        instance,
        instance_table,
        key_table,
        launch_form,
        security_group_table,
    )
    from canfar_jupyter.cloud import Cloud, connect, problems
    from canfar_jupyter.errors import CloudError
    from canfar_jupyter.model import userdata
    from canfar_jupyter.model.bootlog import BootReport, read_boot_log
    from canfar_jupyter.model.instances.server import Server
    from canfar_jupyter.model.launch.spec import LaunchSpec
    from canfar_jupyter.model.sites import Site

__version__ = "0.1.0"

moved.install()

__all__ = [
    "BootReport",
    "Cloud",
    "CloudError",
    "LaunchSpec",
    "Server",
    "activity",
    "connect",
    "console",
    "dashboard",
    "doctor",
    "floating_ip_table",
    "image_browser",
    "instance",
    "instance_table",
    "key_table",
    "launch_form",
    "problems",
    "read_boot_log",
    "security_group_table",
    "userdata",
]

_HOMES = {
    "BootReport": "model.bootlog",
    "Cloud": "cloud",
    "CloudError": "errors",
    "LaunchSpec": "model.launch.spec",
    "Server": "model.instances.server",
    "activity": "apps",
    "connect": "cloud",
    "console": "apps",
    "dashboard": "apps",
    "doctor": "apps",
    "floating_ip_table": "apps",
    "key_table": "apps",
    "security_group_table": "apps",
    "image_browser": "apps",
    "instance": "apps",
    "instance_table": "apps",
    "launch_form": "apps",
    "problems": "cloud",
    "read_boot_log": "model.bootlog",
}


def _chosen_site() -> Site:
    from canfar_jupyter.local.site import chosen

    return chosen()


site_choice.chooser = _chosen_site


def __getattr__(name: str) -> Any:
    if name == "userdata":
        return import_module(f"{__name__}.model.userdata")
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell ``jupyter-builder develop`` where the built labextension is."""
    return [{"src": "labextension", "dest": "canfar-jupyter"}]
