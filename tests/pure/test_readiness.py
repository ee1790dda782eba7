import pytest

from canfar_jupyter.model.bootlog import read_boot_log
from canfar_jupyter.model.instances.readiness import readiness
from canfar_jupyter.model.instances.steps import SshProbe
from tests.bootlog import samples as s

FLOATING = "203.0.113.7"
SSH = SshProbe("ssh", FLOATING, "SSH-2.0-OpenSSH_9.2p1", True)
NETWORK = s.said("ci-info: ++++Net device info++++", 6.1) + s.said(
    "ci-info: | ens3 | True | 10.0.0.5 | 255.255.255.0 | global | fa:16:3e:00:00:01 |", 6.1
)
GOOD = (
    s.KERNEL
    + s.banner("init-local", 4)
    + s.banner("init", 6)
    + NETWORK
    + s.banner("modules:final", 13)
    + s.table("debian", s.ALICE)
    + s.host_keys(s.ALICE)
    + s.finished(20)
)


def row(**more):
    return {
        "id": "s1",
        "name": "lens",
        "status": "ACTIVE",
        "task": "",
        "fault": "",
        "addresses": f"10.0.0.5, {FLOATING}",
        "floating_ip": FLOATING,
        "key": "laptop",
        "created": "2026-11-23T17:56:30Z",
        "launched": "2026-11-23T17:56:33.000000",
    } | more


def look(log=GOOD, port=SSH, key=s.ALICE, **more):
    return readiness(row(**more), read_boot_log(log), public_key=key, port=port)


def states(now):
    return {step.key: step.state for step in now.steps}


def test_all_is_done():
    now = look()
    assert now.ready
    assert set(states(now).values()) == {"done"}
    assert now.text == "ready"
    by_key = {step.key: step for step in now.steps}
    assert by_key["key"].title == "Key installed for debian"
    assert by_key["network"].evidence == "10.0.0.5 on ens3, according to its log"
    assert by_key["user_data"].uptime == 20.0
    assert by_key["user_data"].at.isoformat() == "2026-11-23T17:57:07+00:00"


def test_every_step_is_said_with_what_to_do_next():
    words = str(look(port=SshProbe("closed", FLOATING, "it refuses", True)))
    assert "lens: waiting: Port 22 answers from here" in words
    assert "it refuses" in words
    assert "run the doctor" in words


@pytest.mark.parametrize(
    ("more", "key", "state"),
    [
        ({"status": "BUILD", "task": "scheduling"}, "scheduled", "running"),
        ({"status": "BUILD", "task": "spawning"}, "built", "running"),
        (
            {"status": "ERROR", "fault": "No valid host was found.", "launched": None},
            "scheduled",
            "failed",
        ),
        ({"status": "ERROR", "fault": "boom"}, "built", "failed"),
        ({"status": "SHUTOFF"}, "built", "failed"),
        ({"addresses": "10.0.0.9"}, "network", "failed"),
        ({"log": s.BOOT}, "user_data", "running"),
        ({"log": s.CONDOR_FAILED}, "user_data", "failed"),
        ({"log": s.PANIC}, "network", "failed"),
        ({"log": s.NO_KEY}, "key", "failed"),
        ({"log": s.DISK_FULL}, "user_data", "failed"),
        ({"log": s.FORGED_TO_CONSOLE}, "host_keys", "unknown"),
        ({"port": SshProbe("stranger", FLOATING, "another machine", True)}, "port", "failed"),
    ],
)
def test_what_holds_it_up_is_the_step_to_look_at(more, key, state):
    now = look(**more)
    assert states(now)[key] == state
    assert not now.ready or state == "unknown"
    if state == "failed":
        assert now.failed
        assert now.current.key == key or states(now)[now.current.key] == "failed"


def test_another_key_than_the_chosen_one_is_a_failure():
    now = look(key=s.MALLORY)
    assert states(now)["key"] == "failed"
    assert "laptop" in now.current.evidence


def test_a_worker_without_a_key_can_be_ready():
    now = readiness(row(key=""), read_boot_log(GOOD), port=SSH)
    assert now.ready
    assert states(now)["key"] == "unknown"


def test_without_a_floating_ip_it_is_booted_but_not_reached():
    now = look(port=SshProbe("closed", "10.0.0.5"), floating_ip="", addresses="10.0.0.5")
    assert now.ready
    assert states(now)["port"] == "unknown"
    assert now.steps[-1].todo == "Associate a floating IP."


def test_a_system_that_says_nothing_is_ready_when_ssh_answers():
    assert look(s.NO_CLOUD_INIT).ready
    assert not look("", SshProbe("closed", FLOATING, "", True)).ready
    assert look(s.CIRROS, SSH, addresses=f"10.0.0.7, {FLOATING}").ready


def test_nothing_read_yet_is_no_failure():
    now = readiness(row(), None)
    assert not now.ready
    assert not now.failed
    assert states(now)["network"] == "waiting"
