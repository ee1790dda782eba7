"""The site: a built-in one, or the user's own TOML file."""

from __future__ import annotations

from pathlib import Path

from canfar_jupyter.errors import NotConfigured
from canfar_jupyter.local.settings import SITE
from canfar_jupyter.local.settings_file import parse_toml
from canfar_jupyter.model.sites import BUILT_IN, Site, built_in, site_of


def chosen() -> Site:
    """Return the site that the settings name.

    Raises:
        NotConfigured: It is neither a built-in site nor a valid file.
    """
    named = SITE.value()
    if named.lower() in BUILT_IN:
        return built_in(named.lower())
    file = Path(named).expanduser()
    try:
        return site_of(parse_toml(file))
    except OSError as failed:
        raise _wrong(f"The site {named!r} cannot be read: {failed.strerror}.") from failed
    except ValueError as broken:
        text = str(broken)
        where = "" if text.startswith(str(file)) else f"{file}: "
        raise _wrong(f"The site file is invalid: {where}{text}.") from broken


def _wrong(what: str) -> NotConfigured:
    return NotConfigured(
        what, hint=f"Set {SITE.variable} to {' or '.join(BUILT_IN)}, or correct the file."
    )
