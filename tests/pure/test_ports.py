import pytest

from canfar_jupyter.ports import Rule, in_words, is_open, open_ports

SSH = Rule("ingress", "tcp", 22, 22, "0.0.0.0/0")


@pytest.mark.parametrize(
    ("rule", "open_to_all", "open_to_me"),
    [
        (SSH, True, True),
        (Rule("ingress", "tcp", 1, 65535), True, True),
        (Rule("ingress"), True, True),
        (Rule("ingress", "tcp", 22, 22, "203.0.113.0/24"), True, True),
        (Rule("ingress", "tcp", 22, 22, "10.0.0.0/8"), True, False),
        (Rule("ingress", "tcp", 22, 22, "::/0", ethertype="IPv6"), True, False),
        (Rule("egress", "tcp", 22, 22, "0.0.0.0/0"), False, False),
        (Rule("ingress", "udp", 22, 22), False, False),
        (Rule("ingress", "tcp", 80, 443), False, False),
        (Rule("ingress", group="default"), False, False),
    ],
)
def test_port_22_is_open_or_not(rule, open_to_all, open_to_me):
    assert is_open([rule], 22) is open_to_all
    assert is_open([rule], 22, "203.0.113.9") is open_to_me


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (SSH, "SSH from anywhere"),
        (Rule("ingress", "tcp", 8000, 8010, "10.0.0.0/8"), "tcp 8000-8010 from 10.0.0.0/8"),
        (Rule("ingress", "udp", 53, 53), "udp 53 from anywhere"),
        (Rule("ingress", "icmp", 8, 0, "0.0.0.0/0"), "icmp from anywhere"),
        (Rule("ingress", group="g"), "everything from members of a group"),
    ],
)
def test_a_rule_in_words(rule, words):
    assert in_words(rule) == words


def test_equal_rules_are_said_once():
    six = Rule("ingress", "tcp", 22, 22, "::/0", ethertype="IPv6")
    assert open_ports([SSH, six, Rule("egress")]) == "SSH from anywhere"
