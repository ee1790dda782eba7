"""Key pairs of the launch form: found here, made here."""

from ipywidgets import Widget

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


def everything_saved(wire):
    """Return what the kernel told the browser, and all that a saved notebook has of the widgets."""
    return wire.everything() + repr(Widget.get_manager_state(widgets=None))


def test_a_pair_that_was_made_says_what_to_do_with_it_until_it_is_done(form, cloud, home, wire):
    form.key.more.value = True
    form.key.files.name.value = "id_new"
    form.key.files.make.click()
    cloud.settle()
    made, path = form.key.made, home / "ssh" / "id_new"
    assert (made.name, made.path) == ("id_new", str(path))
    assert made.login == f"ssh -i {path} USER@ADDRESS"
    assert made.copy == f"scp -p {path} YOU@OTHER-COMPUTER:.ssh/"
    assert wire.sent(made) == [{"op": "focus"}]
    cloud.keypairs.load({"id": "desk", "name": "desk"})  # read again: it stays
    assert made.path == str(path)
    wire.say(made, op="done")
    assert (made.name, made.path, made.login, made.copy) == ("", "", "", "")
    assert {"do": "focus"} in wire.sent(form.key.choice)


def test_a_private_key_is_downloaded_as_a_message_and_never_saved(form, cloud, home, wire):
    form.key.files.make.click()
    cloud.settle()
    made, secret = form.key.made, (home / "ssh" / "id_canfar").read_bytes()
    wire.say(made, op="download", path="/etc/passwd", name="../x")
    assert wire.sent(made)[-1] == {"op": "file", "name": "id_canfar"}
    assert wire.buffers == [secret]
    for line in secret.decode().splitlines()[1:-1]:
        assert line not in everything_saved(wire)
    wire.say(made, op="done")
    wire.say(made, op="download")
    assert wire.buffers == [secret]  # nothing more


def test_why_a_private_key_cannot_be_downloaded_is_said(form, cloud, home, wire):
    form.key.files.make.click()
    cloud.settle()
    (home / "ssh" / "id_canfar").write_text("something else")
    wire.say(form.key.made, op="download")
    assert "is not a private key any more." in wire.sent(form.key.made)[-1]["text"]
    (home / "ssh" / "id_canfar").unlink()
    wire.say(form.key.made, op="download")
    assert "cannot be read: No such file" in wire.sent(form.key.made)[-1]["text"]
    assert wire.buffers == []


def test_a_key_that_was_there_before_closes_the_panel_at_once(form, cloud, home):
    ssh_keys.make_pair("id_old", home / "ssh")
    form.key.more.value = True
    form.key.files.add.click()
    cloud.settle()
    assert (form.key.more.value, form.key.made.path) == (False, "")


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
