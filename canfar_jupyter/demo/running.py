"""Find, start and end a demo cloud from another process.

Light on purpose: no tornado, no SDK, so that ``connect("demo")`` costs nothing extra.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_POLL = 0.02  # seconds
_children: list[subprocess.Popen[bytes]] = []  # kept, so that nobody warns of running ones


class DemoFailed(RuntimeError):
    """The demo cloud did not start or end; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A demo cloud that runs."""

    pid: int
    auth_url: str
    clouds_yaml: Path


def default_state() -> Path:
    """Return the folder of this user's demo cloud."""
    from platformdirs import user_state_path

    return user_state_path("canfar-jupyter") / "demo"


def find(state: Path) -> Entry | None:
    """Return the demo cloud that runs on a state folder; None: none does."""
    try:
        told = json.loads((state / "demo.json").read_text())
        entry = Entry(int(told["pid"]), str(told["auth_url"]), state / "clouds.yaml")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return entry if _answers(entry) else None


def _answers(entry: Entry) -> bool:
    """Ask whoever listens there whether it is the demo of that pid."""
    url = entry.auth_url.partition("/identity")[0] + "/demo"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback: no proxy
    try:
        with direct.open(url, timeout=5) as reply:
            return bool(json.load(reply).get("pid") == entry.pid)
    except (OSError, ValueError, AttributeError):
        return False


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold(state: Path) -> IO[str]:
    """Claim a state folder for this process; the claim ends with the file or the process.

    Raises:
        DemoFailed: Another demo cloud has it.
    """
    file = (state / "demo.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise DemoFailed(f"A demo cloud already runs on {state}.") from None
    return file


def start(state: Path, *, timeout: float = 20.0, **options: object) -> Entry:
    """Return the demo cloud of a state folder; start one if none runs.

    Args:
        state: Its folder; made when it is not there.
        timeout: Seconds to wait for it.
        options: As for ``python -m canfar_jupyter.demo``: ``port``, ``latency_ms``,
            ``scale`` ("servers=N,images=N"), ``idle_minutes``, ``speed``, ``token_seconds``,
            ``console_seconds``, ``volumes`` ("no": a cloud without Cinder), ``users`` (a file
            of more people), ``nova_lag``.
            They count only when it is started now.

    Raises:
        DemoFailed: It did not come up; the text ends with the last lines of its log.
    """
    state = state.absolute()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(state / "start.lock"):  # two starts at once end with one demo
        return find(state) or _spawn(state, timeout, options)


def _spawn(state: Path, timeout: float, options: dict[str, object]) -> Entry:
    log = state / "demo.log"
    command = [sys.executable, "-m", "canfar_jupyter.demo", "--state", str(state)]
    for name, value in options.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=state,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # outlives the notebook that started it
        )
    _children.append(process)
    try:
        return _answering(process, state, timeout, log)
    except BaseException:  # Ctrl-C, too: who has no entry could never end it
        process.kill()
        process.wait()
        raise


def _answering(process: subprocess.Popen[bytes], state: Path, timeout: float, log: Path) -> Entry:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        entry = find(state)
        if entry:
            return entry
        if process.poll() is not None:
            raise DemoFailed(f"The demo cloud ended at once.{_last_lines(log)}")
        time.sleep(_POLL)
    raise DemoFailed(f"The demo cloud did not answer within {timeout:g} s.{_last_lines(log)}")


def _last_lines(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()[-8:]
    return "\n" + "\n".join(lines) if lines else " Its log is empty."


def stop(state: Path, *, timeout: float = 10.0) -> None:
    """End the demo cloud of a state folder, if one runs, and wait until it has ended.

    Raises:
        DemoFailed: It did not end.
    """
    entry = find(state)
    if entry is None:
        return
    os.kill(entry.pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            hold(state).close()  # the process let go of its folder: it has ended
        except DemoFailed:
            time.sleep(_POLL)
            continue
        for child in _children:
            if child.pid == entry.pid:
                child.wait()
        return
    raise DemoFailed(f"The demo cloud (process {entry.pid}) did not end within {timeout:g} s.")
