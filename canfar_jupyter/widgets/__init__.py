"""VIEWS: they read the store and call its verbs; they never fetch and never block."""

from canfar_jupyter.widgets.console import Console, SerialConsole
from canfar_jupyter.widgets.dialog import Dialog
from canfar_jupyter.widgets.floating_ip_table import FloatingIPFold, FloatingIPTable
from canfar_jupyter.widgets.header import Header
from canfar_jupyter.widgets.image_browser import ImageBrowser
from canfar_jupyter.widgets.instance_table import InstanceTable
from canfar_jupyter.widgets.instance_view import InstanceView
from canfar_jupyter.widgets.launch_form import LaunchForm
from canfar_jupyter.widgets.log_view import LogView
from canfar_jupyter.widgets.messages import Messages
from canfar_jupyter.widgets.operations import Operations
from canfar_jupyter.widgets.snapshot_button import SnapshotButton
from canfar_jupyter.widgets.table import Table

__all__ = [
    "Console",
    "Dialog",
    "FloatingIPFold",
    "FloatingIPTable",
    "Header",
    "ImageBrowser",
    "InstanceTable",
    "InstanceView",
    "LaunchForm",
    "LogView",
    "Messages",
    "Operations",
    "SerialConsole",
    "SnapshotButton",
    "Table",
]
