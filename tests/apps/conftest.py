"""The real demo cloud, and what the apps keep in the process."""

from __future__ import annotations

import pytest
import yaml

from canfar_jupyter.apps import page
from canfar_jupyter.live import stores as live_stores
from tests.support.demos import own_demo

demo = own_demo("session", speed=20)


@pytest.fixture
def clouds(demo, tmp_path, monkeypatch):
    """A clouds.yaml with the demo cloud and entries that are wrong in one way each."""
    good = yaml.safe_load(demo.clouds_yaml.read_text())["clouds"]["demo"]
    refused = good | {"auth": good["auth"] | {"password": "not the password"}}
    nobody = good | {"auth": good["auth"] | {"auth_url": "http://127.0.0.1:9/identity/v3"}}
    file = tmp_path / "clouds.yaml"
    entries = {"demo": good, "refused": refused, "nobody": nobody}
    file.write_text(yaml.safe_dump({"clouds": entries}))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(file))
    return file


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(page, "_dashboards", {})
    stores = {}
    monkeypatch.setattr(live_stores, "_stores", stores)
    yield
    for store in stores.values():
        store.close()
