"""PURE: a launch as ``openstack`` commands, and as Python."""

from canfar_jupyter.model.commands.client import openstack_client
from canfar_jupyter.model.commands.ours import our_python
from canfar_jupyter.model.commands.sdk import openstack_sdk
from canfar_jupyter.model.commands.words import Names

__all__ = ["Names", "openstack_client", "openstack_sdk", "our_python"]
