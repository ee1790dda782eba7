import os
import stat
import subprocess

import pytest

from canfar_jupyter.errors import Conflict, Invalid
from canfar_jupyter.local.ssh_keys import make_pair, pair_of, private_key, public_keys
from canfar_jupyter.model.keys.public_key import check_key


def test_a_pair_is_made_that_ssh_keygen_takes(tmp_path):
    where = tmp_path / "ssh"
    key = make_pair("id_canfar", where)
    private = where / "id_canfar"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(where.stat().st_mode) == 0o700
    assert (where / "id_canfar.pub").read_text() == f"{key.line}\n"
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", private], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == key.shown
    derived = subprocess.run(
        ["ssh-keygen", "-y", "-f", private], capture_output=True, text=True, check=True
    ).stdout
    assert derived.split()[:2] == key.line.split()[:2]


def test_a_pair_that_is_there_is_found_and_half_of_one_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    private, made = pair_of("me")
    assert private == tmp_path / ".ssh" / "me"
    before = private.read_bytes()
    assert pair_of("me") == (private, made)
    assert private.read_bytes() == before
    private.unlink()
    with pytest.raises(Conflict, match=r"me\.pub already exists"):
        pair_of("me")
    with pytest.raises(Invalid):
        pair_of("../me")


def test_the_mode_holds_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        make_pair("id", tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "id").stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["id", "id.pub"])
def test_nothing_is_ever_written_over(tmp_path, there):
    (tmp_path / there).write_text("mine")
    with pytest.raises(Conflict, match="already exists") as caught:
        make_pair("id", tmp_path)
    assert caught.value.field == "name"
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    (tmp_path / "id").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Conflict):
        make_pair("id", tmp_path)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["", "../id", "a/b", "-x", "id.pub", "x" * 65, "a b", "é"])
def test_a_name_that_is_no_plain_file_name_is_refused(tmp_path, name):
    with pytest.raises(Invalid) as caught:
        make_pair(name, tmp_path)
    assert caught.value.field == "name"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Invalid, match="could not be written"):
        make_pair("id", tmp_path / "file" / "ssh")


def test_public_keys_are_found_and_what_is_none_says_why(tmp_path):
    key = make_pair("good", tmp_path)
    (tmp_path / "bad.pub").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    (tmp_path / "large.pub").write_text("x" * 70000)
    os.mkfifo(tmp_path / "pipe.pub")
    found = {one.path.name: one for one in public_keys(tmp_path)}
    assert list(found) == ["bad.pub", "good.pub", "large.pub", "pipe.pub"]
    assert found["good.pub"].key == key
    assert "private key" in found["bad.pub"].problem
    assert "too large" in found["large.pub"].problem
    assert found["pipe.pub"].problem == "This is not a regular file."


def test_a_folder_that_is_not_there_has_no_keys(tmp_path):
    assert list(public_keys(tmp_path / "none")) == []


@pytest.mark.parametrize("kind", [["rsa", "-b", "2048"], ["rsa", "-b", "4096"], ["ecdsa"]])
def test_keys_are_shown_as_ssh_keygen_shows_them(tmp_path, kind):
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", *kind, "-N", "", "-C", "me", "-f", file], check=True)
    key = check_key((tmp_path / "key.pub").read_text())
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", file], capture_output=True, text=True, check=True
    ).stdout
    assert key.shown == shown.strip()
    assert bool(key.advice) == ("2048" in kind)


def test_a_private_key_is_read_as_it_was_written(tmp_path):
    make_pair("id_cloud", tmp_path)
    assert private_key(tmp_path / "id_cloud") == (tmp_path / "id_cloud").read_bytes()


@pytest.mark.parametrize("name", ["gone", "link", "pipe", "folder", "id_cloud.pub"])
def test_what_is_no_private_key_of_this_user_is_not_read(tmp_path, name):
    make_pair("id_cloud", tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "id_cloud")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Invalid, match=f"{name} (cannot be read|is not a private key)"):
        private_key(tmp_path / name)
