"""Nova's states of a machine that already ran: no advice costs its data."""

from dataclasses import replace

import pytest

from canfar_jupyter.model.doctor.diagnosis import diagnose
from canfar_jupyter.model.instances.condition import condition_of, fault_advice
from canfar_jupyter.model.instances.readiness import readiness
from tests.pure.test_diagnosis import WELL
from tests.pure.test_readiness import row

STATES = (
    "ERROR", "UNKNOWN", "RESCUE", "VERIFY_RESIZE", "REVERT_RESIZE", "MIGRATING", "PASSWORD",
    "SHUTOFF", "PAUSED", "SUSPENDED", "SHELVED", "SHELVED_OFFLOADED", "SOFT_DELETED", "NEW_STATE",
)  # fmt: skip


def advice(status):
    of = row(status=status, fault="Resize error: Unable to resize disk down.")
    step = next(s for s in readiness(of, None).steps if s.key == "built")
    finding = next(f for f in diagnose(replace(WELL, row=of)).findings if f.key == "running")
    return step, finding


@pytest.mark.parametrize("status", STATES)
def test_no_state_of_a_machine_that_ran_is_answered_by_terminating_it(status):
    step, finding = advice(status)
    for todo in (step.todo, finding.todo):
        kept = todo.replace("Do not terminate or rebuild it", "")
        assert "erminate" not in kept
        assert "aunch" not in kept


def test_only_one_that_never_ran_is_launched_again():
    assert "launch it again" in condition_of(row(status="ERROR", launched=None)).todo
    assert "Do not terminate" in condition_of(row(status="ERROR")).todo
    assert "still hold your data" in condition_of(row(status="UNKNOWN")).todo


FAULTS = (
    "No valid host was found. There are not enough hosts available.",
    "aborted: VolumeSizeExceedsAvailableQuota: Requested volume",
    "Volume 7f did not finish being created even after",
    "Maximum number of ports exceeded",
    "Fixed IP 192.0.2.7 is not a valid ip address for network n.",
    "Resize error: Unable to resize disk down.",
    "",
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("launched", [None, "2026-11-23T17:56:33.000000"])
def test_one_function_has_the_advice_for_a_fault_whatever_its_words(fault, launched):
    of = row(status="ERROR", fault=fault, launched=launched)
    advice = fault_advice(fault, ran=launched is not None)
    assert condition_of(of).todo == advice
    assert readiness(of, None).current.todo == advice
    finding = next(f for f in diagnose(replace(WELL, row=of)).findings if f.key == "running")
    assert finding.todo == advice
    if launched:
        assert advice.startswith("Do not terminate or rebuild it")
        assert "erminate" not in advice.removeprefix("Do not terminate or rebuild it")


def test_a_resize_that_waits_runs_and_is_confirmed_or_taken_back():
    step, finding = advice("VERIFY_RESIZE")
    assert (step.state, finding.state) == ("done", "warn")
    assert "confirm" in finding.todo
    assert "revert" in finding.todo
    assert finding.fix is None


def test_a_rescue_and_a_silent_host_are_waited_for_and_not_called_failed():
    for status, words in [("RESCUE", "The end of the rescue"), ("UNKNOWN", "Word from its host")]:
        now = readiness(row(status=status), None)
        assert not now.failed
        assert now.text == f"waiting: {words}"


def test_only_what_can_be_started_has_the_button():
    has = {status for status in STATES if advice(status)[1].fix is not None}
    assert has == {"SHUTOFF", "PAUSED", "SUSPENDED", "SHELVED", "SHELVED_OFFLOADED"}
