"""Serve the dashboard as a page of Voila: on loopback, with a token and a check of the Host."""

from __future__ import annotations

import os
import secrets
import webbrowser
from pathlib import Path
from typing import Any

from canfar_jupyter.cli import arguments, ending, server_log
from canfar_jupyter.cli.failure import MissingExtra
from canfar_jupyter.cli.notebooks import notebooks


def serve(port: int, log: Path, *, browser: bool) -> None:
    """Serve until Ctrl-C, SIGTERM or SIGHUP; print the address.

    Args:
        port: 0 lets Voila choose.
        log: Where it and its kernels write what they say.
        browser: Whether to open one.

    Raises:
        CommandFailed: Voila is not installed, the port is taken, or it could not start.
    """
    try:
        from voila.app import Voila
    except ImportError as missing:
        raise MissingExtra("voila", "The dashboard as a page") from missing
    from tornado.ioloop import IOLoop
    from traitlets.config import Config

    from canfar_jupyter.apps import serving
    from canfar_jupyter.cli import host_check
    from canfar_jupyter.local import destinations, folders, guard

    arguments.check_free(port)
    # the user who has the token has access to this home and network anyway
    os.environ.setdefault(folders.NAMED, str(Path.home()))
    os.environ.setdefault(destinations.NAMED, "any")
    guard.vouch()

    class Dashboard(Voila):  # type: ignore[misc]  # voila is untyped
        def initialize(self, argv: list[str] | None = None) -> None:
            """Set what a voila.json or JUPYTER_TOKEN of the computer must not change."""
            super().initialize(argv)
            self.ip, self.token = "127.0.0.1", secrets.token_hex(24)
            ending.like_ctrl_c()  # Voila's own handler fails until its loop runs

        def init_handlers(self) -> list[Any]:
            return [host_check.rule(), *super().init_handlers()]

        def listen(self) -> None:
            """Say where it is, in the loop's first turn: by then the port is taken."""
            IOLoop.current().add_callback(self.say_where)
            super().listen()

        def say_where(self) -> None:
            terminal.write(f"The dashboard: {self.address()}\nTo end it: Ctrl-C\n")

        def address(self) -> str:
            """Return the address with its token, which Voila itself leaves out."""
            return f"{self.connection_url}?token={self.token}"

        def launch_browser(self) -> None:
            webbrowser.open(self.address())

    notebook = notebooks() / "dashboards" / "dashboard.ipynb"
    argv = [str(notebook), *serving.arguments(port, browser=browser)]
    with server_log.kept_in(log) as terminal:
        Dashboard.launch_instance(argv=argv, config=Config(serving.voila(port)))
