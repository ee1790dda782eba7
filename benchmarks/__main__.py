"""``python -m benchmarks [GROUP...]``: measure, print the tables, write results.json."""

from __future__ import annotations

import argparse
import os
import sys
import time
from importlib import import_module

from benchmarks.demos import demos
from benchmarks.figures import RESULTS, Figure, store

GROUPS = {
    "startup": "import canfar_jupyter",
    "walks": "the files that one click on Launch and one tick go through",
    "reads": "whole lists to a frame: against the floor, openstacksdk, the openstack client",
    "refresh": "idle and changed ticks of 10,000 live rows; memory",
    "fanout": "first rows and the whole dashboard, 100 ms away",
    "launch": "100 instances launched",
    "launches": "the launch form; 1,000 launches whose connection is cut",
    "upload": "images uploaded: against a raw PUT, on an emulated line and on loopback; memory",
    "responsiveness": "the kernel's main thread during a refresh",
    "table_browser": "the table in Chromium, 10,000 x 12",
    "console": "the console of an instance: first picture, typing, a busy screen",
    "bundles": "what the browser parses for the widgets",
    "first_paint": "the dashboard's first rows in Voila, cold and prepared",
    "page": "the dashboard with 10,000 instances: tabs, the panel",
    "real_cloud": "second table: first rows and idle tick on the real OpenStack",
}


def main() -> int:
    lines = "\n".join(f"  {name:<15} {what}" for name, what in GROUPS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"{__doc__}\n\ngroups (none: all of them):\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("groups", nargs="*", metavar="GROUP", choices=[*GROUPS, []])
    chosen = parser.parse_args().groups or list(GROUPS)
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; min/median where two are given\n"
    )
    found: list[Figure] = []
    with demos() as clouds:
        for group in chosen:
            began = time.monotonic()
            for figure in import_module(f"benchmarks.{group}").figures(clouds):
                found.append(figure)
                print(figure.line(), flush=True)
            print(f"-- {group}: {time.monotonic() - began:.0f} s\n", flush=True)
    store(found, whole=len(chosen) == len(GROUPS))
    missed = [figure for figure in found if not figure.met]
    print(f"{len(found) - len(missed)} of {len(found)} rows met; written to {RESULTS}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
