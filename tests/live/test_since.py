"""Changes are asked from a moment that neither of the cloud's clocks has passed."""

from datetime import UTC, datetime, timedelta

import pytest

from canfar_jupyter.live.base.since import OVERLAP, SECOND, Since

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def written(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_before_the_first_reading_everything_is_asked_for():
    assert Since().moment(0.0) is None


def test_a_cloud_without_a_clock_is_asked_for_everything():
    since = Since()
    since.note(None, written(NOON), 0.0, whole=True)
    assert since.moment(0.0) is None


def test_a_project_without_servers_is_asked_by_the_front_ends_clock():
    since = Since()
    since.note(NOON, "", 0.0, whole=True)
    assert since.moment(0.0) == NOON - OVERLAP


def test_a_quiet_project_is_asked_for_what_is_newer_than_all_it_has():
    since = Since()
    since.note(NOON, written(NOON - 2 * HOUR), 0.0, whole=True)
    assert since.moment(1.0) == NOON - 2 * HOUR + SECOND  # an empty answer, as long as it is quiet


def test_what_changed_just_now_is_asked_again_for_a_while():
    since = Since()
    since.note(NOON, written(NOON - HOUR), 0.0, whole=True)
    since.note(NOON + 5 * SECOND, written(NOON + 4 * SECOND), 5.0)
    assert since.moment(6.0) == NOON + 4 * SECOND - OVERLAP
    since.note(NOON + 30 * SECOND, "", 30.0)
    assert since.moment(30.0) == NOON + 5 * SECOND


@pytest.mark.parametrize("ahead", [-HOUR, timedelta(), HOUR])
def test_a_change_after_a_reading_is_asked_for_however_wrong_the_front_ends_clock_is(ahead):
    since, database = Since(), NOON
    since.note(database + ahead, written(database - 90 * SECOND), 0.0, whole=True)
    for second in range(1, 120):
        database += SECOND
        assert since.moment(float(second)) <= database  # what is written now is in the answer
        changed = written(database) if second % 7 == 0 else ""
        since.note(database + ahead, changed, float(second))


@pytest.mark.parametrize("strange", ["", "yesterday", "9999", "2026-11-24T11:00:00"])
def test_a_time_that_is_none_is_passed_over(strange):
    since = Since()
    since.note(NOON, strange, 0.0, whole=True)
    assert since.moment(0.0) == NOON - OVERLAP


def test_a_server_from_the_future_does_not_hide_what_changes_now():
    since = Since()
    since.note(NOON, written(NOON + HOUR), 0.0, whole=True)
    assert since.moment(100.0) == NOON - OVERLAP
