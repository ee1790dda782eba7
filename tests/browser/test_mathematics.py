"""Dollars and backslashes in names stay what they are in JupyterLab's outputs, saved ones too."""

import nbformat
import pytest
from playwright.sync_api import expect

from canfar_jupyter.model.columns import SCHEMAS, frame
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.widgets.images.rows import IMAGE_ROWS
from canfar_jupyter.widgets.table.saved_view import SavedTable
from tests.support.rows import FilledCollection, blank, columns, image

NAME = r"$\frac{1}{2}$ \(x^2\)"


def images():
    rows = FilledCollection("images")
    rows.load(image("i1", NAME))
    return rows


def shown():
    """Return the HTML of each way in which a name is shown."""
    made = frame(SCHEMAS["keypairs"], columns("keypairs", [blank("keypairs", id=NAME, name=NAME)]))
    return {
        "frame": made._repr_html_(),
        "part": made[made.name == NAME]._repr_html_(),
        "grouped": made.groupby("name", observed=True).first()._repr_html_(),
        "column": made["name"].to_frame()._repr_html_(),
        "counted": made["name"].value_counts().to_frame()._repr_html_(),
        "styled": made.style.to_html(),
        "value": Server("s1", NAME, "ACTIVE")._repr_html_(),
        "table": SavedTable("Images", images(), IMAGE_ROWS).html(),
    }


def notebook(trusted):
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    made.cells.append(nbformat.v4.new_markdown_cell("The theme's own: $\\frac{3}{4}$"))
    for name, html in shown().items():
        data = {"text/html": html, "text/plain": name}
        output = nbformat.v4.new_output("execute_result", data, execution_count=1)
        cell = nbformat.v4.new_code_cell(f"# {name}", execution_count=1, outputs=[output])
        if trusted:
            cell.metadata["trusted"] = True
        made.cells.append(cell)
    return made


@pytest.mark.parametrize("trusted", [False, True], ids=["downloaded", "trusted"])
def test_a_saved_name_is_not_typeset(page, lab, trusted):
    saved = lab.log.parent / f"names-{trusted}.ipynb"
    nbformat.write(notebook(trusted), saved)
    page.goto(f"{lab.base}/lab/tree/{saved.name}?reset&token={lab.token}")
    expect(page.locator(".jp-MarkdownCell mjx-container").first).to_be_attached(timeout=90_000)
    _names_are_text(page)


def test_a_name_that_was_just_shown_is_not_typeset(page, lab):
    saved = lab.log.parent / "live.ipynb"
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    shows = [f"display(HTML({html!r}))" for html in shown().values()]
    code = "\n".join(["from IPython.display import HTML, display", *shows, "HTML('$y^2$')"])
    made.cells = [nbformat.v4.new_code_cell(code)]
    nbformat.write(made, saved)
    page.goto(f"{lab.base}/lab/tree/{saved.name}?reset&token={lab.token}")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=90_000)
    page.locator(".jp-Notebook .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    typeset = page.locator(".jp-OutputArea-output mjx-container")
    expect(typeset).to_have_count(1, timeout=60_000)  # the last one, which has no mark
    _names_are_text(page, typeset=1)


def _names_are_text(page, typeset=0):
    for output in page.locator(".jp-OutputArea-output").all()[: len(shown())]:
        expect(output).to_contain_text(NAME)
    assert page.locator(".jp-OutputArea-output mjx-container").count() == typeset
