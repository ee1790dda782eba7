"""The configuration of our own servers is what the servers take."""

from pathlib import Path

import jupyterlab
from jupyterlab.labapp import LabApp
from jupyterlab_server.settings_utils import get_settings
from traitlets.config import Config
from voila import app as voila_app

from canfar_jupyter.apps import serving

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "tutorials"


def test_voila_takes_every_option(monkeypatch):
    monkeypatch.setattr(voila_app.signal, "signal", lambda *_: None)  # SIGTERM stays pytest's
    app = voila_app.Voila(config=Config(serving.voila(8899)))
    app.initialize(serving.arguments(8899, browser=False))
    assert (app.ip, app.port, app.open_browser) == ("127.0.0.1", 8899, False)
    assert app.port_retries == 0, "another port than the one asked for will not do"
    settings = app.voila_configuration
    assert settings.template == "canfar"
    assert settings.preheat_kernel is True
    assert settings.extension_denylist == ["canfar-jupyter"]
    assert any(path.endswith("voila/templates/canfar") for path in app.template_paths)
    assert app.config.MappingKernelManager.cull_idle_timeout == serving.CULL_AFTER


def test_jupyterlab_takes_every_option(tmp_path):
    app = LabApp()
    config = serving.lab(tmp_path, tmp_path / "settings", 0)
    options = serving.flags(config) + serving.arguments(0, browser=False)
    app.parse_command_line(options)
    assert app.news_url is None
    assert app.check_for_updates_class.__name__ == "NeverCheckForUpdate"
    assert app.config.ServerApp.root_dir == str(tmp_path)
    assert app.config.ServerApp.open_browser is False
    assert app.config.ServerApp.allow_root is True
    assert app.default_url == "/lab/tree/01_first_instance.ipynb"
    assert (NOTEBOOKS / serving.FIRST).is_file()
    assert app.app_settings_dir == str(tmp_path / "settings")


def test_the_page_is_told_not_to_ask_about_news(tmp_path):
    serving.write_defaults(tmp_path)
    schemas = Path(jupyterlab.__file__).parent / "schemas"
    name = "@jupyterlab/apputils-extension:notification"
    settings, _ = get_settings(str(tmp_path), str(schemas), "", schema_name=name)
    assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"


def test_port_zero_leaves_the_port_to_the_server():
    assert serving.arguments(0, browser=True) == []
