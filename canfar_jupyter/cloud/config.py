"""Which cloud is used: from clouds.yaml, OS_* variables, or the demo.

Source: https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from openstack.config import OpenStackConfig, loader
from openstack.config.cloud_region import CloudRegion

import canfar_jupyter
from canfar_jupyter.cloud.base import clouds_yaml, tls_files
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, error
from canfar_jupyter.cloud.http.session import Session
from canfar_jupyter.errors import CloudFailure, NotConfigured
from canfar_jupyter.local import settings

DEMO = "demo"
IDLE_MINUTES = 480  # a demo cloud that gets no requests for this long ends


def find(name: str | None = None) -> CloudRegion:
    """Return the configuration of the cloud called ``name``.

    Args:
        name: A name in clouds.yaml, or "demo", which is started unless clouds.yaml has it.
            None: what OS_CLOUD names, else the OS_* variables, else the only cloud there is.

    Raises:
        NotConfigured: No such cloud, or its entry is not complete.
    """
    if name != DEMO:  # the demo needs no clouds.yaml
        clouds_yaml.refuse_broken(loader.CONFIG_FILES)
    config = _load()
    named = _named(config)
    name = name or settings.cloud_name() or None
    if name is None:
        name = str(config.envvar_key) if "OS_AUTH_URL" in os.environ else _only(named, config)
    elif name == DEMO and DEMO not in named:
        return _demo()
    elif name not in named and name != config.envvar_key:
        raise NotConfigured(
            f"There is no cloud {name!r} in clouds.yaml. {_there_is(named, config)}"
        )
    return _region(config, name)


def _load(**more: Any) -> OpenStackConfig:
    try:
        return OpenStackConfig(
            session_constructor=Session,
            app_name="canfar_jupyter",
            app_version=canfar_jupyter.__version__,
            **more,
        )
    except SDK_ERRORS as broken:
        raise error(broken, "read clouds.yaml") from broken
    except yaml.YAMLError:  # older SDKs raise this instead of ignoring the file
        clouds_yaml.refuse_broken(loader.CONFIG_FILES)
        raise
    except (TypeError, AttributeError, ValueError) as broken:  # YAML with another structure
        raise NotConfigured(f"clouds.yaml is not a list of clouds: {broken}.") from broken


def _region(config: OpenStackConfig, name: str) -> CloudRegion:
    try:
        region = config.get_one(cloud=name)
        written = (config.cloud_config.get("clouds") or {}).get(name) or {}
        tls_files.check(name, region.config, written)
        return region
    except SDK_ERRORS as broken:
        raise error(broken, f"use the cloud {name}") from broken
    except (TypeError, AttributeError, ValueError) as broken:  # an entry with another structure
        if "'application_credential" in str(broken):
            raise NotConfigured(
                f"{name} has an application credential, but no auth_type that uses one.",
                hint="Set auth_type: v3applicationcredential in clouds.yaml, or "
                "OS_AUTH_TYPE=v3applicationcredential.",
            ) from broken
        raise NotConfigured(
            f"The entry {name} of {config.config_filename} does not describe a cloud: {broken}."
        ) from broken


def _named(config: OpenStackConfig) -> list[str]:
    """Return the clouds of clouds.yaml, without the names that the SDK adds."""
    if config.config_filename is None:
        return []
    own = {config.envvar_key, "defaults"}
    return [str(name) for name in config.get_cloud_names() if name not in own]


def _only(named: list[str], config: OpenStackConfig) -> str:
    if len(named) == 1:
        return named[0]
    what = "Several clouds are configured." if named else "No cloud was given."
    raise NotConfigured(f"{what} OS_CLOUD and OS_AUTH_URL are not set. {_there_is(named, config)}")


def _there_is(named: list[str], config: OpenStackConfig) -> str:
    if named:
        return f"{config.config_filename} has: {', '.join(sorted(named))}."
    if config.config_filename:
        return f"{config.config_filename} has no cloud."
    home = Path.home() / ".config" / "openstack"
    return f"There is no clouds.yaml in {Path.cwd()}, in {home} or in /etc/openstack."


def _demo() -> CloudRegion:
    """Start the demo cloud if it is not running."""
    from canfar_jupyter.demo import running  # imported only when needed

    state = running.default_state()
    try:
        entry = running.start(state, idle_minutes=IDLE_MINUTES)
    except (running.DemoFailed, OSError) as failed:
        raise CloudFailure(f"The demo cloud did not start. {failed}") from failed
    return _region(_load(config_files=[str(entry.clouds_yaml)], load_envvars=False), DEMO)
