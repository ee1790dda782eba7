"""The table in a real browser: a kernel behind it, Voila between them."""

import csv
import json
import re

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.axe import hindrances
from tests.browser.servers import ROOT, running
from tests.support.waiting import of_page, until

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
cpus = ColumnSpec("cpus", "CPUs", lambda r: r["vcpus"], ("vcpus",), "number", 60, keep=4)
shape = replace(shape, columns=(*shape.columns, cpus))
servers = FilledCollection("servers")

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
                  place="test-instances", empty="No instances yet.")
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
def voila(tmp_path_factory):
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
def columns_file(voila):
    """What is remembered about columns: nothing, when a test begins."""
    file = voila.log.with_name("settings") / "canfar-jupyter" / "columns.json"
    file.unlink(missing_ok=True)
    return file


@pytest.fixture
def open_table(page, voila, columns_file):
    """Open the page anew, with a kernel of its own."""

    def opened():
        visit(page, voila)
        return TablePage(page)

    opened.file = columns_file
    yield opened
    assert page.errors == []


def visit(page, voila):
    page.goto(voila.url, timeout=90_000)
    expect(page.get_by_role("row").nth(1)).to_be_visible(timeout=90_000)


@pytest.fixture(scope="module")
def shared(chromium, voila):
    """A page that is opened once: a kernel for each test would take most of the time."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    visit(page, voila)
    yield page
    context.close()


@pytest.fixture
def table(shared, columns_file):
    """A new table in that page, which remembers nothing of earlier ones."""
    shared.set_viewport_size({"width": 1400, "height": 900})
    shared.emulate_media(forced_colors="none", reduced_motion="no-preference")
    shared.mouse.move(5, 5)
    shared.evaluate("localStorage.clear()")
    before = shared.locator(".cj-table").first.get_attribute("class")
    shared.get_by_role("button", name="Anew").click()
    made = int(re.search(r"made-(\d+)", before)[1]) + 1
    expect(shared.locator(f".made-{made}").get_by_role("row").nth(1)).to_be_visible()
    yield TablePage(shared)
    assert shared.errors == []


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


def test_names_from_the_cloud_are_text(table):
    expect(table.row("<img src=x onerror=alert(1)>")).to_be_visible()


# Rows


def test_a_click_opens_a_row_and_enter_or_a_double_click_opens_it_as_a_page(table):
    page = table.page
    table.row("lens-2").get_by_text("lens-2").click()
    table.expect_opened("s2 panel")
    expect(table.row("lens-2")).to_have_attribute("aria-current", "true")
    table.expect_known([])
    page.keyboard.press("Enter")  # the focus is nowhere: nothing
    table.row("lens-3").focus()
    page.keyboard.press("Enter")
    table.expect_opened("s3 page")
    table.row("lens-4").get_by_text("lens-4").dblclick()
    table.expect_opened("s4 page")


def test_keys_walk_through_the_rows(table):
    page = table.page
    rows = table.grid.get_by_role("row")
    rows.nth(1).focus()
    page.keyboard.press("ArrowDown")
    expect(table.row("=HYPERLINK(1)")).to_be_focused()
    page.keyboard.press("End")
    expect(table.row("lens-59")).to_be_focused()
    expect(table.row("lens-59")).to_be_in_viewport(ratio=1)
    page.keyboard.press("PageUp")
    expect(table.row("lens-49")).to_be_focused()
    page.keyboard.press("PageDown")
    page.keyboard.press("Home")
    expect(table.row("<img src=x onerror=alert(1)>")).to_be_focused()
    expect(table.row("<img src=x onerror=alert(1)>")).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowRight")
    expect(table.check("<img src=x onerror=alert(1)>")).to_be_focused()
    page.keyboard.press("Escape")
    expect(table.row("<img src=x onerror=alert(1)>")).to_be_focused()
    page.keyboard.press("ArrowUp")  # it is the first
    expect(table.row("<img src=x onerror=alert(1)>")).to_be_focused()


def test_the_arrows_follow_the_open_row(table):
    page = table.page
    table.row("lens-2").get_by_text("lens-2").click()
    table.row("lens-2").focus()
    page.keyboard.press("ArrowDown")
    table.expect_opened("s3 panel")


@pytest.mark.parametrize("how", ["button", "right click", "Shift+F10", "ContextMenu"])
def test_the_menu_of_a_row_has_all_its_actions(table, how):
    page = table.page
    row = table.row("lens-5")
    if how == "button":
        table.button("Actions for lens-5").click()
    elif how == "right click":
        row.get_by_text("lens-5").click(button="right")
    else:
        row.focus()
        page.keyboard.press(how)
    menu = table.menu("lens-5")
    expect(menu).to_have_count(1)
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    blocked = menu.get_by_role("menuitem", name="Snapshot")
    expect(blocked).to_have_attribute("aria-disabled", "true")
    expect(blocked).to_have_attribute("title", re.compile("once it is ACTIVE"))
    blocked.click(force=True)
    expect(menu).to_be_visible()
    page.keyboard.press("End")
    expect(menu.get_by_role("menuitem", name="Terminate")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".acted")).to_have_text("terminate s5")
    expect(menu).to_have_count(0)


def test_escape_closes_the_menu_of_a_row_and_the_focus_stays_at_it(table):
    page = table.page
    table.row("lens-5").focus()
    page.keyboard.press("Shift+F10")
    page.keyboard.press("Escape")
    expect(table.menu("lens-5")).to_have_count(0)
    expect(table.row("lens-5")).to_be_focused()


def test_a_row_has_one_action_as_a_button_by_its_state(table):
    page = table.page
    expect(table.button("Why? lens-2")).to_be_visible()
    table.button("Connect lens-3").click()
    expect(page.locator(".acted")).to_have_text("connect s3")
    table.expect_known([])
    expect(page.locator(".opened")).to_have_text("")


def test_a_click_on_an_address_copies_it_and_says_so(table):
    page = table.page
    code = table.button("Copy ssh 203.0.113.4")
    expect(code).to_have_attribute("title", "ssh 203.0.113.4\nClick to copy")
    code.click()
    table.expect_told("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "ssh 203.0.113.4"
    expect(page.locator(".opened")).to_have_text("")
    expect(table.whole.get_by_role("status").filter(has_text="Copied")).to_have_count(0)


# Selecting


def test_boxes_select_rows_and_the_kernel_has_their_frame(table):
    page = table.page
    table.check("lens-2").check()
    table.expect_known(["lens-2"])
    table.check("lens-5").click(modifiers=["Shift"])
    table.expect_known(["lens-2", "lens-3", "lens-4", "lens-5"])
    table.check("lens-4").uncheck()
    table.expect_known(["lens-2", "lens-3", "lens-5"])
    table.row("lens-7").get_by_text("lens-7").click(modifiers=["Control"])
    table.expect_known(["lens-2", "lens-3", "lens-5", "lens-7"])
    table.search.evaluate("field => { field.value = 'lens-3'; }")
    table.search.dispatch_event("input")  # it lies behind the bar of the selected rows
    table.expect_known(["lens-3"])
    table.row("lens-3").focus()
    page.keyboard.press("Control+a")
    table.expect_known(["lens-3", *(f"lens-{n}" for n in range(30, 40))])
    page.keyboard.press("Escape")
    table.expect_known([])
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    table.expect_known(["lens-3", "lens-30"])


def test_the_box_above_the_rows_selects_all_that_are_shown(table):
    every = table.grid.get_by_role("checkbox", name="Select all")
    table.chip("Mine").click()
    every.check()
    expect(table.bulk).to_contain_text("7 selected")
    table.check("lens-2").uncheck()
    assert every.evaluate("box => box.indeterminate")
    head, row = every.bounding_box(), table.check("lens-3").bounding_box()
    assert (head["x"], head["width"]) == (row["x"], row["width"])


def test_the_bar_of_selected_rows_moves_nothing(table):
    page = table.page
    parts = {"grid": table.grid, "row": table.row("lens-5"), "bar": page.locator(".cj-bars").first}
    before = {name: part.bounding_box() for name, part in parts.items()}
    table.check("lens-2").check()
    expect(table.bulk).to_be_visible()
    assert {name: part.bounding_box() for name, part in parts.items()} == before
    assert table.bulk.bounding_box() == before["bar"]
    expect(table.search).to_be_hidden()
    table.bulk.get_by_role("button", name="Terminate 1 selected").click()
    expect(page.locator(".acted")).to_have_text("terminate s2")
    table.bulk.get_by_role("button", name="Clear").click()
    expect(table.bulk).to_be_hidden()
    table.expect_known([])
    assert {name: part.bounding_box() for name, part in parts.items()} == before


# Search, groups, filters, order


def test_chips_show_a_group_of_rows_with_their_numbers(table):
    expect(table.chip("All")).to_have_text("All 60")
    expect(table.chip("All")).to_have_attribute("aria-pressed", "true")
    expect(table.chip("Need attention")).to_have_text("Need attention 20")
    table.chip("Need attention").click()
    table.expect_rows(20)
    expect(table.chip("All")).to_have_attribute("aria-pressed", "false")
    expect(table.chip("Need attention")).to_have_attribute("aria-pressed", "true")
    table.chip("Mine").click()
    table.expect_rows(7)


def test_a_slash_puts_the_cursor_into_the_search_and_escape_leaves_it(table):
    page = table.page
    page.locator("body").press("/")
    expect(table.search).to_be_focused()
    page.keyboard.type("lens-1/")
    expect(table.search).to_have_value("lens-1/")
    page.keyboard.press("Escape")
    expect(table.search).to_have_value("")
    expect(table.grid.get_by_role("row").nth(1)).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("lens-1")
    table.expect_rows(10)
    page.keyboard.press("ArrowDown")
    expect(table.row("lens-10")).to_be_focused()
    table.expect_rows(10)


def test_a_slash_goes_to_the_table_with_the_focus_and_is_typed_where_one_types(table):
    page = table.page
    others = page.get_by_role("grid", name="Others")
    others.get_by_role("row").nth(1).focus()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search Others")).to_be_focused()
    page.get_by_role("button", name="Change", exact=True).focus()
    page.keyboard.press("/")
    expect(table.search).to_be_focused()  # the first that is visible
    field = page.get_by_placeholder("a field")
    field.focus()
    page.keyboard.press("/")
    expect(field).to_have_value("/")
    page.locator(".cj-table").first.evaluate("node => { node.style.display = 'none'; }")
    page.get_by_role("button", name="Change", exact=True).focus()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search Others")).to_be_focused()


def test_each_column_has_its_filter(table):
    page = table.page
    with_text = table.filter("Name")
    with_text.get_by_label("Name contains").fill("LENS-1")
    table.expect_rows(10)  # lens-10 to lens-19; 1 has another name
    page.keyboard.press("Enter")
    expect(with_text).to_have_count(0)

    numbers = table.filter("CPUs")
    numbers.get_by_label("CPUs").fill(">= 2")
    table.expect_rows(7)
    numbers.get_by_label("CPUs").fill(">= two")
    expect(numbers.get_by_label("CPUs")).to_have_attribute("aria-invalid", "true")
    expect(numbers).to_contain_text("Enter it like > 4, <= 16 or 2..8")
    table.expect_rows(7)  # what is half typed changes nothing
    numbers.get_by_label("CPUs").fill("2..3")
    page.keyboard.press("Escape")
    table.expect_rows(4)

    choice = table.filter("State")
    offered = [text.strip() for text in choice.locator("label").all_text_contents()]
    assert offered == ["Failed 20", "Running 20", "Shut off 20"]
    choice.get_by_label("Failed").check()
    table.expect_rows(0)
    expect(page.get_by_text("Nothing here matches the filters.")).to_be_visible()
    choice.get_by_label("Shut off").check()
    page.keyboard.press("Escape")
    table.expect_rows(4)
    expect(page.get_by_text("4 of 60")).to_be_visible()
    expect(table.button("Filter State")).to_have_attribute("aria-pressed", "true")

    table.search.fill("13")  # besides the one search box
    table.expect_rows(1)
    table.button("Clear filters").click()
    table.expect_rows(60)
    expect(table.button("Filter State")).to_have_attribute("aria-pressed", "false")


def test_a_filters_sign_is_seen_by_pointer_and_keyboard_and_when_it_is_on(table):
    page = table.page

    def seen():
        sign = "node => getComputedStyle(node, '::before').opacity"
        return float(table.button("Filter State").evaluate(sign))

    assert seen() == 0
    table.title("State").hover()
    assert seen() > 0
    page.mouse.move(5, 5)
    table.title("State").focus()
    assert seen() > 0
    table.filter("State").get_by_label("Failed").check()
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 5, "y": 5})
    assert seen() == 1


def test_a_filter_is_reached_by_keyboard(table):
    page = table.page
    table.title("Name").focus()
    page.keyboard.press("ArrowRight")
    expect(table.button("Filter Name")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("moon")
    table.expect_rows(0)
    page.keyboard.press("Escape")
    expect(table.button("Filter Name")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Clear").press("Enter")
    table.expect_rows(60)
    page.keyboard.press("ArrowDown")
    expect(table.grid.get_by_role("row").nth(1)).to_be_focused()


def test_several_columns_sort_together(table):
    page = table.page
    table.title("State").click()
    table.title("CPUs").click(modifiers=["Shift"])
    table.title("Name").focus()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    orders = table.grid.locator(".cj-title").evaluate_all("all => all.map(e => e.dataset.order)")
    assert orders == ["3", "1", "", "", "", "2"]
    sorts = table.grid.get_by_role("columnheader").evaluate_all(
        "all => all.map(e => e.getAttribute('aria-sort'))"
    )
    assert sorts[1] == "descending"
    assert sorts[6] == "ascending"
    assert set(table.column("CPUs")) == {"4"}  # of those that failed
    assert table.names()[:3] == ["lens-59", "lens-56", "lens-53"]
    table.title("Name").click()  # alone again
    assert table.title("Name").get_attribute("data-order") == ""


# Columns


def test_columns_are_hidden_moved_and_widened_and_that_is_remembered(page, open_table):
    table = open_table()
    assert table.titles() == ALL
    table.button("Columns").click()
    menu = page.get_by_role("dialog", name="Columns")
    menu.get_by_label("Show Age").uncheck()
    menu.get_by_label("Show Key").check()
    menu.get_by_role("button", name="Move Key left").click()
    expect(menu.get_by_role("button", name="Move Key left")).to_be_focused()
    page.keyboard.press("Enter")  # once more, by keyboard
    page.keyboard.press("Escape")
    expect(table.button("Columns")).to_be_focused()
    assert table.titles() == ["Name", "State", "Key", "Address", "Log in", "CPUs"]
    assert set(table.column("Key")) == {"desk", "laptop"}

    # by the mouse: CPUs before State, and Name 60 px wider
    start, to = table.title("CPUs").bounding_box(), table.title("State").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(to["x"] + 10, to["y"] + 5, steps=5)
    page.mouse.up()
    assert table.titles() == ["Name", "CPUs", "State", "Key", "Address", "Log in"]
    assert table.title("CPUs").locator("..").get_attribute("aria-sort") == "none"  # no click
    head = table.title("Name").locator("..")
    before, edge = head.bounding_box()["width"], head.locator(".cj-edge").bounding_box()
    page.mouse.move(edge["x"] + 4, edge["y"] + 10)
    page.mouse.down()
    page.mouse.move(edge["x"] + 64, edge["y"] + 10, steps=4)
    page.mouse.up()
    assert head.bounding_box()["width"] == pytest.approx(before + 60, abs=2)

    # by keys
    table.title("Key").focus()
    page.keyboard.press("Control+Shift+ArrowLeft")
    expect(table.title("Key")).to_be_focused()
    wanted = ["Name", "CPUs", "Key", "State", "Address", "Log in"]
    assert table.titles() == wanted
    width = table.title("Key").locator("..").bounding_box()["width"]
    page.keyboard.press("Shift+ArrowRight")
    assert table.title("Key").locator("..").bounding_box()["width"] == pytest.approx(width + 16, 1)
    expect(table.row("lens-2")).to_be_visible()

    until(lambda: saved(open_table.file).get("widths", {}).get("key"), pause=of_page(page))
    table = open_table()  # another kernel
    assert table.titles() == wanted
    head = table.title("Name").locator("..")
    assert head.bounding_box()["width"] == pytest.approx(before + 60, abs=2)

    table.button("Columns").click()
    page.get_by_role("button", name="Reset columns").click()
    page.keyboard.press("Escape")
    assert table.titles() == ALL
    until(lambda: saved(open_table.file) == {}, pause=of_page(page))


def saved(file):
    return json.loads(file.read_text()).get("instances", {}) if file.exists() else {}


def test_rows_of_one_line_are_a_choice_that_is_remembered(page, open_table):
    table = open_table()
    assert table.row("lens-2").bounding_box()["height"] == 50
    table.button("Columns").click()
    page.get_by_label("Compact rows").check()
    page.keyboard.press("Escape")
    assert table.row("lens-2").bounding_box()["height"] == 32
    first, second = (
        table.row("lens-2").locator(part).first.bounding_box()
        for part in (".cj-first", ".cj-second")
    )
    assert abs(first["y"] - second["y"]) < 6  # beside each other
    until(lambda: saved(open_table.file).get("compact"), pause=of_page(page))
    assert open_table().row("lens-2").bounding_box()["height"] == 32


def test_the_place_is_kept_over_a_reload_and_a_new_kernel(page, open_table):
    table = open_table()
    table.chip("Need attention").click()
    table.search.fill("lens")
    table.filter("CPUs").get_by_label("CPUs").fill("4")
    page.keyboard.press("Escape")
    choice = table.filter("State")
    choice.get_by_label("Failed").check()
    page.keyboard.press("Escape")
    table.title("Age").click()
    table.expect_rows(20)
    table.grid.evaluate("grid => { grid.scrollTop = 300; }")
    until(lambda: "lens-23" in table.names(), pause=of_page(page))
    shown = table.names()
    row = table.grid.locator(".cj-space .cj-row").nth(6)
    name = row.get_attribute("aria-label")
    row.locator(".cj-first").click()
    opened = page.locator(".opened").inner_text
    until(opened, pause=of_page(page))
    before = opened()
    until(
        lambda: page.evaluate("localStorage['canfar-jupyter:test-instances']").count('"top":300'),
        pause=of_page(page),
    )
    table = open_table()
    expect(table.search).to_have_value("lens")
    expect(table.chip("Need attention")).to_have_attribute("aria-pressed", "true")
    table.expect_rows(20)
    expect(table.title("Age").locator("..")).to_have_attribute("aria-sort", "ascending")
    expect(table.button("Filter State")).to_have_attribute("aria-pressed", "true")
    table.expect_opened(before)
    expect(table.row(name)).to_have_attribute("aria-current", "true")
    until(lambda: table.names() == shown, pause=of_page(page))
    table.button("Clear filters").click()
    table.chip("All").click()
    table.expect_rows(60)


# Handing out


def test_selected_rows_are_copied_as_they_are_on_the_screen(table):
    page = table.page
    table.check("lens-2").check()
    table.check("lens-4").check()
    table.row("lens-4").focus()
    page.keyboard.press("Control+c")
    table.expect_told("2 rows copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split("\t")[:3] for line in lines] == [
        ["Name", "Image and flavor", "State"],
        ["lens-2", "ubuntu \u00b7 c4-15gb-83", 'Failed: No "valid" host, sorry'],
        [
            "lens-4",
            "canfar-ubuntu-24.04 \u00b7 c2-7.5gb-30",
            "Shut off: keeps 2 cores of the quota",
        ],
    ]
    page.keyboard.press("Escape")
    table.tool("Export", "Copy 60 rows")  # nothing is selected: all that is shown
    table.expect_told("60 rows copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert len(text.splitlines()) == 61


def test_copying_works_without_the_clipboard_of_secure_pages(page, open_table):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    table = open_table()
    table.check("lens-2").check()
    table.bulk.get_by_role("button", name="Copy").click()
    table.expect_told("1 row copied")
    table.bulk.get_by_role("button", name="Clear").click()
    table.search.focus()
    page.keyboard.press("Control+v")
    expect(table.search).to_have_value(re.compile(r"^Name.*lens-2"))


def test_a_csv_file_has_a_column_a_line_of_a_cell_and_is_harmless_to_spreadsheets(table):
    page = table.page
    table.search.fill("HYPERLINK")
    table.expect_rows(1)
    with page.expect_download() as download:
        table.tool("Export", "Download 1 row as CSV")
    assert download.value.suggested_filename == "instances.csv"
    text = download.value.path().read_bytes().decode()
    assert text.count("\r\n") == 2
    head, row = csv.reader(text.splitlines())
    assert head[:3] == ["Name", "Image and flavor", "State"]
    assert row[:2] == ["'=HYPERLINK(1)", "canfar-ubuntu-24.04 \u00b7 c1-3.75gb-15"]
    assert dict(zip(head, row, strict=True))["Age"] == "2026-11-01T00:00:00Z"


# Rooms of all sizes


def cut(table):
    """Return the texts that are cut, each with the free space in its row (px)."""
    return table.grid.evaluate(CUT)


# A cell is cut if its content is wider than it; others have free space that it could have.
CUT = """grid => {
    const inner = cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect().width;
    };
    return [...grid.querySelectorAll('.cj-space .cj-row')].flatMap(row => {
        const cells = [...row.querySelectorAll('.cj-cell:not(.cj-check-cell, .cj-actions)')];
        const parts = cells.flatMap(cell => [cell, ...cell.querySelectorAll('*')]);
        return parts.filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
            .map(one => one.textContent);
    });
}"""


@pytest.mark.parametrize("width", [1400, 1000])
def test_no_text_is_cut_where_there_is_room(table, width):
    page = table.page
    page.set_viewport_size({"width": width, "height": 800})
    until(lambda: table.grid.evaluate("g => g.scrollWidth <= g.clientWidth"), pause=of_page(page))
    texts = [text for text in cut(table) if "<img" not in text or width == 1400]
    assert texts == []


@pytest.mark.parametrize(("width", "gone"), [(1000, ["Age"]), (800, ["Age", "Address", "Log in"])])
def test_the_least_important_columns_make_room(table, width, gone):
    page = table.page
    page.set_viewport_size({"width": width, "height": 800})
    until(lambda: table.titles() != ALL, pause=of_page(page))
    assert table.titles() == [title for title in ALL if title not in gone]
    number = len(ALL) - len(gone) + 2  # with check boxes and actions
    expect(table.grid).to_have_attribute("aria-colcount", str(number))
    assert table.row("lens-2").get_by_role("gridcell").count() == number
    last = table.row("lens-3").locator(".cj-cell").nth(-2).bounding_box()
    actions = table.row("lens-3").locator(".cj-actions").bounding_box()
    assert last["x"] + last["width"] <= actions["x"] + 1
    assert "cj-over" not in table.grid.get_attribute("class")
    table.button("Columns").click()
    menu = page.get_by_role("dialog", name="Columns")
    noted = menu.get_by_role("listitem").filter(has_text="no room").all_text_contents()
    assert sorted(text.split()[0] for text in noted) == sorted(title.split()[0] for title in gone)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1400, "height": 800})
    until(lambda: table.titles() == ALL, pause=of_page(page))


def test_the_focus_stays_at_its_row_when_columns_make_room(table):
    page = table.page
    table.row("lens-4").focus()
    page.set_viewport_size({"width": 1000, "height": 800})
    until(lambda: table.titles() != ALL, pause=of_page(page))
    expect(table.row("lens-4")).to_be_focused()


@pytest.mark.parametrize("width", [690, 480, 360])
def test_rows_are_cards_where_it_is_narrow(table, width):
    page = table.page
    page.set_viewport_size({"width": width, "height": 900})
    expect(table.grid).to_have_class(re.compile("cj-cards"))
    row = table.row("lens-2")
    name, state = row.locator(".cj-first").bounding_box(), row.locator(".cj-badge").bounding_box()
    assert state["y"] >= name["y"] + name["height"]  # under it
    expect(row.get_by_role("button", name="Copy ssh 203.0.113.2")).to_be_visible()
    expect(row.get_by_role("button", name="Why? lens-2")).to_be_in_viewport(ratio=1)
    expect(row).to_contain_text("25 days")
    assert cut(table) == []
    box = row.bounding_box()
    for cell in row.get_by_role("gridcell").all():
        inside = cell.bounding_box()
        assert inside["y"] >= box["y"]
        assert inside["y"] + inside["height"] <= box["y"] + box["height"]
    assert table.grid.evaluate("g => g.scrollWidth <= g.clientWidth")
    below = table.row("lens-3").bounding_box()
    assert below["y"] == pytest.approx(box["y"] + box["height"], abs=1)
    table.title("Age").click()  # the titles sort there, too
    expect(table.title("Age").locator("..")).to_have_attribute("aria-sort", "ascending")
    row.focus()
    page.keyboard.press("End")  # the scroll knows how high a card is
    last = table.grid.locator(".cj-row[aria-rowindex='61']")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=1)


def test_many_actions_are_one_menu_where_it_is_narrow(table):
    page = table.page
    page.set_viewport_size({"width": 480, "height": 900})
    table.check("lens-2").check()
    table.bulk.get_by_role("button", name="Actions for 1 selected").click()
    page.get_by_role("menuitem", name="Terminate").click()
    expect(page.locator(".acted")).to_have_text("terminate s2")
    for button in table.bulk.get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)


# Everybody


@pytest.mark.parametrize("width", [1400, 600])
def test_nothing_hinders_people_who_use_a_keyboard_or_a_screen_reader(table, width):
    page = table.page
    page.set_viewport_size({"width": width, "height": 900})
    assert hindrances(page, ".cj-table") == []
    table.check("lens-2").check()
    assert hindrances(page, ".cj-table") == []
    table.button("Actions for lens-5").click()
    assert hindrances(page, ".cj-table") == []


def test_the_grid_says_where_a_row_and_how_many_cells_it_has(table):
    expect(table.grid).to_have_attribute("aria-rowcount", "61")
    expect(table.grid).to_have_attribute("aria-colcount", "8")  # with check box and actions
    expect(table.grid.get_by_role("columnheader")).to_have_count(8)
    expect(table.row("lens-2").get_by_role("gridcell")).to_have_count(8)
    expect(table.row("lens-2")).to_have_attribute("aria-rowindex", "4")


def test_high_contrast_shows_what_is_selected_pressed_and_open_by_lines(table):
    page = table.page
    page.emulate_media(forced_colors="active")
    table.check("lens-2").check()
    style = "(node, name) => getComputedStyle(node)[name]"
    assert table.row("lens-2").evaluate(style, "outlineStyle") == "solid"
    assert table.row("lens-3").evaluate(style, "outlineStyle") == "none"
    table.bulk.get_by_role("button", name="Clear").click()
    assert table.chip("All").evaluate(style, "borderTopWidth") == "2px"
    assert table.chip("Mine").evaluate(style, "borderTopWidth") == "1px"


def test_with_reduced_motion_nothing_moves(table):
    page = table.page
    page.emulate_media(reduced_motion="reduce")
    table.button("Copy 203.0.113.2").click()
    moving = "node => node.getAnimations({ subtree: true }).length"
    assert table.whole.evaluate(moving) == 0


# Messages that are lost


def lose_patches(page, most):
    """Lose up to ``most`` patches on their way to the browser; return those that were."""
    lost = []

    def between(browser):
        kernel = browser.connect_to_server()

        def pass_on(message):
            data = message if isinstance(message, bytes) else message.encode()
            if b'"op": "patch"' in data and len(lost) < most:
                lost.append(data)
            else:
                browser.send(message)

        kernel.on_message(pass_on)

    page.route_web_socket(re.compile("/channels"), between)
    return lost


def test_a_patch_that_was_lost_is_noticed_and_asked_for_again(page, open_table):
    lost = lose_patches(page, 1)
    table = open_table()
    page.get_by_role("button", name="Change", exact=True).click()
    until(lambda: lost, pause=of_page(page))
    assert b"lens-3-moon" in lost[0]
    expect(table.row("lens-3")).to_be_visible()
    page.get_by_role("button", name="Change again").click()  # by the number of the next one
    expect(table.row("lens-4-venus")).to_be_visible()
    expect(table.row("lens-3-moon")).to_be_visible()
    expect(table.row("lens-3")).to_have_count(0)


def test_a_lost_patch_that_was_the_last_is_noticed_by_the_heartbeat(page, open_table):
    lost = lose_patches(page, 99)
    table = open_table()
    page.get_by_role("button", name="Change", exact=True).click()
    expect(table.row("lens-3-moon")).to_be_visible(timeout=20_000)
    assert len(lost) == 1
