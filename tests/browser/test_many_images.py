"""10,000 images in a real browser: all of them can be reached."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.images import Images, images_page
from tests.support.demos import own_demo

MANY = 10_000


demo = own_demo(scale=f"images={MANY}", timeout=60)


@pytest.fixture(scope="module")
def voila(demo, tmp_path_factory):
    env = {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)}
    with images_page("demo", tmp_path_factory.mktemp("voila-many"), env) as server:
        yield server


def test_ten_thousand_images_are_counted_scrolled_searched_and_opened(page, voila):
    images = Images(page)
    images.open(voila.url)
    grid = page.get_by_role("grid", name="Images")
    expect(images.chip("Shared with me")).to_contain_text("2", timeout=30_000)
    shown = images.chip("").all_inner_texts()
    assert sum(int(re.sub(r"\D", "", tab)) for tab in shown) == MANY
    expect(grid).to_have_attribute("aria-rowcount", re.compile(r"^99\d\d$"))
    assert grid.get_by_role("row").count() < 60  # only those in view are drawn
    last = int(grid.get_attribute("aria-rowcount"))
    page.get_by_role("columnheader").first.focus()
    grid.locator(".cj-space").evaluate("space => space.parentElement.scrollTop = 1e9")
    expect(grid.locator(f'[aria-rowindex="{last}"]')).to_be_visible()
    page.get_by_label("Search Images").fill("Lens_Pipeline 2026A")
    expect(images.row("lens-pipeline-2026a")).to_be_visible()
    card = images.details("lens-pipeline-2026a")
    expect(card).to_contain_text("Checksum (sha512)")
    assert page.errors == []
