"""``canfar-jupyter WORDS`` as a process; it ends, with all that it started, with the block."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running(*words: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "canfar_jupyter.cli", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C of whoever runs the tests is not for it
        env={**os.environ, **env},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        process.stdout.close()
        process.wait()


def address(process: subprocess.Popen[str]) -> str:
    """Return the address that a command prints first."""
    said = process.stdout.readline()
    found = ADDRESS.search(said)
    assert found, said + process.stdout.read()
    return found[0]


def done(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "canfar_jupyter.cli", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **env},
    )


def status(url: str, **headers: str) -> int:
    """Return what a server answers to a GET with these headers."""
    return answer(url, **headers)[0]


def answer(url: str, **headers: str) -> tuple[int, str]:
    named: dict[str, Any] = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with _direct.open(urllib.request.Request(url, headers=named), timeout=60) as reply:
            return reply.status, reply.read().decode(errors="replace")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(errors="replace")


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not asked for yet does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
