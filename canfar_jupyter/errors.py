"""Every error that this package raises, one class for each thing the user can do about it.

CloudError
├── NotConfigured   name a cloud: OS_CLOUD, clouds.yaml, OS_* variables
│   └── NoService   the cloud does not offer that service, or not in this region
├── NotSignedIn     the user name, password, project or domain is wrong, or the sign-in expired
├── NotAllowed      ask the project's owner
├── QuotaReached    delete something, or ask for a larger quota
├── Invalid         change the request (``field`` says which part)
├── NotFound        it no longer exists, or the name is misspelt
├── Ambiguous       several have that name: use the id
├── Conflict        wait until it is idle, then try again
├── Busy            the cloud is rate-limiting (wait ``retry_after`` seconds)
├── Unreachable     the cloud or the network is down
├── TimedOut        it did not happen within the given time
├── Cancelled       you stopped it yourself
├── OutcomeUnknown  look in the list before you try again: it may have been done
└── CloudFailure    the cloud failed: report it with the request id
    └── PartlyDone  some of it was done (``servers``): request only the rest
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canfar_jupyter.model.instances.server import Server


class CloudError(Exception):
    """Something that the cloud could not do, in words that a scientist can act on.

    ``str(error)`` is what happened, ``hint`` what to do next.  The exception of openstacksdk or
    keystoneauth that caused it, if there is one, is ``__cause__``.

    Attributes:
        hint: One sentence: what to do next.
        field: The part of the request that is at fault (``"name"``, ``"flavor"``,
            ``"key"``...), beside which a form shows the message; None: no single part.
        request_id: With it, the cloud's operators find the request in their logs.
    """

    hint = "Try again; if it fails again, send this message to your cloud's support."

    def __init__(
        self,
        what: str,
        *,
        hint: str | None = None,
        field: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(what)
        if hint is not None:
            self.hint = hint
        self.field = field
        self.request_id = request_id

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows: the message and the hint; with ``%tb``, the full traceback.

        ``%tb`` calls this too, and is recognised by the caller.
        """
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_name == "tb" and "IPython" in frame.f_code.co_filename:
                return "".join(traceback.format_exception(self)).splitlines()
            frame = frame.f_back  # type: ignore[assignment]
        return [_printable(f"{type(self).__name__}: {self}"), _printable(self.hint)]

    @property
    def __notes__(self) -> list[str]:  # type: ignore[override]  # shown by any traceback
        return [self.hint]


def _printable(text: str) -> str:
    """Return a line without control characters, which a terminal would interpret."""
    return "".join(c if c.isprintable() else " " for c in text)


class NotConfigured(CloudError):
    hint = (
        "Set OS_CLOUD to a name in your clouds.yaml, set the OS_* variables of an openrc file, "
        'or learn on the demo cloud: connect("demo").'
    )


class NoService(NotConfigured):
    hint = "If it should: check the region (region_name) and the interface in clouds.yaml."


class NotSignedIn(CloudError):
    hint = "Check user name, password, project and both domains, then sign in again."


class NotAllowed(CloudError):
    hint = "Ask the owner of the project, or the cloud's support, for the right to do this."


class QuotaReached(CloudError):
    hint = (
        "Terminate or delete what you no longer need, choose a smaller flavor, or ask for a larger "
        "quota."
    )


class Invalid(CloudError):
    hint = "Change it and try again; nothing was sent or created."


class NotFound(CloudError):
    hint = "It may have been deleted in the meantime: refresh the list, or check the spelling."


class Ambiguous(CloudError):
    hint = "Use the id instead of the name."


class Conflict(CloudError):
    hint = "It is busy with something else: wait until that is over, then try again."


class Busy(CloudError):
    hint = "The cloud is rate-limiting requests; retrying automatically."

    def __init__(self, what: str, *, retry_after: float | None = None, **more: str | None) -> None:
        super().__init__(what, **more)
        self.retry_after = retry_after


class Unreachable(CloudError):
    hint = "Check the URL (auth_url), your network and VPN, then try again."


class TimedOut(CloudError):
    hint = "It may still happen: check again later, or use a longer timeout."


class Cancelled(CloudError):
    hint = "Nothing was kept."


class OutcomeUnknown(CloudError):
    """The response was lost, and looking could not tell: it may have been done."""

    hint = "Look in the list before you try again: it may have been done."


class CloudFailure(CloudError):
    hint = "Try again later; if it fails again, send the request id to your cloud's support."


class PartlyDone(CloudFailure):
    """Some of what was requested exists.

    Attributes:
        servers: The instances that exist.
    """

    hint = (
        "Those are in the list of instances: use or terminate them, then launch only what is "
        "missing."
    )

    def __init__(self, what: str, *, servers: Sequence[Server] = (), **more: str | None) -> None:
        super().__init__(what, **more)
        self.servers = tuple(servers)
