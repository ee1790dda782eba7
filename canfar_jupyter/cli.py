"""The command ``canfar-jupyter``: a demo cloud with its dashboard; why can't I log in?"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from canfar_jupyter import __version__
from canfar_jupyter.demo import running
from canfar_jupyter.errors import CloudError

NOTEBOOKS = "canfar-jupyter/notebooks"  # below share/jupyter of an installed package


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit status."""
    args = _parser().parse_args(argv)
    try:
        return _doctor(args) if args.command == "doctor" else _demo(args)
    except CloudError as error:
        sys.stderr.write(f"canfar-jupyter: {error}\n{error.hint}\n")
        return 1
    except (running.DemoFailed, NoNotebooks, MissingExtra) as error:
        sys.stderr.write(f"canfar-jupyter: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="canfar-jupyter", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="start the demo cloud and open the dashboard on it")
    shape = demo.add_mutually_exclusive_group()
    shape.add_argument("--lab", action="store_true", help="open JupyterLab on the tutorials")
    shape.add_argument(
        "--api-only", action="store_true", help="serve only the API; print its clouds.yaml entry"
    )
    demo.add_argument("--port", type=int, default=0, help="port to serve on (0: a free one)")
    demo.add_argument("--no-browser", action="store_true", help="do not open a browser")
    demo.add_argument(
        "--state",
        type=Path,
        default=None,
        metavar="DIR",
        help="directory for the state of the demo cloud",
    )
    demo.add_argument("--scale", metavar="servers=N,images=N", help="simulate a large cloud")
    demo.add_argument("--latency-ms", type=int, metavar="N", help="simulate a distant cloud")
    doctor = commands.add_parser("doctor", help="find out why you cannot log in to an instance")
    doctor.add_argument("name", metavar="NAME", help="name or id of the instance")
    doctor.add_argument("--cloud", help="the cloud's name in clouds.yaml (default: OS_CLOUD)")
    return parser


def _doctor(args: argparse.Namespace) -> int:
    """Print the findings; the status is 2 when something is wrong."""
    from canfar_jupyter.cloud import connect  # imported late: the SDK takes more than a second

    diagnosis = connect(args.cloud).doctor(args.name)
    sys.stdout.write("".join(c for c in f"{diagnosis}\n" if c.isprintable() or c == "\n"))
    return 2 if diagnosis.cause else 0


def _demo(args: argparse.Namespace) -> int:
    state = args.state.resolve() if args.state else running.default_state()
    found = running.find(state)
    options = {"scale": args.scale, "latency_ms": args.latency_ms}
    if args.api_only:
        options["port"] = args.port
    entry = found or running.start(state, **{k: v for k, v in options.items() if v})
    os.environ["OS_CLIENT_CONFIG_FILE"] = str(entry.clouds_yaml)
    os.environ["OS_CLOUD"] = "demo"
    try:
        if args.api_only:
            _serve_api(entry)
        elif args.lab:
            _serve_lab(args.port, state, browser=not args.no_browser)
        else:
            _serve_dashboard(args.port, browser=not args.no_browser)
    finally:
        if not found:  # a demo that ran before continues
            running.stop(state)
    return 0


def _serve_api(entry: running.Entry) -> None:
    say = sys.stdout.write
    say(f"# The demo cloud answers at {entry.auth_url}\n")
    say(f"# OS_CLIENT_CONFIG_FILE={entry.clouds_yaml} openstack --os-cloud demo server list\n")
    say(entry.clouds_yaml.read_text())
    sys.stdout.flush()
    while running.find(entry.clouds_yaml.parent):
        time.sleep(1)


def _serve_dashboard(port: int, *, browser: bool) -> None:
    from tornado.ioloop import IOLoop
    from traitlets.config import Config

    try:
        from voila.app import Voila
    except ImportError as missing:
        raise MissingExtra("voila", "The dashboard as a page") from missing

    from canfar_jupyter.apps import serving
    from canfar_jupyter.local import destinations, folders

    # on loopback, behind a token: its user has access to this home and network anyway
    os.environ.setdefault(folders.NAMED, str(Path.home()))
    os.environ.setdefault(destinations.NAMED, "any")

    class Dashboard(Voila):  # type: ignore[misc]  # voila is untyped
        def listen(self) -> None:
            """Print the URL in the loop's first iteration: by then the port is bound."""
            IOLoop.current().add_callback(self.say_where)
            super().listen()

        def say_where(self) -> None:
            sys.stdout.write(f"The dashboard: {self.display_url}\nTo end it: Ctrl-C\n")
            sys.stdout.flush()

        def launch_browser(self) -> None:
            """Open the URL with its token, which Voila itself leaves out."""
            webbrowser.open(self.display_url)

    notebook = _notebooks() / "dashboards" / "dashboard.ipynb"
    argv = [str(notebook), *serving.arguments(port, browser=browser)]
    Dashboard.launch_instance(argv=argv, config=Config(serving.voila()))


def _serve_lab(port: int, state: Path, *, browser: bool) -> None:
    try:
        from jupyterlab.labapp import LabApp
    except ImportError as missing:
        raise MissingExtra("lab", "JupyterLab") from missing

    from canfar_jupyter.apps import serving

    folder = _own_copies(_notebooks() / "tutorials", state / "tutorials")
    settings = state / "jupyterlab"
    serving.write_defaults(settings)
    config = serving.lab(folder, settings)
    argv = [*serving.arguments(port, browser=browser), *serving.flags(config)]
    LabApp.launch_instance(argv=argv)


def _own_copies(notebooks: Path, folder: Path) -> Path:
    """Give the user copies to work in; existing ones are kept as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks.glob("*.ipynb"):
        if not (own := folder / notebook.name).exists():
            shutil.copyfile(notebook, own)
    return folder


class MissingExtra(Exception):
    """An optional dependency is not installed."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(
            f"{what} needs {extra if extra != 'lab' else 'jupyterlab'}, which is not installed. "
            f'Install it: pip install "canfar_jupyter[{extra}]"'
        )


class NoNotebooks(Exception):
    """The notebooks are neither installed nor next to the package."""


def _notebooks() -> Path:
    from jupyter_core.paths import jupyter_path

    beside = (
        Path(__file__).resolve().parent.parent / "notebooks"
    )  # a checkout: the ones being edited
    for folder in (beside, *(Path(p) for p in jupyter_path(NOTEBOOKS))):
        if (folder / "dashboards" / "dashboard.ipynb").is_file():
            return folder
    raise NoNotebooks("The notebooks are not installed. Reinstall: pip install canfar_jupyter")


if __name__ == "__main__":
    raise SystemExit(main())
