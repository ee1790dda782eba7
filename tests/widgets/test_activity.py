from datetime import UTC, datetime, timedelta

import pytest

from canfar_jupyter.errors import CloudFailure, Conflict, OutcomeUnknown, QuotaReached, Unreachable
from canfar_jupyter.live.store import Store
from canfar_jupyter.model.instances.details import Action
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.widgets.activity.rows import badge, progress, who
from canfar_jupyter.widgets.activity.table import ActivityTable
from canfar_jupyter.widgets.instances.table import InstanceTable
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.status.toasts import Toasts

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def action(name, request, user="u1", message="", hours=0):
    return Action(name, NOW - timedelta(hours=hours), user, request, message)


def rows(store):
    return {row["what"]: row for row in store.activity.rows.values()}


def spec(name="lens-new"):
    return LaunchSpec(name=name, image="i-ubuntu", flavor="f2", key="laptop")


@pytest.fixture
def activity(store, cloud):
    table = ActivityTable(store)
    cloud.settle()
    return table


def press(table, cloud, what, action):
    table.table.press(action, [rows(table._store)[what]["id"]])
    cloud.settle()


def test_a_verb_is_under_way_until_its_instance_has_come_to_rest(store, cloud, activity):
    store.start("s-b")
    cloud.settle()
    cloud.servers.change("s-b", task="powering-on")
    row = rows(store)["Starting lens-b"]
    assert (row["state"], row["detail"], row["who"]) == ("running", "starting", "you")
    cloud.servers.change("s-b", task="", status="ACTIVE")
    row = rows(store)["Starting lens-b"]
    assert (row["state"], row["detail"]) == ("done", "")
    cloud.servers.change("s-b", task="rebooting")
    assert rows(store)["Starting lens-b"]["state"] == "done", "that is another thing"
    assert rows(store)["lens-b is rebooting"]["state"] == "running"


def test_a_launch_that_the_cloud_accepted_and_could_not_start_has_failed(store, cloud, activity):
    store.launch(spec())
    cloud.settle()
    [made] = [id_ for id_, row in cloud.servers.items() if row["name"] == "lens-new"]
    assert rows(store)["Launching lens-new"]["state"] == "running"
    cloud.servers.change(made, status="ERROR", task="", fault="No valid host was found.")
    row = rows(store)["Launching lens-new"]
    assert row["state"] == "failed"
    assert row["detail"] == "lens-new could not be started: No valid host was found."
    assert row["retry"] == "form"


def test_a_verb_that_is_safe_to_retry_is_retried_by_a_click(store, cloud, activity):
    cloud.refuse = Conflict("It is busy.", request_id="req-7")
    store.delete_key("laptop")
    cloud.settle()
    row = rows(store)["Deleting the key laptop"]
    assert (row["state"], row["detail"], row["request_id"]) == ("failed", "It is busy.", "req-7")
    press(activity, cloud, "Deleting the key laptop", "retry")
    assert [sent[0] for sent in cloud.sent].count("delete_key") == 2
    states = [row["state"] for row in store.activity.rows.values() if "laptop" in row["what"]]
    assert sorted(states) == ["done", "failed"]
    assert not [row for row in store.activity.rows.values() if row["retry"]], "once is enough"


def test_a_launch_that_failed_opens_the_form_with_it_and_sends_nothing(store, cloud, activity):
    asked = []
    activity.on_form(asked.append)
    cloud.refuse = QuotaReached("No cores left.")
    store.launch(spec())
    cloud.settle()
    launches = [sent for sent in cloud.sent if sent[0] == "launch"]
    press(activity, cloud, "Launching lens-new", "retry")
    assert asked == [spec()]
    assert [sent for sent in cloud.sent if sent[0] == "launch"] == launches


def test_alone_in_a_cell_the_form_opens_above_the_table(store, cloud, activity):
    cloud.refuse = QuotaReached("No cores left.")
    store.launch(spec())
    cloud.settle()
    press(activity, cloud, "Launching lens-new", "retry")
    [form] = activity.drawer.children
    assert form.name.value == "lens-new"


def test_a_transfer_shows_how_far_it_is_and_can_be_cancelled(store, cloud, activity):
    operation = store.operations.begin("Creating the image sky", transfer=True, verb="create_image")
    store.operations.progress(operation, 100 << 20, 400 << 20, 10 << 20)
    cloud.settle()
    row = rows(store)["Creating the image sky"]
    assert progress(row) == "25 %, 100 MiB of 400 MiB, 10 MiB/s, 30 s left"
    assert badge(row)[:3] == ("Under way", "busy", True)
    press(activity, cloud, "Creating the image sky", "cancel")
    assert "Cancelling: Creating the image sky" in rows(store)


def test_a_new_kernel_tells_it_from_the_state_of_the_cloud(cloud, stores):
    cloud.servers.change("s-a", task="image_uploading", user_id="u2")
    cloud.actions["s-a"] = (
        action("createImage", "req-2", user="u2"),
        action("create", "req-1", hours=3),
    )
    cloud.actions["s-b"] = (action("create", "req-3", message="Error", hours=9),)
    store = stores.open(cloud)
    ActivityTable(store)
    cloud.settle()
    seen = rows(store)
    saving = seen["Creating a snapshot of lens-a"]
    assert (saving["state"], saving["detail"]) == ("running", "saving the snapshot")
    assert who(saving) == "Another user"
    assert (seen["Launching lens-a"]["state"], who(seen["Launching lens-a"])) == ("done", "You")
    assert seen["Launching lens-b"]["state"] == "failed"
    assert seen["Launching lens-b"]["request_id"] == "req-3"


def test_actions_are_asked_for_once_and_again_when_the_instance_has_changed(cloud, stores):
    cloud.servers.change("s-a", updated="2026-11-27T10:00:00Z")
    store = stores.open(cloud)
    cloud.settle()
    assert not [sent for sent in cloud.sent if sent[0] == "history"], "no page has asked"
    ActivityTable(store)
    cloud.settle()
    cloud.servers.change("s-a", name="other")
    ActivityTable(store)
    asked = [sent[1] for sent in cloud.sent if sent[0] == "history"]
    assert sorted(asked) == sorted(cloud.servers)
    cloud.servers.change("s-a", updated="2026-11-27T11:00:00Z")
    assert [sent[1] for sent in cloud.sent if sent[0] == "history"] == [*asked, "s-a"]


def test_a_record_that_cannot_be_read_is_said_and_asked_for_again(store, cloud, activity):
    cloud.images.drop("i-queued")  # nothing else is shown
    cloud.refuse = Unreachable("Could not list the actions: it does not answer.")
    cloud.servers.change("s-a", updated="2026-11-27T12:00:00Z")
    cloud.settle()
    assert activity.table.notice.startswith("Could not list the actions: it does not answer.")
    cloud.actions["s-a"] = (action("reboot", "req-1"),)
    cloud.servers.change("s-a", name="lens-z")
    cloud.settle()
    assert activity.table.notice == ""
    assert list(rows(store)) == ["Rebooting lens-z"]


def test_what_nova_recorded_of_our_own_verb_is_not_shown_twice(store, cloud, activity):
    store.start("s-b")
    cloud.settle()
    cloud.actions["s-b"] = (Action("start", datetime.now(UTC), "u1", "req-9", ""),)
    cloud.servers.change("s-b", updated="2030-01-01T00:00:00Z", status="ACTIVE", task="")
    cloud.settle()
    starting = [r for r in store.activity.rows.values() if r["what"] == "Starting lens-b"]
    assert [row["request_id"] for row in starting] == ["req-9"]


def test_an_image_that_arrives_from_elsewhere_is_under_way(store, cloud, activity):
    cloud.images.load({"id": "i-x", "name": "sky", "status": "saving", "owner": "p1"})
    assert rows(store)["Saving the image sky"]["state"] == "running"
    cloud.images.change("i-x", status="active")
    assert "Saving the image sky" not in rows(store)


def test_the_chips_count_and_details_have_the_request_folded(store, cloud, activity, wire):
    cloud.refuse = CloudFailure("It broke.", request_id="req-5")
    store.start("s-b")
    cloud.settle()
    row = rows(store)["Starting lens-b"]
    wire_row = next(r for r in activity.table._read()["rows"] if r[0] == row["id"])
    assert wire_row[1] == "failed mine"
    assert wire_row[3] == "retry"
    activity.table.press("details", [row["id"]])
    details = activity.panel.pane("details")
    assert ["Reason", "It broke."] in details.facts.facts
    assert "req-5" not in repr(details.facts.facts)
    assert not details.support.is_open
    details.support.show()
    assert details.support.content.facts == [["Request id", "req-5"]]


# Toasts -------------------------------------------------------------------------------


@pytest.fixture
def place():
    return {"page": "keys"}


@pytest.fixture
def told(store, place):
    messages = Messages(over=True)
    toasts = Toasts(store, messages, lambda: place["page"])
    yield messages
    toasts.close()


def test_a_launch_whose_outcome_was_not_known_is_done_once_its_instance_turns_up(
    store, cloud, told
):
    cloud.refuse = OutcomeUnknown("It is not known whether the request was carried out.")
    store.launch(spec())
    cloud.settle()
    row = rows(store)["Launching lens-new"]
    assert (badge(row)[:2], row["target"]) == (("Not known", "warn"), "")
    assert [item["text"] for item in told.items] == [row["detail"]]
    cloud.servers.load({"id": "s-other", "name": "lens-other"})
    cloud.settle()
    assert rows(store)["Launching lens-new"]["state"] == "unknown"
    [made] = cloud.come_late(spec())
    cloud.settle()
    assert rows(store)["Launching lens-new"]["target"] == made.id
    cloud.servers.change(made.id, status="ACTIVE", task="")
    assert badge(rows(store)["Launching lens-new"])[0] == "Done"
    assert [item["text"] for item in told.items] == ["Launching lens-new: done."]
    assert [name for name, *_ in cloud.sent] == ["launch", "launched"]


def test_what_ends_while_one_looks_elsewhere_is_told_once(store, cloud, told):
    store.start("s-b")
    cloud.settle()
    cloud.servers.change("s-b", task="powering-on")
    assert told.items == [], "it is not over"
    cloud.servers.change("s-b", task="", status="ACTIVE")
    cloud.servers.change("s-b", name="other")
    [item] = told.items
    assert (item["text"], item["tone"]) == ("Starting lens-b: done.", "good")
    assert not item["missed"]


@pytest.mark.parametrize("page", ["instances", "activity"])
def test_what_the_open_page_shows_is_told_only_to_a_hidden_one(store, cloud, told, place, page):
    place["page"] = page
    store.start("s-b")
    cloud.settle()
    cloud.servers.change("s-b", task="", status="ACTIVE")
    assert [item["missed"] for item in told.items] == [True]


def test_an_instance_that_one_terminated_from_its_panel_is_told_of_once(store, cloud, told):
    table = InstanceTable(store, told)
    table.show("s-a", page=True)
    table.ask_terminate(("s-a",))
    table.dialog.answer(True)
    cloud.settle()
    cloud.servers.drop("s-a")
    assert [item["text"] for item in told.items] == ["lens-a was terminated."]


def test_a_failure_that_a_page_reports_too_is_said_once(store, cloud, told):
    cloud.refuse = Conflict("It is busy.")
    store.delete_key("laptop").add_done_callback(told.of("delete key laptop"))
    cloud.settle()
    assert [item["text"] for item in told.items] == ["It is busy."]


def test_what_the_user_cancelled_is_not_told(store, cloud, told):
    from canfar_jupyter.errors import Cancelled

    operation = store.operations.begin("Creating the image sky", transfer=True, verb="create_image")
    store.operations.end(operation, Cancelled("It was cancelled."))
    cloud.settle()
    assert told.items == []


def test_rows_are_made_for_a_project_that_has_not_been_read(cloud, stores):
    store: Store = stores.open(cloud, loaded=False)
    table = ActivityTable(store)
    assert table.table.notice == "Reading what is under way..."
