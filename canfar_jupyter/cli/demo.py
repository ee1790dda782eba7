"""``canfar-jupyter demo``: a demo cloud, with the dashboard, JupyterLab, or alone."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from canfar_jupyter.cli import arguments, ending, lab, page
from canfar_jupyter.cli.failure import CommandFailed
from canfar_jupyter.demo import running


def run(args: argparse.Namespace) -> int:
    """Start the demo cloud unless it runs already, serve what was asked for, then end it."""
    ending.like_ctrl_c()
    state = args.state.resolve() if args.state else running.default_state()
    found = running.find(state)
    if found:
        _say_what_does_not_count(args)
    try:
        with ending.held():
            entry = found or _start(state, args)
        os.environ["OS_CLIENT_CONFIG_FILE"] = str(entry.clouds_yaml)
        os.environ["OS_CLOUD"] = "demo"
        if args.api_only:
            _serve_api(entry)
        elif args.lab:
            lab.serve(args.port, state, browser=not args.no_browser)
        else:
            page.serve(args.port, state / "dashboard.log", browser=not args.no_browser)
    finally:
        if not found:  # another command's demo cloud continues
            running.stop(state)
    return 0


def _start(state: Path, args: argparse.Namespace) -> running.Entry:
    arguments.check_free(args.port)
    options = {"scale": args.scale, "latency_ms": args.latency_ms}
    if args.api_only:
        options["port"] = args.port
    try:
        return running.start(state, **{name: value for name, value in options.items() if value})
    except OSError as refused:
        raise CommandFailed(
            f"The demo cloud cannot keep itself in {state}: {refused.strerror}. "
            "Choose a folder of yours with --state."
        ) from refused


def _say_what_does_not_count(args: argparse.Namespace) -> None:
    given = [
        f"--{name}" for name in ("scale", "latency-ms") if getattr(args, name.replace("-", "_"))
    ]
    if args.api_only and args.port:
        given.append("--port")
    if given:
        sys.stderr.write(
            f"The demo cloud is running already: {', '.join(given)} would count at its start.\n"
        )


def _serve_api(entry: running.Entry) -> None:
    say = sys.stdout.write
    say(f"# The demo cloud answers at {entry.auth_url}\n")
    say(f"# OS_CLIENT_CONFIG_FILE={entry.clouds_yaml} openstack --os-cloud demo server list\n")
    say(entry.clouds_yaml.read_text())
    sys.stdout.flush()
    while running.find(entry.clouds_yaml.parent):
        time.sleep(1)
