"""The recipe "install HTCondor for batch processing": one shell script, run once at first boot."""

from __future__ import annotations

import shlex
from importlib.resources import files
from string import Template

from canfar_jupyter.sites import Pool, site


class _ShellTemplate(Template):
    delimiter = "%"  # the script is full of dollars


def script(pool: Pool | None = None) -> str:
    """Return the script for this pool (None: the site's own)."""
    pool = pool or site().pool
    text = files(__package__).joinpath("condor.sh").read_text()
    return _ShellTemplate(text).substitute(
        central_manager=shlex.quote(pool.central_manager),
        execute_dir=shlex.quote(pool.execute_dir),
        scratch_label=shlex.quote(pool.scratch_label),
        config=pool.config.strip(),
    )
