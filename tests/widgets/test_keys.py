import pytest

from canfar_jupyter.local import ssh_keys
from canfar_jupyter.widgets.keys.table import KeyTable

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXA ada"


def cell(table, id_, key):
    place = [column["key"] for column in table.table.columns].index(key) + 4
    return next(row for row in table.table._read()["rows"] if row[0] == id_)[place]


@pytest.fixture
def keys(store, cloud):
    table = KeyTable(store)
    cloud.settle()
    return table


def test_a_row_says_where_a_key_is_used_and_that_its_private_half_is_not_here(cloud, keys):
    assert cell(keys, "laptop", "used_by") == "lens-a, lens-b"
    assert cell(keys, "laptop", "here")[0] == "Not on this computer"
    cloud.servers.change("s-b", key="")
    assert cell(keys, "laptop", "used_by") == "lens-a"
    cloud.servers.drop("s-a")
    assert cell(keys, "laptop", "used_by") == "not used"


def test_a_pair_that_is_made_says_where_its_private_key_is_until_done(cloud, keys, wire):
    keys.toggle_add()
    keys.picker.files.name.value = "sky"
    keys.picker.files.make_pair()
    cloud.settle()
    assert ("import_key", "sky") in [sent[:2] for sent in cloud.sent]
    assert cell(keys, "sky", "here")[0] == "Here"
    assert cell(keys, "sky", "here")[3] == "~/.ssh/sky"
    assert not keys.picker.more.value, "the fields close"
    assert keys.picker.made.path == str(ssh_keys.folder() / "sky")
    wire.say(keys.picker.made, op="done")
    assert keys.picker.made.path == ""
    assert {"do": "focus"} in wire.sent(keys.add)


def test_the_fields_open_and_close_by_the_same_button(keys):
    keys.add.click()
    assert keys.picker.more.value
    keys.add.click()
    assert not keys.picker.more.value


def test_deleting_asks_and_names_what_uses_it(cloud, keys):
    keys.table.press("delete_key", ["laptop"])
    question = keys.dialog.question
    assert question.title == "Delete the key pair laptop?"
    assert question.warning.startswith("lens-a, lens-b, launched with it, keep it")
    assert not [sent for sent in cloud.sent if sent[0] == "delete_key"]
    keys.dialog.answer(True)
    cloud.settle()
    assert [sent for sent in cloud.sent if sent[0] == "delete_key"] == [("delete_key", "laptop")]


def test_the_fingerprint_is_copied_by_a_click(keys):
    [column] = [one for one in keys.table.columns if one["key"] == "fingerprint"]
    assert column["kind"] == "code"


def test_the_public_key_is_shown_and_goes_with_its_row(cloud, keys):
    cloud.keypairs.change("laptop", public_key=LINE)
    keys.table.press("copy", ["laptop"])
    [shown] = keys.drawer.children
    assert shown.children[0].value == LINE
    cloud.keypairs.drop("laptop")
    assert keys.drawer.children == ()
