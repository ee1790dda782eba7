"""What the installed package tells JupyterLab and Voila."""

import json
import re
import subprocess
import sys
from pathlib import Path

from jupyter_core.paths import jupyter_config_path, jupyter_path
from voila.configuration import VoilaConfiguration
from voila.server_extension import load_config_file
from voila.utils import get_page_config


def installed(name):
    """Give the file ``name`` of share/jupyter as JupyterLab and Voila find it."""
    return next(path for p in jupyter_path() if (path := Path(p) / name).exists())


def test_jupyterlab_lists_the_extension_as_enabled_and_ok():
    command = [sys.executable, "-m", "jupyter", "labextension", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = re.sub(r"\x1b\[\d+m", "", done.stdout + done.stderr).splitlines()
    [line] = [line for line in lines if "canfar-jupyter" in line]
    assert "enabled" in line
    assert "OK" in line


def test_voila_does_not_load_what_is_for_jupyterlab():
    config = load_config_file()
    assert config is not None, f"no voila.json in {jupyter_config_path()}"
    page = get_page_config("/", {}, None, VoilaConfiguration(config=config))
    names = {extension["name"] for extension in page["federated_extensions"]}
    assert "canfar-jupyter" not in names
    assert "anywidget" in names


def test_the_settings_have_a_sentence_for_each_key():
    folder = installed("labextensions/canfar-jupyter/schemas/canfar-jupyter")
    schema = json.loads((folder / "dashboard.json").read_text())
    assert schema["properties"]["keepKernel"]["default"] is False
    for key in schema["properties"].values():
        assert key["title"]
        assert key["description"]


def test_the_notebooks_are_installed():
    folder = installed("canfar-jupyter/notebooks")
    assert (folder / "dashboards/dashboard.ipynb").is_file()
    assert list((folder / "tutorials").glob("*.ipynb"))
