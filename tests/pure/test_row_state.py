import pytest

from canfar_jupyter.model.instances.readiness import Readiness
from canfar_jupyter.model.instances.row_state import row_state
from canfar_jupyter.model.instances.steps import Step
from canfar_jupyter.model.network.rules import Rule
from canfar_jupyter.model.network.way_in import closed_by
from tests.support.rows import blank


def server(**cells):
    return blank("servers", **{"id": "s", "name": "lens", "status": "ACTIVE"} | cells)


def at(key, state, evidence="", *, ready=False, failed=False):
    """Return the readiness of one whose last step that matters is this one."""
    return Readiness("lens", (Step(key, key.title(), state, evidence),), ready, failed)


def said(row, now=None):
    found = row_state(row, now)
    return found.text, found.tone, found.why, found.fix and found.fix[0], found.primary


FLOATING = {"floating_ip": "203.0.113.7", "addresses": "10.0.0.5, 203.0.113.7"}
ANSWERS = at("port", "done", "203.0.113.7: SSH-2.0", ready=True)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"task": "deleting"}, ("Terminating", "busy", "", None, "")),
        (
            {"task": "image_uploading"},
            ("Saving snapshot", "busy", "saving the snapshot", None, "connect"),
        ),
        ({"status": "BUILD", "task": "spawning"}, ("Launching", "busy", "starting", None, "log")),
        ({"status": "REBOOT"}, ("Reboot", "busy", "", None, "log")),
        (
            {"status": "ERROR", "fault": "No valid host was found."},
            ("Failed", "bad", "No valid host was found.", None, "doctor"),
        ),
        ({"status": "ERROR"}, ("Failed", "bad", "Nova gives no reason", None, "doctor")),
        (
            {"status": "SHUTOFF", "vcpus": 2},
            ("Shut off", "quiet", "keeps 2 cores of the quota", None, "start"),
        ),
        (
            {"status": "SHUTOFF", "vcpus": 1},
            ("Shut off", "quiet", "keeps 1 core of the quota", None, "start"),
        ),
        ({"status": "SHELVED_OFFLOADED", "vcpus": 2}, ("Shelved", "quiet", "", None, "start")),
        (
            {"status": "SHUTOFF", "task": "powering-on"},
            ("Powering on", "busy", "", None, "log"),
        ),
        (
            {"status": "VERIFY_RESIZE"},
            (
                "Confirm resize",
                "warn",
                "Its resize has to be confirmed or reverted",
                None,
                "connect",
            ),
        ),
        ({"status": "RESCUE"}, ("Rescue", "warn", "It runs a rescue system", None, "doctor")),
    ],
)
def test_what_nova_says_is_one_state_with_why_and_what_next(cells, expected):
    assert said(server(**cells)) == expected


@pytest.mark.parametrize(
    ("cells", "now", "expected"),
    [
        (FLOATING, ANSWERS, ("Ready", "good", "port 22 answers", None, "connect")),
        (FLOATING, None, ("Running", "good", "", None, "connect")),
        ({}, None, ("Running", "good", "no floating IP", "associate", "connect")),
        (
            {},
            at("port", "unknown", ready=True),
            ("Booted", "warn", "no floating IP", "associate", ""),
        ),
        (
            FLOATING,
            at("user_data", "running", "cloud-init is at init"),
            ("Booting", "busy", "cloud-init is at init", None, "log"),
        ),
        (
            FLOATING,
            at("host_keys", "waiting"),
            ("Booting", "busy", "next: Host_Keys", None, "log"),
        ),
        (
            FLOATING,
            at("port", "waiting", "203.0.113.7 refuses port 22"),
            ("No SSH yet", "warn", "203.0.113.7 refuses port 22", None, "doctor"),
        ),
        (
            FLOATING,
            at("user_data", "failed", "exit status 3", failed=True),
            ("Failed", "bad", "User_Data: exit status 3", None, "doctor"),
        ),
        (
            FLOATING | {"closed_by": ("g", "default")},
            at("port", "waiting", "no answer"),
            ("No way in", "warn", "port 22 is closed", "open_port", "doctor"),
        ),
        (
            FLOATING | {"closed_by": ("g", "default")},
            None,
            ("No way in", "warn", "port 22 is closed", "open_port", "doctor"),
        ),
        (
            FLOATING | {"closed_by": ("g", "default")},
            ANSWERS,  # from here it does: the groups are not all there is
            ("Ready", "good", "port 22 answers", None, "connect"),
        ),
    ],
)
def test_one_that_runs_tells_whether_it_can_be_used_and_the_fix_is_a_link(cells, now, expected):
    assert said(server() | cells, now) == expected


@pytest.mark.parametrize("cells", [{"status": "ERROR"}, {"status": "RESCUE"}])
def test_what_is_wrong_needs_attention_and_what_is_under_way_does_not(cells):
    assert row_state(server(**cells), None).needs_attention
    assert not row_state(server(status="BUILD"), None).needs_attention


def group(name, *rules, id_=""):
    return {"id": id_ or f"g-{name}", "name": name, "rules": rules}


SSH = Rule("ingress", "tcp", 22, 22, "0.0.0.0/0", None, "IPv4", "r")


def test_the_first_of_its_groups_is_the_one_to_be_opened():
    row = server(security_groups=("default", "web"), **FLOATING)
    assert closed_by(row, [group("web"), group("default")]) == ("g-web", "web")
    assert closed_by(row, [group("web"), group("default", SSH)]) is None


def test_a_comma_in_a_group_name_is_part_of_it():
    row = server(security_groups=("web, old",), **FLOATING)
    assert closed_by(row, [group("web"), group("old"), group("web, old")])[1] == "web, old"


def test_a_group_that_is_not_known_for_sure_is_not_opened():
    row = server(security_groups=("default", "web"), **FLOATING)
    assert closed_by(row, [group("web")]) is None
    assert closed_by(row, [group("web"), group("web", id_="g2"), group("default")]) is None
    assert closed_by(server(security_groups=()), [group("web")]) is None
