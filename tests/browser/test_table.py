"""The rows of a table in a real browser: opening, acting, selecting, and messages that are lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.waiting import of_page, until


def test_names_from_the_cloud_are_text(table):
    expect(table.row("<img src=x onerror=alert(1)>")).to_be_visible()


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
    page.keyboard.press("/")  # the search comes before the bar of the selected rows
    expect(table.search).to_be_focused()
    page.keyboard.type("lens-3")
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
