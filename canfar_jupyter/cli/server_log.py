"""What servers and their kernels print goes to a log; the terminal gets our own words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from canfar_jupyter.cli.failure import CommandFailed


@contextmanager
def kept_in(log: Path) -> Iterator[TextIO]:
    """Send stdout and stderr of this process and its children to a file; yield the terminal.

    File descriptors are replaced, because kernels inherit them, and stay replaced afterwards.

    Raises:
        CommandFailed: The file cannot be written, or the server ended with an error.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    except OSError as refused:
        raise CommandFailed(
            f"The log {log} cannot be written: {refused.strerror}. Make its folder writable."
        ) from refused
    out, err = (os.fdopen(os.dup(number), "w", buffering=1) for number in (1, 2))
    for number in (1, 2):
        os.dup2(file, number)
    os.close(file)
    try:
        yield out
    except SystemExit as ended:
        if ended.code:
            raise CommandFailed(f"The server ended with an error; its log has it: {log}") from ended
    finally:  # threads of the server that have not ended keep writing to the log
        sys.stdout, sys.stderr = out, err
