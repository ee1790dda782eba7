"""Every notebook runs from top to bottom on the demo cloud, and none carries outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

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
