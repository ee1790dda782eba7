"""The configuration files of the services, and the clouds.yaml of those who use them."""

import os
import shutil
from configparser import RawConfigParser
from pathlib import Path

from tests.openstack.launcher.plan import Plan

Sections = dict[str, dict[str, object]]

FOLDERS = ("etc", "db", "images", "staging", "tasks", "fernet", "credkeys", "lock", "log")
MORE_FOLDERS = ("nova", "neutron", "cinder")
FILTERS = (  # of nova's scheduler: those that a launch of a member can meet
    "ComputeFilter",
    "ImagePropertiesFilter",
    "ServerGroupAffinityFilter",
    "ServerGroupAntiAffinityFilter",
)
CLOUDS = {
    "real": ("demo", "demo", "Default"),
    "real-other": ("demo", "other", "Default"),
    "real-guest": ("guest", "guest", "Visitors"),
    "real-admin": ("admin", "admin", "Default"),
}


def write(plan: Plan) -> None:
    """Write every file; the folders they name are made too."""
    for folder in (*FOLDERS, *MORE_FOLDERS):
        (plan.run / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(plan.venv / "etc" / "nova" / "api-paste.ini", plan.etc / "api-paste.ini")
    files = {
        "keystone.conf": _keystone(plan),
        "glance-api.conf": _glance(plan),
        "placement.conf": _placement(plan),
        "neutron.conf": _neutron(plan),
        "cinder.conf": _cinder(plan),
        "nova.conf": _nova(plan),
        # The proxies are processes of their own: `fake:/` would not reach nova's other services.
        "proxy.conf": {"DEFAULT": {"transport_url": "wire:/", **_logs(plan, "proxy")}},
    }
    for name, sections in files.items():
        parser = RawConfigParser()
        parser.read_dict(_text(sections))
        with _private(plan.etc / name) as file:
            parser.write(file)
    with _private(plan.run / "clouds.yaml") as file:
        file.write(_clouds_yaml(plan))


def _private(path: Path):
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")


def _text(sections: Sections) -> dict[str, dict[str, str]]:
    return {name: {key: str(v) for key, v in pairs.items()} for name, pairs in sections.items()}


def _clouds_yaml(plan: Plan) -> str:
    entries = [
        f"""\
  {name}:
    region_name: RegionOne
    auth:
      auth_url: {plan.url("keystone")}
      username: {user}
      password: {plan.password}
      project_name: {project}
      user_domain_name: {domain}
      project_domain_name: {domain}
"""
        for name, (user, project, domain) in CLOUDS.items()
    ]
    return "clouds:\n" + "".join(entries)


def _login(plan: Plan) -> dict[str, object]:
    return {
        "auth_type": "password",
        "auth_url": plan.url("keystone"),
        "username": "admin",
        "password": plan.password,
        "project_name": "admin",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
        "region_name": "RegionOne",
    }


def _common(plan: Plan, name: str) -> dict[str, object]:
    return {"transport_url": "fake:/", **_logs(plan, name)}


def _logs(plan: Plan, name: str) -> dict[str, object]:
    return {"use_stderr": "false", "log_file": plan.log / f"{name}.log"}


def _database(plan: Plan, name: str) -> dict[str, object]:
    return {"connection": plan.database(name), "sqlite_synchronous": "false"}


def _shared(plan: Plan) -> Sections:
    """The sections that every service but keystone has."""
    return {
        "keystone_authtoken": {
            "www_authenticate_uri": plan.root("keystone"),
            "memcached_servers": "",
            **_login(plan),
        },
        "oslo_concurrency": {"lock_path": plan.run / "lock"},
    }


def _keystone(plan: Plan) -> Sections:
    return {
        "DEFAULT": _common(plan, "keystone"),
        "database": _database(plan, "keystone"),
        "token": {"provider": "fernet"},
        "fernet_tokens": {"key_repository": plan.run / "fernet"},
        "fernet_receipts": {"key_repository": plan.run / "fernet"},
        "credential": {"key_repository": plan.run / "credkeys"},
        "oslo_concurrency": {"lock_path": plan.run / "lock"},
    }


def _glance(plan: Plan) -> Sections:
    return {
        "DEFAULT": {
            **_common(plan, "glance"),
            "bind_host": "127.0.0.1",
            "enabled_backends": "fs:file",
            "node_staging_uri": f"file://{plan.run}/staging",
            "worker_self_reference_url": plan.root("glance"),
            "image_cache_driver": "sqlite",
        },
        "database": _database(plan, "glance"),
        "glance_store": {"default_backend": "fs"},
        "fs": {"filesystem_store_datadir": plan.run / "images"},
        # web-download reaches the tests' own servers, on whatever port they got, and nothing else
        "import_filtering_opts": {"allowed_hosts": "[127.0.0.1]", "allowed_ports": "[]"},
        "os_glance_staging_store": {"filesystem_store_datadir": plan.run / "staging"},
        "os_glance_tasks_store": {"filesystem_store_datadir": plan.run / "tasks"},
        "paste_deploy": {
            "flavor": "keystone",
            "config_file": plan.venv / "etc" / "glance" / "glance-api-paste.ini",
        },
        **_shared(plan),
    }


def _placement(plan: Plan) -> Sections:
    return {
        "DEFAULT": _logs(plan, "placement"),
        "api": {"auth_strategy": "keystone"},
        "placement_database": {
            "connection": plan.database("placement"),
            "sync_on_startup": "true",
        },
        **_shared(plan),
    }


def _neutron(plan: Plan) -> Sections:
    return {
        "DEFAULT": {
            **_common(plan, "neutron"),
            "core_plugin": "ml2",
            "service_plugins": "router",
            "api_paste_config": plan.venv / "etc" / "neutron" / "api-paste.ini",
            "auth_strategy": "keystone",
            "state_path": plan.run / "neutron",
            "dhcp_agent_notification": "false",
            "rpc_workers": 0,
        },
        "database": _database(plan, "neutron"),
        "ml2": {
            "type_drivers": "local,flat",
            "tenant_network_types": "local",
            "mechanism_drivers": "bindall",
            "extension_drivers": "port_security",
        },
        "ml2_type_flat": {"flat_networks": "*"},
        "nova": _login(plan),
        **_shared(plan),
    }


def _cinder(plan: Plan) -> Sections:
    return {
        "DEFAULT": {
            **_common(plan, "cinder"),
            "auth_strategy": "keystone",
            "api_paste_config": plan.venv / "etc" / "cinder" / "api-paste.ini",
            "resource_query_filters_file": plan.venv / "etc" / "cinder" / "resource_filters.json",
            "glance_api_servers": plan.root("glance"),
            "enabled_backends": "real",
            "host": "real",
            "my_ip": "127.0.0.1",
            "state_path": plan.run / "cinder",
            # Two workers of one process both report as the last one made, so that the other
            # would be taken for dead after a while: never.
            "service_down_time": 10**8,
        },
        "real": {"volume_driver": "fake_volume.Driver", "volume_backend_name": "real"},
        "coordination": {"backend_url": f"file://{plan.run}/cinder"},
        "database": _database(plan, "cinder"),
        "nova": _login(plan),
        "service_user": {"send_service_user_token": "true", **_login(plan)},
        **_shared(plan),
    }


def _nova(plan: Plan) -> Sections:
    login = _login(plan)
    return {
        "DEFAULT": {
            **_common(plan, "nova"),
            "compute_driver": "fake_virt.Driver",
            "allow_resize_to_same_host": "true",
            "host": "real",
            "my_ip": "127.0.0.1",
            "state_path": plan.run / "nova",
            "enabled_apis": "osapi_compute",
            "report_interval": 30,
            "service_down_time": 120,
            "cpu_allocation_ratio": 1000,
            "ram_allocation_ratio": 1000,
            "disk_allocation_ratio": 1000,
        },
        "api": {"auth_strategy": "keystone"},
        "wsgi": {"api_paste_config": plan.venv / "etc" / "nova" / "api-paste.ini"},
        "api_database": _database(plan, "nova_api"),
        "database": _database(plan, "nova_cell1"),
        "filter_scheduler": {"enabled_filters": ",".join(FILTERS)},
        "vnc": {
            "enabled": "true",
            "novncproxy_base_url": f"{plan.root('novncproxy')}/vnc_lite.html",
        },
        "serial_console": {
            "enabled": "true",
            "base_url": plan.root("serialproxy").replace("http:", "ws:") + "/",
        },
        "glance": login,
        "placement": login,
        "neutron": login,
        "cinder": login,
        # Without a service token neutron forbids nova to delete the port of a member's server.
        "service_user": {"send_service_user_token": "true", **login},
        **_shared(plan),
    }
