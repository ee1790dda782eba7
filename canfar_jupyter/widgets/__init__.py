"""VIEWS: widgets that read the store and call its verbs; they never fetch or block."""

from canfar_jupyter.widgets.activity.table import ActivityTable
from canfar_jupyter.widgets.consoles.console import Console, SerialConsole
from canfar_jupyter.widgets.floating_ips.table import FloatingIPSection, FloatingIPTable
from canfar_jupyter.widgets.images.browser import ImageBrowser
from canfar_jupyter.widgets.instances.page import InstancePage
from canfar_jupyter.widgets.instances.snapshot import SnapshotButton
from canfar_jupyter.widgets.instances.table import InstanceTable
from canfar_jupyter.widgets.instances.view import InstanceView
from canfar_jupyter.widgets.keys.table import KeyTable
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.launch.form import LaunchForm
from canfar_jupyter.widgets.logs.log_view import LogView
from canfar_jupyter.widgets.security_groups.table import SecurityGroupTable
from canfar_jupyter.widgets.status.header import Header
from canfar_jupyter.widgets.status.operations import Operations
from canfar_jupyter.widgets.table.table import Table
from canfar_jupyter.widgets.usage.page import UsagePage

__all__ = [
    "ActivityTable",
    "Console",
    "Dialog",
    "FloatingIPSection",
    "FloatingIPTable",
    "Header",
    "ImageBrowser",
    "InstancePage",
    "InstanceTable",
    "InstanceView",
    "KeyTable",
    "LaunchForm",
    "LogView",
    "Messages",
    "Operations",
    "SecurityGroupTable",
    "SerialConsole",
    "SnapshotButton",
    "Table",
    "UsagePage",
]
