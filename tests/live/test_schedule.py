import pytest

from canfar_jupyter.errors import Busy, Unreachable
from canfar_jupyter.live.base.schedule import JITTER, MAX_BACKOFF, SLOW, WATCHED, Schedule
from canfar_jupyter.model.columns import SCHEMAS


def schedule():
    return Schedule({"servers": 15.0, "flavors": 120.0}, {"servers": 1.0}, seed=1)


def read(plan, name, now, **how):
    plan.started(name)
    plan.finished(name, now, **how)


def is_due(plan, name, now):
    return name in plan.due(now)


def test_every_list_has_its_interval():
    assert set(SLOW) == set(SCHEMAS)


def test_nothing_is_due_while_nobody_looks():
    plan = schedule()
    assert plan.due(0) == []
    assert plan.wait(0) is None


def test_all_is_due_at_the_first_look():
    plan = schedule()
    assert plan.look(0)
    assert plan.due(0) == ["servers", "flavors"]


def test_a_list_that_is_being_read_is_not_due():
    plan = schedule()
    plan.look(0)
    plan.started("servers")
    assert plan.due(1000 - 999) == ["flavors"]


def test_a_quiet_list_is_read_at_its_slow_pace_with_some_jitter():
    plan = schedule()
    plan.look(0)
    read(plan, "servers", 0)
    assert not is_due(plan, "servers", 14.9)
    assert is_due(plan, "servers", 15 * (1 + JITTER) + 0.01)


def test_a_list_in_transition_is_read_fast_and_slower_when_nothing_comes_of_it():
    plan = schedule()
    for now in (0, 100, 1000):
        plan.look(now)
        read(plan, "servers", now, changed=now == 0, in_transition=True)
        pace = {0: 1.0, 100: 10.0, 1000: 15.0}[now]
        assert not is_due(plan, "servers", now + pace - 0.1)
        assert is_due(plan, "servers", now + pace * (1 + JITTER) + 0.01)


def test_a_cloud_that_is_slow_to_answer_is_asked_at_most_half_of_the_time():
    plan = schedule()
    plan.look(0)
    read(plan, "servers", 0, changed=True, in_transition=True, took=4.0)
    assert not is_due(plan, "servers", 3.9)
    assert is_due(plan, "servers", 4 * (1 + JITTER) + 0.01)


def test_polling_stops_when_nobody_has_looked_for_a_while_and_resumes_at_once():
    plan = schedule()
    plan.look(0)
    read(plan, "servers", 0)
    read(plan, "flavors", 0)
    assert plan.due(WATCHED + 1) == []
    assert plan.wait(WATCHED + 1) is None
    assert plan.look(WATCHED + 2)
    assert is_due(plan, "servers", WATCHED + 2)


def test_a_second_look_wakes_nobody():
    plan = schedule()
    plan.look(0)
    assert not plan.look(10)
    assert plan.is_watched(54)


def test_what_was_just_done_to_a_list_makes_it_due():
    plan = schedule()
    plan.look(0)
    read(plan, "flavors", 0)
    plan.hurry(["flavors"], 1)
    assert is_due(plan, "flavors", 1)


def test_a_hurry_during_a_reading_is_not_lost():
    plan = schedule()
    plan.look(0)
    plan.started("flavors")
    plan.hurry(["flavors"], 1)
    plan.finished("flavors", 2)
    assert is_due(plan, "flavors", 2)


def test_a_cloud_that_fails_is_asked_ever_more_rarely():
    plan = schedule()
    pauses = []
    now = 0.0
    for _ in range(10):
        plan.look(now)
        read(plan, "servers", now, error=Unreachable("no"))
        plan.look(now)
        pauses.append(round(plan._entries["servers"].due - now, 1))
        now += pauses[-1]
    assert 5 <= pauses[0] <= 5.5
    assert 10 <= pauses[1] <= 11
    assert MAX_BACKOFF <= pauses[-1] <= MAX_BACKOFF * (1 + JITTER)
    plan.look(now)
    read(plan, "servers", now)
    assert plan._entries["servers"].due - now < 17


def test_a_busy_cloud_is_left_alone_as_long_as_it_asks():
    plan = schedule()
    plan.look(0)
    read(plan, "servers", 0, error=Busy("wait", retry_after=40))
    assert not is_due(plan, "servers", 39)
    assert is_due(plan, "servers", 44.5)


@pytest.mark.parametrize("now", [0.0, 3.0])
def test_the_wait_is_until_the_next_is_due(now):
    plan = schedule()
    plan.look(0)
    read(plan, "servers", 0)
    read(plan, "flavors", 0)
    assert 15 - now <= plan.wait(now) <= 16.5 - now
