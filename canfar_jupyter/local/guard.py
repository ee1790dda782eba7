"""Whether a Voila page may use the cloud credentials of the server's owner.

Plain Voila asks for no token and answers whatever Host a request names, so that each user of the
computer, and by DNS rebinding each web page in the owner's browser, could press the buttons. Our
own commands serve with a token and a check of the Host: they vouch for the kernels that they start.
"""

from __future__ import annotations

import os

from canfar_jupyter.errors import NotAllowed
from canfar_jupyter.local import settings
from canfar_jupyter.local.folders import on_voila

_STARTED_BY = "JPY_PARENT_PID"  # jupyter_client sets it for each kernel: the server's process


def vouch() -> None:
    """Say to the kernels of this server that it lets in only its owner."""
    os.environ[settings.GUARDED_BY] = str(os.getpid())


def check() -> None:
    """Refuse on a page that others may open, unless its operator said otherwise.

    Raises:
        NotAllowed: The hint says how to serve the page.
    """
    if not on_voila() or _is_vouched_for() or settings.SERVE_OWN_CLOUD.value():
        return
    raise NotAllowed(
        "This page is served without a check of who opens it, so it does not sign in with the "
        "server's own cloud credentials.",
        hint="Serve it with canfar-jupyter dashboard, which asks for a token. If only people who "
        f"may use the cloud can open this page, set {settings.SERVE_OWN_CLOUD.variable}=yes for "
        "Voila instead.",
    )


def _is_vouched_for() -> bool:
    """Compare with the process that started us: a Voila started in between inherits the rest."""
    server = settings.guarded_by()
    return bool(server) and server == os.environ.get(_STARTED_BY)
