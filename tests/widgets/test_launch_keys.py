"""Key pairs of the launch form: found here, made here."""

from canfar_jupyter.errors import Conflict
from canfar_jupyter.local import ssh_keys


def test_a_pair_is_made_here_and_only_its_public_half_goes(form, cloud, home, wire):
    form.key.files.name.value = "id_new"
    form.key.files.make.click()
    (sent,) = cloud.sent
    assert sent[:2] == ("import_key", "id_new")
    assert form.spec.key == "id_new"
    secret = (home / "ssh" / "id_new").read_text()
    assert "PRIVATE KEY" in secret
    for line in secret.splitlines()[1:-1]:
        assert line not in wire.everything()
    assert "ssh -i" in form.key.files.note.text


def test_a_file_that_is_there_is_never_written_over(form, cloud, home):
    (home / "ssh").mkdir()
    (home / "ssh" / "id_canfar").write_text("mine")
    form.key.files.make.click()
    cloud.settle()
    assert "already exists" in form.key.files.note.text
    assert cloud.sent == []
    assert (home / "ssh" / "id_canfar").read_text() == "mine"


def test_a_public_key_of_the_server_is_used_and_a_bad_one_says_why(form, cloud, home):
    key = ssh_keys.make_pair("id_old", home / "ssh")
    (home / "ssh" / "a_bad.pub").write_text("ssh-rsa AAAA")
    form.key.more.value = True
    assert list(form.key.files.found.options) == ["a_bad.pub", "id_old.pub"]
    assert form.key.files.add.disabled
    assert "damaged" in form.key.files.note.text
    form.key.files.found.value = "id_old.pub"
    assert form.key.files.note.text == key.shown
    form.key.files.add.click()
    assert cloud.sent == [("import_key", "id_old", key.line)]
    assert form.spec.key == "id_old"


def test_a_pair_that_the_cloud_does_not_take_stays_and_says_where(form, cloud, home):
    cloud.refuse = Conflict("Key pair 'id_canfar' already exists.", hint="Choose another name.")
    form.key.files.make.click()
    cloud.settle()
    assert "already exists" in form.key.files.note.text
    assert str(home / "ssh" / "id_canfar") in form.key.files.note.text
    assert (home / "ssh" / "id_canfar").exists()


def test_the_chosen_key_is_shown_as_ssh_keygen_shows_it(form, cloud, home):
    key = ssh_keys.make_pair("id_old", home / "ssh")
    cloud.keypairs.load({"id": "old", "name": "old", "public_key": key.line})
    form.key.choice.value = "old"
    assert form.key.shown.text == key.shown
