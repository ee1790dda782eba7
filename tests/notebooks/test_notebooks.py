"""Every notebook runs from top to bottom on the demo cloud, and none carries outputs."""

import shlex
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support.demos import signed_in

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*/*.ipynb"))


def name(notebook):
    return f"{notebook.parent.name}/{notebook.stem}"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_the_notebook_runs(notebook, demo, tmp_path, monkeypatch):
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    monkeypatch.setenv("OS_CLOUD", "demo")
    read = nbformat.read(notebook, as_version=4)
    NotebookClient(read, timeout=60, resources={"metadata": {"path": tmp_path}}).execute()


def test_the_ssh_command_that_a_tutorial_prints_works_as_it_stands(demo, tmp_path, monkeypatch):
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    tutorial = nbformat.read(FOLDER / "tutorials/01_first_instance.ipynb", as_version=4)
    end = next(n for n, c in enumerate(tutorial.cells) if c.source.startswith("## 8"))
    tutorial.cells = tutorial.cells[:end]
    for cell in tutorial.cells:  # the demo cloud is not this test's alone
        cell.source = cell.source.replace('"tutorial"', '"printed"').replace("first-", "printed-")
    NotebookClient(tutorial, timeout=60, resources={"metadata": {"path": tmp_path}}).execute()
    command = printed_command(tutorial)
    assert command.startswith("ssh -i ~/.ssh/printed ")
    options = ["BatchMode=yes", "StrictHostKeyChecking=no", f"UserKnownHostsFile={tmp_path / 'kh'}"]
    more = " ".join(f"-o {shlex.quote(option)}" for option in options)
    pasted = command.replace("ssh ", f"ssh {more} ", 1) + " hostname"
    done = subprocess.run(["sh", "-c", pasted], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    cloud = signed_in(demo.clouds_yaml)
    cloud.terminate("printed-instance")
    cloud.delete_key("printed")


def printed_command(tutorial):
    """Return the line of its outputs that begins with ssh."""
    lines = [
        line
        for cell in tutorial.cells
        for output in cell.get("outputs", ())
        for line in output.get("text", "").splitlines()
    ]
    [command] = {line for line in lines if line.startswith("ssh ")}
    return command


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_the_notebook_is_kept_without_outputs(notebook):
    read = nbformat.read(notebook, as_version=4)
    assert "widgets" not in read.metadata
    for cell in read.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("notebook", sorted((FOLDER / "dashboards").glob("*.ipynb")), ids=name)
def test_a_dashboard_is_a_title_and_one_call(notebook):
    title, code = nbformat.read(notebook, as_version=4).cells
    assert title.cell_type == "markdown"
    assert len(code.source.splitlines()) <= 3
