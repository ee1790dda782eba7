"""What a user does with the images of a page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page


class Images:
    """The images of a page, driven as a user would."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=re.compile(f"^{name}")).click()

    def row(self, name: str) -> Locator:
        grid = self.page.get_by_role("grid", name="Images")
        return grid.get_by_role("row").filter(has_text=name)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def create(self, source: str) -> None:
        self.button("Create image").first.click()
        self.page.locator(".cj-create").get_by_role("button", name=source).click()

    def submit(self) -> None:
        self.page.locator(".cj-create").get_by_role("button", name="Create image").click()

    def details(self, name: str) -> Locator:
        self.button(f"Details {name}").click()
        return self.page.locator(".cj-image-card")
