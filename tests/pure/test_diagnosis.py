"""Each way to be kept out is found by its evidence."""

from dataclasses import replace

import pytest

from canfar_jupyter.model.bootlog import read_boot_log
from canfar_jupyter.model.doctor.diagnosis import Facts, diagnose
from canfar_jupyter.model.instances.addresses import best_address
from canfar_jupyter.model.instances.login_user import LoginUser, of_distribution, of_image, of_log
from canfar_jupyter.model.instances.steps import SshProbe
from canfar_jupyter.model.network import rules
from tests.bootlog import samples as s
from tests.pure.test_readiness import FLOATING, GOOD, SSH, row


def group(*rules, name="default"):
    return {"id": f"g-{name}", "name": name, "rules": rules}


def ssh_from(cidr):
    return rules.Rule("ingress", "tcp", 22, 22, cidr)


WELL = Facts(
    row=row(),
    report=read_boot_log(GOOD),
    public_key=s.ALICE,
    own_key="/home/me/.ssh/id_ed25519",
    user=LoginUser("debian", "boot log"),
    port=SSH,
    groups=(group(ssh_from("0.0.0.0/0")),),
    routed=True,
    gateway=True,
    remembered=False,
)
SILENT = SshProbe("unreachable", FLOATING, "it does not answer", True)


def test_nothing_is_wrong():
    diagnosis = diagnose(WELL)
    assert diagnosis.cause is None
    assert {f.state for f in diagnosis.findings} == {"good"}
    assert diagnosis.text == "lens: nothing wrong was found."


@pytest.mark.parametrize(
    ("changes", "key", "state"),
    [
        ({"row": row(key=""), "public_key": ""}, "key", "bad"),
        ({"public_key": ""}, "key", "warn"),
        ({"own_key": ""}, "own_key", "warn"),
        ({"public_key": s.MALLORY}, "installed", "bad"),
        ({"row": row(floating_ip="", addresses="10.0.0.5"), "port": SshProbe()}, "address", "bad"),
        ({"groups": (group(),), "port": SILENT}, "group", "bad"),
        ({"groups": (group(ssh_from("8.8.8.0/24")),), "my_address": "9.9.9.9"}, "group", "bad"),
        ({"groups": (group(ssh_from("8.8.8.0/24")),), "my_address": "10.0.0.1"}, "group", "warn"),
        ({"groups": (group(ssh_from("8.8.8.0/24")),), "my_address": "8.8.8.8"}, "group", "good"),
        ({"routed": False}, "router", "bad"),
        ({"gateway": False}, "router", "bad"),
        ({"user": LoginUser("", "nothing tells")}, "user", "unknown"),
        ({"report": read_boot_log(s.BOOT), "port": SILENT}, "sshd", "warn"),
        ({"report": read_boot_log(s.recorded("f")), "port": SILENT}, "sshd", "bad"),
        ({"report": read_boot_log(s.recorded("f"))}, "user_data", "bad"),
        ({"report": read_boot_log(s.recorded("b"))}, "user_data", "warn"),
        ({"remembered": True}, "remembered", "bad"),
        ({"port": SshProbe("stranger", FLOATING, "another", True)}, "stranger", "bad"),
        ({"row": row(status="SHUTOFF")}, "running", "bad"),
        ({"row": row(status="SHUTOFF", task="powering-on")}, "running", "bad"),
        ({"row": row(status="ERROR", fault="No valid host")}, "running", "bad"),
        ({"configured_user": "centos"}, "user", "bad"),
        ({"configured_user": "debian"}, "user", "good"),
        ({"report": read_boot_log(s.PANIC)}, "panic", "bad"),
        ({"port": SILENT}, "port", "warn"),
    ],
)
def test_each_way_to_be_kept_out_is_found(changes, key, state):
    diagnosis = diagnose(replace(WELL, **changes))
    (finding,) = [f for f in diagnosis.findings if f.key == key]
    assert finding.state == state
    assert finding.evidence
    assert finding.todo or state == "good"
    if state == "bad":
        assert diagnosis.cause is not None


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"row": row(status="SHUTOFF")}, "start"),
        ({"row": row(status="PAUSED")}, "start"),
        ({"row": row(status="SHELVED_OFFLOADED")}, "start"),
        ({"row": row(status="SHUTOFF", task="powering-on")}, None),  # it is being started
        ({"row": row(status="ERROR")}, None),
        ({"row": row(floating_ip="", addresses="10.0.0.5"), "port": SshProbe()}, "floating_ip"),
        ({"groups": (group(),), "port": SILENT}, "open_port"),
        ({"remembered": True}, "known_hosts"),
    ],
)
def test_what_a_button_can_mend_has_one(changes, kind):
    cause = diagnose(replace(WELL, **changes)).cause
    assert (cause.fix.kind if cause.fix else None) == kind


def test_a_door_for_some_is_opened_for_your_address_only():
    some = (group(ssh_from("8.8.8.0/24")),)
    fix = diagnose(replace(WELL, groups=some, my_address="9.9.9.9")).cause.fix
    assert (fix.cidr, fix.label) == ("9.9.9.9/32", "Open port 22 in default to 9.9.9.9")
    closed = diagnose(replace(WELL, groups=(group(),))).cause.fix
    assert closed.cidr == rules.ANYWHERE


def test_the_wrong_user_is_told_with_both_names_and_where_they_are_from():
    cause = diagnose(replace(WELL, configured_user="centos")).cause
    assert cause.evidence == "~/.ssh/config says centos, but boot log says debian"
    assert "ssh debian@ADDRESS" in cause.todo


def test_a_rule_for_ipv6_does_not_open_ipv4():
    rule = rules.Rule("ingress", "tcp", 22, 22, "::/0", ethertype="IPv6")
    (finding,) = [
        f for f in diagnose(replace(WELL, groups=(group(rule),))).findings if f.key == "group"
    ]
    assert finding.state == "bad"
    assert finding.fix.target == "g-default"


def test_the_causes_come_first_and_the_words_have_all_of_it():
    words = str(diagnose(replace(WELL, groups=(group(),), remembered=True)))
    first, second, *_ = words.splitlines()
    assert first == "lens: Its security groups keep SSH out. Allow tcp port 22."
    assert second.startswith("  !!")


def test_the_login_user_in_the_order_of_its_sources():
    report = read_boot_log(GOOD)
    assert of_log(report, s.ALICE) == LoginUser("debian", "boot log", "sure")
    assert of_log(read_boot_log("")) is None
    assert of_image({"os_admin_user": "astro"}).source == "image property os_admin_user"
    assert of_image({"os_admin_user": "-oProxyCommand=x"}) is None
    assert of_distribution("centos", "7").user == "centos"
    assert of_distribution("centos", "9").user == "cloud-user"
    assert of_distribution("", "", "My-Rocky-9-image").user == "rocky"
    assert of_distribution("", "", "pipeline") is None


DUAL = {"addresses": "2001:db8:1::17, 192.0.2.17", "floating_ip": ""}


def of(diagnosis, key):
    return next(f for f in diagnosis.findings if f.key == key)


def test_of_two_stacks_both_addresses_are_looked_at():
    told = diagnose(replace(WELL, row=row(**DUAL), port=SshProbe()))
    assert "2001:db8:1::17 and 192.0.2.17" in of(told, "address").evidence
    assert of(told, "group").state == "good"
    by_v6 = group(rules.Rule("ingress", "tcp", 22, 22, "::/0", ethertype="IPv6"))
    told = diagnose(replace(WELL, row=row(**DUAL), port=SshProbe(), groups=(by_v6,)))
    assert of(told, "group").state == "good"


def test_of_two_stacks_the_public_address_or_that_of_ipv4_is_gone_to():
    assert best_address(row(**DUAL)) == "192.0.2.17"
    assert best_address(row(addresses="10.0.0.5, 2606:4700::1", floating_ip="")) == "2606:4700::1"
    assert best_address(row(**DUAL | {"floating_ip": FLOATING})) == FLOATING
    assert best_address(row(addresses="-oProxyCommand=x", floating_ip="")) == ""


def test_ssh_from_an_address_group_is_neither_open_to_all_nor_known_to_be_closed():
    rule = rules.Rule("ingress", "tcp", 22, 22, address_group="a1")
    told = diagnose(replace(WELL, groups=(group(rule),), my_address="8.8.8.8"))
    assert of(told, "group").state == "warn"
    assert "an address group" in of(told, "group").evidence


def test_a_boot_that_ended_early_is_the_cause():
    report = read_boot_log("SeaBIOS (version 1.16)\nNo bootable device.\n")
    told = diagnose(replace(WELL, report=report, port=SILENT))
    assert told.cause.title == "Its boot ended early"
    assert "do not terminate it" in told.cause.todo


def test_no_metadata_and_talos_are_said():
    report = read_boot_log("failed to read iid from metadata. tried 20\n")
    assert of(diagnose(replace(WELL, report=report)), "user_data").title == (
        "It did not reach the metadata service"
    )
    report = read_boot_log("[    3.1] [talos] phase done\n")
    assert "talosctl" in of(diagnose(replace(WELL, report=report)), "sshd").todo


def test_a_private_key_that_others_may_read_is_not_used_by_ssh():
    told = diagnose(replace(WELL, own_key_open=True))
    assert told.cause.key == "own_key"
    assert "chmod 600" in told.cause.todo
