"""Upload with progress and sha512, against an un-hashed raw PUT of the same file; memory."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import fresh

GIGABIT = 125e6  # bytes a second
ROUNDS = 5
SIZES = {"1 Gbit/s": 512 << 20, "loopback": 2 << 30}
LARGE = 4 << 30  # bytes, of which none is on the disk


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    with tempfile.TemporaryDirectory(prefix="upload-") as name:
        folder = Path(name)
        for line, speed, limit in (("1 Gbit/s", GIGABIT, 0.95), ("loopback", 0.0, 0.8)):
            with sink(speed) as url:
                clouds = _clouds(demos, folder, url)
                file = _sparse(folder / "disk.raw", SIZES[line])
                result = fresh(compared, clouds, url=url, file=str(file))
            raw, ours = result["raw"], result["ours"]
            note = f"raw {spread(raw)} s, ours {spread(ours)} s"
            label = f"upload with progress and sha512 over {line}: speed of a raw PUT"
            yield Figure(label, min(raw) / min(ours), limit, "x", at_least=True, note=note)
            if not speed:  # no upload can be faster than the hash of what it sends
                bound = max(min(raw), min(result["hash"]))
                label = "upload over loopback: speed of the slower of a raw PUT and sha512 alone"
                note = f"sha512 alone {spread(result['hash'])} s"
                yield Figure(label, bound / min(ours), 0.8, "x", at_least=True, note=note)
        with sink(0.0) as url:
            clouds = _clouds(demos, folder, url)
            file = _sparse(folder / "large.raw", LARGE)
            result = fresh(memory, clouds, file=str(file))
        yield Figure("upload of 4 GiB: more memory at its peak", result["more"], 80, "MB")
        yield Figure("upload: words on the progress", result["events"], 10, "a second")


@contextmanager
def sink(speed: float) -> Iterator[str]:
    """Run a sink while the block does."""
    command = [sys.executable, "-m", "benchmarks.sink", str(speed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


def _sparse(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
    return path


def _clouds(demos: Demos, folder: Path, url: str) -> Path:
    """Return a clouds.yaml of a demo cloud whose images go into the sink."""
    clouds = yaml.safe_load(demos.of(servers=1).read_text())
    clouds["clouds"]["demo"]["image_endpoint_override"] = f"{url}/v2"
    path = folder / "clouds.yaml"
    path.write_text(yaml.safe_dump(clouds))
    return path


def compared(url: str, file: str) -> dict[str, Any]:
    """Send a file as a plain PUT and as we do, in turn."""
    import requests

    import canfar_jupyter

    cloud = canfar_jupyter.connect("demo")
    session = requests.Session()
    times: dict[str, list[float]] = {"raw": [], "ours": [], "hash": []}
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with Path(file).open("rb") as body:
            session.put(f"{url}/v2/images/sink/file", data=body).raise_for_status()
        times["raw"].append(time.perf_counter() - began)
        times["ours"].append(_ours(cloud, file, lambda *_: None))
        began = time.perf_counter()
        with Path(file).open("rb") as content:
            hashlib.file_digest(content, "sha512")
        times["hash"].append(time.perf_counter() - began)
    return times


def _ours(cloud: Any, file: str, progress: Any) -> float:
    """Return the seconds of the upload alone, hash compared: what is before it is milliseconds."""
    from canfar_jupyter.cloud import sources, uploading
    from canfar_jupyter.cloud.transfer import Pace

    source = sources.of_file(file)
    began = time.perf_counter()
    uploading.upload(cloud._wire, "sink", source, Pace(progress))
    source.close()
    return time.perf_counter() - began


def memory(file: str) -> dict[str, Any]:
    """Return how much more memory a large upload takes, MB, and how often it tells."""
    import canfar_jupyter

    cloud = canfar_jupyter.connect("demo")
    told: list[float] = []
    before = _peak()
    _ours(cloud, file, lambda *_: told.append(time.monotonic()))
    most = max(sum(at <= t < at + 1 for t in told) for at in told)
    return {"more": (_peak() - before) / 1e6, "events": most}


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
