"""Demo clouds of the sizes that are needed, each started once and ended with the run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from canfar_jupyter.demo import running


class Demos:
    """``of`` returns the clouds.yaml of a demo cloud; its cloud is called ``demo``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, running.Entry] = {}

    def of(self, servers: int = 0, images: int = 0, latency_ms: int = 0) -> Path:
        name = f"servers-{servers}-images-{images}-latency-{latency_ms}"
        if name not in self._running:
            scale = f"servers={servers},images={images}"
            entry = running.start(
                self._folder / name, timeout=60, scale=scale, latency_ms=latency_ms
            )
            self._running[name] = entry
        return self._running[name].clouds_yaml

    def end(self) -> None:
        for name in self._running:
            running.stop(self._folder / name)


@contextmanager
def demos() -> Iterator[Demos]:
    """Keep demo clouds until the block ends."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        clouds = Demos(Path(folder))
        try:
            yield clouds
        finally:
            clouds.end()
