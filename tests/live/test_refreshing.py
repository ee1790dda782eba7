"""Which readings are made, and what is taken of them, on a cloud that a test scripts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import RLock

import pytest

from canfar_jupyter.cloud import Identity, Reading
from canfar_jupyter.errors import Invalid, Unreachable
from canfar_jupyter.live.base.collection import Collection
from canfar_jupyter.live.base.refresher import (
    FEW,
    PIECE,
    ROUND,
    STUCK,
    SWEEP,
    WHOLE_IMAGES,
    Refresher,
)
from canfar_jupyter.live.base.since import OVERLAP
from canfar_jupyter.model.columns import SCHEMAS

BLANK = {"text": "", "category": "", "time": None, "int": 0, "float": 0.0, "bool": False}


def columns(name, *rows):
    """Lay out rows, blank where nothing is said."""
    return {c.name: [row.get(c.name, BLANK.get(c.kind)) for row in rows] for c in SCHEMAS[name]}


def server(id_, **more):
    return {"id": id_, "name": id_, "status": "ACTIVE", **more}


class ScriptedCloud:
    """Lists what it is told to, and notes what was asked."""

    identity = Identity("c", "http://c", "me", "u", "p", "p1", "")

    def __init__(self):
        self.asked = []
        self.date = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
        self.lists = {name: [] for name in SCHEMAS}
        self.changed, self.deleted, self.changes_partial = [], (), ""
        self.partial, self.error, self.purged = "", None, set()
        self.meanwhile = lambda: None

    def read(self, name, early=None):
        self.asked.append(name)
        rows = list(self.lists[name])
        if early and len(rows) > 100:
            early(Reading(columns(name, *rows[:100]), self.date, "There are more."))
        self.meanwhile()
        if self.error:
            raise self.error
        return Reading(columns(name, *rows), self.date, self.partial)

    def read_changes(self, name, since):
        self.asked.append(("changes", since))
        self.meanwhile()
        return Reading(columns(name, *self.changed), self.date, self.changes_partial, self.deleted)

    def read_ids(self, name):
        self.asked.append("ids")
        return {row["id"] for row in self.lists[name]}

    def read_some(self, name, ids):
        self.asked.append(("some", tuple(ids)))
        return Reading(columns(name, *(r for r in self.lists[name] if r["id"] in set(ids))))

    def read_piece(self, name, behind, rows):
        self.asked.append(("piece", behind))
        if behind in self.purged:
            raise Invalid("marker not found")
        ids = [row["id"] for row in self.lists[name]]
        start = ids.index(behind) + 1 if behind else 0
        piece = self.lists[name][start : start + rows]
        more = piece[-1]["id"] if len(piece) == rows else ""
        return Reading(columns(name, *piece), self.date, behind=more)


class State:
    """A refresher with its collections, a clock that stands still, and what was told."""

    def __init__(self):
        self.cloud, self.now, self.told = ScriptedCloud(), 0.0, []
        lock = RLock()
        self.collections = {n: Collection(n, s, lock) for n, s in SCHEMAS.items()}
        self.refresher = Refresher(
            self.cloud,
            self.collections,
            lock,
            lambda _, delta: self.told.append(delta) if delta is None or delta else None,
            lambda: self.now,
        )
        self.servers, self.images = self.collections["servers"], self.collections["images"]

    def read(self, name="servers", after=1.0):
        self.now += after
        return self.refresher.read(name)


@pytest.fixture
def state():
    return State()


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


def kinds(asked):
    return [a if isinstance(a, str) else a[0] for a in asked]


def floating(address="", server=""):
    port = address and "port"
    associated = {"port_id": port, "fixed_ip": address, "server_id": server}
    return {"id": "f", "name": "203.0.113.7", **associated}


def move_a_floating_ip(state, servers, **of):
    """Read all, then let a floating IP lead to the first of them."""
    rows = [server(f"s{n}", addresses=f"10.0.0.{n}") for n in range(servers)]
    state.cloud.lists["servers"] = rows
    state.cloud.lists["floating_ips"] = [floating()]
    state.read()
    state.read("floating_ips")
    state.read()
    assert kinds(state.cloud.asked) == ["servers", "floating_ips", "changes"]
    state.cloud.asked.clear()
    state.cloud.lists["floating_ips"] = [floating(**of)]
    state.read("floating_ips")
    assert state.servers["s0"]["floating_ip"] == "203.0.113.7"
    assert state.servers["s0"]["addresses"] == "10.0.0.0, 203.0.113.7"


@pytest.mark.parametrize("owner", ["s0", ""])  # a Neutron before Rocky does not say whose port
def test_no_server_is_read_for_a_floating_ip_that_moved_neutron_has_said_it(state, owner):
    move_a_floating_ip(state, FEW + 1, address="10.0.0.0", server=owner)
    assert kinds(state.cloud.asked) == ["floating_ips"]
    moved = floating("10.0.0.1", "s1" if owner else "")
    state.cloud.lists["floating_ips"] = [moved]
    state.read("floating_ips")
    addresses = [state.servers[id_]["addresses"] for id_ in ("s0", "s1")]
    assert addresses == ["10.0.0.0", "10.0.0.1, 203.0.113.7"]


def test_what_nova_says_late_does_not_undo_what_neutron_said(state):
    move_a_floating_ip(state, 3, address="10.0.0.0", server="s0")
    state.cloud.changed = [server("s0", addresses="10.0.0.0")]  # as before it was associated
    state.read()
    assert state.servers["s0"]["floating_ip"] == "203.0.113.7"
    state.cloud.lists["floating_ips"] = [floating()]
    state.read("floating_ips")
    late = server("s0", addresses="10.0.0.0, 203.0.113.7", floating_ip="203.0.113.7")
    state.cloud.changed = [late]
    state.read()
    assert (state.servers["s0"]["addresses"], state.servers["s0"]["floating_ip"]) == (
        "10.0.0.0",
        "",
    )


def test_where_floating_ips_cannot_be_read_novas_copy_is_shown(state):
    copied = {"addresses": "10.0.0.0, 203.0.113.7", "floating_ip": "203.0.113.7"}
    state.cloud.lists["servers"] = [server("s0", **copied)]
    state.cloud.error = Unreachable("Neutron does not answer.")
    with pytest.raises(Unreachable):
        state.read("floating_ips")
    state.cloud.error = None
    state.read()
    assert state.servers["s0"]["floating_ip"] == "203.0.113.7"
    state.read("floating_ips")  # it answers now, and has none
    assert state.servers["s0"]["addresses"] == "10.0.0.0"


def test_a_server_that_is_being_deleted_has_no_floating_ip_and_one_that_is_gone_leaves_it_free(
    state,
):
    move_a_floating_ip(state, 3, address="10.0.0.0", server="s0")
    row = state.cloud.lists["servers"][0]
    state.cloud.changed = [row | {"task": "deleting"}]
    state.read()
    assert state.servers["s0"]["addresses"] == "10.0.0.0"
    state.cloud.changed, state.cloud.deleted = [], ("s0",)
    state.read()
    assert state.collections["floating_ips"]["f"]["port_id"] == ""


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


def test_only_images_that_move_are_looked_at_in_between(state):
    ready, saving = {"id": "i", "status": "active"}, {"id": "s", "status": "saving"}
    state.cloud.lists["images"] = [ready, saving]
    assert state.read("images").in_transition
    state.read("images")
    assert state.cloud.asked == ["images", ("some", ("s",))]
    state.cloud.lists["images"][1]["status"] = "active"
    assert not state.read("images").in_transition
    assert state.images["s"]["status"] == "active"


def test_an_image_that_vanishes_while_it_is_made_is_dropped(state):
    state.cloud.lists["images"] = [{"id": "s", "status": "queued"}]
    state.read("images")
    state.cloud.lists["images"] = []
    state.read("images")
    assert len(state.images) == 0


def test_all_images_are_still_read_now_and_then_while_one_moves(state):
    state.cloud.lists["images"] = [{"id": "s", "status": "queued"}]
    state.read("images")
    state.read("images", after=WHOLE_IMAGES + 1)
    assert state.cloud.asked == ["images", "images"]
