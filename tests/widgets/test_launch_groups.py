"""Port 22 and the security groups of a launch."""

import pytest

from canfar_jupyter.errors import Conflict
from canfar_jupyter.widgets.launch.form import LaunchForm
from tests.support.notes import note
from tests.support.rows import SSH


def test_port_22_is_opened_to_one_address_only(form, cloud):
    assert form.port.address.value == "192.0.2.7"
    form.port.mine.click()
    assert cloud.sent == [
        ("create_security_group", "ssh-from-192.0.2.7-32"),
        ("add_rule", "g1", "tcp", 22, 22, "192.0.2.7/32"),
    ]
    assert form.spec.security_groups == ("g-default", "g1")
    assert note(form, "security_groups") == "Port 22 is open from 192.0.2.7/32 only."


def test_an_address_that_is_private_is_said_to_be_so(store, messages, cloud):
    cloud.address = "192.168.1.5"
    form = LaunchForm(store, messages)
    cloud.settle()
    assert "private" in form.port.origin.text
    assert "cannot be determined from here" in form.port.origin.text


def test_a_range_that_is_none_is_refused_beside_it(form, cloud):
    form.port.address.value = "my laptop"
    form.port.mine.click()
    cloud.settle()
    assert "is not a CIDR" in form.port.note.text
    assert cloud.sent == []


def test_groups_of_one_name_are_told_apart_and_warned_of(form, cloud):
    cloud.security_groups.load(
        {"id": "g-webaaaa1", "name": "web"}, {"id": "g-webbbb2", "name": "web"}
    )
    shown = [tick.description for tick in form.groups.children]
    assert "web (g-webaaa): allows nothing in" in shown
    form.groups.choose("g-webaaaa1")
    cloud.security_groups.change("g-webaaaa1", rules=(SSH,), open_ports="SSH from anywhere")
    assert note(form, "security_groups").startswith("Several groups are named web")
    assert "g-webaaaa1" in form.spec.security_groups


@pytest.fixture
def editor(form):
    form.editor.show()
    return form.editor.content


def test_a_group_is_made_filled_emptied_and_deleted(form, editor, store, cloud):
    editor.name.value = "web"
    editor.save.click()
    cloud.settle()
    assert editor.group.value == "g1"
    editor.service.value = "HTTPS"
    editor.add.click()
    cloud.settle()
    editor.service.value = "TCP ports"
    editor.port.value = "8000-8010"
    editor.source.value = "10.1.2.3"
    editor.add.click()
    cloud.settle()
    words = [row.children[0].value for row in editor.rules.children]
    assert words == ["HTTPS from anywhere", "tcp 8000-8010 from 10.1.2.3/32"]
    assert cloud.sent[-1] == ("add_rule", "g1", "tcp", 8000, 8010, "10.1.2.3/32")
    editor.rules.children[0].children[1].click()
    cloud.settle()
    assert [row.children[0].value for row in editor.rules.children] == words[1:]
    editor.delete.click()
    assert editor.dialog.question.title == "Delete the group web?"
    editor.dialog.answer(yes=True)
    cloud.settle()
    assert "g1" not in store.security_groups


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Enter a name for the group."),
        ({"name": "default"}, "Another group is already named default"),
    ],
)
def test_a_group_that_cannot_be_is_refused_beside_it(editor, cloud, change, says):
    editor.name.value = change["name"]
    editor.save.click()
    cloud.settle()
    assert says in editor.note.text
    assert cloud.sent == []


@pytest.mark.parametrize(
    ("port", "source", "says"),
    [
        ("", "0.0.0.0/0", "Enter a port"),
        ("80-", "0.0.0.0/0", "Enter a port"),
        ("80", "home", "is not a CIDR"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_it(editor, cloud, port, source, says):
    editor.group.value = "g-default"
    editor.service.value, editor.port.value, editor.source.value = "TCP ports", port, source
    editor.add.click()
    cloud.settle()
    assert says in editor.note.text
    assert cloud.sent == []


def test_what_the_cloud_says_of_a_group_is_said_beside_it(editor, cloud):
    cloud.security_groups.load({"id": "g-web", "name": "web"})
    editor.group.value = "g-web"
    cloud.refuse = Conflict("Security Group g-web in use.")
    editor.delete.click()
    cloud.settle()
    editor.dialog.answer(yes=True)
    cloud.settle()
    assert "in use" in editor.note.text


def test_the_default_group_can_be_neither_renamed_nor_deleted(editor):
    editor.group.value = "g-default"
    assert editor.name.disabled
    assert editor.delete.layout.display == "none"
