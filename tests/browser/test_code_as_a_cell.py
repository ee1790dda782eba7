"""The launch form in a notebook of JupyterLab: its code becomes a cell, which nobody runs."""

import re

from playwright.sync_api import expect

from tests.browser.servers import write_notebook


def test_the_same_launch_becomes_a_cell_below_the_form(page, lab):
    write_notebook(lab, "form.ipynb", "import canfar_jupyter as cj\ncj.launch_form('demo')")
    page.goto(f"{lab.base}/lab/tree/form.ipynb?reset&token={lab.token}")
    cell = page.locator(".jp-Notebook .jp-CodeCell")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    cell.first.click()
    page.keyboard.press("Shift+Enter")
    form = page.locator(".cj-launch")
    expect(form.get_by_role("button", name="Launch", exact=True)).to_be_enabled(timeout=60_000)
    form.get_by_role("button", name=re.compile("^The same as")).click()
    form.get_by_role("tab", name="canfar_jupyter").click()
    before = cell.count()
    form.get_by_role("button", name="Insert as a cell").click()
    expect(cell).to_have_count(before + 1)
    made = cell.nth(1)
    expect(made).to_contain_text("cloud = cj.connect('demo')")
    expect(made).to_contain_text("server = cloud.launch(")
    expect(made.locator(".jp-InputPrompt")).to_have_text("[ ]:")  # it was not run
    assert page.errors == []
