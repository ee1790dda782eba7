"""The console in the page: real noVNC in a real Chromium, the real nova-novncproxy, a real QEMU."""

import json
import re
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import canfar_jupyter as cj
from tests.browser.servers import jupyterlab, notebook, running, write_notebook
from tests.browser.test_main_job import in_the_dark
from tests.support.waiting import of_page, until

pytestmark = pytest.mark.timeout(300)
PAINTED = """canvas => {
    if (!canvas.width) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, 60);
    return data.some((value, at) => at % 4 !== 3 && value > 60);
}"""


def environment(machine):
    return {"OS_CLIENT_CONFIG_FILE": str(machine.cloud.clouds_yaml), "OS_CLOUD": "real"}


@pytest.fixture(scope="module")
def voila(machine, tmp_path_factory):
    """Voila on three notebooks: the console, the instance, the serial console."""
    folder = tmp_path_factory.mktemp("voila")
    cells = {
        "console": f"cj.console({machine.name!r})",
        "instance": f"cj.instance({machine.server_id!r})",
        "serial": f"cj.console({machine.name!r}, kind='serial')",
    }
    for name, cell in cells.items():
        made = notebook(f"import canfar_jupyter as cj\n\n{cell}")
        (folder / f"{name}.ipynb").write_text(json.dumps(made))
    command = ["voila", str(folder), "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    command += ["--template=canfar", "--Voila.token={token}"]
    with running(command, environment(machine), folder, "/voila/static/dist/voila.js") as server:
        yield server


@pytest.fixture
def quiet(machine):
    """The machine at a new prompt, nobody connected; and so it is left."""
    until(lambda: machine.clients() == 0)
    machine.press("ret")
    yield machine
    machine.press("ret")


def at(page, voila, name):
    page.goto(f"{voila.base}/voila/render/{name}.ipynb?token={voila.token}")
    return page.locator(".cj-console")


def button(within, name):
    return within.get_by_role("button", name=name, exact=True)


def painted(console):
    """Wait until the machine's picture is on the canvas."""
    expect(console).to_have_attribute("data-state", "connected")
    canvas = console.locator("canvas")
    expect(canvas).to_be_visible()
    until(lambda: canvas.evaluate(PAINTED))
    return canvas


def typed(machine, text):
    """Wait until the machine's own video memory has what was typed."""
    until(lambda: any(text in line for line in machine.screen()))


def test_a_machine_is_seen_and_used(page, voila, quiet, tmp_path):
    """The picture, keys, Ctrl-Alt-Del, pasting, a picture to keep, full size."""
    console = at(page, voila, "console")
    painted(console)
    expect(console.get_by_role("status")).to_have_text("Connected.")

    button(console, "Keyboard").click()
    page.keyboard.type("echo lens 42")
    typed(quiet, "# echo lens 42")
    page.keyboard.press("Control+Alt+Shift")
    expect(button(console, "Keyboard")).to_be_focused()
    page.keyboard.type("nothing of this")  # the page's own, now
    page.keyboard.press("Enter")  # the button it is on: into the machine again
    page.keyboard.press("Enter")
    page.keyboard.type("back")
    typed(quiet, "# back")

    button(console, "Paste text").click()
    field = console.get_by_label("Text to type into the console")
    field.fill("A-z {0|9}~\"'\\ $HOME;")
    button(console, "Type it").click()
    typed(quiet, "backA-z {0|9}~\"'\\ $HOME;")
    expect(console.get_by_role("status")).to_have_text("Typed.")
    expect(field).to_have_value("")
    assert not any("nothing of this" in line for line in quiet.screen())

    with page.expect_download() as saving:
        button(console, "Screenshot").click()
    saved = tmp_path / "saved.png"
    saving.value.save_as(saved)
    assert saving.value.suggested_filename == "console-console.png"
    data = saved.read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (720, 400)

    before = quiet.resets()
    button(console, "Ctrl-Alt-Del").click()
    until(lambda: quiet.resets() > before)
    quiet.wait_for_text("CONSOLE TEST GUEST")

    button(console, "Full size").click()
    page.wait_for_function("document.fullscreenElement?.matches('.cj-console')")
    painted(console)
    button(console, "Full size").click()
    page.wait_for_function("!document.fullscreenElement")
    assert page.errors == []


def test_it_is_opened_from_the_overview_and_closed(page, voila, quiet):
    assert at(page, voila, "instance").count() == 0
    view = page.locator(".cj-instance")
    button(view, "Console").click()
    console = page.locator(".cj-console")
    painted(console)
    until(lambda: quiet.clients() == 1)
    button(console, f"Close Console of {quiet.name}").click()
    expect(console).to_have_count(0)
    until(lambda: quiet.clients() == 0)
    assert page.errors == []


def test_reconnecting_two_views_and_leaving(page, voila, quiet, chromium):
    """A view has a connection of its own; one that has gone leaves nothing behind."""
    console = at(page, voila, "console")
    painted(console)
    quiet.let_tokens_lapse()
    button(console, "Reconnect").click()  # with a token of its own
    painted(console)
    until(lambda: quiet.clients() == 1)
    other = chromium.new_page()
    second = at(other, voila, "console")
    painted(second)
    assert quiet.clients() == 2
    button(second, "Keyboard").click()
    other.keyboard.type("seen by both")
    typed(quiet, "seen by both")
    other.close()
    until(lambda: quiet.clients() == 1)
    page.reload()
    painted(page.locator(".cj-console"))
    until(lambda: quiet.clients() == 1)
    page.goto("about:blank")
    until(lambda: quiet.clients() == 0)


def test_a_machine_that_is_switched_off_and_on(page, voila, quiet):
    """It is said in words, tried again by itself, and Reconnect works when it is back."""
    console = at(page, voila, "console")
    painted(console)
    quiet.project.nova.post(f"/servers/{quiet.server_id}/action", json={"os-stop": None})
    status = console.get_by_role("status")
    expect(status).to_contain_text("The console closed:", timeout=60_000)
    expect(status).to_contain_text("Reconnecting")
    quiet.project.wait_for_server(quiet.server_id, "SHUTOFF")
    expect(console).to_have_attribute("data-state", "closed", timeout=60_000)
    expect(status).to_contain_text("The instance is SHUTOFF.")
    quiet.project.nova.post(f"/servers/{quiet.server_id}/action", json={"os-start": None})
    quiet.project.wait_for_server(quiet.server_id, "ACTIVE")
    button(console, "Reconnect").click()
    painted(console)
    quiet.meet()


def test_what_is_lost_between_kernel_and_page_is_noticed(page, voila, quiet):
    """The picture would stand still for ever: RFB waits for what never comes."""
    lost = []
    losing = False

    def between(browser):
        def forward(message):
            if losing:
                lost.append(message if isinstance(message, bytes) else message.encode())
            else:
                browser.send(message)

        browser.connect_to_server().on_message(forward)

    meanwhile = partial(until, pause=of_page(page))  # what is routed here goes on

    def shows(text):
        return lambda: any(text in line for line in quiet.screen())

    page.route_web_socket(re.compile("/channels"), between)
    console = at(page, voila, "console")
    expect(console).to_have_attribute("data-state", "connected")
    canvas = console.locator("canvas")
    meanwhile(lambda: canvas.evaluate(PAINTED))
    console.get_by_role("status").evaluate(
        """status => {
            window.said = [];
            const note = () => window.said.push(status.textContent);
            new MutationObserver(note).observe(status, { childList: true });
        }"""
    )
    button(console, "Keyboard").click()
    losing = True
    page.keyboard.type("lost")
    meanwhile(shows("# lost"))
    meanwhile(lambda: any(re.search(rb'"op": ?"d"', message) for message in lost))
    losing = False
    page.wait_for_function(
        "window.said.some((text) => text.startsWith('A message from the kernel was lost'))"
    )
    expect(console).to_have_attribute("data-state", "connected")
    meanwhile(lambda: canvas.evaluate(PAINTED))
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    button(console, "Keyboard").click()
    page.keyboard.type(" and found")
    meanwhile(shows("# lost and found"))
    meanwhile(lambda: canvas.evaluate("canvas => canvas.toDataURL()") != before)
    page.goto("about:blank")
    meanwhile(lambda: quiet.clients() == 0)


def test_the_clouds_own_page_opens_with_a_token_of_its_own(page, voila, quiet):
    console = at(page, voila, "console")
    painted(console)
    with page.expect_popup() as opening:
        button(console, "Open cloud's page").click()
    opening.value.wait_for_url(re.compile(r"/vnc_lite\.html\?path=%3Ftoken%3D"))
    assert opening.value.evaluate("window.opener") is None


def test_nothing_about_it_hinders_anybody(page, voila, quiet):
    console = at(page, voila, "console")
    painted(console)
    button(console, "Paste text").click()
    found = Axe().run(page, context=".cj-console").response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_a_serial_console_is_one_persons_at_a_time(page, voila, quiet, chromium):
    console = at(page, voila, "serial")
    expect(console).to_have_attribute("data-state", "connected")
    button(console, "Keyboard").click()
    page.keyboard.type("serial 7")
    expect(console.locator(".xterm-rows")).to_contain_text("serial 7")
    page.keyboard.press("Control+Alt+Shift")
    expect(button(console, "Keyboard")).to_be_focused()

    other = chromium.new_page()  # QEMU lets one in; another one hears nothing at all
    second = at(other, voila, "serial")
    expect(second.get_by_role("status")).to_contain_text("it may be in use elsewhere")
    page.goto("about:blank")
    button(second, "Reconnect").click()
    expect(second).to_have_attribute("data-state", "connected")
    button(second, "Keyboard").click()
    other.keyboard.type("mine now")
    expect(second.locator(".xterm-rows")).to_contain_text("mine now")
    expect(second.get_by_role("status")).to_have_text("Connected.")
    other.close()


def test_nothing_about_a_serial_console_hinders_anybody(page, voila, quiet):
    console = at(page, voila, "serial")
    expect(console).to_have_attribute("data-state", "connected")
    found = Axe().run(page, context=".cj-console").response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    assert page.errors == []


def test_keys_are_the_machines_and_no_shortcuts_in_jupyterlab(page, machine, quiet, tmp_path):
    """No cell is cut, run or saved by what is typed into the machine; dark; reloaded."""
    cell = f"import canfar_jupyter as cj\n\ncj.console({machine.name!r})"
    with jupyterlab(tmp_path / "lab", machine.cloud.clouds_yaml, "real") as lab:
        write_notebook(lab, "console.ipynb", cell, "import time\n\ntime.sleep(60)", "3 + 3")
        page.goto(f"{lab.base}/lab/tree/console.ipynb?reset&token={lab.token}")
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=90_000)
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        cells.first.click()
        page.keyboard.press("Control+Enter")
        console = page.locator(".cj-console")
        painted(console)
        in_the_dark(page)
        button(console, "Keyboard").click()
        page.keyboard.type("dd xx aa bb ")
        for key in ("Control+b", "Control+s", "Shift+Enter", "Control+Shift+c", "Escape"):
            page.keyboard.press(key)
        page.keyboard.type("dd still here")
        typed(quiet, "dd still here")
        expect(cells).to_have_count(3)
        expect(page.locator(".jp-Dialog, .lm-CommandPalette:visible")).to_have_count(0)
        expect(page.locator("#jp-left-stack")).to_be_visible()  # Ctrl+B would have closed it
        expect(cells.nth(1).locator(".jp-InputPrompt")).to_have_text("[ ]:")  # it was not run
        page.keyboard.press("Control+Alt+Shift")
        expect(button(console, "Keyboard")).to_be_focused()
        page.keyboard.press("Control+s")  # the page's again
        expect(page.locator(".jp-mod-dirty")).to_have_count(0)
        page.reload()
        painted(page.locator(".cj-console"))
        until(lambda: quiet.clients() == 1)

        cells.nth(1).click()
        page.keyboard.press("Control+Enter")
        expect(cells.nth(1).locator(".jp-InputPrompt")).to_have_text("[*]:")
        button(console, "Keyboard").click()
        page.keyboard.type("while it runs")
        typed(quiet, "while it runs")
        expect(cells.nth(1).locator(".jp-InputPrompt")).to_have_text("[*]:")
        assert page.errors == []


@pytest.fixture(scope="module")
def demo_server(demo):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
        cloud = cj.connect("demo")
    server = cloud.launch("seen", image="canfar-ubuntu-24.04", flavor="c1-3.75gb-15")
    cloud.wait_until_active(server)
    yield server
    cloud.terminate(server)


def test_the_demo_clouds_machines_have_both_consoles_in_jupyterlab(page, lab, demo_server):
    """What is typed into the picture is text on the serial line, for it is one terminal."""
    name = demo_server.name
    sources = [f"cj.console({name!r})", f"cj.console({name!r}, kind='serial')"]
    write_notebook(lab, "seen.ipynb", "import canfar_jupyter as cj", *sources)
    page.goto(f"{lab.base}/lab/tree/seen.ipynb?reset&token={lab.token}")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=90_000)
    page.locator(".jp-Notebook .jp-CodeCell").first.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    console = page.locator(".cj-console").filter(
        has=page.get_by_text(f"Console of {name}", exact=True)
    )
    painted(console)
    page.locator(".jp-Notebook .jp-CodeCell").nth(2).click()
    page.keyboard.press("Control+Enter")
    serial = page.locator(".cj-console").filter(
        has=page.get_by_text(f"Serial console of {name}", exact=True)
    )
    expect(serial).to_have_attribute("data-state", "connected")
    lines = serial.locator(".xterm-rows")
    button(serial, "Keyboard").click()
    page.keyboard.press("Enter")
    expect(lines).to_contain_text(f"{name} login:", timeout=60_000)

    button(console, "Keyboard").click()
    page.keyboard.type("ubuntu")
    serial.scroll_into_view_if_needed()  # xterm.js draws nothing that is out of sight
    expect(lines).to_contain_text(f"{name} login: ubuntu")
    button(console, "Ctrl-Alt-Del").click()
    serial.scroll_into_view_if_needed()
    expect(lines).not_to_contain_text("login: ubuntu")
    expect(lines).to_contain_text("login:", timeout=60_000)  # it has booted again
    assert page.errors == []
