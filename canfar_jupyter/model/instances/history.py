"""Nova's record of actions on an instance, in words."""

from __future__ import annotations

# Source: https://docs.openstack.org/api-ref/compute/#servers-actions-servers-os-instance-actions;
# names in nova/compute/instance_actions.py
_VERBS = {"create": "launch", "delete": "terminate", "createImage": "snapshot"}
_WORDS = {
    "create": "Launching {name}",
    "delete": "Terminating {name}",
    "createImage": "Creating a snapshot of {name}",
    "start": "Starting {name}",
    "stop": "Shutting down {name}",
    "reboot": "Rebooting {name}",
    "pause": "Pausing {name}",
    "unpause": "Unpausing {name}",
    "suspend": "Suspending {name}",
    "resume": "Resuming {name}",
    "shelve": "Shelving {name}",
    "unshelve": "Unshelving {name}",
    "rebuild": "Rebuilding {name}",
    "resize": "Resizing {name}",
    "confirmResize": "Confirming the resize of {name}",
    "revertResize": "Reverting the resize of {name}",
    "attach_volume": "Attaching a volume to {name}",
    "detach_volume": "Detaching a volume from {name}",
    "attach_interface": "Attaching a network to {name}",
    "detach_interface": "Detaching a network from {name}",
}


def action_in_words(action: str, name: str) -> str:
    """Return "Rebooting lens"; of an action that is not known "evacuate: lens"."""
    return _WORDS.get(action, f"{action}: {{name}}").replace("{name}", name)


def verb_of(action: str) -> str:
    """Return the verb of ``model.verbs`` that begins an action of Nova."""
    return _VERBS.get(action, action)
