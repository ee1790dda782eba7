"""What the pictures show: for each a way there, and what must stand there first."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

NAME = "lens-pipeline"
Scene = Callable[[Page], None]


def _tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    page.mouse.move(0, 0)


def instances(page: Page) -> None:
    """All of them, in each state."""
    _tab(page, "Instances")
    row = page.get_by_role("row", name=NAME)
    expect(row).to_contain_text("Ready", timeout=60_000)
    expect(page.get_by_role("row", name="condor-head")).to_contain_text("Booting")


def _panel(page: Page, tab: str) -> None:
    instances(page)
    page.get_by_role("row", name=NAME).click(position={"x": 300, "y": 20})
    panel = page.get_by_role("complementary", name=NAME)
    panel.get_by_role("tab", name=tab, exact=True).click()
    page.mouse.move(0, 0)


def instance(page: Page) -> None:
    """The panel of one, on its overview."""
    _panel(page, "Overview")
    expect(page.get_by_role("complementary", name=NAME)).to_contain_text("ssh -i")


def log(page: Page) -> None:
    """The panel of one, on its log."""
    _panel(page, "Log")
    expect(page.locator(".cj-log-text")).to_contain_text("cloud-init")


def terminate(page: Page) -> None:
    """The question before an end."""
    instances(page)
    page.get_by_role("button", name=f"Actions for {NAME}").first.click()
    page.get_by_role("menuitem", name="Terminate").click()
    expect(page.locator("dialog[open]")).to_be_visible()


def menu(page: Page) -> None:
    """All that can be done with one."""
    instances(page)
    page.get_by_role("button", name=f"Actions for {NAME}").first.click()
    expect(page.get_by_role("menu")).to_be_visible()


def launch(page: Page) -> None:
    """The page that launches."""
    page.get_by_role("button", name="Launch instance", exact=True).click()
    name = page.get_by_role("textbox", name="Name", exact=True)
    expect(name).not_to_have_value("")
    page.mouse.move(0, 0)


def _list(tab: str, grid: str) -> Scene:
    def there(page: Page) -> None:
        _tab(page, tab)
        expect(page.get_by_role("grid", name=grid).get_by_role("row").nth(1)).to_be_visible()

    return there


def _page(tab: str) -> Scene:
    def there(page: Page) -> None:
        _tab(page, tab)
        expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()

    return there


def empty(page: Page) -> None:
    """A project without instances."""
    expect(page.get_by_role("button", name="Launch canfar-ubuntu-24.04")).to_be_visible()


SCENES: dict[str, Scene] = {
    "instances": instances,
    "instance": instance,
    "log": log,
    "menu": menu,
    "terminate": terminate,
    "images": _list("Images", "Images"),
    "network": _list("Network", "Floating IPs"),
    "keys": _list("Keys", "Key pairs"),
    "activity": _page("Activity"),
    "usage": _page("Usage"),
    "launch": launch,
}
