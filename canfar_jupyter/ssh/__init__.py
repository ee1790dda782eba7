"""SERVICE: what a machine itself reveals over SSH, and the user's own ~/.ssh."""

from canfar_jupyter.ssh.asking import Refusal, ask_root, server_key
from canfar_jupyter.ssh.command import LoginInfo
from canfar_jupyter.ssh.configured import configured_user
from canfar_jupyter.ssh.files import add_host, add_known_hosts, remembered
from canfar_jupyter.ssh.keys import is_open_to_others, own_key
from canfar_jupyter.ssh.probe import probe

__all__ = [
    "LoginInfo",
    "Refusal",
    "add_host",
    "add_known_hosts",
    "ask_root",
    "configured_user",
    "is_open_to_others",
    "own_key",
    "probe",
    "remembered",
    "server_key",
]
