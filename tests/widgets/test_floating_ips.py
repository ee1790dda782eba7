import pytest

from canfar_jupyter.errors import Conflict
from canfar_jupyter.widgets.floating_ips.table import FloatingIPSection, FloatingIPTable
from canfar_jupyter.widgets.instances.view import InstanceView
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from tests.support.rows import floating


@pytest.fixture
def cloud(cloud):
    """A project with an external network, two instances that run, and room for two addresses."""
    cloud.networks.load({"id": "n-out", "name": "public", "external": True, "subnets": 1})
    cloud.servers.change("s-b", status="ACTIVE", fault="", addresses="10.0.0.6")
    cloud.quotas.change("floating_ips", limit=2.0)
    return cloud


def full(cloud):
    """Let lens-b have the only address there may be."""
    cloud.floating_ips.load(floating("f-b", "203.0.113.8", "s-b"))
    cloud.servers.change("s-b", floating_ip="203.0.113.8", addresses="10.0.0.6, 203.0.113.8")
    cloud.quotas.change("floating_ips", used=1.0, limit=1.0)


@pytest.fixture
def view(store):
    return InstanceView(store, "s-a", dialog=Dialog())


@pytest.fixture
def table(store):
    return FloatingIPTable(store, Messages())


def part(wire, view, name="address"):
    return [m["data"] for m in wire.sent(view) if m.get("part") == name][-1]


def verbs(cloud):
    return [s for s in cloud.sent if "floating_ip" in s[0]]


# One instance -------------------------------------------------------------------------


def test_a_free_one_is_offered_before_a_new_one_and_before_those_of_others(cloud, view, wire):
    cloud.floating_ips.load(
        floating("f-b", "203.0.113.8", "s-b"), floating("f-free", "203.0.113.9")
    )
    assert [offer["text"] for offer in part(wire, view)["offers"]] == [
        "203.0.113.9 (free)",
        "Allocate a new one",
        "203.0.113.8 (moved from lens-b)",
    ]
    wire.say(view, op="associate", id="f-free", fixed="")
    assert verbs(cloud) == [("associate_floating_ip", "s-a", "f-free", None, "")]
    assert part(wire, view)["text"] == "203.0.113.9 is associated with 10.0.0.5."
    assert part(wire, view)["offers"] == []
    assert (view.note, view.tone) == ("The floating IP is associated.", "good")


def test_moving_one_asks_first_and_names_who_loses_it(cloud, view, wire):
    full(cloud)
    wire.say(view, op="associate", id="f-b", fixed="")
    assert verbs(cloud) == []
    question = view.dialog.question
    assert question.title == "Move 203.0.113.8 to lens-a?"
    assert question.lines == ("203.0.113.8 is associated with lens-b now.",)
    assert question.warning.startswith("lens-b loses it")
    view.dialog.answer(True)
    assert verbs(cloud) == [("associate_floating_ip", "s-a", "f-b", None, "port-s-b")]


def test_the_doctor_gives_a_free_one_or_a_new_one_at_once(cloud, view, wire):
    view.ask_doctor()
    place = [f["fix"] for f in part(wire, view, "doctor")["findings"]].index(
        "Associate a floating IP"
    )
    view.fix(place)
    assert verbs(cloud) == [("associate_floating_ip", "s-a", "any", None, "")]
    titles = [f["title"] for f in part(wire, view, "doctor")["findings"]]
    assert "It has a floating IP" in titles


def test_the_doctor_takes_none_away_unasked(cloud, view, wire):
    full(cloud)
    view.ask_doctor()
    place = [f["fix"] for f in part(wire, view, "doctor")["findings"]].index(
        "Associate a floating IP"
    )
    view.fix(place)
    assert verbs(cloud) == []
    assert view.dialog.question.title == "Move 203.0.113.8 to lens-a?"


def test_its_own_address_is_chosen_where_it_has_several(cloud, view, wire):
    cloud.servers.change("s-a", addresses="10.0.0.5, 192.168.7.5, 2001:db8::5")
    data = part(wire, view)
    assert data["own"] == ["10.0.0.5", "192.168.7.5"]
    wire.say(view, op="associate", id="new", fixed="192.168.7.5")
    assert verbs(cloud) == [("associate_floating_ip", "s-a", "new", "192.168.7.5", "")]


def test_it_is_taken_away_after_a_question(store, wire, cloud):
    full(cloud)
    view = InstanceView(store, "s-b", dialog=Dialog())
    wire.say(view, op="disassociate")
    assert view.dialog.question.title == "Disassociate 203.0.113.8 from lens-b?"
    view.dialog.answer(True)
    assert verbs(cloud) == [("disassociate_floating_ip", "f-b", "port-s-b")]
    assert part(wire, view)["address"] == ""


def test_why_there_is_none_is_a_sentence(cloud, view, wire):
    cloud.quotas.change("floating_ips", used=0.0, limit=0.0)
    assert part(wire, view)["text"].startswith("The quota is reached (0 of 0 used): ask the owner")
    cloud.networks.drop("n-out")
    assert part(wire, view)["text"].startswith("This cloud has no external network")
    view.address.associate()
    cloud.settle()
    assert view.note.startswith("This cloud has no external network")
    assert verbs(cloud) == []


def test_an_address_that_has_gone_meanwhile_is_not_given(cloud, view, wire):
    wire.say(view, op="associate", id="f-gone", fixed="")
    assert (verbs(cloud), view.note) == ([], "That floating IP no longer exists: choose again.")


# All of them --------------------------------------------------------------------------


def cell(table, id_, key):
    place = [column["key"] for column in table.table.columns].index(key) + 4
    return next(row for row in table.table._read()["rows"] if row[0] == id_)[place]


def test_each_row_says_who_has_it_and_idle_ones_are_pointed_out(cloud, table):
    cloud.floating_ips.load(
        floating("f-b", "203.0.113.8", "s-b"),
        floating("f-free", "203.0.113.9"),
        {**floating("f-lb", "203.0.113.10"), "port_id": "of-a-balancer"},
    )
    cloud.quotas.change("floating_ips", used=3.0, limit=5.0)
    assert cell(table, "f-b", "holder")[0] == "lens-b"
    assert cell(table, "f-lb", "holder")[0] == "something else"
    assert cell(table, "f-free", "holder") == ("not associated", "warn", False, "")
    assert cell(table, "f-free", "idle") == 1795161600.0  # its last change
    assert cell(table, "f-b", "idle") is None
    assert table.note.text == (
        "3 of 5 used. 203.0.113.9 is not associated: associate it with an instance, or release it."
    )
    assert table.note.tone == "warn"


def test_an_instance_with_another_name_is_shown_with_it(cloud, table, wire):
    full(cloud)
    cloud.servers.change("s-b", name="lens-new")
    assert cell(table, "f-b", "holder")[0] == "lens-new"
    patch = [m for m in wire.sent(table.table) if m["op"] == "patch"][-1]
    assert [ids for _, ids in patch["cells"]] == [["f-b"]]


def test_that_of_an_instance_that_is_being_deleted_is_no_longer_shown_as_its(cloud, table):
    full(cloud)
    cloud.servers.change("s-b", task="deleting")
    assert cell(table, "f-b", "holder") == ("being disassociated", "busy", True, "")
    blocked = next(row for row in table.table._read()["rows"] if row[0] == "f-b")[2]
    assert blocked["disassociate"] is None, "the button is not there"
    cloud.servers.drop("s-b")
    assert cell(table, "f-b", "holder")[0] == "not associated"


def test_one_more_is_had_until_the_quota_is_reached(cloud, table):
    assert not table.allocate.disabled
    table.allocate.click()
    assert verbs(cloud) == [("allocate_floating_ip", "n-out")]
    cloud.quotas.change("floating_ips", used=2.0)
    assert table.allocate.disabled
    assert table.why.text.startswith("The quota is reached (2 of 2 used)")


def test_a_free_one_is_given_to_the_instance_that_is_chosen(cloud, table):
    cloud.floating_ips.load(floating("f-free", "203.0.113.9"))
    table.table.press("associate", ["f-free"])
    cloud.settle()
    (form,) = table.side.children
    assert [label for label, _ in form.server.options] == ["lens-a", "lens-b"]
    form.server.value = "s-b"
    form.associate.click()
    assert verbs(cloud) == [("associate_floating_ip", "s-b", "f-free", None, "")]
    assert table.side.children == ()
    assert cell(table, "f-free", "holder")[0] == "lens-b"


def test_an_instance_on_several_networks_is_asked_which_address_to_associate(cloud, table):
    cloud.floating_ips.load(floating("f-free", "203.0.113.9"))
    cloud.servers.change("s-a", addresses="10.0.0.5, 192.168.7.5")
    table.table.press("associate", ["f-free"])
    cloud.settle()
    (form,) = table.side.children
    assert form.own.value == "10.0.0.5"
    form.own.value = "192.168.7.5"
    form.associate.click()
    assert verbs(cloud) == [("associate_floating_ip", "s-a", "f-free", "192.168.7.5", "")]


def test_a_move_asks_in_the_form_and_leaves_out_who_has_it(cloud, table):
    full(cloud)
    table.table.press("associate", ["f-b"])  # there is no such button on an associated row
    assert table.side.children == ()
    table.table.press("move", ["f-b"])
    cloud.settle()
    (form,) = table.side.children
    assert [label for label, _ in form.server.options] == ["lens-a"]
    form.associate.click()
    assert verbs(cloud) == []
    assert table.dialog.question.lines == ("203.0.113.8 is associated with lens-b now.",)
    table.dialog.answer(True)
    assert verbs(cloud) == [("associate_floating_ip", "s-a", "f-b", None, "port-s-b")]


def test_a_refusal_is_said_in_the_form(cloud, table):
    cloud.floating_ips.load(floating("f-free", "203.0.113.9"))
    table.table.press("associate", ["f-free"])
    cloud.settle()
    (form,) = table.side.children
    cloud.refuse = Conflict("It was changed by another user.", hint="Check again.")
    form.associate.click()
    cloud.settle()
    assert form.note.text == "It was changed by another user. Check again."
    assert not form.associate.disabled


@pytest.mark.parametrize(
    ("action", "verb"), [("disassociate", "disassociate"), ("release", "release")]
)
def test_what_is_lost_is_asked_about_by_name(cloud, table, action, verb):
    full(cloud)
    table.table.press(action, ["f-b"])
    question = table.dialog.question
    assert "203.0.113.8" in question.title
    assert "203.0.113.8" in question.yes
    assert "lens-b" in question.title + " ".join(question.lines)
    assert verbs(cloud) == []
    table.dialog.answer(True)
    assert verbs(cloud) == [(f"{verb}_floating_ip", "f-b", "port-s-b")]


def test_the_form_closes_when_its_address_goes(cloud, table):
    cloud.floating_ips.load(floating("f-free", "203.0.113.9"))
    table.ask_instance("f-free")
    cloud.floating_ips.drop("f-free")
    assert table.side.children == ()


def test_the_line_of_the_fold_says_how_many_and_how_many_idle(store, cloud):
    cloud.floating_ips.load(floating("f-free", "203.0.113.9"))
    cloud.quotas.change("floating_ips", used=1.0)
    fold = FloatingIPSection(store, Messages())
    assert fold.button.label == "Floating IPs: 1 of 2 used, 1 not associated"
    fold.show()
    assert isinstance(fold.content, FloatingIPTable)
