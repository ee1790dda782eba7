"""Which readings are made, and what is taken of them, on a cloud that a test scripts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from canfar_jupyter.errors import Unreachable
from canfar_jupyter.live.base.refresher import (
    FEW,
    PIECE,
    ROUND,
    STUCK,
    SWEEP,
)
from canfar_jupyter.live.base.since import OVERLAP

from .refreshed import kinds, server


def test_servers_are_read_whole_first_then_by_changes_with_an_overlap(state):
    state.cloud.lists["servers"] = [server("a"), server("b")]
    state.read()
    state.cloud.date += timedelta(seconds=15)
    state.cloud.changed, state.cloud.deleted = [server("b", status="ERROR"), server("c")], ("a",)
    state.read()
    first = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert state.cloud.asked == ["servers", ("changes", first - OVERLAP)]
    assert {id_: row["status"] for id_, row in state.servers.items()} == {
        "b": "ERROR",
        "c": "ACTIVE",
    }
    state.read()
    assert state.cloud.asked[-1] == ("changes", first + timedelta(seconds=15) - OVERLAP)


def test_the_first_rows_of_a_long_list_are_there_before_the_rest(state):
    state.cloud.lists["servers"] = [server(str(n)) for n in range(250)]
    seen = []
    state.cloud.meanwhile = lambda: seen.append((len(state.servers), state.servers.loaded))
    state.read()
    assert seen == [(100, False)]
    assert (len(state.servers), state.servers.loaded) == (250, True)


def test_an_equal_reading_wakes_nobody(state):
    state.cloud.lists["images"] = [{"id": "i", "status": "active"}]
    state.read("images")
    told = len(state.told)
    outcome = state.read("images")
    assert len(state.told) == told
    assert not outcome.changed


def test_an_empty_project_tells_that_it_has_been_read(state):
    state.read()
    assert state.told == [None]
    assert state.servers.loaded


def test_a_failure_is_told_once_and_so_is_its_end(state):
    state.read()
    state.told.clear()
    state.cloud.error = Unreachable("no answer")
    state.refresher._since.forget()
    for _ in range(3):
        with pytest.raises(Unreachable):
            state.read()
    assert state.told == [None]
    assert str(state.servers.error) == "no answer"
    state.cloud.error = None
    state.read()
    assert state.told == [None, None]
    assert state.servers.error is None


def test_a_partial_reading_takes_no_row_away_and_is_made_again_whole(state):
    state.cloud.lists["servers"] = [server("a"), server("b")]
    state.read()
    state.refresher._since.forget()
    state.cloud.lists["servers"], state.cloud.partial = [server("a")], "1 row is missing."
    state.read()
    assert set(state.servers) == {"a", "b"}
    assert state.servers.partial == "1 row is missing."
    state.cloud.partial = ""
    state.read()
    assert set(state.servers) == {"a"}
    assert state.cloud.asked == ["servers"] * 3


def test_a_cloud_without_a_clock_is_read_whole_each_time(state):
    state.cloud.date = None
    state.read()
    state.read()
    assert state.cloud.asked == ["servers", "servers"]


def test_a_few_servers_are_now_and_then_read_whole(state):
    state.cloud.lists["servers"] = [server("a")]
    state.read()
    state.read(after=SWEEP + 1)
    assert state.cloud.asked == ["servers", "servers"]


def test_each_of_many_servers_has_its_turn_to_be_read_whole(state):
    total = 3 * PIECE + 50
    rows = state.cloud.lists["servers"] = [server(f"s{n}") for n in range(total)]
    state.read()
    for row in rows:
        row["security_groups"] = "new"  # which Nova does not call a change
    state.read()
    assert kinds(state.cloud.asked) == ["servers", "changes"]
    for turn in range(1, 5):
        state.read(after=ROUND + 1)
        seen = state.servers.column("security_groups").count("new")
        assert seen == min(turn * PIECE, total)
    state.read()
    pieces = [a for a in state.cloud.asked if a[0] == "piece"]
    assert pieces == [("piece", "" if n == 0 else f"s{n * PIECE - 1}") for n in range(4)]
    state.read(after=ROUND + 1)
    assert state.cloud.asked[-1] == ("piece", "")  # and again


def test_a_round_begins_anew_when_the_place_it_had_come_to_was_purged(state):
    state.cloud.lists["servers"] = [server(f"s{n}") for n in range(2 * PIECE)]
    state.read()
    state.read(after=ROUND + 1)
    state.cloud.purged = {f"s{PIECE - 1}"}
    state.read(after=ROUND + 1)
    assert state.servers.error is None
    state.read()
    assert [a for a in state.cloud.asked if a[0] == "piece"][-1] == ("piece", "")


def test_a_list_that_lacks_rows_is_read_again_at_once_and_then_ever_more_rarely(state):
    state.cloud.lists["servers"], state.cloud.partial = [server("a")], "1 row is missing."
    whole = []
    for second in range(1000):
        before = state.cloud.asked.count("servers")
        state.read()
        if state.cloud.asked.count("servers") > before:
            whole.append(second)
        assert state.servers.partial == "1 row is missing."
    assert whole[:5] == [0, 1, 16, 61, 166]
    assert max(later - earlier for earlier, later in pairwise(whole)) <= SWEEP + 1
    state.cloud.partial = ""
    state.read(after=SWEEP)
    assert state.servers.partial == ""


def test_a_change_that_cannot_be_understood_is_said_and_looked_for_in_the_whole_list(state):
    state.cloud.lists["servers"] = [server("a")]
    state.read()
    state.told.clear()
    state.cloud.changes_partial = "1 row could not be decoded and are not shown."
    state.read()
    assert state.servers.partial.startswith("1 row")
    assert state.told == [None]  # observers hear of it
    state.cloud.lists["servers"][0]["name"] = "renamed"
    state.read()
    assert (state.servers["a"]["name"], state.servers.partial) == ("renamed", "")
    assert kinds(state.cloud.asked) == ["servers", "changes", "servers"]


def test_many_servers_are_swept_by_id_and_read_whole_only_when_some_were_missed(state):
    state.cloud.lists["servers"] = [server(str(n)) for n in range(FEW + 1)]
    state.read()
    del state.cloud.lists["servers"][0]
    state.read(after=SWEEP + 1)
    assert "ids" in state.cloud.asked
    assert "0" not in state.servers
    state.cloud.lists["servers"].append(server("missed"))
    state.read(after=SWEEP + 1)
    assert "missed" in state.servers
    assert state.cloud.asked.count("servers") == 2


@pytest.mark.parametrize("others", [0, FEW])
def test_a_server_that_goes_without_a_trace_is_missed_soon(state, others):
    state.cloud.lists["servers"] = [server("a"), *(server(f"o{n}") for n in range(others))]
    state.read()
    state.servers.patch("a", task="deleting")
    del state.cloud.lists["servers"][0]
    state.read()
    assert "a" in state.servers
    state.read(after=STUCK + 1)
    assert "a" not in state.servers
    state.read()
    assert state.cloud.asked[-1][0] == "changes"


def test_a_reading_that_began_before_a_verb_does_not_undo_it(state):
    state.cloud.lists["servers"] = [server("a"), server("b")]
    state.read()
    state.refresher._since.forget()

    def verbs():
        state.now += 1
        state.servers.pin(["a", "new"], state.now)
        state.servers.patch("a", task="deleting")
        state.servers.put({**state.servers["a"], "id": "new"})

    state.cloud.meanwhile = verbs
    state.read()
    assert state.servers["a"]["task"] == "deleting"
    assert "new" in state.servers
    state.cloud.meanwhile = lambda: None
    state.refresher._since.forget()
    state.read()
    assert state.servers["a"]["task"] == ""
    assert "new" not in state.servers


@pytest.mark.parametrize(
    ("row", "moving"),
    [
        (server("a"), False),
        (server("a", status="BUILD"), True),
        (server("a", task="deleting"), True),
        (server("a", status="ERROR"), False),
    ],
)
def test_a_server_that_will_change_by_itself_is_in_transition(state, row, moving):
    state.cloud.lists["servers"] = [row]
    assert state.read().in_transition is moving
