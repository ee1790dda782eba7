"""One thread with one event loop for all consoles of this process.

All socket operations happen in it: no TLS connection is used by two threads, and the order of
messages is preserved.
"""

from __future__ import annotations

import asyncio
from threading import Lock, Thread

_lock = Lock()
_loops: list[asyncio.AbstractEventLoop] = []


def loop() -> asyncio.AbstractEventLoop:
    """Return the loop; the first call starts its thread, which ends with the process."""
    with _lock:
        if not _loops:
            made = asyncio.new_event_loop()
            Thread(target=made.run_forever, name="canfar-consoles", daemon=True).start()
            _loops.append(made)
        return _loops[0]
