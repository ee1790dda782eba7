import threading

import pytest

from canfar_jupyter.errors import Unreachable
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.table.table import Table
from tests.support.rows import FilledCollection

ROWS = server_rows("me")
NAME, STATE, SSH, STATUS = (  # places in a row as it travels
    4 + [column.key for column in ROWS.columns].index(key)
    for key in ("name", "state", "ssh", "status")
)


@pytest.fixture
def table(store):
    return Table(store.servers, ROWS, label="Instances", empty="None.")


def many(number):
    rows = FilledCollection("servers")
    rows.load(*({"id": f"s{i}", "name": f"lens-{i}", "status": "ACTIVE"} for i in range(number)))
    return rows


def test_the_rows_travel_when_the_widget_opens(table, wire):
    snapshot = wire.state(table)["_snapshot"]
    assert [row[0] for row in snapshot["rows"]] == ["s-a", "s-b"]


def test_a_row_that_comes_while_the_widget_opens_is_not_missed(store, cloud, wire):
    threads = []

    class Opening(list):
        def append(self, message):
            super().append(message)
            if message[1] == "comm_open" and "_snapshot" in message[2]["state"] and not threads:
                row = {"id": "s-late", "name": "late", "status": "BUILD"}
                threads.append(threading.Thread(target=cloud.servers.load, args=(row,)))
                threads[0].start()

    wire.published = Opening()
    table = Table(store.servers, ROWS, label="Instances")
    threads[0].join(10)
    assert [row[0] for m in wire.sent(table) for row in m["rows"]] == ["s-late"]


def test_a_page_that_reloads_gets_the_rows_of_now(table, cloud):
    cloud.servers.change("s-a", name="renamed")
    assert table.get_state("_snapshot")["_snapshot"]["rows"][0][NAME][0] == "renamed"


def test_only_the_cells_that_changed_travel(table, cloud, wire):
    cloud.servers.change("s-a", status="SHUTOFF")
    (patch,) = wire.sent(table)
    assert patch["rev"] == 1
    ((cells, ids),) = patch["cells"]
    assert ids == ["s-a"]
    assert cells[STATE][0] == "Shut off"
    assert cells[STATUS] == "SHUTOFF"
    # the groups, the blocked actions and the primary action depend on it, too
    assert set(cells) == {1, 2, 3, STATE, SSH, STATUS}


def test_a_change_that_no_column_shows_sends_nothing(table, cloud, wire):
    cloud.servers.change("s-a", updated="2026-11-24T00:00:00Z")
    assert wire.sent(table) == []


def test_new_rows_travel_whole_and_rows_that_are_gone_by_id(table, cloud, wire):
    cloud.servers.load({"id": "s-c", "name": "lens-c", "status": "BUILD"})
    cloud.servers.drop("s-a")
    new, gone = wire.sent(table)
    assert [row[0] for row in new["rows"]] == ["s-c"]
    assert gone["gone"] == ["s-a"]


def test_a_hundred_changes_of_ten_thousand_read_a_hundred_rows():
    rows = many(10_000)
    table = Table(rows, ROWS, label="Instances")
    rows.reads = 0
    ids = [f"s{i}" for i in range(0, 10_000, 100)]
    whole = [rows[id_] | {"status": "SHUTOFF"} for id_ in ids]
    rows.reads = 0
    rows.load(*whole)
    assert rows.reads <= len(ids)
    assert table.notice == ""


def test_rows_that_changed_alike_travel_as_one(wire):
    rows = many(1000)
    table = Table(rows, ROWS)
    rows.load(*({**rows[f"s{i}"], "status": "SHUTOFF"} for i in range(0, 1000, 10)))
    (patch,) = wire.sent(table)
    ((cells, ids),) = patch["cells"]
    assert cells[STATUS] == "SHUTOFF"
    assert len(ids) == 100


def test_a_missed_patch_is_noticed_and_all_rows_come_again(table, cloud, wire):
    cloud.servers.change("s-a", status="SHUTOFF")
    wire.say(table, op="beat", rev=0)
    assert wire.sent(table)[-1] == {"op": "rev", "rev": 1}
    wire.say(table, op="resync")
    snapshot = wire.sent(table)[-1]
    assert snapshot["op"] == "snapshot"
    assert snapshot["rev"] == 1
    assert snapshot["rows"][0][STATUS] == "SHUTOFF"


def test_a_heartbeat_that_missed_nothing_is_not_answered(table, wire):
    beats = []
    table.on_heartbeat(lambda: beats.append(1))
    wire.say(table, op="beat", rev=0)
    assert beats == [1]
    assert wire.sent(table) == []


def test_all_rows_and_the_selected_ones_are_frames(table):
    table.selection = ["s-b"]
    assert list(table.frame.index) == ["s-a", "s-b"]
    assert list(table.selected["name"]) == ["lens-b"]
    assert table.selected.columns.equals(table.frame.columns)
    table.selection = []
    assert table.selected.empty


def test_a_row_that_is_gone_is_no_longer_selected(table, cloud):
    table.selection = ["s-a", "s-b"]
    cloud.servers.drop("s-a")
    assert table.selection == ["s-b"]


def test_a_button_tells_the_action_and_the_rows(table, wire):
    pressed = []
    table.on_action(lambda action, ids: pressed.append((action, ids)))
    wire.say(table, op="act", action="log", ids=["s-a"])
    assert pressed == [("log", ("s-a",))]


@pytest.mark.parametrize("ids", [["s-b"], ["no such"]], ids=["blocked", "gone"])
def test_a_button_that_is_blocked_or_of_a_row_that_is_gone_does_nothing(table, wire, ids):
    pressed = []
    table.on_action(lambda *what: pressed.append(what))
    wire.say(table, op="act", action="snapshot", ids=ids)
    wire.say(table, op="act", action="no such action", ids=["s-a"])
    assert pressed == []


def test_a_row_is_opened_beside_the_table_or_as_a_page(table, wire):
    opened = []
    assert not table.opens
    table.on_open(lambda id_, page: opened.append((id_, page)))
    assert wire.state(table)["opens"]
    wire.say(table, op="open", id="s-a", page=False)
    wire.say(table, op="open", id="s-b", page=True)
    wire.say(table, op="open", id="no such", page=True)
    assert opened == [("s-a", False), ("s-b", True)]


def test_a_row_that_is_gone_is_no_longer_open(table, cloud):
    table.current = "s-a"
    cloud.servers.drop("s-a")
    assert table.current == ""


def test_a_row_travels_with_its_groups_and_its_primary_action(table):
    rows = {row[0]: row for row in table.get_state("_snapshot")["_snapshot"]["rows"]}
    assert (rows["s-a"][1], rows["s-a"][3]) == ("running", "connect")


def test_the_browser_knows_which_columns_are_kept_longest(table):
    keep = {column["key"]: column["keep"] for column in table.columns}
    assert keep["state"] > keep["ssh"] > keep["age"] > keep["key"]  # that one is rare


def test_columns_that_are_rare_are_hidden_until_the_user_asks_for_them(table):
    assert table.arrangement == {}
    assert {column["key"] for column in table.columns if column["rare"]} >= {"image", "key"}


def test_it_says_that_it_is_reading_and_why_it_cannot(cloud):
    rows = FilledCollection("servers")
    table = Table(rows, ROWS, reading="Reading the instances...")
    assert table.notice == "Reading the instances..."
    rows.fail(Unreachable("cloud.test does not answer."))
    assert table.notice.startswith("cloud.test does not answer. Check")
    rows.load()
    assert table.notice == ""


def test_changes_from_many_threads_come_numbered_in_the_order_they_are_sent(wire):
    rows = many(40)
    table = Table(rows, ROWS)

    def change(first):
        for i in range(first, 40, 4):
            rows.change(f"s{i}", status="SHUTOFF")

    threads = [threading.Thread(target=change, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [patch["rev"] for patch in wire.sent(table)] == list(range(1, 41))


def test_a_closed_table_listens_no_more(store, wire, cloud):
    before = store.servers.observers()  # of the store itself
    table = Table(store.servers, ROWS, label="Instances", empty="None.")
    assert store.servers.observers() != before
    table.close()
    cloud.servers.drop("s-a")
    assert store.servers.observers() == before


def test_the_page_that_the_benchmarks_measure_can_be_made():
    """Its rows are written by hand: a new column of the list must be written there, too."""
    from benchmarks.big_table import ROWS, page

    table = page().children[-1]
    assert len(table.frame) == ROWS
