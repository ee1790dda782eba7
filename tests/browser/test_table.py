"""The table in a real browser: a kernel behind it, Voila between them."""

import csv
import json
import re

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.servers import ROOT, running
from tests.support.waiting import of_page, until

# 60 instances, what the kernel knows about the table, and buttons that change the cloud
CODE = """
import ipywidgets as ipw
from canfar_jupyter.widgets.instances.rows import SERVER_ROWS
from canfar_jupyter.widgets.kit.sheet import sheet
from canfar_jupyter.widgets.table.table import Table
from dataclasses import replace
from canfar_jupyter.widgets.table.row_format import ColumnSpec
from tests.support.rows import FilledCollection

cpus = ColumnSpec("cpus", "CPUs", lambda r: r["vcpus"], ("vcpus",), "number", 60)
shape = replace(SERVER_ROWS, columns=(*SERVER_ROWS.columns, cpus))
servers = FilledCollection("servers")

def row(n):
    return {
        "id": f"s{n}",
        "name": "=HYPERLINK(1)" if n == 0 else "<img src=x onerror=alert(1)>" if n == 1
        else f"lens-{n}",
        "status": ("ACTIVE", "SHUTOFF", "ERROR")[n % 3],
        "fault": 'No "valid" host, sorry' if n % 3 == 2 else "",
        "image": ("ubuntu", "rocky", "")[n % 4 % 3],
        "flavor": ("c1", "c2", "c4")[n % 3],
        "vcpus": (1, 2, 4)[n % 3],
        "key": ("desk", "laptop")[n % 2],
        "created": f"2026-11-{n % 28 + 1:02d}T00:00:00Z",
    }

servers.load(*(row(n) for n in range(60)))
table = Table(servers, shape, name="instances", label="Instances", actions_width=236, max_rows=15)
known = ipw.Label("[]")
known.add_class("known")
table.observe(lambda _: setattr(known, "value", repr(list(table.selected["name"]))), "selection")
change = ipw.Button(description="Change")
change.on_click(lambda _: servers.change("s3", name="lens-3-moon"))
again = ipw.Button(description="Change again")
again.on_click(lambda _: servers.change("s4", name="lens-4-venus"))
page = ipw.VBox([sheet(), ipw.HBox([change, again, known]), table])
page.add_class("cj")
page
"""


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
def open_table(page, voila):
    """Open the page anew; what was remembered before this test is forgotten."""
    file = voila.log.with_name("settings") / "canfar-jupyter" / "columns.json"
    file.unlink(missing_ok=True)

    def opened():
        page.goto(voila.url)
        expect(page.get_by_role("row").nth(1)).to_be_visible(timeout=60_000)
        return ColumnSpec(page)

    opened.file = file
    yield opened
    assert page.errors == []


class ColumnSpec:
    """The table as its user sees it."""

    def __init__(self, page):
        self.page = page
        self.grid = page.get_by_role("grid", name="Instances")

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def titles(self):
        return [t for t in self.grid.locator(".cj-title > span").all_text_contents() if t]

    def title(self, name):
        return self.grid.locator(".cj-title", has_text=re.compile(f"^{name}$"))

    def column(self, name):
        """Return the cells of a column, as many as are drawn."""
        place = self.titles().index(name) + 1
        cells = f".cj-space .cj-row > :nth-child({place})"
        return self.grid.locator(cells).all_text_contents()

    def row(self, name):
        cell = self.page.get_by_role("gridcell", name=name, exact=True)
        return self.grid.get_by_role("row").filter(has=cell)

    def filter(self, column):
        self.button(f"Filter {column}").click()
        return self.page.get_by_role("dialog", name=f"Filter {column}")

    def rows(self):
        return int(self.grid.get_attribute("aria-rowcount")) - 1

    def expect_rows(self, number):
        expect(self.grid).to_have_attribute("aria-rowcount", str(number + 1))

    def expect_known(self, names):
        """What the kernel knows to be selected."""
        expect(self.page.locator(".known")).to_have_text(repr(names))


@pytest.fixture
def table(open_table):
    return open_table()


def test_names_from_the_cloud_are_text(table):
    expect(table.row("<img src=x onerror=alert(1)>")).to_be_visible()


def test_columns_are_hidden_moved_and_widened_and_that_is_remembered(page, open_table):
    table = open_table()
    columns = table.titles()
    table.button("Columns").click()
    menu = page.get_by_role("dialog", name="Columns")
    menu.get_by_label("Show Image").uncheck()
    menu.get_by_role("button", name="Move Key left").click()
    expect(menu.get_by_role("button", name="Move Key left")).to_be_focused()
    page.keyboard.press("Enter")  # once more, by keyboard
    page.keyboard.press("Escape")
    expect(table.button("Columns")).to_be_focused()
    wanted = ["Name", "Status", "Ready", "Key", "Flavor", "Addresses", "Age", "CPUs"]
    assert table.titles() == wanted
    assert set(table.column("Key")) == {"desk", "laptop"}

    # by the mouse: CPUs before Status, and Name 60 px wider
    start, to = table.title("CPUs").bounding_box(), table.title("Status").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(to["x"] + 40, to["y"] + 5, steps=5)
    page.mouse.up()
    wanted = ["Name", "CPUs", "Status", "Ready", "Key", "Flavor", "Addresses", "Age"]
    assert table.titles() == wanted
    assert table.title("CPUs").locator("..").get_attribute("aria-sort") == "none"  # no click
    head = table.title("Name").locator("..")
    before, edge = head.bounding_box()["width"], head.locator(".cj-edge").bounding_box()
    page.mouse.move(edge["x"] + 4, edge["y"] + 10)
    page.mouse.down()
    page.mouse.move(edge["x"] + 64, edge["y"] + 10, steps=4)
    page.mouse.up()
    assert head.bounding_box()["width"] == pytest.approx(before + 60, abs=2)

    # by keys
    table.title("Age").focus()
    page.keyboard.press("Control+Shift+ArrowLeft")
    expect(table.title("Age")).to_be_focused()
    wanted = ["Name", "CPUs", "Status", "Ready", "Key", "Flavor", "Age", "Addresses"]
    assert table.titles() == wanted
    width = table.title("Age").locator("..").bounding_box()["width"]
    page.keyboard.press("Shift+ArrowRight")
    assert table.title("Age").locator("..").bounding_box()["width"] == pytest.approx(width + 16, 1)
    expect(table.row("lens-2")).to_be_visible()

    until(lambda: saved(open_table.file).get("widths", {}).get("age"), pause=of_page(page))
    table = open_table()  # another kernel
    assert table.titles() == wanted
    head = table.title("Name").locator("..")
    assert head.bounding_box()["width"] == pytest.approx(before + 60, abs=2)

    table.button("Columns").click()
    page.get_by_role("button", name="Reset columns").click()
    page.keyboard.press("Escape")
    assert table.titles() == columns
    until(lambda: saved(open_table.file) == {}, pause=of_page(page))
    assert open_table().titles() == columns


def saved(file):
    return json.loads(file.read_text()).get("instances", {}) if file.exists() else {}


def test_each_column_has_its_filter(page, table):
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

    choice = table.filter("Status")
    offered = [text.strip() for text in choice.locator("label").all_text_contents()]
    assert offered == ["ACTIVE 20", "ERROR 20", "SHUTOFF 20"]
    choice.get_by_label("ERROR").check()
    table.expect_rows(0)
    expect(page.get_by_text("Nothing here matches the filters.")).to_be_visible()
    choice.get_by_label("SHUTOFF").check()
    page.keyboard.press("Escape")
    table.expect_rows(4)
    expect(page.get_by_text("4 of 60")).to_be_visible()
    expect(table.button("Filter Status")).to_have_attribute("aria-pressed", "true")

    page.get_by_label("Filter Instances").fill("13")  # besides the one search box
    table.expect_rows(1)
    table.button("Clear filters").click()
    table.expect_rows(60)
    expect(table.button("Filter Status")).to_have_attribute("aria-pressed", "false")


def test_a_filter_is_reached_by_keyboard(page, table):
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


def test_several_columns_sort_together(page, table):
    table.title("Status").click()
    table.title("Key").click(modifiers=["Shift"])
    table.title("Name").focus()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    orders = table.grid.locator(".cj-title").evaluate_all("all => all.map(e => e.dataset.order)")
    assert orders == ["3", "1", "", "", "", "", "2", "", ""]
    sorts = table.grid.get_by_role("columnheader").evaluate_all(
        "all => all.map(e => e.getAttribute('aria-sort'))"
    )
    assert sorts[0] == "descending"
    assert sorts[6] == "ascending"
    keys, names = table.column("Key"), table.column("Name")
    assert set(table.column("Status")) == {"ACTIVE"}
    assert keys == sorted(keys)
    assert names[:3] == ["lens-54", "lens-48", "lens-42"]
    table.title("Name").click()  # alone again
    assert table.title("Name").get_attribute("data-order") == ""


def test_rows_are_selected_by_mouse_and_keyboard_and_the_kernel_has_their_frame(page, table):
    table.row("lens-2").click()
    table.expect_known(["lens-2"])
    table.row("lens-5").click(modifiers=["Shift"])
    table.expect_known(["lens-2", "lens-3", "lens-4", "lens-5"])
    table.row("lens-4").click(modifiers=["Control"])
    table.expect_known(["lens-2", "lens-3", "lens-5"])
    page.get_by_label("Filter Instances").fill("lens-3")  # 3 and 30 to 39
    table.expect_known(["lens-3"])
    table.row("lens-3").focus()
    page.keyboard.press("Control+a")
    table.expect_known(["lens-3", *(f"lens-{n}" for n in range(30, 40))])
    page.keyboard.press("Escape")
    table.expect_known([])


def test_selected_rows_are_copied_as_they_are_on_the_screen(page, table):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    table.row("lens-2").click()
    table.row("lens-4").click(modifiers=["Control"])
    page.keyboard.press("Control+c")
    expect(page.get_by_text("2 rows copied")).to_be_visible()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["Name", "Status"],
        ["lens-2", 'ERROR: No "valid" host, sorry'],
        ["lens-4", "SHUTOFF"],
    ]
    page.keyboard.press("Escape")
    table.button("Copy").click()  # nothing is selected: all that is shown
    expect(page.get_by_text("60 rows copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert len(text.splitlines()) == 61


def test_copying_works_without_the_clipboard_of_secure_pages(page, open_table):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    table = open_table()
    table.row("lens-2").click()
    table.button("Copy").click()
    expect(page.get_by_text("1 row copied")).to_be_visible()
    page.get_by_label("Filter Instances").focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_label("Filter Instances")).to_have_value(re.compile(r"^Name.*lens-2"))


def test_a_csv_file_is_harmless_to_spreadsheets(page, table):
    page.get_by_label("Filter Instances").fill("HYPERLINK")
    table.expect_rows(1)
    with page.expect_download() as download:
        table.button("CSV").click()
    assert download.value.suggested_filename == "instances.csv"
    text = download.value.path().read_bytes().decode()
    assert text.count("\r\n") == 2
    head, row = csv.reader(text.splitlines())
    assert head[:2] == ["Name", "Status"]
    assert row[0] == "'=HYPERLINK(1)"
    assert dict(zip(head, row, strict=True))["Age"] == "2026-11-01T00:00:00Z"


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
    table.button("Change").click()
    until(lambda: lost, pause=of_page(page))
    assert b"lens-3-moon" in lost[0]
    expect(table.row("lens-3")).to_be_visible()
    table.button("Change again").click()  # by the number of the next one
    expect(table.row("lens-4-venus")).to_be_visible()
    expect(table.row("lens-3-moon")).to_be_visible()
    expect(table.row("lens-3")).to_have_count(0)


def test_a_lost_patch_that_was_the_last_is_noticed_by_the_heartbeat(page, open_table):
    lost = lose_patches(page, 99)
    table = open_table()
    table.button("Change").click()
    expect(table.row("lens-3-moon")).to_be_visible(timeout=20_000)
    assert len(lost) == 1


@pytest.mark.parametrize("width", [700, 1050])
def test_the_buttons_of_a_row_are_in_sight_on_a_narrow_page(page, table, width):
    page.set_viewport_size({"width": width, "height": 800})
    button = table.button("Terminate lens-2")
    expect(button).to_be_in_viewport(ratio=1)
    grid, box = table.grid.bounding_box(), button.bounding_box()
    assert grid["x"] <= box["x"]
    assert box["x"] + box["width"] <= grid["x"] + grid["width"]
