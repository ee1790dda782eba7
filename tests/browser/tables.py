"""A page with a table in a real browser: a kernel behind it, Voila between them."""

import re

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.servers import ROOT, running

# 60 instances, a second table, what the kernel knows of them, buttons that change the cloud
CODE = """
import ipywidgets as ipw
from dataclasses import replace
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.kit.sheet import sheet
from canfar_jupyter.widgets.table.row_format import ColumnSpec
from canfar_jupyter.widgets.table.table import Table
from tests.support.rows import FilledCollection

shape = server_rows("me")
cpus = ColumnSpec("cpus", "CPUs", lambda r: r["vcpus"], ("vcpus",), "number", 86, keep=4)
shape = replace(shape, columns=(*shape.columns, cpus))

class ReadyServers(FilledCollection):
    # those with a floating IP answer

    def __getitem__(self, id_):
        return self.joined(super().__getitem__(id_))

    def _rows(self):
        return {id_: self.joined(row) for id_, row in super()._rows().items()}

    def joined(self, row):
        address = row["floating_ip"]
        return {**row, "readiness": None, "command": f"ssh {address}" if address else ""}

servers = ReadyServers("servers")

def row(n):
    return {
        "id": f"s{n}",
        "name": "=HYPERLINK(1)" if n == 0 else "<img src=x onerror=alert(1)>" if n == 1
        else f"lens-{n}",
        "status": ("ACTIVE", "SHUTOFF", "ERROR")[n % 3],
        "fault": 'No "valid" host, sorry' if n % 3 == 2 else "",
        "image": ("canfar-ubuntu-24.04", "canfar-rocky-9", "ubuntu")[n % 4 % 3],
        "flavor": ("c1-3.75gb-15", "c2-7.5gb-30", "c4-15gb-83")[n % 3],
        "vcpus": (1, 2, 4)[n % 3],
        "key": ("desk", "laptop")[n % 2],
        "user_id": "me" if n < 7 else "other",
        "floating_ip": f"203.0.113.{n}" if n % 2 == 0 else "",
        "addresses": f"10.31.0.{n}, 203.0.113.{n}" if n % 2 == 0 else f"10.31.0.{n}",
        "created": f"2026-11-{n % 28 + 1:02d}T00:00:00Z",
    }

opened, known, acted = ipw.Label(""), ipw.Label("[]"), ipw.Label("")
for name, label in {"opened": opened, "known": known, "acted": acted}.items():
    label.add_class(name)
made = 0
box = ipw.VBox()
box.add_class("made")

def fresh(_=None):
    global made
    made += 1
    for old in box.children:
        old.close()
    opened.value, known.value, acted.value = "", "[]", ""
    servers.load(*(row(n) for n in range(60)))
    table = Table(servers, shape, name="instances", label="Instances", actions_width=150,
                  place=f"instances-{made}", empty="No instances yet.")
    table.on_open(
        lambda id_, page: setattr(opened, "value", f"{id_} {'page' if page else 'panel'}")
    )
    table.observe(
        lambda _: setattr(known, "value", repr(list(table.selected["name"]))), "selection"
    )
    table.on_action(lambda action, ids: setattr(acted, "value", f"{action} {' '.join(ids)}"))
    others = Table(few, replace(shape, groups=()), label="Others", max_rows=3)
    table.add_class(f"made-{made}")
    box.children = [table, others]

few = FilledCollection("servers")
few.load(*({"id": f"o{n}", "name": f"other-{n}", "status": "ACTIVE"} for n in range(3)))
anew = ipw.Button(description="Anew")
anew.on_click(fresh)
change = ipw.Button(description="Change")
change.on_click(lambda _: servers.change("s3", name="lens-3-moon"))
again = ipw.Button(description="Change again")
again.on_click(lambda _: servers.change("s4", name="lens-4-venus"))
field = ipw.Text(placeholder="a field")
fresh()
page = ipw.VBox([sheet(), ipw.HBox([anew, change, again, field, known, opened, acted]), box])
page.add_class("cj")
page
"""

ALL = ["Name", "State", "Address", "Log in", "Age", "CPUs"]


@pytest.fixture(scope="module")
def table_voila(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    notebook.cells = [nbformat.v4.new_code_cell(CODE)]
    nbformat.write(notebook, folder / "table.ipynb")
    command = ["voila", str(folder / "table.ipynb"), "--no-browser", "--port={port}"]
    command += ["--Voila.ip=127.0.0.1", "--token={token}", "--template=canfar"]
    env = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder / "settings")}
    with running(command, env, folder, "/voila/static/voila.js") as server:
        server.log.with_name("settings").mkdir()
        yield server


@pytest.fixture
def columns_file(table_voila):
    """What is remembered about columns: nothing, when a test begins."""
    file = table_voila.log.with_name("settings") / "canfar-jupyter" / "columns.json"
    file.unlink(missing_ok=True)
    return file


@pytest.fixture
def open_table(page, table_voila, columns_file):
    """Open the page anew, with a kernel of its own."""

    def opened():
        visit(page, table_voila)
        return TablePage(page)

    opened.file = columns_file
    yield opened
    assert page.errors == []


def visit(page, server):
    page.goto(server.url, timeout=90_000)
    expect(page.get_by_role("row").nth(1)).to_be_visible(timeout=90_000)


@pytest.fixture(scope="module")
def table_page(chromium, table_voila):
    """A page that is opened once: a kernel for each test would take most of the time."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    visit(page, table_voila)
    yield page
    context.close()


@pytest.fixture
def table(table_page, columns_file):
    """A new table in that page, which remembers nothing of earlier ones."""
    table_page.set_viewport_size({"width": 1400, "height": 900})
    table_page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    table_page.mouse.move(5, 5)
    before = table_page.locator(".cj-table").first.get_attribute("class")
    table_page.get_by_role("button", name="Anew").click()
    made = int(re.search(r"made-(\d+)", before)[1]) + 1
    expect(table_page.locator(f".made-{made}").get_by_role("row").nth(1)).to_be_visible()
    yield TablePage(table_page)
    assert table_page.errors == []


class TablePage:
    """The table as its user sees it."""

    def __init__(self, page):
        self.page = page
        self.grid = page.get_by_role("grid", name="Instances")
        self.search = page.get_by_role("searchbox", name="Search Instances")
        self.bulk = page.get_by_role("toolbar", name="Selected Instances")
        self.whole = page.locator(".cj-table").first

    def button(self, name):
        return self.whole.get_by_role("button", name=name, exact=True)

    def titles(self):
        return [t for t in self.grid.locator(".cj-title > span").all_text_contents() if t]

    def title(self, name):
        return self.grid.locator(".cj-title", has_text=re.compile(f"^{name}$"))

    def column(self, name):
        """Return the cells of a column, as many as are drawn."""
        place = self.titles().index(name) + 2  # after the check box
        cells = f".cj-space .cj-row > :nth-child({place})"
        return self.grid.locator(cells).all_text_contents()

    def names(self):
        return self.grid.locator(".cj-space .cj-first").all_text_contents()

    def row(self, name):
        return self.grid.get_by_role("row", name=name, exact=True)

    def check(self, name):
        return self.grid.get_by_role("checkbox", name=f"Select {name}", exact=True)

    def chip(self, name):
        return self.whole.get_by_role("button", name=re.compile(rf"^{name} [\d,]+$"))

    def menu(self, name):
        return self.page.get_by_role("menu", name=f"Actions for {name}", exact=True)

    def tool(self, tool, item):
        """Choose a line of the menu of a tool."""
        self.button(tool).click()
        self.page.get_by_role("menuitem", name=item).click()

    def filter(self, column):
        self.title(column).hover()
        self.button(f"Filter {column}").click()
        return self.page.get_by_role("dialog", name=f"Filter {column}")

    def expect_rows(self, number):
        expect(self.grid).to_have_attribute("aria-rowcount", str(number + 1))

    def expect_known(self, names):
        """What the kernel knows to be selected."""
        expect(self.page.locator(".known")).to_have_text(repr(names))

    def expect_opened(self, what):
        """What the kernel opened last, and how."""
        expect(self.page.locator(".opened")).to_have_text(what)

    def expect_told(self, text):
        expect(self.whole.get_by_role("status").filter(has_text=text)).to_be_visible()
