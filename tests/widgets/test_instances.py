import pytest

from canfar_jupyter.errors import Conflict, NotFound
from canfar_jupyter.widgets.instances import panes
from canfar_jupyter.widgets.instances.page import InstancePage
from canfar_jupyter.widgets.instances.snapshot import SnapshotButton
from canfar_jupyter.widgets.instances.table import InstanceTable
from canfar_jupyter.widgets.instances.view import InstanceView
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.logs.log_text import MAX_CHARS, coloured, end_of
from canfar_jupyter.widgets.logs.log_view import LINES, LogView
from tests.bootlog import samples
from tests.support.rows import floating
from tests.support.spies import spy


@pytest.fixture
def messages():
    return Messages()


@pytest.fixture
def instances(store, messages):
    return InstanceTable(store, messages)


def said(wire, view, *ops):
    """Return what was sent of these kinds."""
    return [message for message in wire.sent(view) if message["op"] in ops]


def test_terminate_asks_first_and_names_the_machine(instances, cloud):
    instances.table.press("terminate", ["s-a"])
    question = instances.dialog.question
    assert question.title == "Terminate lens-a?"
    assert question.lines[0].startswith("lens-a (10.0.0.5)")
    assert "permanently deleted" in question.warning
    assert cloud.sent == []


def test_yes_terminates_once(instances, cloud):
    instances.table.press("terminate", ["s-a"])
    instances.dialog.answer(True)
    instances.dialog.answer(True)
    assert cloud.sent == [("terminate", "s-a")]


def test_no_terminates_nothing(instances, cloud):
    instances.table.press("terminate", ["s-a"])
    instances.dialog.answer(False)
    assert cloud.sent == []


def test_several_are_named_in_one_question(instances, cloud):
    instances.table.press("terminate", ["s-a", "s-b"])
    assert instances.dialog.question.yes == "Terminate 2 instances"
    assert len(instances.dialog.question.lines) == 2
    instances.dialog.answer(True)
    assert cloud.sent == [("terminate", "s-a"), ("terminate", "s-b")]


def test_many_are_counted(instances, cloud):
    cloud.servers.load(*({"id": f"m{i}", "name": f"m{i}", "status": "ACTIVE"} for i in range(20)))
    instances.ask_terminate(tuple(f"m{i}" for i in range(20)))
    assert instances.dialog.question.lines[-1] == "and 12 more"


def test_an_answer_to_an_older_question_does_not_answer_the_new_one(instances, cloud, wire):
    instances.table.press("terminate", ["s-a"])
    instances.table.press("terminate", ["s-b"])
    first, second = (m["number"] for m in wire.sent(instances.dialog) if m["op"] == "ask")
    wire.say(instances.dialog, op="answer", number=first, yes=True)
    assert cloud.sent == []
    wire.say(instances.dialog, op="answer", number=second, yes=True)
    assert cloud.sent == [("terminate", "s-b")]


def test_a_termination_that_is_refused_is_a_message(instances, cloud, messages):
    cloud.refuse = Conflict("lens-a is locked.")
    instances.table.press("terminate", ["s-a"])
    instances.dialog.answer(True)
    cloud.settle()
    assert messages.items[0]["text"] == "lens-a is locked."


def test_the_fault_of_an_instance_is_in_its_row_and_its_panel(instances):
    instances.select("s-b")
    assert instances.panel.head.state[:4] == ["Failed", "bad", False, "No valid host was found."]
    assert instances.panel.head.primary == "doctor"
    instances.select("s-a")
    assert instances.panel.head.name == "lens-a"
    assert "No valid host" not in repr(instances.panel.head.state)


def test_a_fault_that_comes_later_is_said_in_the_panel(instances, cloud):
    instances.select("s-a")
    cloud.servers.change("s-a", status="ERROR", fault="The disk is full.")
    assert instances.panel.head.state[3] == "The disk is full."


def test_the_instances_are_observed_for_a_form_only_while_it_is_there(instances, store):
    before = store.servers.observers()
    instances.table.press("snapshot", ["s-a"])
    assert len(store.servers.observers()) > len(before)
    instances.drawer.shut()
    assert store.servers.observers() == before


def test_the_log_opens_beside_the_list_and_closes_with_its_instance(
    instances, cloud, wire, messages
):
    instances.table.press("log", ["s-a"])
    cloud.settle()
    view = instances.panel.pane("log")
    assert view.title == "Log of lens-a"
    assert said(wire, view, "all")[-1]["text"] == cloud.log
    cloud.servers.drop("s-a")
    assert instances.panel.children == ()
    assert instances.panel.about == ""
    assert view.comm is None
    assert [(m["text"], m["tone"]) for m in messages.items] == [("lens-a was terminated.", "quiet")]


def test_an_instance_that_goes_while_another_is_open_says_nothing(instances, cloud, messages):
    instances.select("s-b")
    cloud.servers.drop("s-a")
    assert instances.panel.about == "s-b"
    assert messages.items == []


def test_another_row_switches_the_panel_and_the_tab_stays(instances, wire):
    wire.say(instances.table, op="open", id="s-a", page=False)
    assert instances.table.current == "s-a"
    instances.panel.head.tab = "activity"
    overview = instances.panel.pane("overview")
    wire.say(instances.table, op="open", id="s-b", page=False)
    assert instances.table.current == "s-b"
    assert instances.panel.head.name == "lens-b"
    assert instances.panel.head.tab == "activity"
    assert overview.comm is None  # closed with the panel of the other
    assert instances.panel.pane("overview") is None  # built when its tab is opened


def test_name_and_state_are_sent_before_a_pane_is_built(instances, monkeypatch, wire):
    seen = []

    def build(store, server, *args):
        seen.append((instances.panel.head.name, instances.panel.head.state[0]))
        return real(store, server, *args)

    real = panes.panes
    monkeypatch.setattr(panes, "panes", build)
    instances.select("s-b")
    assert seen == [("lens-b", "Failed")]


def test_a_page_goes_back_to_the_panel_and_the_panel_to_the_list(instances, wire):
    wire.say(instances.table, op="open", id="s-a", page=True)
    assert instances.panel.head.page
    wire.say(instances.panel.head, op="close")
    assert (instances.panel.head.page, instances.panel.about) == (False, "s-a")
    wire.say(instances.panel.head, op="close")
    assert (instances.panel.about, instances.table.current) == ("", "")


def test_where_tabs_are_made_an_instance_is_opened_in_one(instances, wire):
    instances.opener.takes = True
    instances.select("s-a")  # the panel moves to the tab
    for _ in range(2):
        wire.say(instances.table, op="open", id="s-a", page=True)
    first, second = said(wire, instances.opener, "open")
    assert first == second  # of one instance there is one page
    assert first["name"] == "lens-a"
    assert instances.panel.about == ""
    wire.say(instances.opener, op="refused", about="s-a")
    assert (instances.panel.about, instances.panel.head.page) == ("s-a", True)


def test_a_port_is_opened_in_the_group_that_was_named(instances, cloud):
    address = {"floating_ip": "203.0.113.7", "addresses": "10.0.0.5, 203.0.113.7"}
    cloud.servers.change("s-a", **address, security_groups=("default",))
    cloud.floating_ips.load(floating("f-a", "203.0.113.7", "s-a") | {"fixed_ip": "10.0.0.5"})
    instances.select("s-a")
    assert instances.panel.head.state == [
        "No way in", "warn", False, "port 22 is closed", "open_port", "open it",
    ]  # fmt: skip
    instances.table.press("open_port", ["s-a"])
    question = instances.dialog.question
    assert question.title == "Open port 22 in default?"
    assert "lens-a" in question.lines[0]
    assert not question.danger
    assert "add_rule" not in [verb for verb, *_ in cloud.sent]
    instances.dialog.answer(True)
    cloud.settle()
    assert [sent for sent in cloud.sent if sent[0] == "add_rule"] == [
        ("add_rule", "g-default", "tcp", 22, 22, "0.0.0.0/0")
    ]
    cloud.settle()
    assert instances.panel.head.state[0] != "No way in"


def test_one_alone_has_all_panes_and_its_actions(store, cloud, wire):
    page = InstancePage(store, "s-a")
    assert [tab["key"] for tab in page.panel.head.tabs] == [
        "overview", "log", "console", "network", "activity",
    ]  # fmt: skip
    wire.say(page.panel.head, op="act", action="snapshot")
    (form,) = page.drawer.children
    assert isinstance(form, SnapshotButton)
    wire.say(page.panel.head, op="act", action="terminate")
    assert page.dialog.question.title == "Terminate lens-a?"
    wire.say(page.panel.head, op="act", action="nonsense")
    cloud.servers.drop("s-a")
    assert page.panel.about == ""
    assert page.messages.items[0]["text"] == "lens-a was terminated."


def test_one_alone_that_is_not_there_says_so(store):
    page = InstancePage(store, "nobody")
    assert page.messages.items[0]["text"] == "The instance was terminated."


def test_only_what_came_since_travels(store, wire, cloud):
    view = LogView(store, "s-a")
    cloud.settle()
    before = cloud.log
    cloud.log = f"{before}cloud-init finished\n"
    wire.say(view, op="refresh")
    assert said(wire, view, "all", "more") == [
        {"op": "all", "text": before, "cut": False},
        {"op": "more", "text": "cloud-init finished\n"},
    ]


def test_a_second_view_of_the_log_gets_all_of_it(store, wire, cloud):
    view = LogView(store, "s-a")
    wire.say(view, op="hello")
    assert said(wire, view, "all")[-1] == {"op": "all", "text": cloud.log, "cut": False}


def test_a_log_is_asked_for_once_at_a_time(store, cloud):
    cloud.hold = True
    view = LogView(store, "s-a")
    view.refresh()
    assert cloud.sent == [("console_log", "s-a")]


def test_an_empty_log_and_a_failure_are_said(store, cloud):
    cloud.log = ""
    view = LogView(store, "s-a")
    cloud.settle()
    assert view.note == "The instance has written nothing yet."
    cloud.refuse = NotFound("There is no such instance.")
    view.refresh()
    cloud.settle()
    assert view.note.startswith("There is no such instance.")


def test_a_log_is_in_no_trait(store, wire, cloud):
    cloud.log = "password: hunter2\n"
    view = LogView(store, "s-a")
    assert "hunter2" not in repr(wire.state(view))


def test_terminal_escapes_and_control_characters_are_left_out():
    assert coloured("\x1b[HOK\x1b[K\r\n\x1b]0;title\x07\x00done\x08") == "OK\ndone"


def test_of_a_long_log_the_end_is_shown():
    log = "".join(f"line {n}\n" for n in range(100))
    assert end_of(log, 2) == "line 98\nline 99\n"
    assert end_of(log.rstrip("\n"), 2) == "line 98\nline 99"
    assert end_of(log, 100) == end_of(log, 1000) == log
    assert end_of("", 5) == ""
    assert len(end_of("x" * (2 * MAX_CHARS), 5)) == MAX_CHARS
    assert MAX_CHARS - 20 < len(end_of("a line of a log\n" * MAX_CHARS, MAX_CHARS)) <= MAX_CHARS


def test_a_snapshot_has_a_name_to_keep(store, messages, cloud):
    form = SnapshotButton(store, "s-a", messages)
    cloud.settle()
    assert form.name.value == "lens-a-1"
    form.save.click()
    assert cloud.sent == [("snapshot", "s-a", "lens-a-1")]
    assert form.name.value == "lens-a-2"  # the first is taken now


def test_a_snapshot_of_what_is_not_active_says_why_not(store, messages, cloud):
    form = SnapshotButton(store, "s-b", messages)
    cloud.settle()
    assert form.save.disabled
    assert form.field.note.text == "A snapshot can be taken once it is ACTIVE; it is ERROR."
    cloud.servers.change("s-b", status="ACTIVE")
    assert not form.save.disabled


def test_a_refused_snapshot_keeps_the_name(store, messages, cloud):
    form = SnapshotButton(store, "s-a", messages)
    cloud.settle()
    form.name.value = "lens-ready"
    cloud.refuse = Conflict("lens-a is busy.")
    form.save.click()
    cloud.settle()
    assert form.name.value == "lens-ready"
    assert messages.items[0]["text"] == "lens-a is busy."
    assert not form.save.disabled


def test_the_snapshot_form_opens_above_and_closes_when_it_has_started(instances, cloud):
    instances.table.press("snapshot", ["s-a"])
    cloud.settle()
    (form,) = instances.drawer.children
    form.save.click()
    cloud.settle()
    assert instances.drawer.children == ()
    assert form.name.comm is None  # closed with all that was in it
    assert instances.table.comm is not None


def test_colours_stay_and_other_escapes_go():
    log = "\x1b[?7h[\x1b[0;32m  OK  \x1b[0m]\r\n\x1b]0;title\x07\x1b[2Jdone\x1b[\x08"
    assert coloured(log) == "[\x1b[0;32m  OK  \x1b[0m]\ndone"


def test_all_of_a_long_log_is_there_when_asked_for(store, wire, cloud):
    cloud.log = "a line of a log\n" * (MAX_CHARS // 8)
    view = LogView(store, "s-a")
    (short,) = said(wire, view, "all")
    assert short == {"op": "all", "text": "a line of a log\n" * LINES, "cut": True}
    wire.say(view, op="lines", lines=35)
    assert said(wire, view, "all")[-1]["text"] == "a line of a log\n" * 35
    cloud.log += "one more\n"
    wire.say(view, op="refresh")
    assert said(wire, view, "all", "more")[-1] == {"op": "more", "text": "one more\n"}
    wire.say(view, op="lines", lines=None)
    assert said(wire, view, "all")[-1] == {"op": "all", "text": cloud.log, "cut": False}
    wire.say(view, op="save")
    assert said(wire, view, "save") == [{"op": "save", "text": cloud.log}]


def test_what_the_log_says_stands_above_it(store, wire, cloud):
    cloud.log = samples.BOOT + samples.table("debian", samples.ALICE) + samples.finished(20)
    view = LogView(store, "s-a")
    words = said(wire, view, "facts")[-1]["text"]
    assert words == "log in as debian · 1 key installed · user data done"


def test_the_overview_opens_beside_the_list(instances, store, monkeypatch, cloud):
    watched = spy(monkeypatch, store.boots, "watch")
    instances.table.press("connect", ["s-a"])
    cloud.settle()
    assert isinstance(instances.panel.pane("overview"), InstanceView)
    assert watched == [("s-a",)]


def test_an_instance_that_is_being_saved_is_terminated_afterwards(instances, store, cloud):
    store.snapshot("s-a", "keep-me").result(20)
    cloud.settle()
    instances.ask_terminate(("s-a",))
    question = instances.dialog.question
    assert "after the snapshot" in question.title
    assert any("keep-me" in line for line in question.lines)
    assert "would be lost" in question.warning
    instances.dialog.answer(True)
    assert cloud.sent[-1] == ("terminate", "s-a", True)
