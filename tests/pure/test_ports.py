import pytest

from canfar_jupyter.model.network.rules import (
    ANYWHERE,
    Rule,
    in_words,
    is_open,
    open_ports,
    openings,
)

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
        (Rule("ingress", "tcp", 22, 22, None, ethertype="IPv6"), True, False),
        (Rule("ingress", "tcp", 22, 22, "2001:db8::/32", ethertype="IPv6"), True, False),
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
        (Rule("ingress", "tcp", 22, 22, "::/0", ethertype="IPv6"), "SSH from anywhere (IPv6)"),
        (Rule("ingress", "tcp", 22, 22, ethertype="IPv6"), "SSH from anywhere (IPv6)"),
    ],
)
def test_a_rule_in_words(rule, words):
    assert in_words(rule) == words


@pytest.mark.parametrize(
    ("address", "is_in"),
    [("2001:db8::7", True), ("2001:db9::7", False), ("203.0.113.9", False)],
)
def test_a_range_of_ipv6_lets_in_its_own_addresses_only(address, is_in):
    rule = Rule("ingress", "tcp", 22, 22, "2001:db8::/32", ethertype="IPv6")
    assert is_open([rule], 22, address) is is_in
    four = Rule("ingress", "tcp", 22, 22)  # anywhere, by IPv4
    assert is_open([four], 22, address) is ("." in address)


def test_equal_rules_are_said_once():
    six = Rule("ingress", "tcp", 22, 22, "::/0", ethertype="IPv6")
    assert open_ports([SSH, six, Rule("egress")]) == "SSH from anywhere"


@pytest.mark.parametrize(
    ("protocol", "low", "high", "words"),
    [
        ("ipv6-icmp", 128, None, "ICMPv6 from anywhere"),
        ("icmpv6", 128, 0, "ICMPv6 from anywhere"),
        ("58", None, None, "ICMPv6 from anywhere"),
        ("1", 8, 0, "icmp from anywhere"),
        ("6", 22, 22, "SSH from anywhere"),
        ("17", 53, 53, "udp 53 from anywhere"),
        ("132", 3868, 3868, "sctp 3868 from anywhere"),
        ("112", None, None, "vrrp from anywhere"),
        ("47", None, None, "gre from anywhere"),
        ("99", None, None, "protocol 99 from anywhere"),
        ("any", None, None, "everything from anywhere"),
    ],
)
def test_protocols_are_named_whether_neutron_has_a_name_or_a_number(protocol, low, high, words):
    assert in_words(Rule("ingress", protocol, low, high, ANYWHERE)) == words


def test_an_address_group_is_neither_anywhere_nor_known_to_have_an_address():
    rule = Rule("ingress", "tcp", 22, 22, address_group="a1")
    assert in_words(rule) == "SSH from an address group"
    assert openings([rule], 22) == ["an address group"]
    assert not is_open([rule], 22, "198.51.100.9")
    assert is_open([rule], 22)
