"""The parts of the launch form that most people leave alone."""

import pytest

from canfar_jupyter.cloud import Offers
from canfar_jupyter.errors import Conflict, Invalid
from canfar_jupyter.live import Collection
from canfar_jupyter.local import ssh_keys
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.network.floating_ips import NEW
from canfar_jupyter.model.userdata import Choice, Part
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.launch import user_data_options
from canfar_jupyter.widgets.launch.form import LaunchForm
from tests.support.rows import SSH
from tests.support.spies import spy
from tests.support.waiting import until

PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 42 + "I me@laptop"


@pytest.fixture
def messages():
    return Messages()


@pytest.fixture
def form(store, cloud, messages):
    form = LaunchForm(store, messages)
    cloud.settle()
    return form


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(ssh_keys, "folder", lambda: tmp_path / "ssh")
    monkeypatch.setattr(user_data_options, "own_recipes", lambda: tmp_path / "recipes")
    return tmp_path


def note(form, field):
    return form.fields[field].note.text


# Networks and addresses ---------------------------------------------------------------


def address(id_, name, **more):
    return {"id": id_, "name": name, "status": "DOWN", **more}


@pytest.fixture
def outside(store, cloud):
    cloud.networks.load({"id": "ext", "name": "public", "external": True, "subnets": 1})
    return store


def labels(choice):
    return [label for label, _ in choice.options]


def test_a_floating_ip_is_a_free_one_a_new_one_or_taken_away_from_whom_it_names(
    outside, form, cloud
):
    cloud.floating_ips.load(address("f1", "203.0.113.7"))
    assert labels(form.networks.floating) == ["None", "203.0.113.7 (free)", "Allocate a new one"]
    cloud.servers.change("s-a", floating_ip="203.0.113.7")
    cloud.floating_ips.change("f1", port_id="p", fixed_ip="10.0.0.5")
    cloud.quotas.change("floating_ips", used=1.0)
    assert labels(form.networks.floating) == ["None", "203.0.113.7 (moved from lens-a)"]
    form.networks.floating.value = "f1"
    assert form.spec.floating_ip == "f1"


def test_without_a_network_outside_no_floating_ip_is_offered(form):
    assert form.networks.fields["floating_ip"].layout.display == "none"


def test_a_new_floating_ip_counts_in_the_quotas(outside, form):
    form.networks.floating.value = NEW
    assert form.spec.floating_ip == NEW
    row = next(row for row in form.bars.rows if row["text"].startswith("Floating"))
    assert row["text"] == "Floating IPs: 0 → 1 of 1"


def test_the_bars_say_now_after_this_launch_and_the_limit(form, cloud):
    assert [row["text"] for row in form.bars.rows] == [
        "Instances: 2 → 3 of 10",
        "Cores: 4 → 6 of 10",
        "Memory: 15 → 22.5 of 40 GiB",
        "Floating IPs: 0 of 1",
    ]
    cloud.quotas.change("cores", used=10.0)
    assert next(row for row in form.bars.rows if row["text"].startswith("Cores"))["tone"] == "bad"


# Flavors ------------------------------------------------------------------------------


def test_a_flavors_name_is_explained(form):
    row = next(row for row in form.flavor.rows if row["name"] == "c2-7.5gb-30")
    assert row["words"] == (
        "c: computing, with scratch disk; 2: 2 cores; 7.5gb: memory; 30: scratch disk, GB."
    )


def test_batch_processing_wants_scratch_disk(form, cloud):
    cloud.flavors.load({"id": "p2", "name": "p2-3gb", "vcpus": 2, "ram_gib": 3.0, "disk_gib": 20})
    assert form.flavor.value == "p2"
    form.condor.value = True
    assert form.flavor.value == "f2"
    last = next(row for row in form.flavor.rows if row["id"] == "p2")
    assert last["reason"].startswith("This flavor has no scratch disk")
    assert last["fits"]  # advice, not a reason against


# Port 22 ------------------------------------------------------------------------------


def test_port_22_is_opened_to_one_address_only(form, cloud):
    assert form.port.address.value == "192.0.2.7"
    form.port.mine.click()
    assert cloud.sent == [
        ("create_security_group", "ssh-from-192.0.2.7-32"),
        ("add_rule", "g1", "tcp", 22, 22, "192.0.2.7/32"),
    ]
    assert form.spec.security_groups == ("g-default", "g1")
    assert note(form, "security_groups") == "Port 22 is open from 192.0.2.7/32 only."


def test_an_address_that_is_private_is_said_to_be_so(store, messages, cloud):
    cloud.address = "192.168.1.5"
    form = LaunchForm(store, messages)
    cloud.settle()
    assert "private" in form.port.origin.text
    assert "cannot be determined from here" in form.port.origin.text


def test_a_range_that_is_none_is_refused_beside_it(form, cloud):
    form.port.address.value = "my laptop"
    form.port.mine.click()
    cloud.settle()
    assert "is not a CIDR" in form.port.note.text
    assert cloud.sent == []


# Security groups ----------------------------------------------------------------------


def test_groups_of_one_name_are_told_apart_and_warned_of(form, cloud):
    cloud.security_groups.load(
        {"id": "g-webaaaa1", "name": "web"}, {"id": "g-webbbb2", "name": "web"}
    )
    shown = [tick.description for tick in form.groups.children]
    assert "web (g-webaaa): allows nothing in" in shown
    form.groups.choose("g-webaaaa1")
    cloud.security_groups.change("g-webaaaa1", rules=(SSH,), open_ports="SSH from anywhere")
    assert note(form, "security_groups").startswith("Several groups are named web")
    assert "g-webaaaa1" in form.spec.security_groups


@pytest.fixture
def editor(form):
    form.editor.show()
    return form.editor.content


def test_a_group_is_made_filled_emptied_and_deleted(form, editor, store, cloud):
    editor.name.value = "web"
    editor.save.click()
    cloud.settle()
    assert editor.group.value == "g1"
    editor.service.value = "HTTPS"
    editor.add.click()
    cloud.settle()
    editor.service.value = "TCP ports"
    editor.port.value = "8000-8010"
    editor.source.value = "10.1.2.3"
    editor.add.click()
    cloud.settle()
    words = [row.children[0].value for row in editor.rules.children]
    assert words == ["HTTPS from anywhere", "tcp 8000-8010 from 10.1.2.3/32"]
    assert cloud.sent[-1] == ("add_rule", "g1", "tcp", 8000, 8010, "10.1.2.3/32")
    editor.rules.children[0].children[1].click()
    cloud.settle()
    assert [row.children[0].value for row in editor.rules.children] == words[1:]
    editor.delete.click()
    assert editor.dialog.question.title == "Delete the group web?"
    editor.dialog.answer(yes=True)
    cloud.settle()
    assert "g1" not in store.security_groups


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Enter a name for the group."),
        ({"name": "default"}, "Another group is already named default"),
    ],
)
def test_a_group_that_cannot_be_is_refused_beside_it(editor, cloud, change, says):
    editor.name.value = change["name"]
    editor.save.click()
    cloud.settle()
    assert says in editor.note.text
    assert cloud.sent == []


@pytest.mark.parametrize(
    ("port", "source", "says"),
    [
        ("", "0.0.0.0/0", "Enter a port"),
        ("80-", "0.0.0.0/0", "Enter a port"),
        ("80", "home", "is not a CIDR"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_it(editor, cloud, port, source, says):
    editor.group.value = "g-default"
    editor.service.value, editor.port.value, editor.source.value = "TCP ports", port, source
    editor.add.click()
    cloud.settle()
    assert says in editor.note.text
    assert cloud.sent == []


def test_what_the_cloud_says_of_a_group_is_said_beside_it(editor, cloud):
    cloud.security_groups.load({"id": "g-web", "name": "web"})
    editor.group.value = "g-web"
    cloud.refuse = Conflict("Security Group g-web in use.")
    editor.delete.click()
    cloud.settle()
    editor.dialog.answer(yes=True)
    cloud.settle()
    assert "in use" in editor.note.text


def test_the_default_group_can_be_neither_renamed_nor_deleted(editor):
    editor.group.value = "g-default"
    assert editor.name.disabled
    assert editor.delete.layout.display == "none"


# Keys ---------------------------------------------------------------------------------


def test_a_pair_is_made_here_and_only_its_public_half_goes(form, cloud, home, wire):
    form.key.files.name.value = "id_new"
    form.key.files.make.click()
    (sent,) = cloud.sent
    assert sent[:2] == ("import_key", "id_new")
    assert form.spec.key == "id_new"
    secret = (home / "ssh" / "id_new").read_text()
    assert "PRIVATE KEY" in secret
    for line in secret.splitlines()[1:-1]:
        assert line not in wire.everything()
    assert "ssh -i" in form.key.files.note.text


def test_a_file_that_is_there_is_never_written_over(form, cloud, home):
    (home / "ssh").mkdir()
    (home / "ssh" / "id_canfar").write_text("mine")
    form.key.files.make.click()
    cloud.settle()
    assert "already exists" in form.key.files.note.text
    assert cloud.sent == []
    assert (home / "ssh" / "id_canfar").read_text() == "mine"


def test_a_public_key_of_the_server_is_used_and_a_bad_one_says_why(form, cloud, home):
    key = ssh_keys.make_pair("id_old", home / "ssh")
    (home / "ssh" / "a_bad.pub").write_text("ssh-rsa AAAA")
    form.key.more.value = True
    assert list(form.key.files.found.options) == ["a_bad.pub", "id_old.pub"]
    assert form.key.files.add.disabled
    assert "damaged" in form.key.files.note.text
    form.key.files.found.value = "id_old.pub"
    assert form.key.files.note.text == key.shown
    form.key.files.add.click()
    assert cloud.sent == [("import_key", "id_old", key.line)]
    assert form.spec.key == "id_old"


def test_a_pair_that_the_cloud_does_not_take_stays_and_says_where(form, cloud, home):
    cloud.refuse = Conflict("Key pair 'id_canfar' already exists.", hint="Choose another name.")
    form.key.files.make.click()
    cloud.settle()
    assert "already exists" in form.key.files.note.text
    assert str(home / "ssh" / "id_canfar") in form.key.files.note.text
    assert (home / "ssh" / "id_canfar").exists()


def test_the_chosen_key_is_shown_as_ssh_keygen_shows_it(form, cloud, home):
    key = ssh_keys.make_pair("id_old", home / "ssh")
    cloud.keypairs.load({"id": "old", "name": "old", "public_key": key.line})
    form.key.choice.value = "old"
    assert form.key.shown.text == key.shown


# First boot ---------------------------------------------------------------------------


@pytest.fixture
def boot(form, home):
    (home / "recipes").mkdir()
    (home / "recipes" / "mount.sh").write_text("#!/bin/sh\n# Mount my disk\nmount /data\n")
    form.first_boot.show()
    return form.first_boot.content


def test_recipes_are_toggles_with_what_can_be_set_on_them(form, boot):
    packages = boot.recipes["packages"]
    packages.tick.value = True
    assert note(form, "user_data").startswith("Packages: give at least one")
    packages.values["packages"].value = "git; rm -rf /"
    assert "is not the name of a package" in packages.about.text
    assert form.button.disabled
    packages.values["packages"].value = "git python3-astropy"
    assert form.spec.recipes == (Choice("packages", (("packages", "git python3-astropy"),)),)
    assert not form.button.disabled


def test_files_of_a_folder_are_recipes_too(form, boot):
    assert boot.ticks["mount.sh"].description == "Mount my disk"
    boot.ticks["mount.sh"].value = True
    assert [part.filename for part in form.spec.files] == ["mount.sh"]


def test_own_text_is_linted_measured_and_shown_and_is_no_trait(form, boot, wire):
    secret = "hunter2-very-secret"
    wire.say(boot.text, op="text", text=f"password: {secret}\n")
    assert form.spec.user_data == f"password: {secret}\n"
    until(lambda: boot.text.findings)
    sent = [message for message in wire.sent(boot.text) if message["op"] == "findings"]
    assert sent[-1]["findings"][0]["severity"] == "error"
    wire.say(boot.text, op="preview", on=True)
    assert secret in [m for m in wire.sent(boot.text) if m["op"] == "preview"][-1]["text"]
    states = [d for _, _, d in wire.published if d and "state" in d]
    assert secret not in repr(states)


def test_what_can_be_mended_is_mended_by_a_click(form, boot, wire):
    wire.say(boot.text, op="text", text="set -e\necho hello\n")
    until(lambda: boot.text.findings)
    wire.say(boot.text, op="fix", number=0)
    assert form.spec.user_data == "#!/bin/bash\nset -e\necho hello\n"


def test_a_file_is_added_replaced_and_removed(form, boot, cloud):
    boot.text.add_file("a.sh", b"#!/bin/sh\n")
    boot.text.add_file("a.sh", b"#!/bin/sh\necho\n")
    cloud.settle()
    assert form.spec.files == (Part(b"#!/bin/sh\necho\n", "a.sh"),)
    boot.text.add_file("huge", b"x" * (2**20 + 1))
    cloud.settle()
    assert len(form.spec.files) == 1


def test_too_much_user_data_is_said_beside_the_toggles(form, boot, cloud):
    import random

    boot.text.add_file("noise", b"#!/bin/sh\n" + random.Random(1).randbytes(60_000))
    cloud.settle()
    assert "Nova accepts 65,535" in note(form, "user_data")
    assert form.button.disabled


def test_the_guides_script_is_said_to_be_gone_when_it_does_not_answer(form, boot, monkeypatch):
    def gone(url, seconds):
        raise OSError("no route")

    monkeypatch.setattr(user_data_options, "fetch", gone)
    boot.guide.value = True
    until(lambda: "does not answer" in boot.answer.text)
    assert form.spec.files[0].data.startswith(b"#include\nhttps://")


# More ---------------------------------------------------------------------------------


@pytest.fixture
def more(form, cloud):
    form.more.show()
    cloud.settle()
    return form.more.content


def test_several_instances_are_one_launch_with_numbered_names(form, more, store):
    form.name.value = "w"
    more.count.value = 4
    assert more.pattern.text == "They will be named w-1, w-2, ..., w-4."
    assert form.bars.rows[0]["text"] == "Instances: 2 → 6 of 10"
    more.count.value = 9
    assert note(form, "quota") == "The project has 8 instances left; this needs 9."


def test_tags_metadata_and_the_rest_become_parts_of_the_launch(form, more):
    more.tags.value = "lens, night 7,"
    more.metadata.value = "field = W1\nempty="
    more.description.value = " of night 7 "
    more.drive.value = True
    more.zone.value = "nova"
    more.fixed_ip.value = "10.0.0.77"
    spec = form.spec
    assert spec.tags == ("lens", "night 7")
    assert spec.metadata == (("field", "W1"), ("empty", ""))
    assert (spec.description, spec.config_drive) == ("of night 7", True)
    assert (spec.availability_zone, spec.fixed_ip) == ("nova", "10.0.0.77")


def test_what_is_wrong_in_a_closed_part_is_marked_on_its_line(form, more):
    more.tags.value = "a/b"
    form.more.button.opened = False
    form.name.value = "x"
    assert form.more.button.mark == "needs attention"
    assert form.button.tooltip.startswith("The tag 'a/b'")


def test_volumes_and_server_groups_are_offered_only_where_there_are_any(store, messages, cloud):
    form = LaunchForm(store, messages)
    cloud.settle()
    form.more.show()
    cloud.settle()
    assert form.fields["volume"].layout.display == "none"
    assert form.fields["server_group"].layout.display == "none"
    cloud.offered = Offers(("nova",), (("sg", "apart", "soft-anti-affinity"),), volumes=True)
    other = LaunchForm(store, messages)
    cloud.settle()
    other.more.show()
    cloud.settle()
    content = other.more.content
    assert other.fields["volume"].layout.display is None
    content.group.value = "sg"
    assert content.group.label == "apart (on different hosts if possible)"
    content.volume.value, content.from_volume.value = 5, True
    assert other.spec.server_group == "sg"
    assert note(other, "volume") == "The image needs a volume of 10 GiB; this has 5 GiB."


# Launch another like this -----------------------------------------------------------


def test_launch_again_fills_in_all_of_it_with_a_name_of_its_own(form, cloud, home):
    cloud.specs["s-a"] = LaunchSpec(
        name="lens-a",
        image="i-rocky",
        flavor="f8",
        key="laptop",
        security_groups=("g-default",),
        condor=True,
        recipes=(Choice("updates"),),
        user_data="#!/bin/sh\n",
        tags=("t",),
        metadata=(("a", "b"),),
        description="d",
    )
    form.launch_like("s-a")
    cloud.settle()
    spec = form.spec
    assert spec.name == "lens-a-1"
    assert (spec.image, spec.flavor, spec.key, spec.condor) == ("i-rocky", "f8", "laptop", True)
    assert (spec.recipes, spec.user_data) == ((Choice("updates"),), "#!/bin/sh\n")
    assert (spec.tags, spec.metadata, spec.description) == (("t",), (("a", "b"),), "d")


def test_launch_again_of_what_is_gone_keeps_what_the_form_has(form, cloud):
    cloud.specs["s-a"] = LaunchSpec(name="old", image="", flavor="gone", key="gone")
    form.launch_like("s-a")
    cloud.settle()
    assert (form.spec.image, form.spec.key) == ("i-ubuntu", "laptop")
    assert not form.button.disabled


def test_why_an_instance_cannot_be_read_goes_to_the_messages(form, cloud, messages):
    cloud.refuse = Invalid("It has gone.")
    form.launch_like("s-a")
    cloud.settle()
    assert messages.items[0]["text"] == "It has gone."


# Commands -----------------------------------------------------------------------------


def test_the_same_launch_is_shown_as_commands_and_follows_the_form(form, cloud):
    form.commands.show()
    view = form.commands.content
    assert "openstack --os-cloud memory server create" in view.texts["client"]
    assert "net-id=n1" in view.texts["client"]
    form.name.value = "lens"
    assert "cloud.launch(\n    'lens'" in view.texts["ours"]
    form.name.value = ""
    assert view.texts["sdk"] == "Enter a name for the instance.\n"


# After --------------------------------------------------------------------------------


def test_an_instance_that_finds_no_host_is_said_with_what_to_do(form, store, messages, cloud):
    form.button.click()
    cloud.settle()
    made = next(id_ for id_, row in store.servers.items() if row["status"] == "BUILD")
    cloud.servers.change(made, status="ERROR", task="", fault="No valid host was found.")
    (item,) = messages.items
    assert item["text"] == "ubuntu-1 could not be started: No valid host was found."
    assert "choose a smaller one" in item["hint"]


def test_ten_thousand_instances_do_not_slow_a_key_down(cloud, store, messages, monkeypatch):
    cloud.servers.load(*({"id": f"w{n}", "name": f"worker-{n}"} for n in range(10_000)))
    form = LaunchForm(store, messages)
    cloud.settle()
    reads = spy(monkeypatch, Collection, "__getitem__")
    for text in ("l", "le", "len", "lens"):
        form.name.value = text
    assert [call for call in reads if call[0] is store.servers] == []  # no row is made for a key


def test_nothing_folded_is_made_before_it_is_opened(form):
    assert all(
        fold.content is None for fold in (form.editor, form.first_boot, form.more, form.commands)
    )
