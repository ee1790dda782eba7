"""Configuration of Voila and JupyterLab for this package's notebooks.

The template ``canfar``, which omits our labextension (it is for JupyterLab), is installed with
the package, in ``share/jupyter/voila``. This module is for the servers that we start ourselves.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# A kernel whose page has gone without a word (browser killed, laptop asleep) ends after this many
# seconds of silence. The dashboard falls silent by itself when no page looks at it.
CULL_AFTER = 600
FIRST = "01_first_instance.ipynb"  # the tutorial to begin with
_NOTIFICATION = "@jupyterlab/apputils-extension:notification"


def arguments(port: int, *, browser: bool) -> list[str]:
    """Return the command line options that Voila and JupyterLab share.

    Args:
        port: 0 lets the server choose: its default, or the next free one.
        browser: Whether the server opens one.
    """
    chosen = [f"--port={port}"] if port else []
    return chosen if browser else [*chosen, "--no-browser"]


def voila(port: int) -> dict[str, Any]:
    """Return the configuration of a Voila that serves the dashboard on loopback.

    Args:
        port: 0 lets it look for one; another is the only one that will do.
    """
    return {
        # ``cli.page`` sets a token: a client that reaches a kernel can run code as its owner
        "Voila": {
            "ip": "127.0.0.1",
            **_no_retries(port),
        },
        "VoilaConfiguration": {
            "template": "canfar",
            "extension_denylist": ["canfar-jupyter"],
            # the next visitor's kernel has imported everything and drawn the dashboard already
            "preheat_kernel": True,
            "default_pool_size": 1,
        },
        # the next kernel starts when this visitor's page is drawn; it would take that page's time
        "VoilaKernelManager": {"fill_delay": 2},
        "MappingKernelManager": {"cull_idle_timeout": CULL_AFTER, "cull_interval": 60},
    }


def lab(folder: Path, settings: Path, port: int) -> dict[str, Any]:
    """Return the configuration of a JupyterLab that opens the tutorials, on loopback.

    Args:
        folder: Where they are; the first of them is opened.
        settings: A folder that has the defaults of ``write_defaults``.
        port: As for ``voila``.
    """
    return {
        "ServerApp": {
            "ip": "127.0.0.1",
            "root_dir": str(folder),
            "allow_root": True,  # in a container the user often is root; Voila accepts it, too
            "answer_yes": True,  # Ctrl-C ends it, as it ends the dashboard
            **_no_retries(port),
        },
        "LabApp": {
            "app_settings_dir": str(settings),
            "default_url": f"/lab/tree/{FIRST}",
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        },
    }


def _no_retries(port: int) -> dict[str, int]:
    return {"port_retries": 0} if port else {}


def write_defaults(settings: Path) -> None:
    """Write defaults of JupyterLab's settings that the user can still change: no news.

    Without a ``news_url`` the page would still ask whether to fetch news.
    """
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps({_NOTIFICATION: {"fetchNews": "false"}}))


def flags(config: dict[str, Any]) -> list[str]:
    """Return a configuration as command line options.

    ``LabApp.launch_instance`` accepts nothing else: it ignores a ``config`` argument.
    Source: jupyter_server.extension.application.ExtensionApp.launch_instance
    """
    return [
        f"--{name}.{trait}={value}"
        for name, traits in config.items()
        for trait, value in traits.items()
    ]
