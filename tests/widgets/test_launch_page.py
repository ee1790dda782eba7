"""The launch page: what it begins with, its summary, and the ways on from it."""

import pytest

from canfar_jupyter.local import ssh_keys
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.widgets.launch.form import LaunchForm
from tests.support.rows import image


def server(id_, **cells):
    own = {"user_id": "u1", "status": "ACTIVE", "key": "laptop", "flavor": "c2-7.5gb-30"}
    return own | {"id": id_, "name": id_, "image": "canfar-rocky-9", "image_id": "i-rocky"} | cells


@pytest.fixture
def launched_before(cloud):
    cloud.servers.load(server("s-old", created="2026-11-25T10:00:00Z"))


@pytest.fixture
def again(launched_before, store, messages, cloud):
    form = LaunchForm(store, messages)
    cloud.settle()
    return form


def test_it_begins_like_the_last_launch_of_this_user(again):
    assert again.head.last == "canfar-rocky-9, c2-7.5gb-30"
    assert (again.spec.image, again.spec.flavor) == ("i-rocky", "f2")
    assert not again.button.disabled


def test_what_others_launched_is_not_the_last_launch(store, messages, cloud):
    cloud.servers.load(server("s-new", user_id="u2", created="2026-11-26T10:00:00Z"))
    form = LaunchForm(store, messages)
    cloud.settle()
    assert form.head.last == ""
    assert form.spec.image == "i-ubuntu"


def test_the_last_flavor_gives_way_where_it_does_not_fit(again, cloud):
    cloud.quotas.change("cores", used=9.0)
    assert again.spec.flavor == "f1"  # the smallest that fits


def test_use_again_fills_in_all_of_the_last_launch(again, cloud, wire):
    cloud.specs["s-old"] = LaunchSpec(
        name="lens", image="i-rocky", flavor="f1", key="laptop", tags=("t",)
    )
    wire.say(again.head, op="again")
    assert (again.spec.name, again.spec.flavor, again.spec.tags) == ("lens-1", "f1", ("t",))


def test_a_launch_elsewhere_changes_the_last_but_not_what_is_chosen_here(again, cloud):
    cloud.servers.load(
        server("s-new", image="debian-12", image_id="i-debian", created="2026-11-27T10:00:00Z")
    )
    assert again.head.last == "debian-12, c2-7.5gb-30"
    assert again.spec.image == "i-rocky"


def names(form):
    return [row["name"] for row in form.cards.rows]


def test_three_images_are_cards_the_last_the_tested_and_the_newest_snapshot(again, cloud, wire):
    assert names(again) == ["canfar-rocky-9", "canfar-ubuntu-24.04", "lens-ready"]
    last, tested, snapshot = (row["about"] for row in again.cards.rows)
    assert last.startswith("launched last, tested with CANFAR's tools")
    assert tested.startswith("tested with CANFAR's tools")
    assert snapshot.startswith("snapshot of this project")
    assert again.cards.value == "i-rocky"
    again.cards.value = "i-lens"
    assert again.image.value == "lens-ready"
    again.image.value = "debian-12"
    assert again.cards.value == "i-debian"  # of none of the cards


def test_equal_images_are_one_card_and_free_places_are_filled(cloud, store, messages):
    cloud.images.drop("i-lens", "i-rocky")
    cloud.servers.load(
        server("s-old", image="x", image_id="i-ubuntu", created="2026-11-25T10:00:00Z")
    )
    form = LaunchForm(store, messages)
    cloud.settle()
    assert names(form) == ["canfar-ubuntu-24.04", "debian-12"]


def test_a_flavor_beyond_the_quota_says_by_how_much(form, cloud):
    cloud.quotas.change("cores", used=8.0, limit=10.0)
    row = next(row for row in form.flavor.rows if row["id"] == "f8")
    assert row["reason"] == "6 cores too many: 8 of 10 are used"
    assert not row["fits"]
    assert form._parts.page.size.head.note == (
        "needs a 10 GiB disk; 1 of 3 flavors fits what is left of the quota"
    )


def test_a_project_with_no_quota_left_says_so(form, cloud):
    cloud.quotas.change("instances", used=10.0)
    assert form.fields["quota"].note.text == "The project has no instances left; this needs 1."
    assert form.button.disabled


def test_problems_are_listed_those_that_prevent_the_launch_first_and_lead_to_their_fields(form):
    form.name.value = ""
    rows = form.summary.problems.rows
    assert [(row["field"], row["blocks"]) for row in rows] == [
        ("name", True),
        ("security_groups", False),
    ]


def test_a_problem_in_a_closed_part_opens_it(form, cloud, wire):
    form.more.show()
    cloud.settle()
    form.more.content.tags.value = "a/b"
    form.more.button.opened = False
    wire.say(form.summary.problems, op="open", field="tags")
    assert form.more.is_open


def test_the_usual_time_is_that_of_this_image_and_only_where_it_is_known(form, cloud):
    form.choose_image("i-rocky")
    assert form.summary.time.text == ""
    for n, seconds in enumerate((20, 30, 50)):
        times = {"created": "2026-11-25T10:00:00Z", "launched": f"2026-11-25T10:00:{seconds}Z"}
        cloud.servers.load(server(f"s-{n}", **times))
    assert form.summary.time.text == "It runs after about 30 s, as the last 3 of this image did."
    form.choose_image("i-debian")
    assert form.summary.time.text == ""


def test_clear_begins_again_with_what_is_proposed(form, cloud, wire):
    begun = form.spec
    form.more.show()
    cloud.settle()
    form.name.value, form.image.value, form.flavor.value = "lens", "debian-12", "f8"
    form.key.choice.value, form.condor.value = "", True
    form.groups.ticks["g-default"].value = False
    form.more.content.tags.value = "t"
    wire.say(form.head, op="clear")
    assert form.spec == begun


def test_escape_leads_back_to_where_one_came_from(form, wire):
    left = []
    form.on_leave(lambda: left.append(True))
    wire.say(form.head, op="leave")
    assert left == [True]


def test_a_form_opened_before_its_lists_came_fills_itself_in_and_keeps_what_was_typed(
    stores, messages, cloud, launched_before
):
    store = stores.open(cloud, loaded=False)
    form = LaunchForm(store, messages)
    form.name.value = "lens"
    form.image.value = "debian-12"
    assert form.spec.image == ""
    store.refresh().result()
    cloud.settle()
    assert (form.spec.name, form.spec.image, form.spec.key) == ("lens", "i-debian", "laptop")
    assert form.spec.flavor == "f1"
    assert not form.button.disabled


def test_the_key_whose_private_half_is_here_is_chosen_first(
    cloud, store, messages, home, monkeypatch
):
    key = ssh_keys.make_pair("id_here", home / "ssh")
    monkeypatch.setattr("canfar_jupyter.ssh.keys.folder", lambda: home / "ssh")
    row = {"public_key": key.line, "fingerprint": key.fingerprint}
    cloud.keypairs.load({"id": "zebra", "name": "zebra"} | row)
    form = LaunchForm(store, messages)
    cloud.settle()
    assert form.spec.key == "zebra"
    assert form.key.shown.text == f"{key.shown}; its private key is in ~/.ssh here"


def test_where_there_are_few_other_tested_images_are_proposed(cloud, store, messages):
    cloud.images.load(image("i-new", "canfar-debian-12", os_distro="debian", os_version="12"))
    cloud.images.drop("i-lens")
    form = LaunchForm(store, messages)
    cloud.settle()
    assert names(form) == ["canfar-ubuntu-24.04", "canfar-debian-12", "canfar-rocky-9"]
