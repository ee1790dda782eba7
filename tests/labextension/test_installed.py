"""What the installed package tells JupyterLab and Voila."""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from jupyter_core.paths import jupyter_path

from tests.browser.servers import running

NOTEBOOK = Path(__file__).parents[2] / "notebooks/dashboards/dashboard.ipynb"


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


@pytest.mark.parametrize("denied", [[], ["jupyterlab_pygments"]], ids=["alone", "with theirs"])
def test_voila_does_not_load_what_is_for_jupyterlab(tmp_path, denied):
    """Whatever the administrator's voila.json says, which stays as it is."""
    config = tmp_path / "config" / "voila.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"VoilaConfiguration": {"extension_denylist": denied}}))
    before = config.read_bytes()
    command = ["voila", str(NOTEBOOK), "--no-browser", "--port={port}", "--template=canfar"]
    command += ["--Voila.ip=127.0.0.1", "--token={token}"]
    with running(command, {}, tmp_path, "/voila/static/voila.js") as server:
        page = urllib.request.urlopen(server.url, timeout=60).read().decode()
    [text] = re.findall(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    names = {extension["name"] for extension in json.loads(text)["federated_extensions"]}
    assert "canfar-jupyter" not in names
    assert "anywidget" in names
    assert not names & set(denied)
    assert config.read_bytes() == before


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
