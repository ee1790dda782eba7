"""The command ``canfar-jupyter``: your cloud's dashboard, or a demo cloud; why can't I log in?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from canfar_jupyter import __version__
from canfar_jupyter.cli import arguments
from canfar_jupyter.cli.failure import CommandFailed
from canfar_jupyter.demo.running import DemoFailed
from canfar_jupyter.errors import CloudError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit status."""
    parser = parser_of_all()
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 0
    try:  # late: a command is loaded when it is run, so that --help is quick
        return int(import_module(f"canfar_jupyter.cli.{args.command}").run(args))
    except CloudError as error:
        sys.stderr.write(f"canfar-jupyter: {error}\n{error.hint}\n")
        return 1
    except (CommandFailed, DemoFailed) as error:
        sys.stderr.write(f"canfar-jupyter: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def parser_of_all() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="canfar-jupyter", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command")
    _dashboard(commands.add_parser("dashboard", help="open the dashboard of your cloud"))
    _demo(commands.add_parser("demo", help="start the demo cloud and open the dashboard on it"))
    doctor = commands.add_parser("doctor", help="find out why you cannot log in to an instance")
    doctor.add_argument("name", metavar="NAME", help="name or id of the instance")
    _add_cloud(doctor)
    return parser


def _dashboard(parser: argparse.ArgumentParser) -> None:
    _add_cloud(parser)
    _add_page(parser)


def _demo(parser: argparse.ArgumentParser) -> None:
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--lab", action="store_true", help="open JupyterLab on the tutorials")
    shape.add_argument(
        "--api-only", action="store_true", help="serve only the API; print its clouds.yaml entry"
    )
    _add_page(parser)
    parser.add_argument(
        "--state",
        type=Path,
        default=None,
        metavar="DIR",
        help="directory for the state of the demo cloud",
    )
    parser.add_argument(
        "--scale", type=arguments.scale, metavar="servers=N,images=N", help="simulate a large cloud"
    )
    parser.add_argument(
        "--latency-ms", type=arguments.milliseconds, metavar="N", help="simulate a distant cloud"
    )


def _add_cloud(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cloud", help="the cloud's name in clouds.yaml (default: OS_CLOUD)")


def _add_page(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=arguments.port, default=0, help="port to serve on (0: a free one)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
