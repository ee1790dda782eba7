"""What is true of one site only.  Another OpenStack needs another file, no code change."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The site's HTCondor pool, as a worker has to know it."""

    central_manager: str
    execute_dir: str
    scratch_label: str
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site, as its TOML file describes it."""

    name: str
    guide: str
    pool: Pool


@cache
def site(name: str = "canfar") -> Site:
    """Read the site's file."""
    data = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text())
    return Site(name=data["name"], guide=data["guide"], pool=Pool(**data["htcondor"]))
