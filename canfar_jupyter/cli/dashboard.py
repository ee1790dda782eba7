"""``canfar-jupyter dashboard``: the dashboard of your own cloud as a page."""

from __future__ import annotations

import argparse
import os

from canfar_jupyter.cli import ending, page
from canfar_jupyter.demo import running


def run(args: argparse.Namespace) -> int:
    """Check that the cloud is configured, then serve the page until it is told to end."""
    from canfar_jupyter.cloud import config  # late: the SDK costs more than a second

    ending.like_ctrl_c()
    demo = running.default_state()
    found = running.find(demo)
    try:
        with ending.held():
            config.find(args.cloud)
        if args.cloud:
            os.environ["OS_CLOUD"] = args.cloud
        page.serve(args.port, demo.parent / "dashboard.log", browser=not args.no_browser)
    finally:
        if not found:  # with --cloud demo we have started it
            running.stop(demo)
    return 0
