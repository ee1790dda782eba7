import threading

import pytest

from canfar_jupyter.errors import CloudFailure, Invalid, NoService, QuotaReached
from canfar_jupyter.live.base import project
from canfar_jupyter.model.network.rules import Rule
from canfar_jupyter.widgets.launch.form import LaunchForm
from tests.support.notes import note
from tests.support.rows import SSH, image
from tests.support.scripted import ScriptedCloud


@pytest.fixture
def form(form):
    form.choose_image("i-ubuntu")
    return form


WEB = Rule("ingress", "tcp", 80, 80, "0.0.0.0/0")


def launched(cloud):
    return [what[1] for what in cloud.sent if what[0] == "launch"]


def test_one_press_on_a_row_leaves_only_launch_to_press(form, cloud):
    form.button.click()
    (spec,) = launched(cloud)
    assert spec.name == "ubuntu-1"
    assert spec.image == "i-ubuntu"
    assert spec.flavor == "f2"  # the smallest with room for the image
    assert spec.key == "laptop"
    assert spec.security_groups == ("g-default",)


def focused(form, wire):
    """Return the names of the controls that were asked to take the focus, oldest first."""
    controls = {"name": form.name, "button": form.button, "flavor": form.flavor}
    controls |= {"image": form.image, "key": form.key.choice}
    asked = ({"do": "focus"}, {"op": "focus"})
    return [name for name, one in controls.items() if any(m in asked for m in wire.sent(one))]


def test_launch_on_a_row_focuses_what_is_decided_first_and_never_the_button(form, wire):
    assert not form.button.disabled
    assert focused(form, wire) == ["name"]


def test_launch_on_a_row_focuses_the_first_field_with_a_problem(store, messages, cloud, wire):
    other = LaunchForm(store, messages)
    cloud.settle()
    other.flavor.value = "f1"  # too small for the image
    other.choose_image("i-ubuntu")
    assert focused(other, wire) == ["flavor"]


def test_without_an_image_it_says_so_beside_the_field(store, messages, cloud):
    form = LaunchForm(store, messages)
    cloud.settle()
    form.image.value = ""
    assert note(form, "image") == "Choose an image."
    assert form.button.disabled


def test_all_of_it_is_ready_to_launch_from_the_start(store, messages, cloud):
    form = LaunchForm(store, messages)
    cloud.settle()
    assert form.image.value == "canfar-ubuntu-24.04"
    assert form.system.value == "Ubuntu"
    assert not form.button.disabled


def test_choosing_a_system_takes_its_newest_image_the_sites_own_first(store, messages, cloud):
    cloud.images.load(image("i-new", "rocky-9-cloud", os_distro="rocky", created="2026-01-01"))
    form = LaunchForm(store, messages)
    cloud.settle()
    form.system.value = "Rocky Linux"
    assert form.spec.image == "i-rocky"
    form.image.value = "lens-ready"
    assert form.system.value == ""


def test_an_image_field_that_was_emptied_stays_empty(store, messages, cloud):
    form = LaunchForm(store, messages)
    cloud.settle()
    form.image.value = ""
    cloud.images.load(image("i-new", "fedora-41", os_distro="fedora"))
    assert form.image.value == ""


def test_an_image_can_be_typed_by_name_or_id(store, messages, cloud):
    form = LaunchForm(store, messages)
    cloud.settle()
    form.image.value = "canfar-rocky-9"
    assert form.spec.image == "i-rocky"
    form.image.value = "i-debian"
    assert form.spec.image == "i-debian"


def test_a_name_that_no_image_has_is_refused_beside_the_field(form):
    form.image.value = "ubutnu"
    assert note(form, "image") == "No image is called ubutnu."
    assert form.button.disabled


def test_images_of_one_name_are_told_apart_by_their_ids(form, cloud):
    cloud.images.load(image("i-second", "canfar-ubuntu-24.04"))
    assert form.spec.image == "i-ubuntu"  # chosen before: still the same one
    assert "canfar-ubuntu-24.04 (i-second)" in form.image.options


def test_only_active_images_are_offered(form):
    assert "upload" not in form.image.options


def test_a_flavor_that_does_not_fit_says_why_in_the_list_and_beside_the_field(form):
    row = next(row for row in form.flavor.rows if row["id"] == "f1")
    assert not row["fits"]
    assert row["reason"].startswith("The image needs a 10 GiB root disk; this has 5 GiB")
    assert form.flavor.rows[0]["fits"]
    form.flavor.value = "f1"
    assert note(form, "flavor").startswith("The image needs a 10 GiB root disk")
    assert form.button.disabled


def test_a_flavor_picked_by_hand_stays_when_the_image_changes(form):
    form.flavor.value = "f8"
    form.image.value = "canfar-rocky-9"
    assert form.spec.flavor == "f8"


def test_a_quota_that_is_reached_is_said_before_anything_is_sent(form, cloud):
    cloud.quotas.change("instances", used=10.0)
    assert note(form, "quota") == "The project has no instances left; this needs 1."
    form.button.click()
    assert launched(cloud) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 256, "a\tb"])
def test_a_name_nova_refuses_is_refused_beside_the_field(form, name):
    form.name.value = name
    assert note(form, "name").endswith(".")
    assert form.button.disabled


def test_a_name_typed_by_hand_is_never_replaced(form):
    form.name.value = "lens"
    form.image.value = "canfar-rocky-9"
    assert form.name.value == "lens"


def test_the_next_launch_has_a_name_of_its_own(form, cloud):
    form.button.click()
    cloud.settle()
    form.button.click()
    assert [spec.name for spec in launched(cloud)] == ["ubuntu-1", "ubuntu-2"]


def test_the_toggle_asks_for_htcondor(form, cloud):
    form.condor.value = True
    form.button.click()
    assert launched(cloud)[0].condor is True


def test_the_spec_can_be_observed(form):
    seen = []
    form.observe(lambda change: seen.append(change["new"].condor), "spec")
    form.condor.value = True
    assert seen == [True]


def test_a_second_press_while_it_is_sent_launches_nothing(form, cloud):
    cloud.hold = True
    form.button.click()
    form.button.click()
    form.launch()
    cloud.settle()
    assert form.button.description == "Launching..."
    cloud.answer()
    assert len(launched(cloud)) == 1
    assert not form.button.disabled


def test_a_refusal_of_the_cloud_is_said_beside_its_field_and_nothing_is_lost(form, cloud, messages):
    form.name.value = "lens"
    cloud.refuse = Invalid(
        "The key laptop was deleted meanwhile.", field="key", hint="Choose another."
    )
    form.button.click()
    cloud.settle()
    assert note(form, "key") == "The key laptop was deleted meanwhile. Choose another."
    assert form.name.value == "lens"
    assert form.image.value == "canfar-ubuntu-24.04"
    assert messages.items == []
    form.key.choice.value = ""
    assert "deleted meanwhile" not in note(form, "key")


def test_a_quota_that_nova_reports_is_said_at_the_button(form, cloud):
    cloud.refuse = QuotaReached("The project has no cores left.", field="quota")
    form.button.click()
    cloud.settle()
    assert note(form, "quota").startswith("The project has no cores left. Terminate")
    assert not form.button.disabled


def test_an_error_of_no_field_goes_to_the_messages(form, cloud, messages):
    cloud.refuse = CloudFailure("Nova made a mistake.", request_id="req-7")
    form.button.click()
    cloud.settle()
    (item,) = messages.items
    assert item["text"] == "Nova made a mistake."
    assert "req-7" in item["details"]
    assert form.name.value == "ubuntu-1"


def test_it_tells_when_the_cloud_has_taken_a_launch(form, cloud):
    names = []
    form.on_launched(lambda server: names.append(server.name))
    form.button.click()
    cloud.settle()
    assert names == ["ubuntu-1"]


def test_the_network_is_asked_only_where_there_are_several(form, cloud):
    assert form.fields["network"].layout.display == "none"
    assert form.spec.network is None
    cloud.networks.load({"id": "n2", "name": "private", "status": "ACTIVE", "subnets": 1})
    assert form.fields["network"].layout.display is None
    assert note(form, "network") == "The project has several networks: choose one."
    form.networks.network.value = "n2"
    assert form.spec.network == "n2"
    assert not form.button.disabled


def test_external_networks_are_not_offered(form, cloud):
    cloud.networks.load({"id": "n3", "name": "outside", "external": True, "subnets": 1})
    assert form.fields["network"].layout.display == "none"


def test_without_port_22_one_click_makes_a_group_and_ticks_it(form, store, cloud):
    assert "Port 22 is closed" in note(form, "security_groups")
    assert form.port.note.text.startswith("Open port 22 creates a group ssh")
    form.port.button.click()
    assert [what[0] for what in cloud.sent] == ["create_security_group", "add_rule"]
    made = next(id_ for id_, row in store.security_groups.items() if row["name"] == "ssh")
    assert form.spec.security_groups == ("g-default", made)
    assert form.port.layout.display == "none"
    assert note(form, "security_groups") == ""


def test_a_group_that_opens_port_22_already_is_ticked_and_nothing_is_made(form, cloud):
    cloud.security_groups.load({"id": "g-web", "name": "login", "rules": (SSH, WEB)})
    assert form.port.note.text == "Adds the group login to this instance."
    form.port.button.click()
    assert cloud.sent == []
    assert "g-web" in form.spec.security_groups


def test_a_group_that_opens_port_22_and_nothing_else_is_ticked_at_once(form, cloud):
    cloud.security_groups.load({"id": "g-login", "name": "login", "rules": (SSH,)})
    assert form.spec.security_groups == ("g-default", "g-login")
    assert note(form, "security_groups") == ""


def test_a_group_made_before_but_never_opened_is_opened(form, cloud):
    cloud.security_groups.load({"id": "g-ssh", "name": "ssh"})
    form.port.button.click()
    assert cloud.sent == [("add_rule", "g-ssh", "tcp", 22, 22, "0.0.0.0/0")]
    assert "g-ssh" in form.spec.security_groups


def test_why_port_22_could_not_be_opened_stays_beside_the_button(form, cloud):
    cloud.refuse = QuotaReached("The project has no security groups left.")
    form.port.button.click()
    cloud.settle()
    form.condor.value = True
    assert form.port.note.text.startswith("The project has no security groups left.")
    assert not form.port.button.disabled


def test_a_group_named_ssh_that_is_open_is_ticked_at_once(cloud, store, messages):
    cloud.security_groups.load({"id": "g-ssh", "name": "ssh", "rules": (SSH,)})
    form = LaunchForm(store, messages)
    cloud.settle()
    assert form.spec.security_groups == ("g-default", "g-ssh")


def test_ticks_made_by_hand_stay_when_groups_change(form, cloud):
    form.groups.ticks["g-default"].value = False
    cloud.security_groups.load({"id": "g-web", "name": "web"})
    assert form.spec.security_groups == ()
    assert not form.groups.ticks["g-default"].value


def test_a_form_of_a_project_that_is_not_read_yet_waits(stores, messages, cloud):
    form = LaunchForm(stores.open(ScriptedCloud(), loaded=False), messages)
    cloud.settle()
    assert form.button.disabled
    assert form.key.more.value is False


def test_a_list_that_cannot_be_read_is_said_beside_the_field_and_known_once_it_is(stores, messages):
    cloud = ScriptedCloud()
    form = LaunchForm(stores.open(cloud, loaded=False), messages)
    why = "Could not list the images: this cloud offers no image service."
    cloud.images.fail(NoService(why))
    assert note(form, "image").startswith(why)
    assert form.button.disabled
    cloud.images.load(image("i-one", "one"))
    cloud.settle()
    assert note(form, "image") == "Choose an image."


def test_without_any_key_the_field_for_a_new_one_is_open(cloud, store, messages):
    cloud.keypairs.drop("laptop")
    form = LaunchForm(store, messages)
    cloud.settle()
    assert form.key.more.value is True
    assert note(form, "key").startswith("Without an SSH key")


def test_a_form_that_was_closed_listens_no_more(form, store, cloud):
    form.close()
    cloud.settle()
    assert store.images.observers() == ()


def counted(monkeypatch, owner, name):
    """Count the calls of a function, which are made as before."""
    calls, real = [], getattr(owner, name)

    def counting(*args, **keys):
        calls.append(threading.current_thread().name)
        return real(*args, **keys)

    monkeypatch.setattr(owner, name, counting)
    return calls


def test_one_click_judges_once(form, stores, monkeypatch):
    stores.settle()
    problems = counted(monkeypatch, project, "judge")
    judged = counted(monkeypatch, LaunchForm, "_judge")
    form.launch()
    stores.settle()
    assert len(form._store.servers) > 0
    assert (len(problems), len(judged)) == (1, 1)


def test_the_lists_are_read_again_after_the_observers_have_the_row(form, stores, monkeypatch):
    stores.settle()
    poller, order = form._store._project.poller, []
    monkeypatch.setattr(poller, "hurry", lambda names: order.append("read"))
    form._store.servers.observe(lambda _delta: order.append("row"))
    form.launch()
    stores.settle()
    assert order[:2] == ["row", "read"]


def test_a_server_that_is_renamed_is_nothing_to_a_launch(form, stores, cloud, monkeypatch):
    cloud.servers.load({"id": "s1", "name": "one"}, {"id": "s2", "name": "two"})
    stores.settle()
    judged = counted(monkeypatch, LaunchForm, "_judge")
    cloud.servers.change("s1", name="renamed")
    stores.settle()
    assert form._store.servers["s1"]["name"] == "renamed"
    assert judged == []


def test_a_server_that_takes_the_name_of_the_launch_is_said(form, stores, cloud):
    cloud.servers.load({"id": "s1", "name": "one"})
    form.name.value = "lens"
    stores.settle()
    assert form.fields["name"].note.text == ""
    cloud.servers.change("s1", name="lens")
    stores.settle()
    assert "already an instance named lens" in form.fields["name"].note.text


def test_widgets_hear_of_a_launch_on_a_thread_of_their_own(form, stores, monkeypatch):
    shown = counted(monkeypatch, LaunchForm, "_show")
    form.launch()
    stores.settle()
    assert set(shown) == {"canfar-callbacks"}
