"""The launch form as people use it: by keyboard alone, by mouse, with a screen reader's eyes."""

import re
import shutil
import time
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

from canfar_jupyter.cloud import service_of
from tests.browser.axe import hindrances
from tests.browser.main_job import FLAVOR, IMAGE, MainJob
from tests.browser.servers import running
from tests.support.demos import own_demo

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
MOST_TABS = 150


demo = own_demo(speed=10)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    (folder / ".ssh").mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="module")
def voila(demo, home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    notebook = shutil.copy(NOTEBOOKS / "dashboards" / "dashboard.ipynb", folder)
    command = ["voila", notebook, "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    command += ["--template=canfar", "--Voila.token={token}"]
    env = {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml), "OS_CLOUD": "demo"}
    with running(
        command, env | {"HOME": str(home)}, folder, "/voila/static/dist/voila.js"
    ) as server:
        yield server


@pytest.fixture
def cloud(cloud):
    yield cloud
    for id_ in service_of(cloud).lists.read_ids("servers"):
        cloud.terminate(id_)
    while service_of(cloud).lists.read_ids("servers"):
        time.sleep(0.05)
    for id_ in cloud.floating_ips().index:
        cloud.release_floating_ip(id_)


@pytest.fixture
def job(page, voila, cloud):
    page.goto(voila.url)
    inside = page.locator(".cj-dashboard")
    inside.wait_for(timeout=60_000)
    job = MainJob(page, inside, f"lens-{uuid.uuid4().hex[:6]}")
    job.button("Launch instance").click()
    expect(job.button(re.compile("^Launch$"))).to_be_enabled(timeout=20_000)
    yield job
    assert page.errors == []


def fold(job, name):
    job.inside.get_by_role("button", name=re.compile(name)).click()


def launch(job):
    """Launch, which leads to the instances; wait for the row."""
    name_of(job).fill(job.name)
    job.button(re.compile("^Launch$")).click()
    expect(job.inside.get_by_role("tab", name="Instances")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(row(job, job.name)).to_be_visible()


def row(job, name):
    grid = job.inside.get_by_role("grid", name="Instances")
    return grid.get_by_role("row").filter(has=job.page.get_by_label(f"Select {name}", exact=True))


def is_running(job, name):
    expect(row(job, name)).to_contain_text(re.compile("Running|Booting|Booted|No SSH yet|Ready"))


def name_of(job):
    return job.inside.get_by_role("textbox", name="Name", exact=True)


def back_to_the_form(job):
    job.button("Launch instance").click()
    expect(name_of(job)).to_be_visible()


def tab_to(page, target):
    """Press Tab until something has the focus."""
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {target}")


def test_an_instance_is_launched_by_keyboard_alone(job, cloud):
    keys = job.page.keyboard
    flavors = job.inside.get_by_role("radiogroup", name="Flavor")
    tab_to(job.page, flavors.get_by_role("radio", checked=True))
    keys.press("ArrowDown")
    tab_to(job.page, job.inside.get_by_label("HTCondor"))
    keys.press("Space")
    tab_to(job.page, job.button(re.compile("^More: copies")))
    keys.press("Enter")
    tab_to(job.page, job.inside.get_by_label("Tags"))
    keys.type("by keyboard")
    tab_to(job.page, name_of(job))
    keys.press("Control+a")
    keys.type(job.name)
    tab_to(job.page, job.button(re.compile("^Launch$")))
    keys.press("Enter")
    is_running(job, job.name)
    assert cloud.spec_of(job.name).tags == ("by keyboard",)


def test_launch_on_a_row_leads_to_the_name_and_enter_there_launches_nothing(job, cloud):
    job.inside.get_by_role("tab", name="Images").click()
    job.button(re.compile("^Public")).click()
    job.button(f"Actions for {IMAGE}").click()
    job.page.get_by_role("menuitem", name="Launch").press("Enter")
    name = name_of(job)
    expect(name).to_be_focused()
    expect(name).to_be_in_viewport()
    for _ in range(2):
        job.page.keyboard.press("Enter")
    tags = job.inside.get_by_label("Tags")
    fold(job, "^More: copies")
    tags.fill("later")
    tags.press("Enter")
    expect(job.button(re.compile("^More: 1 tag$"))).to_be_visible()  # so the kernel has heard it
    assert len(cloud.servers()) == 0


def test_what_is_chosen_is_on_closed_lines_after_a_launch_and_cleared_by_one_press(job):
    fold(job, "^More at first boot")
    job.inside.get_by_label("Custom script or cloud-config").fill("#!/bin/bash\necho hello\n")
    job.inside.get_by_label("Install HTCondor for batch processing").check()
    line = job.button(re.compile("^At first boot: HTCondor, own script$"))
    line.click()
    launch(job)
    back_to_the_form(job)
    expect(line).to_be_visible()
    job.button("Clear all that runs at first boot").press("Enter")
    expect(job.button(re.compile("^More at first boot"))).to_be_focused()
    expect(job.inside.get_by_label("Install HTCondor for batch processing")).not_to_be_checked()
    expect(job.button("Clear all that runs at first boot")).to_be_hidden()


def test_axe_finds_nothing_wrong_with_the_form(job):
    for name in ("^Edit security groups", "^More at first boot", "^More: copies", "^The same as"):
        fold(job, name)
    job.inside.get_by_label("Extra packages").check()
    text = job.inside.get_by_label("Custom script or cloud-config")
    text.fill("set -e\necho hello\n")
    expect(job.inside.locator(".cj-findings")).to_contain_text("The first line must say")
    job.button("Preview").click()
    expect(job.inside.get_by_label("Boot from a new volume")).to_be_visible()
    assert hindrances(job.page, ".cj-launch") == []


def test_what_does_not_fit_stays_to_be_seen_with_its_number(job):
    row = job.inside.locator(".cj-flavors tr", has_text="t1-0.5gb")
    expect(row).to_contain_text("The image needs a 20 GiB root disk; this has 1 GiB.")
    expect(row).to_have_class(re.compile("cj-unfit"))
    job.flavor(FLAVOR).check()
    expect(job.inside.locator(".cj-flavor-words")).to_contain_text("30: scratch disk")
    expect(job.inside.locator(".cj-quota-bars")).to_contain_text("Cores: 0 → 2 of 20")


def test_a_key_pair_is_made_here_and_its_private_half_is_never_on_the_page(job, home):
    if not job.button("Create a key pair").is_visible():
        job.button("Add a key").click()
    file = f"id_{uuid.uuid4().hex[:6]}"
    job.inside.get_by_label("Name of a new key pair").fill(file)
    job.button("Create a key pair").click()
    chosen = job.inside.get_by_label("Key pair", exact=True).locator("option:checked")
    expect(chosen).to_have_text(file)
    expect(
        job.inside.get_by_text(
            re.compile(r"^256 SHA256:.* \(ED25519\); its private key is in ~/.ssh here$")
        )
    ).to_be_visible()
    private = (home / ".ssh" / file).read_text()
    assert private.startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    assert private.splitlines()[1] not in job.page.content()


def test_what_to_do_with_a_new_pair_stays_until_done_and_it_can_be_downloaded(job, home, tmp_path):
    if not job.button("Create a key pair").is_visible():
        job.button("Add a key").click()
    file = f"id_{uuid.uuid4().hex[:6]}"
    job.inside.get_by_label("Name of a new key pair").fill(file)
    job.button("Create a key pair").click()
    made = job.inside.get_by_role("group", name=f"The key pair {file} was created")
    expect(made).to_be_focused()
    expect(made).to_contain_text(f"ssh -i ~/.ssh/{file} USER@ADDRESS")
    expect(made).to_contain_text(f"scp -p ~/.ssh/{file} ")
    assert hindrances(job.page, ".cj-made-key") == []
    name_of(job).fill("something else")
    expect(made).to_be_visible()
    download = made.get_by_role("button", name="Download private key")
    with job.page.expect_download() as begun:
        download.press("Enter")
    begun.value.save_as(tmp_path / "key")
    assert (tmp_path / "key").read_text() == (home / ".ssh" / file).read_text()
    expect(made).to_contain_text(f"chmod 600 ~/.ssh/{file}")
    made.get_by_role("button", name="Done").press("Enter")
    expect(job.inside.locator(".cj-made-key")).to_be_hidden()
    expect(job.inside.get_by_label("Key pair", exact=True)).to_be_focused()


def test_port_22_is_opened_to_one_address_only(job, cloud):
    source = job.inside.get_by_placeholder("address or range")
    expect(source).to_have_value("127.0.0.1")
    source.fill("203.0.113.0/24")
    job.button("Open it only from").click()
    expect(job.inside.get_by_text("Port 22 is open from 203.0.113.0/24 only.")).to_be_visible()
    assert "ssh-from-203.0.113.0-24" in set(cloud.security_groups()["name"])


def test_a_group_is_made_and_gets_a_rule(job, cloud):
    fold(job, "^Edit security groups")
    name = f"web-{uuid.uuid4().hex[:6]}"
    job.inside.get_by_label("Group name").fill(name)
    job.button("Create the group").click()
    service = job.inside.get_by_label("Allow", exact=True)
    expect(service).to_be_visible()
    service.select_option("HTTPS")
    job.button("Add rule").click()
    expect(job.inside.locator(".cj-rule")).to_have_text(re.compile("^HTTPS from anywhere"))
    expect(job.inside.get_by_label(re.compile(f"^{name}: HTTPS from anywhere"))).to_be_visible()
    job.button("Delete the group").click()
    job.page.get_by_role("alertdialog").get_by_role("button", name=f"Delete {name}").click()
    expect(job.inside.get_by_label(re.compile(f"^{name}: "))).to_have_count(0)


def test_a_floating_ip_is_had_at_launch_and_moved_by_the_next(job, cloud):
    choice = job.inside.get_by_label("Floating IP", exact=True)
    expect(choice.locator("option:checked")).to_have_text("Allocate a new one")
    expect(job.inside.locator(".cj-quota-bars")).to_contain_text("Floating IPs: 0 → 1 of 1")
    launch(job)
    expect(row(job, job.name)).to_contain_text("203.0.113.", timeout=60_000)
    [address] = cloud.floating_ips()["name"]
    other = MainJob(job.page, job.inside, f"{job.name}-b")
    taken = f"{address} (moved from {job.name})"
    back_to_the_form(job)
    expect(choice.locator("option:checked")).to_have_text("None")
    expect(choice.locator("option", has_text=taken)).to_have_count(1, timeout=30_000)
    choice.select_option(taken)
    launch(other)
    expect(row(job, other.name)).to_contain_text(address, timeout=60_000)
    assert list(cloud.floating_ips()["name"]) == [address]


def test_recipes_and_an_own_script_are_mended_shown_and_sent(job, cloud):
    fold(job, "^More at first boot")
    job.inside.get_by_label("Extra packages").check()
    expect(job.button(re.compile("^Launch$"))).to_be_disabled()
    job.inside.get_by_label("Packages", exact=True).fill("git")
    text = job.inside.get_by_label("Custom script or cloud-config")
    text.fill("set -e\necho CANFAR-OWN\n")
    job.button("Fix").click()
    expect(text).to_have_value("#!/bin/bash\nset -e\necho CANFAR-OWN\n")
    expect(job.inside.locator(".cj-findings li")).to_have_count(0)
    job.button("Preview").click()
    preview = job.inside.get_by_label("User data of the instance")
    expect(preview).to_contain_text("packages=git")
    expect(preview).to_contain_text("echo CANFAR-OWN")
    expect(job.inside.get_by_text(re.compile("of 65,535 bytes encoded"))).to_be_visible()
    launch(job)
    is_running(job, job.name)


def test_several_are_launched_and_one_of_them_again(job, cloud):
    fold(job, "^More: copies")
    job.inside.get_by_label("Instances", exact=True).and_(job.page.get_by_role("spinbutton")).fill(
        "3"
    )
    job.page.keyboard.press("Tab")
    name = name_of(job)
    name.fill(job.name)
    expect(
        job.inside.get_by_text(f"They will be named {job.name}-1, {job.name}-2, {job.name}-3.")
    ).to_be_visible()
    job.button(re.compile("^Launch$")).click()
    for number in (1, 2, 3):
        expect(row(job, f"{job.name}-{number}")).to_be_visible()
    job.button(f"Actions for {job.name}-1").click()
    job.page.get_by_role("menuitem", name="Launch another like this").click()
    expect(name).to_have_value(f"{job.name}-4")
    expect(name).to_be_focused()


def test_the_same_launch_is_shown_as_commands_to_copy(job):
    job.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fold(job, "^The same as")
    code = job.inside.locator("pre.cj-code").last
    expect(code).to_contain_text("openstack --os-cloud demo server create")
    job.inside.get_by_role("tab", name="canfar_jupyter").click()
    expect(code).to_contain_text("cloud = cj.connect('demo')")
    job.button("Copy").last.click()
    expect(job.inside.get_by_text("Copied.", exact=True)).to_be_visible()
    assert "cloud.launch(" in job.page.evaluate("navigator.clipboard.readText()")
    expect(job.button("Insert as a cell")).to_have_count(0)  # a page of Voila has no cells


def test_an_instance_boots_from_a_volume_at_an_address_that_is_one_of_the_network(job, cloud):
    fold(job, "^More: copies")
    job.inside.get_by_label("Boot from a new volume").check()
    size = job.inside.get_by_role("spinbutton", name="Volume, GiB")
    size.fill("24")
    size.press("Tab")
    expect(job.inside.locator(".cj-quota-bars")).to_contain_text("Volume storage: 0 → 24 of 1000")
    job.inside.get_by_label("Floating IP", exact=True).select_option("None")
    address = job.inside.get_by_label("Fixed address")
    address.fill("192.0.2.7")
    button = job.button(re.compile("^Launch$"))
    expect(job.inside.get_by_text(re.compile("its addresses are")).first).to_be_visible()
    expect(button).to_be_disabled()
    address.fill("10.31.7.7")
    expect(button).to_be_enabled()
    launch(job)
    is_running(job, job.name)
    expect(row(job, job.name)).to_contain_text("10.31.7.7")
    assert cloud.spec_of(job.name).volume_gib == 24
    back_to_the_form(job)
    expect(job.inside.locator(".cj-quota-bars")).to_contain_text("Volumes: 1 → 2 of 10")


def test_the_page_is_a_form_of_four_named_parts_with_labelled_fields(job):
    form = job.inside.get_by_role("form", name="Launch instance")
    for part in ("Image", "Size", "Way in", "At first boot"):
        expect(form.get_by_role("group", name=part, exact=True)).to_be_visible()
    expect(form.get_by_role("group", name="Security groups", exact=True)).to_be_visible()
    expect(form.get_by_role("radiogroup", name="Flavor", exact=True)).to_be_visible()
    for field in ("Name", "Key pair", "Floating IP"):
        expect(form.get_by_label(field, exact=True)).to_be_visible()
    expect(form.get_by_role("combobox", name="Image", exact=True)).to_have_value(IMAGE)
    expect(form.get_by_role("checkbox", name="HTCondor")).to_be_visible()


def test_a_card_chooses_its_image(job):
    job.inside.get_by_role("radio", name="canfar-rocky-9", exact=True).check(force=True)
    expect(job.inside.get_by_role("combobox", name="Image", exact=True)).to_have_value(
        "canfar-rocky-9"
    )
    expect(name_of(job)).to_have_value("rocky-1")


@pytest.mark.parametrize("width", [1400, 1000, 700])
def test_name_and_launch_stay_in_view_at_any_width(job, width):
    job.page.set_viewport_size({"width": width, "height": 800})
    for end in (0, 99_999):
        job.inside.locator(".cj-page-launch").evaluate("(page, to) => page.scrollTo(0, to)", end)
        expect(name_of(job)).to_be_in_viewport(ratio=1)
        expect(job.button(re.compile("^Launch$"))).to_be_in_viewport(ratio=1)
    wide = job.inside.locator(".cj-launch").evaluate("form => form.scrollWidth - form.clientWidth")
    assert wide <= 0


def test_on_a_narrow_page_the_number_of_problems_opens_what_it_takes(job):
    job.page.set_viewport_size({"width": 700, "height": 800})
    bars = job.inside.locator(".cj-quota-bars")
    expect(bars).to_be_hidden()
    name_of(job).fill("")
    job.button("1 problem").click()
    expect(bars).to_be_visible()
    job.button("Enter a name for the instance.").click()
    expect(name_of(job)).to_be_focused()
    assert hindrances(job.page, ".cj-launch") == []


def test_a_problem_leads_to_its_field_also_where_it_is_folded(job):
    fold(job, "^More: copies")
    job.inside.get_by_label("Tags").fill("a/b")
    fold(job, "^More: 1 tag")
    job.button(re.compile("^The tag 'a.b' has a comma")).click()
    expect(job.inside.get_by_label("Tags")).to_be_focused()


def test_what_was_typed_stays_while_another_tab_is_looked_at_and_escape_goes_back(job):
    job.inside.get_by_role("tab", name="Images").click()
    back_to_the_form(job)
    name_of(job).fill("typed")
    job.page.keyboard.press("Escape")
    expect(job.inside.get_by_role("tab", name="Images")).to_have_attribute("aria-selected", "true")
    back_to_the_form(job)
    expect(name_of(job)).to_have_value("typed")


def test_a_second_launch_like_the_first_takes_two_presses(job, cloud):
    launch(job)
    is_running(job, job.name)
    job.button("Launch instance").click()
    last = job.inside.locator(".cj-last")
    expect(last).to_contain_text(re.compile(f"^Last time: {IMAGE}, .*use again$"))
    job.button(re.compile("^Launch$")).click()
    expect(job.inside.get_by_role("tab", name="Instances")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(
        job.inside.get_by_role("grid", name="Instances").get_by_label(re.compile("^Select (?!all)"))
    ).to_have_count(2)


@pytest.mark.parametrize("width", [480, 2000])
def test_alone_in_a_cell_it_fits_the_width_that_it_gets(job, width):
    job.page.set_viewport_size({"width": width, "height": 1000})
    form = job.inside.locator(".cj-launch")
    assert form.evaluate("form => form.scrollWidth - form.clientWidth") <= 0
    beside = form.locator(".cj-summary").evaluate(
        "box => box.getBoundingClientRect().left"
        " > box.previousElementSibling.getBoundingClientRect().left"
    )
    assert beside is (width == 2000)
