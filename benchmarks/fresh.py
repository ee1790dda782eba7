"""A measurement in a process of its own.

``fresh(function, ...)`` runs a function of a module of this folder in a new Python and returns what
it returned, by way of JSON.  So no measurement inherits imports, caches, garbage or a warm
allocator from another, and ``time.process_time()`` there is the CPU of that one job: user and
system time of all its threads, and not of the cloud it asks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def fresh(function: Callable[..., Any], clouds_yaml: Path | None = None, **arguments: Any) -> Any:
    """Run a function in a new Python; its arguments and its result are what JSON can carry."""
    command = [function.__module__, function.__name__, json.dumps(arguments)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fresh", *command],
        cwd=ROOT,
        env=environment(clouds_yaml),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def environment(clouds_yaml: Path | None) -> dict[str, str]:
    """Return an environment that knows one clouds.yaml and no other cloud."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("OS_")}
    path = os.pathsep.join(filter(None, [str(ROOT), clean.get("PYTHONPATH")]))
    clean |= {"PYTHONPATH": path}
    return clean | ({"OS_CLIENT_CONFIG_FILE": str(clouds_yaml)} if clouds_yaml else {})


def command(words: Sequence[str], clouds_yaml: Path) -> dict[str, float]:
    """Run a command to its end; return its CPU and wall seconds."""
    started = time.perf_counter()
    process = subprocess.Popen(
        words, env=environment(clouds_yaml), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} failed: {said.decode(errors='replace')[-2000:]}")
    return {"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - started}


def timed(call: Callable[[], object], times: int = 1) -> list[dict[str, float]]:
    """Call several times; return CPU and wall seconds of each call."""
    samples = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        result = call()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        samples.append({"cpu": cpu, "wall": wall})
        del result
    return samples


if __name__ == "__main__":
    module, function, arguments = sys.argv[1:]
    print(json.dumps(getattr(import_module(module), function)(**json.loads(arguments))))
