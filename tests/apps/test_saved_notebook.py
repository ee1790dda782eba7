"""A notebook that was run and saved, as nbviewer and GitHub show it: no kernel, no widgets."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from tests.browser.servers import ROOT

TABLE = """
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.table.table import Table
from tests.support.rows import FilledCollection

servers = FilledCollection("servers")
servers.load(*({"id": f"s{n}", "name": f"<b>lens-{n}</b>"} for n in range(60)))
Table(servers, server_rows(), label="Instances")
"""
SIGNING_IN = "import canfar_jupyter as cj\n\napp = cj.dashboard('demo')\napp"
CONNECTED = "import canfar_jupyter as cj\n\ncj.instance_table(cj.connect('demo'))"
SIGNED_IN = """
from tests.support.waiting import until

app.seen()  # what a page says when it shows it
until(lambda: app.content and app.store.images.loaded and app.store.servers.loaded)
app.content.images  # its tab is opened
app
"""


@pytest.fixture
def saved(clouds, monkeypatch):
    """The saved notebook without the state of its widgets, and the page made of it."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    notebook.cells = [
        nbformat.v4.new_code_cell(c) for c in (TABLE, SIGNING_IN, SIGNED_IN, CONNECTED)
    ]
    NotebookClient(notebook, timeout=120, store_widget_state=False).execute()
    html, _resources = HTMLExporter().from_notebook_node(notebook)
    return notebook, html


def test_a_saved_notebook_shows_the_first_rows(saved, clouds):
    notebook, html = saved
    shown = [cell.outputs[0].data["text/html"] for cell in notebook.cells]
    table, signing_in, signed_in, connected = shown
    assert "<td>&lt;b&gt;lens-0&lt;/b&gt;" in html
    assert "<b>lens-" not in html
    assert table.count("<tr>") == 51
    assert "And 10 more. Run the notebook to see them live." in html
    assert "Signing in to demo... Run the notebook to see it live." in signing_in
    assert "<td>canfar-ubuntu-24.04" in signed_in
    assert "<td>canfar-ubuntu-24.04" in html
    assert "Run the notebook to see them live." in connected  # no page has shown it
    # as a DataFrame on display: what was on the screen, and no secret
    password = clouds.read_text().partition("password: ")[2].split()[0]
    assert password
    assert password not in nbformat.writes(notebook)
