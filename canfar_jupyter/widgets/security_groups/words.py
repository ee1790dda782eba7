"""What the page of security groups says."""

from __future__ import annotations

from collections.abc import Sequence

from canfar_jupyter.widgets.keys.rows import named

TEMPLATES = {  # label: name, description, ports
    "SSH": ("ssh", "SSH from any address", (22,)),
    "Web": ("web", "HTTP and HTTPS from any address", (80, 443)),
    "Jupyter": ("jupyter", "Jupyter from any address", (8888,)),
}
MINE = "SSH from my address"
EMPTY = "There are no security groups."
READING = "Reading the security groups..."
NEW = "New group"
IN_ONE_CLICK = "or in one click:"


def name_for(address: str) -> tuple[str, str]:
    """Return name and description of the group that lets in SSH from one address."""
    return f"ssh-from-{address}", f"SSH from {address} only"


def cuts(names: Sequence[str]) -> str:
    """Return which instances SSH from here no longer reaches; "": it reaches all that it did."""
    if not names:
        return ""
    return (
        f"It is the only rule that lets in SSH from here to {named(names)}: "
        "sessions may be cut off, and new ones fail."
    )
