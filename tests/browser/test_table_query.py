"""What a table shows and hands out in a real browser: search, chips, filters, order, place."""

import csv
import re

from playwright.sync_api import expect


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

    table.search.fill("lens-13")  # besides the one search box
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
