"""Everything specific to one site.  Another OpenStack needs another file, no code change.

docs/sites.md describes the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from canfar_jupyter.model import site_choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The site's HTCondor pool, as a worker needs to know it."""

    central_manager: str
    execute_dir: str  # where jobs run if there is no ephemeral disk mounted elsewhere
    scratch_label: str
    token_dir: str  # where a person puts the token that the pool may ask for
    repository: str  # HTCondor's own packages, for systems that have none
    channel: str
    key: str  # the address of the key that signs them
    key_fingerprint: str  # 40 hex digits; "": the key is trusted because it came over https
    config: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site, as described by its TOML file; empty values are neither shown nor offered."""

    name: str = ""
    guide: str = ""
    guide_include: str = ""  # the script that the guide tells people to include
    tools: tuple[str, ...] = ()  # the site's own tools, as PyPI names them
    tools_about: str = ""  # the same in words
    tools_home: str = "/opt/site-tools"
    key_name: str = "id_cloud"  # proposed for a new key pair
    system: str = ""  # the launch form begins with the newest public image of it
    images: str = ""  # images whose names begin like this come before others of a system
    flavors: tuple[tuple[str, str], ...] = ()  # what the letters mean that names begin with
    pool: Pool | None = None
    systems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """os_distro -> versions that the tools are made for; {}: not specified."""
    cloud_init_names: tuple[str, ...] = ()  # how images begin that are known to have cloud-init


BUILT_IN = ("canfar", "none")
_TABLES = ("flavors", "htcondor", "known_images")
_TEXTS = tuple(f.name for f in fields(Site) if f.type == "str")


@cache
def built_in(name: str) -> Site:
    """Return a site of ``BUILT_IN``: CANFAR, or none in particular."""
    import tomllib  # late: who imports the package need not read a site
    from importlib.resources import files

    return site_of(tomllib.loads((files(__package__) / f"{name}.toml").read_text()))


def site_of(data: Mapping[str, Any]) -> Site:
    """Build a site from the contents of its TOML file.

    Raises:
        ValueError: A key is unknown, missing or of another type; the text says which.
    """
    _refuse_unknown(data, {*_TEXTS, "tools", *_TABLES}, "")
    flavors, pool, images = (_table(data, name) for name in _TABLES)
    _refuse_unknown(images, {"systems", "cloud_init_names"}, "known_images.")
    systems = _table(images, "systems", "known_images.")
    return Site(
        tools=_list(data, "tools"),
        flavors=tuple((name, _text(flavors, name, "flavors.")) for name in flavors),
        pool=_pool(pool) if "htcondor" in data else None,
        systems={name: _list(systems, name, "known_images.systems.") for name in systems},
        cloud_init_names=_list(images, "cloud_init_names", "known_images."),
        **{name: _text(data, name) for name in _TEXTS if name in data},
    )


def _pool(data: Mapping[str, Any]) -> Pool:
    names = [f.name for f in fields(Pool)]
    _refuse_unknown(data, set(names), "htcondor.")
    for name in names:
        if name not in data:
            raise ValueError(f"htcondor.{name} is missing")
    return Pool(**{name: _text(data, name, "htcondor.") for name in names})


def _refuse_unknown(data: Mapping[str, Any], known: set[str], table: str) -> None:
    for name in data:
        if name not in known:
            raise ValueError(f"there is no key {table}{name}")


def _text(data: Mapping[str, Any], name: str, table: str = "") -> str:
    if not isinstance(data[name], str):
        raise ValueError(f"{table}{name} must be a string")
    return str(data[name])


def _list(data: Mapping[str, Any], name: str, table: str = "") -> tuple[str, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{table}{name} must be a list of strings")
    return tuple(value)


def _table(data: Mapping[str, Any], name: str, table: str = "") -> Mapping[str, Any]:
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise ValueError(f"{table}{name} must be a table")
    return value


def _canfar() -> Site:
    return built_in("canfar")


@cache
def site() -> Site:
    """Return the site of this process.

    Raises:
        NotConfigured: The user's file is invalid; the message says where.
    """
    return site_choice.chooser() if site_choice.chooser else _canfar()
