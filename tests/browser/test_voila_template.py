"""The Voila template ``canfar``: what it loads, and what becomes of its kernel."""

import urllib.error
import urllib.request

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.servers import running
from tests.support.waiting import of_page, until

CODE = """
import ipywidgets
button = ipywidgets.Button(description="Press", icon="check")
button.on_click(lambda b: setattr(b, "description", "Pressed"))
button
"""


@pytest.fixture(scope="module")
def voila(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# Stars & <b>dust</b>\n\nA page."),
        nbformat.v4.new_code_cell(CODE),
    ]
    nbformat.write(notebook, folder / "page.ipynb")
    command = ["voila", str(folder / "page.ipynb"), "--no-browser", "--port={port}"]
    command += ["--Voila.ip=127.0.0.1", "--token={token}", "--template=canfar"]
    with running(command, {}, folder, "/voila/static/voila.js") as server:
        yield server


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_asked_of_another_host(page, voila, theme):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{voila.url}&theme={theme}")
    page.get_by_role("button", name="Press").click()
    expect(page.get_by_role("button", name="Pressed")).to_be_visible()
    inline = ("data:", "blob:")
    assert [url for url in asked if not url.startswith((voila.base, *inline))] == []
    assert [url for url in asked if "canfar-jupyter" in url] == []
    assert page.evaluate("document.body.dataset.jpThemeLight") == str(theme == "light").lower()
    assert page.errors == []


def is_dark(page):
    """Whether Jupyter's colours are the dark ones, and the body says so, which widgets read."""
    ground, light = page.evaluate(
        """[getComputedStyle(document.body).getPropertyValue('--jp-layout-color1').trim(),
            document.body.dataset.jpThemeLight]"""
    )
    assert (light == "false") == (ground not in ("white", "#fff", "#ffffff")), (ground, light)
    return light == "false"


def shown(page, voila, more=""):
    page.goto(f"{voila.url}{more}")
    page.get_by_role("button", name="Press").wait_for()
    return page.get_by_label("Theme")


def test_the_page_is_dark_where_the_browser_is_and_follows_it(page, voila):
    page.emulate_media(color_scheme="dark")
    theme = shown(page, voila)
    expect(theme).to_have_value("auto")
    assert is_dark(page)
    page.emulate_media(color_scheme="light")
    until(lambda: not is_dark(page), "it follows", pause=of_page(page))


def test_a_chosen_theme_stays_whatever_the_browser_prefers(page, voila):
    page.emulate_media(color_scheme="light")
    theme = shown(page, voila)
    assert not is_dark(page)
    theme.select_option("Dark")
    assert is_dark(page)
    theme = shown(page, voila)
    expect(theme).to_have_value("dark")
    assert is_dark(page)
    theme.select_option("As the browser")
    assert not is_dark(page)
    assert page.errors == []


def test_the_theme_is_reached_by_its_name_and_by_the_keyboard(page, voila):
    page.emulate_media(color_scheme="light")
    shown(page, voila)
    theme = page.get_by_role("combobox", name="Theme")
    theme.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert is_dark(page)


def test_an_address_may_name_the_theme(page, voila):
    page.emulate_media(color_scheme="dark")
    expect(shown(page, voila, "&theme=light")).to_have_value("light")
    assert not is_dark(page)


def test_the_page_is_called_what_its_first_line_says(page, voila):
    page.goto(voila.url)
    expect(page).to_have_title("Stars & <b>dust</b>")


def test_a_page_that_is_left_ends_its_kernel(page, voila):
    page.goto(voila.url)
    page.get_by_role("button", name="Press").wait_for()
    kernel = page.evaluate(
        "JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
    )
    assert is_alive(voila, kernel)
    page.goto("about:blank")
    until(lambda: not is_alive(voila, kernel), "the kernel has ended")


def test_another_site_cannot_end_a_kernel(page, voila):
    page.goto(voila.url)
    page.get_by_role("button", name="Press").wait_for()
    kernel = page.evaluate(
        "JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
    )
    # What a foreign page can make this browser send: the cookies, but not their value as argument.
    answer = page.evaluate(
        "url => fetch(url, {method: 'POST'}).then(answer => answer.status)",
        f"{voila.base}/voila/api/shutdown/{kernel}",
    )
    assert answer == 403
    assert is_alive(voila, kernel)


def is_alive(voila, kernel):
    headers = {"Authorization": f"token {voila.token}"}
    request = urllib.request.Request(f"{voila.base}/api/kernels/{kernel}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return False
