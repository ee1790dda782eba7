"""SERVICE: what can be asked of a machine itself over SSH, and the user's own ~/.ssh."""

from canfar_jupyter.ssh.asking import Refusal, ask_root, server_key
from canfar_jupyter.ssh.command import Way
from canfar_jupyter.ssh.configured import configured_user
from canfar_jupyter.ssh.files import add_host, add_known_hosts, remembered
from canfar_jupyter.ssh.keys import own_key
from canfar_jupyter.ssh.probe import knock

__all__ = [
    "Refusal",
    "Way",
    "add_host",
    "add_known_hosts",
    "ask_root",
    "configured_user",
    "knock",
    "own_key",
    "remembered",
    "server_key",
]
