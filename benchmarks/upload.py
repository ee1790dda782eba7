"""Upload with progress and sha512, against an un-hashed raw PUT of the same file; memory.

On loopback into the real Glance, as a user beside a cloud has it, and into a sink that throws the
bytes away, which is faster than any cloud: there the pace of sha512 is the limit.
"""

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
from canfar_jupyter.cloud import service_of
from tests.openstack.fixture import running

GIGABIT = 125e6  # bytes a second
ROUNDS = 5
SIZES = {"1 Gbit/s": 512 << 20, "loopback": 2 << 30, "Glance": 512 << 20}
WHAT = "upload with progress and sha512"
LARGE = 4 << 30  # bytes, of which none is on the disk


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    with tempfile.TemporaryDirectory(prefix="upload-") as name:
        folder = Path(name)
        yield from _over_a_line(demos, folder)
        yield from _into_glance(folder)
        yield from _into_a_sink(demos, folder)
        yield from _large(demos, folder)


def _over_a_line(demos: Demos, folder: Path) -> Iterator[Figure]:
    found = _into(demos, folder, GIGABIT, "1 Gbit/s")
    yield _ratio(f"{WHAT} over 1 Gbit/s: speed of a raw PUT", found, 0.95)


def _into_glance(folder: Path) -> Iterator[Figure]:
    file = _sparse(folder / "glance.raw", SIZES["Glance"])
    with running() as cloud:
        found = fresh(real, cloud.clouds_yaml, file=str(file))
    yield _ratio(f"{WHAT} into the real Glance: speed of a raw PUT", found, 0.8)
    pace = SIZES["Glance"] / min(found["raw"]) / 1e6
    yield Figure("raw PUT into the real Glance", pace, None, "MB/s")


def _into_a_sink(demos: Demos, folder: Path) -> Iterator[Figure]:
    found = _into(demos, folder, 0.0, "loopback")
    yield _ratio(f"{WHAT} into a sink: speed of a raw PUT", found, 0.8)
    for what, key in (("raw PUT into a sink", "raw"), ("sha512 alone", "hash")):
        yield Figure(what, SIZES["loopback"] / min(found[key]) / 1e6, None, "MB/s")
    # no upload that is hashed can be faster than its hash
    found["raw"] = max(found["raw"], found["hash"], key=min)
    yield _ratio(f"{WHAT} into a sink: pace of sha512 alone", found, 0.8)


def _large(demos: Demos, folder: Path) -> Iterator[Figure]:
    with sink(0.0) as url:
        clouds = _clouds(demos, folder, url)
        result = fresh(memory, clouds, file=str(_sparse(folder / "large.raw", LARGE)))
    yield Figure("upload of 4 GiB: more memory at its peak", result["more"], 80, "MB")
    yield Figure("upload: words on the progress", result["events"], 10, "a second")


def _into(demos: Demos, folder: Path, speed: float, size: str) -> dict[str, list[float]]:
    """Send a file of such a size into a sink of such a speed."""
    with sink(speed) as url:
        clouds = _clouds(demos, folder, url)
        found: dict[str, list[float]] = fresh(
            compared, clouds, url=url, file=str(_sparse(folder / "disk.raw", SIZES[size]))
        )
    return found


def _ratio(name: str, found: dict[str, list[float]], limit: float) -> Figure:
    raw, ours = found["raw"], found["ours"]
    note = f"raw {spread(raw)} s, ours {spread(ours)} s, sha512 alone {spread(found['hash'])} s"
    return Figure(name, min(raw) / min(ours), limit, "x", at_least=True, note=note)


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


def compared(url: str, file: str) -> dict[str, list[float]]:
    """Send a file as a plain PUT and as we do, and hash it, in turn."""
    import requests

    import canfar_jupyter

    cloud = canfar_jupyter.connect("demo")
    session = requests.Session()
    times: dict[str, list[float]] = {"raw": [], "ours": [], "hash": []}
    for _ in range(ROUNDS):
        times["raw"].append(_seconds(_raw, session, f"{url}/v2/images/sink/file", file))
        times["ours"].append(_seconds(_ours, cloud, "sink", file))
        times["hash"].append(_seconds(_hashed, file))
    return times


def real(file: str) -> dict[str, list[float]]:
    """Do the same with images of the real Glance, which are deleted one by one."""
    import requests

    import canfar_jupyter
    from canfar_jupyter.cloud.images import api

    cloud = canfar_jupyter.connect("real")
    wire = service_of(cloud).client
    session = requests.Session()
    session.headers.update(wire.sdk.session.get_auth_headers() or {})
    base = str(wire.sdk.image.get_endpoint()).rstrip("/")
    base = base if base.endswith("/v2") else f"{base}/v2"
    about = {"name": "benchmark", "disk_format": "raw", "container_format": "bare"}
    sends = {
        "raw": lambda id_: _raw(session, f"{base}/images/{id_}/file", file),
        "ours": lambda id_: _ours(cloud, id_, file),
    }
    times: dict[str, list[float]] = {"raw": [], "ours": [], "hash": []}
    for turn in range(2 * ROUNDS):
        key = "raw" if turn % 2 else "ours"
        id_ = api.create(wire, about)
        try:
            times[key].append(_seconds(sends[key], id_))
        finally:
            api.delete(wire, id_)
        times["hash"].append(_seconds(_hashed, file))
    return times


def _seconds(call: Any, *args: Any) -> float:
    began = time.perf_counter()
    call(*args)
    return time.perf_counter() - began


def _raw(session: Any, url: str, file: str) -> None:
    """Send a file as a careful script does."""
    with Path(file).open("rb") as body:
        headers = {"Content-Type": "application/octet-stream"}
        session.put(url, data=body, headers=headers).raise_for_status()


def _hashed(file: str) -> None:
    with Path(file).open("rb") as content:
        hashlib.file_digest(content, "sha512")


def _ours(cloud: Any, id_: str, file: str, progress: Any = lambda *_: None) -> None:
    """Upload and compare what came: what is before it is milliseconds."""
    from canfar_jupyter.cloud.images import sources, upload
    from canfar_jupyter.cloud.images.transfer import Pace

    source = sources.of_file(file)
    upload.upload(service_of(cloud).client, id_, source, Pace(progress))
    source.close()


def memory(file: str) -> dict[str, Any]:
    """Return how much more memory a large upload takes, MB, and how often it tells."""
    import canfar_jupyter

    cloud = canfar_jupyter.connect("demo")
    told: list[float] = []
    before = _peak()
    _ours(cloud, "sink", file, lambda *_: told.append(time.monotonic()))
    most = max(sum(at <= t < at + 1 for t in told) for at in told)
    return {"more": (_peak() - before) / 1e6, "events": most}


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
