"""Merge what the form offers and what the user wrote into the bytes that Nova stores.

Source: https://cloudinit.readthedocs.io/en/latest/explanation/format.html
"""

from __future__ import annotations

import base64
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from canfar_jupyter.userdata import condor as recipe

LIMIT = 65535  # bytes of base64 that Nova takes (nova/api/openstack/compute/schemas/servers.py)


def compose(*, condor: bool, own: str | None) -> bytes | None:
    """Return the user data for one launch, or None when there is nothing to tell.

    A single own text goes as it is, so that formats unknown here still reach cloud-init.
    """
    own = own if own and own.strip() else None
    if not condor:
        return own.encode() if own else None
    if own is None:
        return recipe.script().encode()
    message = MIMEMultipart(boundary="==canfar-jupyter==")  # fixed: equal input, equal bytes
    message.attach(_part(own, "plain", "own.txt"))  # cloud-init looks at a plain part's first line
    message.attach(_part(recipe.script(), "x-shellscript", "htcondor.sh"))
    return message.as_bytes()


def _part(text: str, kind: str, filename: str) -> MIMEText:
    part = MIMEText(text, kind, "utf-8")
    part.add_header("Content-Disposition", "attachment", filename=filename)
    return part


def encoded_size(data: bytes) -> int:
    """Return how many bytes of base64 these are, which is what Nova counts."""
    return len(base64.b64encode(data))
