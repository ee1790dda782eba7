"""Take the pictures: ``python -m tests.pictures [SCENE...] [--into FOLDER]``."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.pictures import shrunk
from tests.pictures.project import project
from tests.pictures.scenes import SCENES, Scene, empty
from tests.support import commands

INTO = Path(__file__).parents[2] / "docs" / "images"
SIZES = ((1400, 900), (1000, 800))
THEMES = ("light", "dark")


def main() -> None:
    """Take those that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=", ".join([*SCENES, "empty"]))
    parser.add_argument("--into", type=Path, default=INTO, metavar="FOLDER")
    told = parser.parse_args()
    wanted = told.scenes or [*SCENES, "empty"]
    told.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["HOME"] = home  # a key pair is made in its .ssh
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with project(Path(home) / "demo") as entry:
            shutil.rmtree(Path(home) / ".ssh")  # its path would stand in the ssh lines
            env = {"OS_CLIENT_CONFIG_FILE": str(entry.clouds_yaml)}
            scenes = {name: scene for name, scene in SCENES.items() if name in wanted}
            take(browser, "demo", env, scenes, told.into)
            if "empty" in wanted:
                take(browser, "demo-batch", env, {"empty": empty}, told.into)
        browser.close()


def take(
    browser: Browser, cloud: str, env: Mapping[str, str], scenes: Mapping[str, Scene], into: Path
) -> None:
    """Take each scene of a project in each size and theme."""
    if not scenes:
        return
    with commands.running("dashboard", "--cloud", cloud, "--no-browser", **env) as process:
        address = commands.address(process)
        for theme in THEMES:
            for width, height in SIZES:
                named = {
                    into / f"{name}-{width}-{theme}.png": scene for name, scene in scenes.items()
                }
                _take(browser, address, (width, height), theme, named.items())


def _take(
    browser: Browser,
    address: str,
    size: tuple[int, int],
    theme: str,
    named: Iterable[tuple[Path, Scene]],
) -> None:
    """Take scenes on one page; each begins as the page was opened."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.get_by_role("tablist", name="Cloud").wait_for(timeout=60_000)
    for path, scene in named:
        scene(page)
        page.wait_for_load_state("networkidle")
        png = page.screenshot(animations="disabled")
        shrunk.write(page, png, path)
        print(f"{path.stat().st_size / 1000:6.0f} kB  {path}")  # noqa: T201
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    context.close()


if __name__ == "__main__":
    main()
