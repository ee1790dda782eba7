"""The launch form, and launches whose connection is cut: exactly the asked number exists."""

from __future__ import annotations

import json
import random
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import fresh
from canfar_jupyter.cloud import service_of

TRIALS = 1000
LATENCY = 100  # ms
FASTER = 200  # a pause before a look is so much shorter here: the demo makes servers at once
KEYS = 60
TURNS = 7
GAVE_UP = 504  # what a proxy answers that has waited long enough: the launch may still come
CLEAR = 25  # trials after which what was made is ended


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    result = fresh(opened, demos.of(latency_ms=LATENCY))
    ratio = median(e / s for e, s in zip(result["enabled"], result["slowest"], strict=True))
    note = f"enabled after {spread(result['enabled'], 1e3, 0)} ms"
    note += f"; the slowest list alone {spread(result['slowest'], 1e3, 0)} ms"
    yield Figure("launch form: opened until Launch can be pressed", ratio, 1.3, "RTT", note=note)
    result = fresh(typed, demos.of(servers=10_000))
    note = f"{KEYS} keys, 10,000 instances: {spread(result['keys'], 1e3)} ms"
    name = "launch form: the worst answer to a key"
    yield Figure(name, max(result["keys"]) * 1e3, 50, "ms", note=note)
    clouds_yaml = demos.of(servers=1)
    result = fresh(trials, clouds_yaml, state=str(clouds_yaml.parent), number=TRIALS)
    note = f"{TRIALS} launches of {result['asked']} instances: {result['faults']}"
    name = f"{TRIALS} launches, connection cut: instances too many"
    yield Figure(name, result["too_many"], 0, "instances", note=note)
    name = f"{TRIALS} launches, connection cut: instances too few"
    yield Figure(name, result["too_few"], 0, "instances")
    name = "5 equal instances launched: requests to make them"
    yield Figure(name, result["posts"], 1, "requests")


def opened() -> dict[str, list[float]]:
    """Return seconds until a new form of a new store can launch, and those of the slowest list."""
    import canfar_jupyter
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.columns import SCHEMAS
    from canfar_jupyter.widgets import LaunchForm

    cloud = canfar_jupyter.connect("demo")
    result: dict[str, list[float]] = {"enabled": [], "slowest": []}
    first = Store(cloud)
    first.refresh().result()
    LaunchForm(first)  # so that no import is measured
    for _ in range(TURNS):
        result["slowest"].append(max(_seconds(cloud, name) for name in SCHEMAS))
        store = Store(cloud)
        started = time.perf_counter()
        store.begin()
        form = LaunchForm(store)
        while form.button.disabled:
            time.sleep(0.0005)
        result["enabled"].append(time.perf_counter() - started)
        form.close()
        store.close()
    return result


def _seconds(cloud: Any, name: str) -> float:
    started = time.perf_counter()
    service_of(cloud).lists.read(name)
    return time.perf_counter() - started


def typed() -> dict[str, list[float]]:
    """Return the seconds that each key of a name takes, with everything folded open."""
    import canfar_jupyter
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets import LaunchForm

    store = Store(canfar_jupyter.connect("demo"))
    store.refresh().result()
    form = LaunchForm(store)
    for fold in (form.editor, form.first_boot, form.more, form.commands):
        fold.show()
    text, keys = ("worker-00017-" * KEYS)[:KEYS], []
    for at in range(1, KEYS + 1):
        started = time.perf_counter()
        form.name.value = text[:at]
        keys.append(time.perf_counter() - started)
    return {"keys": keys}


def trials(state: str, number: int, seed: int = 20261124) -> dict[str, Any]:
    """Launch again and again while the demo cuts connections; count what exists afterwards."""
    import canfar_jupyter
    from benchmarks.counting import counted
    from canfar_jupyter.errors import CloudError, OutcomeUnknown
    from canfar_jupyter.model.launch.spec import LaunchSpec

    chance, faults = random.Random(seed), _Faults(Path(state))
    cloud = canfar_jupyter.connect("demo", pause=lambda seconds: time.sleep(seconds / FASTER))
    project = {n: service_of(cloud).lists.read(n).rows() for n in ("images", "flavors", "networks")}
    parts = {
        "image": _named(project["images"], "canfar-ubuntu-24.04"),
        "flavor": _named(project["flavors"], "p1-1.5gb"),
        "network": _named(project["networks"], "lensing-network"),
    }
    seen: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    result = {"too_many": 0, "too_few": 0, "asked": 0}
    for trial in range(number):
        spec = LaunchSpec(name=f"trial-{trial}", count=chance.choice((1, 1, 2, 5)), **parts)
        kind, fault = _fault(chance)
        seen[kind] += 1
        faults.add(fault)
        try:
            service_of(cloud).launches.launch_spec(spec)
            wanted.update(spec.names)
        except OutcomeUnknown as failed:
            if fault is None or fault.get("status") != GAVE_UP:
                raise RuntimeError(f"trial {trial}, {kind}: {failed}") from failed
            seen["said to be not known"] += 1  # it was not carried out, and was not sent again
        except CloudError as failed:
            raise RuntimeError(f"trial {trial}, {kind}: {failed}") from failed
        faults.clear()
        if trial % CLEAR == CLEAR - 1 or trial == number - 1:
            _compare(cloud, wanted, result)
            wanted.clear()
    with counted() as sent:
        service_of(cloud).launches.launch_spec(LaunchSpec(name="five", count=5, **parts))
    posts = sum(request.method == "POST" for request in sent)
    return {**result, "posts": posts, "faults": ", ".join(f"{n} {k}" for k, n in seen.items())}


def _fault(chance: random.Random) -> tuple[str, dict[str, Any] | None]:
    """Choose what happens to the request that launches."""
    post = {"method": "POST", "path": r"/compute/v2\.1/servers"}
    kinds: list[tuple[str, dict[str, Any] | None]] = [
        ("cut before", {**post, "drop": "before"}),
        ("cut during", {**post, "cut": chance.randrange(0, 60)}),
        ("cut after", {**post, "drop": "after"}),
        ("gateway errors", {**post, "status": chance.choice((500, 502, GAVE_UP)), "body": "later"}),
        ("lost lists", {"method": "GET", "path": ".*/servers/detail.*", "drop": "after"}),
        ("untouched", None),
    ]
    return chance.choice([*kinds[:3], *kinds])


def _compare(cloud: Any, wanted: Counter[str], result: dict[str, Any]) -> None:
    """Count what exists too often and too rarely, then end it."""
    columns = service_of(cloud).lists.read("servers").columns
    rows = zip(columns["id"], columns["name"], columns["task"], strict=True)
    made = [(id_, name) for id_, name, task in rows if task != "deleting" and _ours(name)]
    there = Counter(name for _, name in made)
    result["asked"] += wanted.total()
    result["too_many"] += (there - wanted).total()
    result["too_few"] += (wanted - there).total()
    for id_, _ in made:
        cloud.terminate(id_)


def _ours(name: str) -> bool:
    return name.startswith("trial-")


class _Faults:
    """The demo's own switch for trouble."""

    def __init__(self, state: Path) -> None:
        demo = json.loads((state / "demo.json").read_text())
        self._address = demo["auth_url"].split("/identity")[0] + "/demo/faults"
        self._secret = (
            demo.get("secret") or json.loads((state / "state.json").read_text())["secret"]
        )

    def add(self, fault: dict[str, Any] | None) -> None:
        if fault is not None:
            self._send("POST", json.dumps(fault).encode())

    def clear(self) -> None:
        self._send("DELETE")

    def _send(self, method: str, body: bytes | None = None) -> None:
        request = urllib.request.Request(
            self._address, method=method, data=body, headers={"X-Demo-Secret": self._secret}
        )
        urllib.request.urlopen(request, timeout=30).read()


def _named(rows: dict[str, dict[str, Any]], name: str) -> str:
    return next(id_ for id_, row in rows.items() if row["name"] == name)
