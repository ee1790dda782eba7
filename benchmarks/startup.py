"""What ``import canfar_jupyter`` costs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import ROOT, environment

HEAVY = ("openstack", "keystoneauth1", "pandas", "ipywidgets", "anywidget", "tornado", "requests")

# As text, and not as a function of ours: a process that has imported nothing before
IMPORT = f"""
import sys, time
before = len(sys.modules)
started = time.perf_counter()
import canfar_jupyter
seconds = time.perf_counter() - started
modules = len(sys.modules) - before
import json
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps([seconds, heavy, modules]))
"""


def figures(_: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    samples = [_import() for _ in range(7)]
    seconds = [seconds for seconds, _, _ in samples]
    _, heavy, modules = samples[0]
    note = f"{spread(seconds, 1e3)} ms, {modules} modules"
    yield Figure("import canfar_jupyter", min(seconds) * 1e3, 60, "ms", note=note)
    name = "import canfar_jupyter: of openstack, pandas, ipywidgets... imported"
    yield Figure(name, len(heavy), 0, "packages", note=", ".join(heavy))


def _import() -> Any:
    command = [sys.executable, "-c", IMPORT]
    return json.loads(subprocess.check_output(command, cwd=ROOT, env=environment(None)))
