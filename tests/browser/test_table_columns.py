"""The columns of a table in a real browser, rooms of all sizes, and people of all kinds."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import hindrances
from tests.browser.tables import ALL
from tests.support.waiting import of_page, until


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
        lambda: page.evaluate("localStorage['canfar-jupyter:instances-1']").count('"top":300'),
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


@pytest.mark.parametrize("width", [1400, 1100])
def test_no_text_is_cut_where_there_is_room(table, width):
    page = table.page
    page.set_viewport_size({"width": width, "height": 800})
    until(lambda: table.grid.evaluate("g => g.scrollWidth <= g.clientWidth"), pause=of_page(page))
    assert table.titles() == ALL
    texts = [text for text in cut(table) if "<img" not in text or width == 1400]
    assert texts == []


@pytest.mark.parametrize("width", [1400, 1100, 1000, 800])
def test_no_title_is_cut_even_if_the_rows_are_sorted_by_it(table, width):
    page = table.page
    page.set_viewport_size({"width": width, "height": 800})
    until(lambda: table.grid.evaluate("g => g.scrollWidth <= g.clientWidth"), pause=of_page(page))
    until(lambda: ("Age" in table.titles()) == (width > 800), pause=of_page(page))
    for name in table.titles():
        table.title(name).click()
        expect(table.title(name).locator("..")).to_have_attribute(
            "aria-sort", "descending" if name == "Name" else "ascending"
        )
        is_cut = "title => title.firstChild.scrollWidth > title.firstChild.clientWidth"
        assert not table.title(name).evaluate(is_cut), name


@pytest.mark.parametrize(("width", "gone"), [(900, ["Age"]), (800, ["Age", "Address"])])
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
    page.set_viewport_size({"width": 900, "height": 800})
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
    table.grid.locator(".cj-row[aria-rowindex='2']").focus()
    page.keyboard.press("End")  # the scroll knows how high a card is
    last = table.grid.locator(".cj-row[aria-rowindex='61']")
    expect(last).to_be_focused()
    grid, end = table.grid.bounding_box(), last.bounding_box()
    assert end["y"] >= grid["y"]
    assert end["y"] + end["height"] <= grid["y"] + grid["height"]


def test_many_actions_are_one_menu_where_it_is_narrow(table):
    page = table.page
    page.set_viewport_size({"width": 480, "height": 900})
    table.check("lens-2").check()
    table.bulk.get_by_role("button", name="Actions for 1 selected").click()
    page.get_by_role("menuitem", name="Terminate").click()
    expect(page.locator(".acted")).to_have_text("terminate s2")
    for button in table.bulk.get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)


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
