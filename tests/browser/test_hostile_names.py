"""Names as long and as foreign as a cloud allows: nothing is pushed away or squeezed."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.servers import ROOT, running

NAMES = {
    "long": "W" * 255,
    "lines": "\n".join(["line"] * 60),
    "rtl": "\u202e" + "\u05e9\u05dc\u05d5\u05dd" * 60,
    "emoji": "\U0001f469\u200d\U0001f680" * 80,
}
# One page with all that shows what a cloud says; the name is in everything that the cloud says.
CODE = """
import ipywidgets as ipw
from dataclasses import replace
from canfar_jupyter.errors import Conflict
from canfar_jupyter.live.store import Store
from canfar_jupyter.model.instances.details import Details
from canfar_jupyter.widgets.images.browser import ImageBrowser
from canfar_jupyter.widgets.instances.table import InstanceTable
from canfar_jupyter.widgets.kit.sheet import sheet
from canfar_jupyter.widgets.status.header import Header
from tests.support import project
from tests.support.scripted import ScriptedCloud

class Hostile(ScriptedCloud):
    def details_of(self, row):
        more = {"metadata": ((NAME, NAME),), "tags": (NAME,)}
        return Details(id=row["id"], row=row, description=NAME, zone=NAME, **more)

cloud = project.fill(Hostile())
cloud.identity = replace(cloud.identity, project=NAME, user=NAME)
cloud.image_facts = {NAME: NAME, "description": NAME}
common = {"image": NAME, "flavor": NAME, "key": NAME, "security_groups": NAME}
cloud.servers.change("s-a", **common, name=NAME, addresses="10.0.0.5, " * 20)
cloud.servers.change("s-b", **common, name=NAME, fault=NAME * 3)
cloud.images.change("i-lens", name=NAME)
store = Store(cloud)
store.refresh().result(20)
table = InstanceTable(store)
images = ImageBrowser(store)
page = ipw.VBox([sheet(), Header(store), table, images])
page.add_class("cj")

def button(words, act):
    made = ipw.Button(description=words)
    made.on_click(lambda _button: act())
    return made

def fail():
    table.messages.error(Conflict(NAME, hint=NAME, request_id=NAME))

tests = ipw.HBox([
    button("T-terminate", lambda: table.ask_terminate(("s-a", "s-b"))),
    button("T-one", lambda: table.ask_terminate(("s-a",))),
    button("T-overview", lambda: table.show_overview("s-a")),
    button("T-doctor", lambda: table.show_overview("s-b", doctor=True)),
    button("T-snapshot", lambda: table.ask_snapshot("s-a")),
    button("T-log", lambda: table.show("s-a", "log")),
    button("T-card", lambda: images.show("i-lens")),
    button("T-fail", fail),
])
ipw.VBox([tests, page])
"""
LEAST = 80  # px of a value
# Values that are narrower, and buttons that nobody can press, each with the reason.
FAULTS = """
([panel, least]) => {
    const root = document.querySelector(panel);
    const faults = [];
    const values = 'dd, li, .cj-step-evidence, .cj-step-title, .cj-message-words, ' +
        '.cj-project';
    for (const one of root.querySelectorAll(values)) {
        const { left, right, width } = one.getBoundingClientRect();
        const squeezed = width < least || left < 0 || right > innerWidth + 1;
        if (one.textContent.trim() && one.checkVisibility() && squeezed) {
            const words = one.textContent.slice(0, 30);
            faults.push(`${one.className || one.tagName} is ${width} px: ${words}`);
        }
    }
    for (const one of root.querySelectorAll('button, select')) {
        if (!one.checkVisibility() || one.closest('.cj-row, .cj-head')) continue;
        one.scrollIntoView({ block: 'center', inline: 'nearest' });
        const { left, right, top, bottom } = one.getBoundingClientRect();
        const name = one.getAttribute('aria-label') || one.textContent;
        if (left < 0 || right > innerWidth + 1 || top < 0 || bottom > innerHeight) {
            faults.push(`${name.slice(0, 30)} is outside: ${left} ${right} ${top} ${bottom}`);
        }
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (!one.contains(there) && !there?.contains(one)) {
            faults.push(`${name.slice(0, 30)} is under ${there?.className}`);
        }
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) {
        faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    }
    return faults;
}
"""


@pytest.fixture(scope="module", params=NAMES)
def voila(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    code = f"NAME = {NAMES[request.param]!r}\n{CODE}"
    notebook.cells = [nbformat.v4.new_code_cell(code)]
    nbformat.write(notebook, folder / "names.ipynb")
    command = ["voila", str(folder / "names.ipynb"), "--no-browser", "--port={port}"]
    command += ["--Voila.ip=127.0.0.1", "--token={token}", "--template=canfar"]
    env = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with running(command, env, folder, "/voila/static/voila.js") as server:
        yield server


@pytest.fixture(params=[(1000, 800), (480, 800)], ids=["1000", "480"])
def opened(request, page, voila):
    page.set_viewport_size(dict(zip(("width", "height"), request.param, strict=True)))
    page.goto(voila.url)
    expect(page.get_by_role("grid", name="Instances").get_by_role("row").nth(1)).to_be_visible(
        timeout=60_000
    )
    yield page
    assert page.errors == []


def faults(page, panel):
    return page.evaluate(FAULTS, [panel, LEAST])


def press(page, words):
    page.get_by_role("button", name=f"T-{words}", exact=True).click()


def test_every_button_can_be_pressed_and_every_value_read(opened, request):
    page = opened
    found = {"header": faults(page, ".cj-header")}
    for words in ("one", "terminate"):
        press(page, words)
        dialog = page.locator("dialog[open]")
        expect(dialog).to_be_visible()
        for button in dialog.get_by_role("button").all():
            expect(button).to_be_in_viewport(ratio=1)
        found[words] = faults(page, "dialog[open]")
        shot(page, request, words)
        dialog.get_by_role("button", name="Cancel").click()
    press(page, "overview")
    expect(page.locator(".cj-part-facts dd").first).to_be_attached()
    found["overview"] = faults(page, ".cj-instance")
    shot(page, request, "overview")
    press(page, "doctor")
    expect(page.locator(".cj-doctor-finding").first).to_be_attached()
    found["doctor"] = faults(page, ".cj-instance")
    shot(page, request, "doctor")
    for words, panel in (
        ("snapshot", ".cj-snapshot"),
        ("log", ".cj-log"),
        ("card", ".cj-image-panel"),
    ):
        press(page, words)
        expect(page.locator(panel)).to_be_visible()
        found[words] = faults(page, panel)
        if words == "snapshot":
            found["tooltips"] = tooltips(page)
    expect(page.locator(".cj-image-panel dd").nth(2)).to_be_attached()
    found["card"] += faults(page, ".cj-image-panel")
    shot(page, request, "card")
    press(page, "fail")
    expect(page.locator(".cj-message")).to_be_visible()
    page.locator(".cj-message summary").click()
    found["message"] = faults(page, ".cj-message")
    shot(page, request, "message")
    assert {part: what for part, what in found.items() if what} == {}


def tooltips(page):
    """Return what is wrong with tooltips: one reads "null", or is as large as the page."""
    label = page.get_by_text("Snapshot name", exact=True)
    label.hover()
    found = page.evaluate("[...document.querySelectorAll('.cj [title]')].map(one => one.title)")
    too_long = [title[:30] for title in found if len(title) > 700]
    return too_long + (["null"] if label.get_attribute("title") == "null" else [])


def shot(page, request, name):
    if folder := request.config.getoption("--basetemp"):
        page.screenshot(path=f"{folder}-{request.node.callspec.id}-{name}.png")
