"""What the launch form knows of addresses, open ports and volumes before it launches."""

import pytest

from canfar_jupyter.cloud import Offers
from canfar_jupyter.model.network.rules import Rule
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.launch.form import LaunchForm


@pytest.fixture
def messages():
    return Messages()


def note(form, field):
    return form.fields[field].note.text


def test_a_volume_is_counted_in_the_quota_bars(store, messages, cloud):
    cloud.quotas.load(
        {"id": "volumes", "name": "volumes", "used": 1.0, "limit": 2.0},
        {"id": "volume_gib", "name": "volume_gib", "used": 10.0, "limit": 100.0},
    )
    cloud.offered = Offers(("nova",), (), volumes=True)
    form = LaunchForm(store, messages)
    cloud.settle()
    form.more.show()
    cloud.settle()
    more = form.more.content
    more.volume.value, more.from_volume.value = 20, True
    shown = {row["label"]: row["text"] for row in form.bars.rows}
    assert shown["Volumes"] == "1 → 2 of 2"
    assert shown["Volume storage"] == "10 → 30 of 100 GiB"
    assert not form.button.disabled
    more.volume.value = 91
    assert note(form, "volume") == "The project has 90 GiB of volumes left; this needs 91."
    assert form.button.disabled


def test_an_address_is_looked_up_once_it_is_one_and_judged_before_the_launch(
    store, messages, cloud
):
    cloud.subnet_rows = {
        "a": {"network": "n1", "cidr": "10.0.0.0/24", "gateway": "10.0.0.1", "taken": frozenset()}
    }
    form = LaunchForm(store, messages)
    cloud.settle()
    form.more.show()
    cloud.settle()
    form.more.content.fixed_ip.value = "10.0.1."
    assert ("subnets",) not in cloud.sent
    form.more.content.fixed_ip.value = "10.0.1.7"
    assert cloud.sent.count(("subnets",)) == 1
    assert "its addresses are 10.0.0.0/24" in note(form, "fixed_ip")
    assert form.button.disabled
    form.more.content.fixed_ip.value = "10.0.0.7"
    assert note(form, "fixed_ip") == ""
    assert not form.button.disabled


MY_RANGES = {
    "mine": ("142.1.0.0/16", "142.1.2.3", "That lets in this Jupyter server (142.1.2.3)."),
    "another": ("10.0.0.0/8", "142.1.2.3", "It is closed to this Jupyter server (142.1.2.3)"),
    "IPv6": ("2620:4::/32", "2620:4::7", "That lets in this Jupyter server (2620:4::7)."),
    "the other kind": ("::/0", "142.1.2.3", "It is closed to this Jupyter server (142.1.2.3)"),
    "behind a router": ("10.0.0.0/8", "10.0.0.3", "has the private address 10.0.0.3, which would"),
}


@pytest.mark.parametrize("which", MY_RANGES)
def test_a_port_that_is_open_to_some_is_open_to_me_or_not(store, messages, which, cloud):
    cidr, address, says = MY_RANGES[which]
    cloud.address = address
    kind = "IPv6" if ":" in cidr else "IPv4"
    rule = Rule("ingress", "tcp", 22, 22, cidr, ethertype=kind)
    cloud.security_groups.load({"id": "narrow", "name": "narrow", "rules": (rule,)})
    form = LaunchForm(store, messages)
    cloud.settle()
    form.groups.choose("narrow")
    form.groups.pick(("narrow",))
    assert says in form.port.note.text
    where = "anywhere (IPv6)" if cidr == "::/0" else cidr
    assert note(form, "security_groups") == f"Port 22 is open from {where} only."
    assert form.port.layout.display is None
    assert not form.button.disabled  # the user may come in another way
