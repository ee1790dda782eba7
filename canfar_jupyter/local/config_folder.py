"""The folder of the user's configuration: settings.toml, columns.json, recipes."""

from __future__ import annotations

from pathlib import Path


def config_folder() -> Path:
    """Return it: ~/.config/canfar-jupyter, or where the system keeps configuration."""
    from platformdirs import user_config_path  # late: few ask

    return user_config_path("canfar-jupyter")


def former_folder() -> Path:
    """Return where settings.toml was before 0.2."""
    from platformdirs import user_config_path

    return user_config_path("canfar_jupyter")
