"""Values of options: converted, or refused with a sentence by argparse."""

from __future__ import annotations

import argparse
import errno
import re
import socket

from canfar_jupyter.cli.failure import CommandFailed

_SCALE = re.compile(r"(servers|images)=\d+(,(servers|images)=\d+)?")


def port(text: str) -> int:
    """Read the number of a port; 0 is any that is free."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: use a number from 0 to 65535")
    return int(text)


def scale(text: str) -> str:
    """Check how large a demo cloud is to be; the demo itself reads it."""
    if not _SCALE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not like servers=10000,images=10000")
    return text


def milliseconds(text: str) -> int:
    """Read a delay."""
    if not text.isdecimal() or int(text) > 60_000:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a delay: use milliseconds from 0 to 60000"
        )
    return int(text)


def check_free(number: int) -> None:
    """Raise a sentence if a port of this computer cannot be served on; 0 is always free."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", number))
    except OSError as refused:
        why = "is in use" if refused.errno == errno.EADDRINUSE else "may not be used"
        raise CommandFailed(
            f"Port {number} {why}. Choose another with --port, or leave --port out for a free one."
        ) from refused
