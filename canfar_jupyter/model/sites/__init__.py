"""What is true of one site only.  Another OpenStack needs another file, no code change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The site's HTCondor pool, as a worker has to know it."""

    central_manager: str
    execute_dir: str  # where jobs run if there is no ephemeral disk mounted elsewhere
    scratch_label: str
    token_dir: str  # where somebody puts the token that the pool may ask for
    repository: str  # HTCondor's own packages, for systems that have none
    channel: str
    key: str  # the address of the key that signs them
    key_fingerprint: str  # 40 hex digits; "": the key is trusted because it came over https
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site, as its TOML file describes it."""

    name: str
    guide: str
    guide_include: str  # the script that the guide tells people to include
    tools: tuple[str, ...]  # the site's own tools, as PyPI names them
    system: str  # the launch form begins with the newest public image of it
    images: str  # images whose names begin so come before others of a system
    flavors: tuple[tuple[str, str], ...]  # what the letters mean that names begin with
    pool: Pool
    systems: Mapping[str, tuple[str, ...]]  # os_distro -> versions that the tools are made for
    cloud_init_names: tuple[str, ...]  # how images begin that are known to have cloud-init


@cache
def site(name: str = "canfar") -> Site:
    """Read the site's file."""
    data = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text())
    pool = Pool(**data.pop("htcondor"))
    listed = data.pop("known_images")
    data |= {"tools": tuple(data["tools"]), "flavors": tuple(data["flavors"].items())}
    return Site(
        pool=pool,
        systems={key: tuple(versions) for key, versions in listed["systems"].items()},
        cloud_init_names=tuple(listed["cloud_init_names"]),
        **data,
    )
