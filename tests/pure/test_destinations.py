import pytest

from canfar_jupyter.local import destinations


@pytest.fixture(autouse=True)
def on_voila(monkeypatch):
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    monkeypatch.delenv(destinations.NAMED, raising=False)


def test_only_a_page_for_others_is_guarded(monkeypatch):
    assert destinations.guarded()
    monkeypatch.setenv(destinations.NAMED, "any")
    assert not destinations.guarded()
    monkeypatch.setenv(destinations.NAMED, "")
    monkeypatch.delenv("VOILA_BASE_URL")
    assert destinations.guarded()
    monkeypatch.delenv(destinations.NAMED)
    assert not destinations.guarded()


@pytest.mark.parametrize("address", ["185.125.190.37", "2620:2d:4000:1::17"])
def test_public_addresses_answer_for_the_ports_of_the_web(address):
    assert destinations.allows(address, 443)
    assert destinations.allows(address, 80)
    assert not destinations.allows(address, 22)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.0.224",
        "172.16.0.1",
        "192.168.1.1",
        "100.100.100.200",  # a metadata service
        "169.254.169.254",  # that of OpenStack
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",  # 6to4 of 127.0.0.1
        "64:ff9b::a9fe:a9fe",  # NAT64 of 169.254.169.254
    ],
)
def test_addresses_behind_the_server_are_not_fetched_from(address):
    assert not destinations.allows(address, 80)


def test_the_owner_can_name_networks_whatever_their_port(monkeypatch):
    monkeypatch.setenv(destinations.NAMED, "10.21.0.0/16 nonsense, 192.168.7.7;fd00::/8")
    assert destinations.allows("10.21.3.4", 8080)
    assert not destinations.allows("10.22.3.4", 80)
    monkeypatch.setenv(destinations.NAMED, "192.168.7.7,fd00::/8")
    assert destinations.allows("192.168.7.7", 80)
    assert destinations.allows("::ffff:192.168.7.7", 80)
    assert destinations.allows("fd00::5", 80)
