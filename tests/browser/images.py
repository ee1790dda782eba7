"""What a user does with the images of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page

from tests.browser.servers import Server, running


@contextmanager
def images_page(cloud: str, folder: Path, env: Mapping[str, str]) -> Iterator[Server]:
    """Serve a page with the images of a cloud alone, by Voila."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    code = f"import canfar_jupyter as cj\n\ncj.image_browser({cloud!r})"
    notebook.cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(notebook, folder / "images.ipynb")
    command = ["voila", str(folder / "images.ipynb"), "--no-browser", "--port={port}"]
    command += ["--Voila.ip=127.0.0.1", "--template=canfar", "--Voila.token={token}"]
    with running(command, dict(env), folder, "/voila/static/dist/voila.js") as server:
        yield server


class Images:
    """The images of a page, driven as a user would."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.get_by_role("grid", name="Images").wait_for(timeout=60_000)

    def chip(self, name: str) -> Locator:
        chips = self.page.get_by_role("group", name="Show Images")
        return chips.get_by_role("button", name=re.compile(f"^{name}"))

    def tab(self, name: str) -> None:
        """Show the images of a group."""
        self.chip(name).click()

    def row(self, name: str) -> Locator:
        grid = self.page.get_by_role("grid", name="Images")
        return grid.get_by_role("row", name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def show_columns(self, *columns: str) -> None:
        """Show columns that are not shown at first."""
        self.button("Columns").click()
        menu = self.page.get_by_role("dialog", name="Columns")
        for column in columns:
            menu.get_by_label(f"Show {column}", exact=True).click()
        self.page.keyboard.press("Escape")

    def filter(self, column: str) -> Locator:
        """Open the filter of a column."""
        self.button(f"Filter {column}").click()
        return self.page.get_by_role("dialog", name=f"Filter {column}")

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("complementary", name="Add image")

    def create(self, source: str) -> None:
        """Open the page for a new image."""
        self.button("Add image").click()
        self.form.get_by_role("button", name=source).click()

    def submit(self) -> None:
        self.form.get_by_role("button", name="Create image").click()

    def to_the_list(self) -> None:
        self.button("Back to the list").first.click()

    @property
    def question(self) -> Locator:
        return self.page.locator("dialog[open]")

    def menu(self, name: str, action: str) -> None:
        """Choose an action of the menu of a row."""
        self.row(name).get_by_role("button", name=f"Actions for {name}").click()
        self.page.get_by_role("menuitem", name=action, exact=True).click()

    def details(self, name: str) -> Locator:
        """Open the panel of an image; return it."""
        self.row(name).get_by_text(name, exact=True).click()
        return self.page.get_by_role("complementary", name=name, exact=True)


def choose(images: Images, file: Path) -> Locator:
    """Choose a file of this computer in the open form; return the form."""
    with images.page.expect_file_chooser() as chooser:
        images.button("Choose a file on this computer").click()
    chooser.value.set_files(file)
    return images.form
