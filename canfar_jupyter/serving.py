"""How Voila and JupyterLab are to serve this package's notebooks.

The template ``canfar``, and the word to Voila not to load our labextension (it is for JupyterLab),
are installed with the package: ``share/jupyter/voila`` and ``etc/jupyter/voila.json``. What is here
is for the servers that we start ourselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

# A kernel whose page has gone without a word (browser killed, laptop asleep) ends after this many
# seconds of silence. The dashboard falls silent by itself when no page looks at it.
CULL_AFTER = 600


def arguments(port: int, *, browser: bool) -> list[str]:
    """Give the command line options that Voila and JupyterLab share.

    Args:
        port: 0 leaves it to the server: its usual one, or the next that is free.
        browser: Whether the server opens one.
    """
    chosen = [f"--port={port}"] if port else []
    return chosen if browser else [*chosen, "--no-browser"]


def voila() -> dict[str, Any]:
    """Give the configuration of a Voila that serves the dashboard on loopback."""
    return {
        # a token, because whoever reaches a kernel can run code as its owner
        "Voila": {"ip": "127.0.0.1", "auto_token": True},
        "VoilaConfiguration": {
            "template": "canfar",
            "extension_denylist": ["canfar-jupyter"],
            # the next visitor's kernel has imported everything and drawn the dashboard already
            "preheat_kernel": True,
            "default_pool_size": 1,
        },
        "MappingKernelManager": {"cull_idle_timeout": CULL_AFTER, "cull_interval": 60},
    }


def lab(folder: Path) -> dict[str, Any]:
    """Give the configuration of a JupyterLab that opens on ``folder``, on loopback."""
    return {
        "ServerApp": {"ip": "127.0.0.1", "root_dir": str(folder)},
        "LabApp": {"news_url": None, "check_for_updates_class": "jupyterlab.NeverCheckForUpdate"},
    }


def flags(config: dict[str, Any]) -> list[str]:
    """Give a configuration as command line options.

    ``LabApp.launch_instance`` takes nothing else: what it is given as ``config`` it forgets.
    Source: jupyter_server.extension.application.ExtensionApp.launch_instance
    """
    return [
        f"--{name}.{trait}={value}"
        for name, traits in config.items()
        for trait, value in traits.items()
    ]
