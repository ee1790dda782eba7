"""Serve JupyterLab on copies of the tutorials."""

from __future__ import annotations

from pathlib import Path

from canfar_jupyter.cli import arguments, ending, server_log
from canfar_jupyter.cli.failure import MissingExtra
from canfar_jupyter.cli.notebooks import notebooks, own_copies


def serve(port: int, state: Path, *, browser: bool) -> None:
    """Serve until Ctrl-C, SIGTERM or SIGHUP; print the address.

    Args:
        port: 0 lets JupyterLab choose.
        state: A folder for the copies, its settings and its log.
        browser: Whether to open one.

    Raises:
        CommandFailed: JupyterLab is not installed, the port is taken, or it could not start.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError as missing:
        raise MissingExtra("lab", "JupyterLab") from missing
    from tornado.ioloop import IOLoop

    from canfar_jupyter.apps import serving

    arguments.check_free(port)
    folder = own_copies(notebooks() / "tutorials", state / "tutorials")
    settings = state / "jupyterlab"
    serving.write_defaults(settings)
    config = serving.lab(folder, settings, port)
    argv = [*serving.arguments(port, browser=browser), *serving.flags(config)]
    with server_log.kept_in(state / "jupyterlab.log") as terminal:
        server = LabApp.initialize_server(argv)
        ending.like_ctrl_c()
        said = f"JupyterLab: {server.local_url}\nTo end it: Ctrl-C\n"
        IOLoop.current().add_callback(terminal.write, said)  # by then it answers
        server.start()
