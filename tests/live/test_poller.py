import time
from concurrent.futures import Future
from threading import Event, Lock

import pytest

from canfar_jupyter.errors import Unreachable
from canfar_jupyter.live.base.poller import Outcome, Poller
from canfar_jupyter.live.base.schedule import Schedule
from tests.support.waiting import until


class Reader:
    """Counts readings; holds them up, or fails, when told to."""

    def __init__(self):
        self.readings, self.at_once, self.most = [], {}, 0
        self.go = Event()
        self.go.set()
        self.error = None
        self.outcome = Outcome()
        self._lock = Lock()

    def __call__(self, name):
        with self._lock:
            self.readings.append(name)
            self.at_once[name] = self.at_once.get(name, 0) + 1
            self.most = max(self.most, self.at_once[name])
        self.go.wait(10)
        with self._lock:
            self.at_once[name] -= 1
        if self.error:
            raise self.error
        return self.outcome


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def poller(reader):
    poller = Poller(reader, Schedule({"servers": 0.05, "flavors": 30.0}, {"servers": 0.01}))
    yield poller
    reader.go.set()
    poller.close()


def test_nothing_is_read_before_somebody_looks(poller, reader):
    assert reader.readings == []
    poller.look()
    until(lambda: reader.readings.count("servers") >= 3)
    assert reader.readings.count("flavors") == 1


def test_all_lists_are_read_at_once_at_first(poller, reader):
    reader.go.clear()
    poller.look()
    until(lambda: set(reader.readings) == {"servers", "flavors"})


def test_a_list_is_never_read_twice_at_the_same_time(poller, reader):
    poller.look()
    asked = [poller.request("servers") for _ in range(50)]
    for future in asked:
        future.result(10)
    assert reader.most == 1


def test_those_who_ask_while_a_reading_is_under_way_share_the_next(poller, reader):
    reader.go.clear()
    first = poller.request("flavors")
    until(lambda: reader.readings == ["flavors"])
    others = [poller.request("flavors") for _ in range(5)]
    assert all(other is others[0] for other in others)
    assert not others[0].done()
    reader.go.set()
    first.result(10)
    others[0].result(10)
    assert reader.readings == ["flavors", "flavors"]


def test_a_reading_is_given_on_request_though_nobody_looks(poller, reader):
    assert isinstance(poller.request("flavors"), Future)
    poller.request("flavors").result(10)
    assert set(reader.readings) == {"flavors"}


def test_a_failure_is_told_to_who_asked_and_polling_goes_on(poller, reader):
    reader.error = Unreachable("no answer")
    with pytest.raises(Unreachable):
        poller.request("servers").result(10)
    reader.error = ValueError("a mistake of ours")
    with pytest.raises(ValueError, match="a mistake of ours"):
        poller.request("servers").result(10)
    reader.error = None
    poller.request("servers").result(10)


def test_a_failing_cloud_is_not_asked_again_at_once(poller, reader):
    reader.error = Unreachable("no answer")
    poller.look()
    until(lambda: len(reader.readings) == 2)
    time.sleep(0.2)  # four times the interval: nothing must happen, which no condition tells
    assert len(reader.readings) == 2


def test_what_was_done_makes_a_list_be_read_soon(poller, reader):
    poller.look()
    until(lambda: "flavors" in reader.readings)
    poller.request("flavors").result(10)
    seen = reader.readings.count("flavors")
    poller.hurry(["flavors"])
    until(lambda: reader.readings.count("flavors") > seen)


def test_it_ends_when_it_is_closed(poller, reader):
    poller.look()
    until(lambda: reader.readings)
    poller.close()
    until(lambda: not poller._thread.is_alive())
