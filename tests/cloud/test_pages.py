"""Pages asked for at once: none lost and none twice, though rows come and go meanwhile."""

import random
import threading
import time

import pytest

from canfar_jupyter.cloud import Cloud, Identity, service_of
from canfar_jupyter.cloud.lists import pages as paging

from .faulty import CUT

SERVERS, IMAGES = "/v2.1/servers/detail", "/v2/images"
SIZES = [0, 1, 100, 1000, 1001, 10_000]


class Newest:
    """Lists as Nova does, the newest first; a deleted row is a marker still, no purged one is."""

    def __init__(self, total):
        self.ever = [f"s{n}" for n in range(total)]  # the newest first
        self.gone, self.purged = set(), set()
        self.before = lambda number: None  # called with the number of each request
        self.seconds = 0.0
        self.at_once = self.most = self.asked = 0
        self.markers = []
        self._lock = threading.Lock()

    def come(self, count):
        self.ever[:0] = [f"new{len(self.ever) + n}" for n in range(count)]

    @property
    def rows(self):
        return [id_ for id_ in self.ever if id_ not in self.gone]

    def __call__(self, query, _):
        with self._lock:
            self.asked += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            self.before(self.asked)
            answer = self._answer(query.get("marker"), int(query["limit"]))
        time.sleep(self.seconds)
        with self._lock:
            self.at_once -= 1
        return answer

    def _answer(self, marker, limit):
        self.markers.append(marker)
        if marker in self.purged:
            return 400, {"badRequest": {"message": f"marker [{marker}] not found"}}
        start = self.ever.index(marker) + 1 if marker else 0
        ids = [id_ for id_ in self.ever[start:] if id_ not in self.gone][:limit]
        page = {"servers": [{"id": id_, "name": id_} for id_ in ids]}
        if len(ids) == limit:
            href = f"http://elsewhere/?limit={limit}&marker={ids[-1]}"
            page["servers_links"] = [{"rel": "next", "href": href}]
        return 200, page


@pytest.fixture
def cloud(faulty, monkeypatch):
    """A cloud that always seems slow."""
    monkeypatch.setattr(paging, "SLOW", -1.0)
    faulty.on("GET", IMAGES, (200, {"images": []}))
    return Cloud(faulty.wire(), Identity("faulty", faulty.url, "me", "u", "p", "p" * 32, "R"))


@pytest.fixture
def nova(faulty):
    def of(total):
        nova = Newest(total)
        faulty.on("GET", SERVERS, nova)
        return nova

    return of


def read(cloud, early=None):
    reading = service_of(cloud).lists.read("servers", early)
    assert reading.partial == ""
    return reading.columns["id"]


@pytest.mark.parametrize("total", SIZES)
def test_the_second_reading_is_the_first_with_pages_at_once(cloud, nova, total):
    nova = nova(total)
    nova.seconds = 0.05
    assert read(cloud) == nova.rows
    in_turn, nova.most = nova.asked, 0
    assert read(cloud) == nova.rows
    assert nova.asked == 2 * in_turn
    assert nova.most == min(max(1, -(-total // 1000)), paging.AT_ONCE)


@pytest.mark.parametrize("total", SIZES)
def test_rows_that_came_and_went_since_the_last_reading_cost_no_other(cloud, nova, total):
    nova = nova(total)
    chance = random.Random(total)
    read(cloud)
    for _ in range(6):
        nova.come(chance.choice([0, 1, 7, 999, 1000, 1001, 2500]))
        nova.gone.update(chance.sample(nova.rows, min(len(nova.rows), chance.choice([0, 3, 900]))))
        assert read(cloud) == nova.rows


@pytest.mark.parametrize("total", SIZES)
def test_rows_that_come_and_go_between_two_pages_cost_no_other(cloud, nova, total):
    nova = nova(total)
    chance = random.Random(total)

    def move(_):
        nova.come(3)
        some = [id_ for id_ in nova.rows if id_.startswith("s")]
        nova.gone.update(chance.sample(some, min(len(some), 5)))

    read(cloud)
    nova.before = move
    for _ in range(3):
        there = set(nova.rows)
        ids = read(cloud)
        assert len(ids) == len(set(ids))
        assert there & set(nova.rows) <= set(ids)  # what was there all the time was seen
        assert set(ids) <= set(nova.ever)


def test_the_rows_of_a_page_that_went_altogether_are_bridged(cloud, nova):
    nova = nova(5000)
    read(cloud)
    nova.gone.update(f"s{n}" for n in range(950, 3100))
    assert read(cloud) == nova.rows
    nova.gone.update(nova.rows[1500:])
    assert read(cloud) == nova.rows


@pytest.mark.parametrize("purged", [["s999"], ["s999", "s1999"], ["s2999"], ["s3999"]])
def test_a_marker_that_was_purged_is_led_over_by_the_links(cloud, nova, purged):
    nova = nova(4500)
    read(cloud)
    nova.gone.update(purged)
    nova.purged.update(purged)
    nova.come(30)
    assert read(cloud) == nova.rows
    assert read(cloud) == nova.rows
    assert nova.markers.count(purged[0]) == 2  # as a link, and remembered; then it is forgotten


def test_the_first_rows_are_early_although_all_pages_are_under_way(cloud, nova):
    nova = nova(3500)
    read(cloud, lambda _: None)
    early = []
    assert read(cloud, early.append) == nova.rows
    assert [len(reading.columns["id"]) for reading in early] == [100]


def test_what_came_before_a_page_that_fails_is_kept_and_said(cloud, nova, faulty):
    nova = nova(4500)
    read(cloud)

    def broken(query, body):
        return CUT if query.get("marker") == "s2999" else nova(query, body)

    faulty.on("GET", SERVERS, broken)
    reading = service_of(cloud).lists.read("servers")
    assert reading.columns["id"] == nova.rows[:3000]
    assert reading.partial.startswith("Could not read the whole list")
    faulty.on("GET", SERVERS, nova)
    assert read(cloud) == nova.rows


def test_the_time_of_a_reading_is_the_earliest_of_its_pages(cloud, nova, faulty):
    nova = nova(3000)
    read(cloud)
    dates = []

    def late_head(query, body):
        if "marker" not in query:
            time.sleep(2.1)  # more than a Date rounds
        dates.append(time.time())  # before the answer, whose Date has whole seconds
        return nova(query, body)

    faulty.on("GET", SERVERS, late_head)
    reading = service_of(cloud).lists.read("servers")
    assert reading.date.timestamp() <= min(dates) + 1  # a Date is written in whole seconds


@pytest.mark.parametrize(("seconds", "most"), [(0.0, 1), (0.15, 4)])
def test_only_a_cloud_that_is_slow_is_asked_for_several_at_once(
    cloud, nova, seconds, most, monkeypatch
):
    monkeypatch.setattr(paging, "SLOW", 0.1)
    nova = nova(5000)
    nova.seconds = seconds
    read(cloud)
    read(cloud)
    assert nova.most == most
