"""The dashboard as a page: served by our command, and by plain Voila."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.servers import ROOT, running
from tests.support import commands

NOTEBOOK = str(ROOT / "notebooks/dashboards/dashboard.ipynb")


def test_the_command_serves_the_dashboard_of_ones_cloud(page, demo, tmp_path):
    env = {"HOME": str(tmp_path), "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)}
    words = ["dashboard", "--cloud", "demo", "--no-browser"]
    with commands.running(*words, **env) as process:
        page.goto(commands.address(process))
        expect(page.get_by_role("tablist", name="Cloud")).to_be_visible()
        expect(page.get_by_label("Theme")).to_be_visible()
        assert page.errors == []


def test_plain_voila_says_why_it_does_not_sign_in_and_what_to_do(page, demo, tmp_path: Path):
    command = ["voila", NOTEBOOK, "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    env = {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml), "OS_CLOUD": "demo"}
    env["CANFAR_JUPYTER_SERVE_OWN_CLOUD"] = "no"
    with running(
        [*command, "--template=canfar"], env, tmp_path, "/voila/static/voila.js"
    ) as server:
        page.goto(server.base)
        expect(page.get_by_text("does not sign in with the server's own")).to_be_visible()
        expect(page.get_by_text("canfar-jupyter dashboard")).to_be_visible()
        expect(page.get_by_role("button", name="Use the demo cloud")).to_have_count(0)
        expect(page.get_by_role("button", name="Try again")).to_have_count(0)
