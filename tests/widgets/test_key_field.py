import subprocess

import pytest

from canfar_jupyter.errors import Conflict
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.launch.form import LaunchForm


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada@laptop", "-f", str(file)]
    subprocess.run(command, check=True)
    return file.read_text(), file.with_suffix(".pub").read_text()


@pytest.fixture
def form(store):
    return LaunchForm(store, Messages())


def test_a_public_key_is_added_and_chosen(form, cloud, wire, pair):
    form.key.more.value = True
    wire.say(form.key.new, op="add", name="observatory", key=pair[1])
    assert cloud.sent == [("import_key", "observatory", pair[1].strip())]
    assert form.spec.key == "observatory"
    assert wire.sent(form.key.new) == [{"op": "done"}]
    assert form.key.more.value is False


def test_a_private_key_is_refused_and_is_nowhere_in_what_travels(form, cloud, wire, pair):
    wire.say(form.key.new, op="add", name="mine", key=pair[0])
    (answer,) = wire.sent(form.key.new)
    assert answer["text"].startswith("This is a private key.")
    assert cloud.sent == []
    assert pair[0].splitlines()[1] not in wire.everything()


@pytest.mark.parametrize("key", ["", "ssh-ed25519 AAAA", "hello", "ssh-rsa not-base64"])
def test_a_broken_key_is_refused_in_a_sentence(form, cloud, wire, key):
    wire.say(form.key.new, op="add", name="mine", key=key)
    assert wire.sent(form.key.new)[-1]["op"] == "failed"
    assert cloud.sent == []


def test_a_key_without_a_name_asks_for_one(form, wire, pair):
    wire.say(form.key.new, op="add", name=" ", key=pair[1])
    assert wire.sent(form.key.new)[-1]["text"].startswith("Enter a name for the key.")


def test_what_the_cloud_says_of_a_key_is_said_beside_it(form, cloud, wire, pair):
    cloud.refuse = Conflict("There is a key named laptop already.", hint="Choose another name.")
    wire.say(form.key.new, op="add", name="laptop", key=pair[1])
    answer = wire.sent(form.key.new)[-1]
    assert answer["text"] == "There is a key named laptop already. Choose another name."
    assert form.spec.key == "laptop"


def test_a_public_key_is_in_no_trait(form, wire, pair):
    wire.say(form.key.new, op="add", name="observatory", key=pair[1])
    assert pair[1].split()[1] not in repr(wire.state(form.key.new))


def test_a_key_chosen_by_hand_stays_when_the_list_is_read_again(form, cloud):
    cloud.keypairs.load({"id": "desk", "name": "desk"})
    form.key.choice.value = "laptop"
    cloud.keypairs.load({"id": "aaa", "name": "aaa"})
    assert form.spec.key == "laptop"
    form.key.choice.value = ""
    cloud.keypairs.load({"id": "bbb", "name": "bbb"})
    assert form.spec.key is None
