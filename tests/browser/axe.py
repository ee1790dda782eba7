"""What hinders people who use a page by keyboard or with a screen reader, as axe-core sees it."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

AXE = files("axe_playwright_python") / "axe.min.js"


def hindrances(page: Page, selector: str) -> list[tuple[str, str, list[str]]]:
    """Return the rules that a part of the page breaks, each with the elements that do."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("part => axe.run(part)", selector)["violations"]
    return [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"]]) for v in found]
