from concurrent.futures import Future

import pytest

from canfar_jupyter.errors import NoService, QuotaReached, Unreachable
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.widgets.images.browser import ImageBrowser
from canfar_jupyter.widgets.instances.questions import Questions
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.status.header import Header
from canfar_jupyter.widgets.status.operations import Operations
from tests.support.spies import spy


def test_an_error_is_a_sentence_a_hint_and_folded_details():
    messages = Messages()
    messages.error(QuotaReached("No cores left.", request_id="req-1"))
    (item,) = messages.items
    assert item["text"] == "No cores left."
    assert item["hint"].startswith("Terminate")
    assert item["details"] == "QuotaReached, request id req-1"


def test_a_mistake_of_ours_shows_no_text_of_its_own_and_is_logged(caplog):
    messages = Messages()
    messages.error(KeyError("secret-token"))
    assert "secret-token" not in repr(messages.items)
    assert "KeyError" in caplog.text


def done(error=None):
    future = Future()
    future.set_exception(error) if error else future.set_result(None)
    return future


def test_an_error_goes_when_the_same_succeeds_and_stays_when_another_does():
    messages = Messages()
    for source in ("start s1", "start s2"):
        done(QuotaReached(f"No: {source}.")).add_done_callback(messages.of(source))
    done().add_done_callback(messages.of("start s1"))
    done().add_done_callback(messages.of("stop s2"))
    assert [item["text"] for item in messages.items] == ["No: start s2."]


def test_an_error_replaces_the_one_of_the_same_source():
    messages = Messages()
    for text in ("First.", "Second."):
        done(QuotaReached(text)).add_done_callback(messages.of("start s1"))
    assert [item["text"] for item in messages.items] == ["Second."]
    assert messages._sources == {messages.items[0]["id"]: "start s1"}


def test_a_verb_that_works_at_last_takes_its_error_away(store, cloud, messages):
    questions = Questions(store, Dialog(), messages)
    cloud.refuse = QuotaReached("Not now.")
    questions.ask("start", ("s-a",))
    cloud.settle()
    assert [item["text"] for item in messages.items] == ["Not now."]
    questions.ask("start", ("s-a",))
    cloud.settle()
    assert messages.items == []


def test_the_error_of_one_list_stays_when_another_is_read(store, cloud):
    header = Header(store)
    cloud.servers.fail(QuotaReached("No instances.", hint="Wait."))
    cloud.images.fail(QuotaReached("No images.", hint="Wait."))
    assert header.stale == "No instances. Wait. No images. Wait."
    cloud.servers.load()
    assert header.stale == "No images. Wait."


def test_one_cause_of_many_errors_is_said_once_and_each_is_folded(store, cloud):
    header = Header(store)
    for name in ("servers", "images", "flavors"):
        error = Unreachable(f"Could not list the {name}: it does not answer.", request_id=name)
        getattr(cloud, name).fail(error)
    hint = Unreachable.hint
    assert header.stale == f"3 lists could not be read: it does not answer. {hint}"
    assert header.details[1] == "Could not list the images: it does not answer. (images)"
    cloud.images.fail(NoService("Could not list the images: this cloud offers no image service."))
    assert header.stale == f"2 lists could not be read: it does not answer. {hint}"
    cloud.servers.load()
    cloud.flavors.load()
    assert (header.stale, header.details) == ("", [])  # a service that there is not is not old


def test_the_same_message_is_shown_once():
    messages = Messages()
    messages.say("Twice.")
    messages.say("Twice.")
    assert len(messages.items) == 1


def test_a_message_can_be_taken_away(wire):
    messages = Messages()
    id_ = messages.say("Gone soon.")
    wire.say(messages, op="dismiss", id=id_)
    assert messages.items == []


def test_the_oldest_of_many_messages_goes():
    messages = Messages()
    for number in range(10):
        messages.say(f"Message {number}.")
    assert messages.items[0]["text"] == "Message 7."


def test_what_is_under_way_is_said_and_then_not(store, cloud):
    line = Operations(store)
    operation = store.operations.begin("Launching lens")
    cloud.settle()
    assert line.text == "Launching lens..."
    store.operations.end(operation)
    cloud.settle()
    assert line.text == ""


def test_the_header_names_cloud_project_and_user_and_what_is_used(store, cloud):
    header = Header(store)
    assert (header.cloud, header.project, header.user) == ("memory", "lenses", "ada")
    assert header.quotas[0] == {
        "label": "Instances",
        "used": "2",
        "limit": "of 10",
        "share": 0.2,
        "tone": "good",
    }
    assert (header.quotas[2]["used"], header.quotas[2]["limit"]) == ("15", "of 40 GiB")


def test_a_quota_without_a_limit_has_no_bar(store, cloud):
    cloud.quotas.change("cores", limit=float("nan"))
    header = Header(store)
    assert header.quotas[1] == {
        "label": "Cores",
        "used": "4",
        "limit": "",
        "share": None,
        "tone": "good",
    }


def test_the_header_says_why_the_page_may_be_old(store, cloud):
    header = Header(store)
    cloud.servers.fail(QuotaReached("The cloud is busy.", hint="It is tried again."))
    assert header.stale == "The cloud is busy. It is tried again."
    cloud.servers.load()
    assert header.stale == ""


def test_refresh_reads_everything_again(store, cloud, wire):
    cloud.asked.clear()
    wire.say(Header(store), op="refresh")
    assert sorted(cloud.asked) == sorted(SCHEMAS)


def test_launch_on_a_row_tells_the_image_and_tabs_count(store, cloud):
    browser = ImageBrowser(store)
    cloud.settle()
    chosen = []
    browser.on_launch(chosen.append)
    browser.table.press("launch", ["i-ubuntu"])
    browser.table.press("launch", ["i-queued"])
    cloud.settle()
    assert chosen == ["i-ubuntu"]
    assert browser.counts() == {"public": 3, "project": 2, "shared": 2}


def test_a_heartbeat_of_a_table_is_a_look(store, wire, monkeypatch):
    looks = spy(monkeypatch, store, "look")
    browser = ImageBrowser(store)
    wire.say(browser.table, op="beat", rev=0)
    assert len(looks) == 1


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "</h2><script>"])
def test_text_of_the_cloud_is_never_html(store, text, cloud):
    from canfar_jupyter.widgets.instances.snapshot import SnapshotButton

    cloud.servers.change("s-a", name=text)
    form = SnapshotButton(store, "s-a", Messages())
    cloud.settle()
    assert text not in form.children[1].value


def test_the_same_news_from_two_sides_is_announced_once():
    messages = Messages(over=True)
    first = messages.error(QuotaReached("No cores left."))
    assert messages.error(QuotaReached("No cores left."), "launch") == first
    messages.forget("launch")
    assert messages.items == [], "it is about the launch now"


def test_what_the_open_page_shows_is_replaced_by_the_message_for_all():
    messages = Messages(over=True)
    messages.say("No cores left.", "bad", missed=True)
    messages.say("No cores left.", "bad")
    assert [item["missed"] for item in messages.items] == [False]


def test_failures_stay_when_there_are_too_many_and_what_went_well_goes():
    messages = Messages(over=True)
    messages.say("Broken.", "bad")
    for number in range(4):
        messages.say(f"Done {number}.")
    assert [item["text"] for item in messages.items] == ["Broken.", "Done 2.", "Done 3."]
