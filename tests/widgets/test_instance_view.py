from datetime import UTC, datetime
from pathlib import Path

import pytest

from canfar_jupyter.errors import Conflict
from canfar_jupyter.model.bootlog import read_boot_log
from canfar_jupyter.model.doctor.diagnosis import Facts
from canfar_jupyter.model.instances.details import Action, Details, Usage, Volume
from canfar_jupyter.model.instances.readiness import readiness
from canfar_jupyter.model.instances.steps import SshProbe
from canfar_jupyter.widgets.instances import words
from canfar_jupyter.widgets.instances.table import InstanceTable
from canfar_jupyter.widgets.instances.view import InstanceView
from tests.bootlog import samples
from tests.support.spies import spy
from tests.support.waiting import until


@pytest.fixture
def view(store, cloud):
    cloud.log = samples.recorded("a")
    cloud.servers.change("s-a", addresses="10.0.2.15, 203.0.113.7", floating_ip="203.0.113.7")
    return InstanceView(store, "s-a")


def part(wire, view, name):
    """Return the newest data of a part."""
    return [m["data"] for m in wire.sent(view) if m.get("part") == name][-1]


def learn(cloud, store, log=None, **port):
    """Let the state layer find out how far lens-a is, by this log and at this port."""
    cloud.log = log or cloud.log
    cloud.port = SshProbe(**{"state": "ssh", "address": "203.0.113.7", "text": "SSH-2.0-x"} | port)
    expected = readiness(store.servers["s-a"], read_boot_log(cloud.log), port=cloud.port)
    store.boots.again("s-a")
    store.boots.watch("s-a")
    until(lambda: store.boots.of("s-a") == expected)
    cloud.settle()


def test_all_parts_come_without_being_asked_for(view, wire):
    assert part(wire, view, "way")["command"] == "ssh debian@203.0.113.7"
    assert part(wire, view, "way")["source"] == "boot log"
    assert ["Login user", "debian"] in part(wire, view, "log")["rows"]
    bars = part(wire, view, "timeline")["bars"]
    assert [bar["name"] for bar in bars][1:3] == ["find the data source", "network and keys"]
    titles = [section["title"] for section in part(wire, view, "facts")["sections"]]
    assert titles[:2] == ["Instance", "Boot source"]


def test_readiness_is_drawn_when_it_is_learnt(view, store, cloud, wire):
    assert part(wire, view, "steps")["text"] == "Checking its boot..."
    learn(cloud, store)
    data = part(wire, view, "steps")
    assert (data["text"], data["tone"]) == ("ready", "good")
    assert data["steps"][-1]["title"] == "Port 22 answers from here"


def test_a_page_that_comes_later_gets_the_same(view, wire):
    before = len(wire.sent(view))
    wire.say(view, op="hello")
    assert {m["part"] for m in wire.sent(view)[before:]} == {
        "steps",
        "address",
        "way",
        "log",
        "timeline",
        "facts",
    }


def test_looking_is_told_to_the_state_layer(store, wire, monkeypatch):
    watched = spy(monkeypatch, store.boots, "watch")
    view = InstanceView(store, "s-a")
    wire.say(view, op="beat")
    assert watched == [("s-a",), ("s-a",)]


def test_the_doctor_answers_and_his_button_opens_the_port(view, store, wire, cloud, monkeypatch):
    begun = spy(monkeypatch, store.boots, "again")
    wire.say(view, op="ask_doctor")
    findings = part(wire, view, "doctor")["findings"]
    place = next(i for i, f in enumerate(findings) if f["fix"] == "Open port 22 in default")
    assert findings[place]["state"] == "bad"
    wire.say(view, op="fix", place=place)
    assert ("add_rule", "g-default", "tcp", 22, 22, "0.0.0.0/0") in cloud.sent
    assert view.tone == "good"
    assert begun == [("s-a",)]
    states = {f["title"]: f["state"] for f in part(wire, view, "doctor")["findings"]}
    assert states["Its security groups let SSH in"] == "good"


def test_a_fix_that_nobody_offered_does_nothing(view, cloud, wire):
    wire.say(view, op="fix", place=0)
    wire.say(view, op="fix", place=-1)
    wire.say(view, op="fix", place="0")
    assert {verb for verb, *_ in cloud.sent} == {"console_log"}  # its boot is looked at


def test_a_host_key_of_another_machine_is_replaced_by_a_button(view, store, wire, cloud):
    known_hosts = Path.home() / ".ssh" / "known_hosts"
    known_hosts.parent.mkdir(parents=True)
    cloud.found = Facts(row=store.servers["s-a"], remembered=True)
    view.ask_doctor()
    place = [f["fix"] for f in part(wire, view, "doctor")["findings"]].index(
        "Replace the old host key"
    )
    known_hosts.write_text("203.0.113.7 ssh-ed25519 AAAAold\n")
    view.fix(place)
    cloud.settle()
    assert "203.0.113.7 ssh-" in known_hosts.read_text()
    assert "AAAAold" not in known_hosts.read_text()


def test_files_of_the_user_are_changed_only_when_asked(view, wire):
    folder = Path.home() / ".ssh"
    assert wire.sent(view)
    assert not folder.exists()
    wire.say(view, op="add_host")
    wire.say(view, op="add_known_hosts")
    assert "HostName 203.0.113.7" in (folder / "config").read_text()
    assert "203.0.113.7 ssh-" in (folder / "known_hosts").read_text()
    assert view.note == "Added to ~/.ssh/known_hosts."


def test_a_refusal_is_said_and_nothing_else_changes(view, cloud):
    cloud.refuse = Conflict("~/.ssh/config has another entry.", hint="Change it.")
    view.add_host()
    cloud.settle()
    assert (view.note, view.tone) == ("~/.ssh/config has another entry. Change it.", "bad")


def test_nothing_of_it_is_saved_into_a_notebook(view, wire):
    state = repr(wire.state(view))
    assert "203.0.113.7" not in state
    assert "SHA256" not in state


def test_the_table_shows_how_far_each_is(store, cloud):
    table = InstanceTable(store).table
    place = [c["key"] for c in table.columns].index("state") + 4

    def cell():
        return next(row for row in table._read()["rows"] if row[0] == "s-a")[place]

    assert cell()[:3] == ("Running", "good", False)
    cloud.servers.change("s-a", addresses="10.0.2.15, 203.0.113.7", floating_ip="203.0.113.7")
    learn(cloud, store, samples.BOOT)
    assert cell()[:3] == ("Booting", "busy", True)
    learn(cloud, store, samples.recorded("a"))
    assert cell() == ("Ready", "good", False, "port 22 answers")
    learn(cloud, store, samples.recorded("b"))
    assert cell()[0] == "Failed"


def test_a_change_of_readiness_travels_as_one_cell(store, cloud, wire):
    table = InstanceTable(store).table
    learn(cloud, store, samples.BOOT)
    (patch,) = [m for m in wire.sent(table) if m["op"] == "patch"]
    assert "rows" not in patch
    assert [ids for _, ids in patch["cells"]] == [["s-a"]]


def test_how_to_log_in_is_a_column_of_what_answers_and_at_once_in_the_panel(store, cloud, wire):
    table = InstanceTable(store).table
    place = [c["key"] for c in table.columns].index("ssh") + 4

    def cell():
        return next(row for row in table._read()["rows"] if row[0] == "s-a")[place]

    cloud.servers.change("s-a", addresses="10.0.2.15, 203.0.113.7", floating_ip="203.0.113.7")
    learn(cloud, store, samples.recorded("a"), state="closed")
    assert cell() == ""
    learn(cloud, store, samples.recorded("a"))
    assert cell() == "ssh debian@203.0.113.7"
    cloud.hold = True  # nothing is answered any more
    assert part(wire, InstanceView(store, "s-a"), "way") == {"command": "ssh debian@203.0.113.7"}


def test_a_boot_that_was_cut_off_has_a_bar_that_is_open():
    data = words.timeline(read_boot_log(samples.BOOT))
    assert data["bars"][-1]["end"] is None


def test_a_failure_is_marked_on_the_timeline():
    data = words.timeline(read_boot_log(samples.recorded("b")))
    assert data["mark"]["name"] == "script failed"


def test_one_that_is_shut_off_is_started_by_a_button_and_the_doctor_follows(store, wire, cloud):
    cloud.servers.change("s-a", status="SHUTOFF")
    view = InstanceView(store, "s-a", doctor=True)
    place = [f["fix"] for f in part(wire, view, "doctor")["findings"]].index("Start")
    view.fix(place)
    assert ("start", "s-a") in cloud.sent
    assert view.note == "Starting the instance."
    assert part(wire, view, "doctor")["findings"][0]["title"] == "It is not up yet"
    cloud.servers.change("s-a", status="ACTIVE", task="")  # nobody asks again
    states = {f["title"]: f["state"] for f in part(wire, view, "doctor")["findings"]}
    assert states["It runs"] == "good"


def test_volumes_and_who_did_what_are_told_in_words(store):
    details = Details(
        id="s-a",
        row=store.servers["s-a"],
        user_id="ada",
        volumes=(
            Volume("v1", "data", 50, "/dev/vdb", "in-use"),
            Volume("v2", "", 8, "", "error"),
            Volume("v3"),
        ),
        actions=(
            Action("stop", datetime(2026, 11, 20, 11, 0, tzinfo=UTC), "bob", "req-2", "Error"),
            Action("create", datetime(2026, 11, 20, 10, 0, tzinfo=UTC), "ada", "req-1"),
        ),
        usage=Usage(0.2, 0.4, 1.5),
    )
    sections = {s["title"]: s["rows"] for s in words.facts(details, {})}
    assert sections["Volumes"] == [
        ["data", "50 GiB on /dev/vdb, v1"],
        ["v2", "8 GiB, error"],
        ["v3", "attached"],
    ]
    assert sections["Action log"] == [
        ["Shut down", "2026-11-20 11:00:00 UTC · Error · by bob · req-2"],
        ["Launch", "2026-11-20 10:00:00 UTC · req-1"],
    ]
    assert sections["Usage"][0] == ["Since launch", "12 min"]
    assert ["Created", "2026-11-20 10:00:00 UTC"] in sections["Instance"]


def test_a_log_without_stages_has_no_bars():
    assert words.timeline(read_boot_log("hello"))["bars"] == []
