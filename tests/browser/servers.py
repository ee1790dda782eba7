"""Start Voila or JupyterLab as a user would, on a free loopback port; end it by pid."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Server:
    """A Jupyter server: its address, its token and where it writes what it says."""

    base: str
    token: str
    log: Path

    @property
    def url(self) -> str:
        return f"{self.base}/?token={self.token}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


@contextlib.contextmanager
def running(command: list[str], env: dict[str, str], folder: Path, probe: str) -> Iterator[Server]:
    """Run ``python -m command...`` while the block does, with its ``{port}`` and ``{token}``."""
    port, token = free_port(), secrets.token_hex(16)
    filled = [part.format(port=port, token=token) for part in command]
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *filled],
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            env={
                **os.environ,
                "JUPYTER_CONFIG_DIR": str(folder / "config"),
                "IPYTHONDIR": str(folder / "ipython"),
                "CANFAR_JUPYTER_SERVE_OWN_CLOUD": "yes",  # plain Voila, but with a token
                **env,
            },
        )
    server = Server(f"http://127.0.0.1:{port}", token, log)
    try:
        _wait(server.base + probe, process, log)
        yield server
    finally:
        _end(process)


@contextlib.contextmanager
def jupyterlab(folder: Path, clouds_yaml: Path, cloud: str) -> Iterator[Server]:
    """Run JupyterLab on a folder and a cloud, without its question about news."""
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps({"fetchNews": "false"}))
    command = ["jupyterlab", "--no-browser", "--allow-root", "--port={port}"]
    command += ["--ServerApp.ip=127.0.0.1", "--IdentityProvider.token={token}"]
    command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}"]
    env = {
        "OS_CLIENT_CONFIG_FILE": str(clouds_yaml),
        "OS_CLOUD": cloud,
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
    }
    with running(command, env, folder, "/api") as server:
        yield server


def notebook(*sources: str) -> dict[str, Any]:
    """Return a notebook with these cells, none of them run."""
    cells = [
        {"cell_type": "code", "id": f"cell-{n}", "metadata": {}, "source": source}
        | {"execution_count": None, "outputs": []}
        for n, source in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write_notebook(lab: Server, name: str, *sources: str) -> None:
    """Put a notebook with these cells where JupyterLab finds it."""
    content = {"type": "notebook", "format": "json", "content": notebook(*sources)}
    request = urllib.request.Request(
        f"{lab.base}/api/contents/{name}",
        method="PUT",
        data=json.dumps(content).encode(),
        headers={"Authorization": f"token {lab.token}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=20).read()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=10).read(1)
            return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer:\n{log.read_text()[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask, then insist, then end what is left of its session (kernels)."""
    for sig, patience in ((signal.SIGINT, 1), (signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        if process.poll() is None:
            process.send_signal(sig)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
