import pytest

from canfar_jupyter.errors import Conflict
from canfar_jupyter.model.network.rules import Rule, open_ports
from canfar_jupyter.widgets.security_groups.table import SecurityGroupTable
from tests.support.rows import SSH


def cell(table, id_, key):
    place = [column["key"] for column in table.table.columns].index(key) + 4
    return next(row for row in table.table._read()["rows"] if row[0] == id_)[place]


def ssh(cloud, *rules):
    """Give the project a group that lets in SSH."""
    rules = rules or (Rule("ingress", "tcp", 22, 22, "0.0.0.0/0", id="r1"),)
    row = {"id": "g-ssh", "name": "ssh", "rules": rules, "open_ports": open_ports(rules)}
    cloud.security_groups.load(row)


@pytest.fixture
def groups(store, cloud):
    table = SecurityGroupTable(store)
    cloud.settle()
    return table


def offered(groups):
    return [label for label, one in groups.templates.items() if one.layout.display != "none"]


def test_a_row_says_what_it_lets_in_and_what_uses_it(cloud, groups):
    ssh(cloud)
    cloud.servers.change("s-a", security_groups=("default", "ssh"))
    assert cell(groups, "g-ssh", "allows") == "SSH from anywhere"
    assert cell(groups, "g-ssh", "used_by") == "lens-a"


def test_a_comma_in_the_name_of_another_group_makes_no_user(cloud, groups):
    ssh(cloud)
    cloud.servers.change("s-a", security_groups=("default, ssh",))
    assert cell(groups, "g-ssh", "used_by") == "not used"
    cloud.servers.change("s-a", security_groups=("ssh",))
    assert cell(groups, "g-ssh", "used_by") == "lens-a"


def test_a_template_is_one_click_and_is_not_offered_again(cloud, groups):
    assert offered(groups) == ["SSH", "Web", "Jupyter", "SSH from my address"]
    groups.templates["Web"].click()
    cloud.settle()
    [made] = [row for row in cloud.security_groups.values() if row["name"] == "web"]
    assert made["open_ports"] == "HTTP from anywhere, HTTPS from anywhere"
    assert offered(groups) == ["SSH", "Jupyter", "SSH from my address"]


def test_ssh_from_my_address_opens_it_to_this_computer_only(cloud, groups):
    groups.templates["SSH from my address"].click()
    cloud.settle()
    [made] = [row for row in cloud.security_groups.values() if row["name"].startswith("ssh-from")]
    assert made["open_ports"] == f"SSH from {cloud.address}/32"
    assert "SSH from my address" not in offered(groups)


def test_deleting_is_refused_in_words_while_it_is_used(cloud, groups):
    ssh(cloud)
    cloud.servers.change("s-a", security_groups=("ssh",))
    blocked = next(row for row in groups.table._read()["rows"] if row[0] == "g-ssh")[2]
    assert blocked["delete_security_group"] == "It is used by lens-a."
    groups.table.press("delete_security_group", ["g-ssh"])
    assert groups.dialog.question is None
    cloud.servers.change("s-a", security_groups=("default",))
    groups.table.press("delete_security_group", ["g-ssh"])
    groups.dialog.answer(True)
    cloud.settle()
    assert ("delete_security_group", "g-ssh") in cloud.sent


def test_rules_are_edited_in_a_panel_that_follows_the_list(cloud, groups):
    ssh(cloud)
    groups.table.press("edit", ["g-ssh"])
    editor = groups.editor
    assert editor.group.value == "g-ssh"
    editor.service.value = "HTTP"
    editor.add_rule()
    cloud.settle()
    words = [row.children[0].value for row in editor.rules.children]
    assert words == ["SSH from anywhere", "HTTP from anywhere"]
    cloud.security_groups.drop("g-ssh")
    assert groups.editor is None


def test_a_new_group_is_open_once_it_is_there(cloud, groups):
    groups.new.click()
    groups.editor.name.value = "sky"
    groups.editor.save_group()
    cloud.settle()
    assert groups.panel.head.name == "sky"
    assert groups.editor.name.value == "sky"


def test_a_rule_that_lets_one_in_is_not_removed_without_a_question(cloud, groups):
    ssh(cloud)
    cloud.servers.change("s-a", security_groups=("default", "ssh"))
    groups.table.press("edit", ["g-ssh"])
    editor = groups.editor
    [rule] = cloud.security_groups["g-ssh"]["rules"]
    editor.remove("g-ssh", rule)
    question = editor.dialog.question
    assert "lets in SSH from here to lens-a" in question.warning
    assert not [sent for sent in cloud.sent if sent[0] == "delete_rule"]
    editor.dialog.answer(True)
    cloud.settle()
    assert ("delete_rule", "r1") in cloud.sent


def test_a_rule_beside_which_another_lets_one_in_goes_at_once(cloud, groups):
    other = Rule("ingress", "tcp", 22, 22, "192.0.2.0/24", id="r2")
    ssh(cloud, Rule("ingress", "tcp", 22, 22, "0.0.0.0/0", id="r1"), other)
    cloud.servers.change("s-a", security_groups=("ssh",))
    groups.table.press("edit", ["g-ssh"])
    groups.editor.remove("g-ssh", other)
    cloud.settle()
    assert ("delete_rule", "r2") in cloud.sent


def test_a_rule_of_a_group_that_nothing_uses_goes_at_once(cloud, groups):
    ssh(cloud, SSH)
    groups.table.press("edit", ["g-ssh"])
    groups.editor.remove("g-ssh", SSH)
    cloud.settle()
    assert [sent[0] for sent in cloud.sent if sent[0] == "delete_rule"] == ["delete_rule"]


def test_a_template_that_is_refused_says_why(cloud, groups):
    cloud.refuse = Conflict("There are too many.")
    groups.templates["SSH"].click()
    cloud.settle()
    assert [item["text"] for item in groups.messages.items] == ["There are too many."]
    assert "SSH" in offered(groups)
