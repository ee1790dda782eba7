"""The bar of ``server.ready()`` below a cell of JupyterLab: it moves, and stays one line."""

from playwright.sync_api import expect

from tests.browser.test_code_as_a_cell import write_notebook
from tests.browser.test_main_job import in_the_dark

SOURCE = """
import canfar_jupyter as cj
cloud = cj.connect('demo')
server = cloud.launch('bar', image='canfar-ubuntu-24.04', flavor='c1-3.75gb-15', condor=True)
try:
    server.ready()
except cj.CloudError as error:
    print('refused:', error)
cloud.terminate(server)
"""


def test_a_bar_below_the_cell_shows_the_step_and_ends_full(page, lab):
    write_notebook(lab, "bar.ipynb", SOURCE)
    page.goto(f"{lab.base}/lab/tree/bar.ipynb?reset&token={lab.token}")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    in_the_dark(page)
    page.locator(".jp-Notebook .jp-CodeCell").first.click()
    page.keyboard.press("Shift+Enter")
    output = page.locator(".jp-OutputArea-output")
    bar = output.locator("progress")
    expect(bar).to_have_attribute("max", "7", timeout=60_000)
    expect(output.first).to_contain_text("bar")
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-OutputArea-output progress')].some(b => b.value >= 3)"
    )
    # It has no floating IP: all is done that it can do without one.
    expect(bar).to_have_attribute("value", "7", timeout=60_000)
    expect(bar).to_have_count(1)
    expect(output.first).to_contain_text("no floating IP")
    assert page.errors == []
