"""A Chromium, and a Voila that serves notebooks to it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.fresh import environment
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.servers import Server, notebook, running


@contextmanager
def pages() -> Iterator[Any]:
    """Give a function that opens a page of its own, its caches empty."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)

        def new() -> Page:
            page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
            page.set_default_timeout(120_000)
            return page

        yield new
        browser.close()


@contextmanager
def voila(
    folder: Path,
    notebooks: Mapping[str, str],
    clouds_yaml: Path | None = None,
    options: Sequence[str] = (),
) -> Iterator[Server]:
    """Serve notebooks of one cell each; their text by name."""
    folder.mkdir(parents=True)
    for name, text in notebooks.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook(text)))
    command = ["voila", str(folder), "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    command += ["--token={token}", "--template=canfar", *options]
    env = {**environment(clouds_yaml), "OS_CLOUD": "demo", "CANFAR_JUPYTER_SERVE_OWN_CLOUD": "yes"}
    with running(command, env, folder, "/voila/static/voila.js") as server:
        yield server


class Frames:
    """The bytes that came over the page's websockets; ``take`` counts anew."""

    def __init__(self, page: Page) -> None:
        self._sizes: list[int] = []
        session = page.context.new_cdp_session(page)
        session.on("Network.webSocketFrameReceived", self._note)
        session.send("Network.enable")

    def take(self) -> int:
        sizes, self._sizes = self._sizes, []
        return sum(sizes)

    def _note(self, event: Any) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        text = frame["opcode"] == 1
        self._sizes.append(len(data.encode()) if text else len(base64.b64decode(data)))


def ticks(folder: Path, word: bytes = b"") -> dict[int, int]:
    """Return what the Voila of a folder, and its kernels, used: pid -> clock ticks of 10 ms.

    ``word``: only those that have it in their command line.
    """
    found = {}
    for process in Path("/proc").iterdir():
        try:
            if word not in (process / "cmdline").read_bytes():
                continue
            if str(folder).encode() in (process / "environ").read_bytes():
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                found[int(process.name)] = int(fields[11]) + int(fields[12])
        except OSError:  # no process, not ours, or gone meanwhile
            continue
    return found
