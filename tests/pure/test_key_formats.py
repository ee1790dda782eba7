"""Key files as Windows, openssl and clouds leave them; each made by the real tools."""

import codecs
import os
import subprocess

import pytest

from canfar_jupyter.errors import Invalid
from canfar_jupyter.local import ssh_keys
from canfar_jupyter.model.keys.formats import public_half, text_of
from canfar_jupyter.model.keys.public_key import check_key, fingerprint_of
from canfar_jupyter.ssh.keys import is_open_to_others, own_key


def keygen(path, *options):
    command = ["ssh-keygen", "-q", "-N", "", "-C", "me@laptop", "-f", str(path), *options]
    subprocess.run(command, check=True, capture_output=True)
    return path.with_name(f"{path.name}.pub").read_text()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".ssh"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    return keygen(tmp_path_factory.mktemp("key") / "k", "-t", "ed25519")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8-mark", "utf-16", "utf-16-be", "utf-16-without-mark", "crlf"],
)
def test_a_public_key_is_read_in_the_encodings_of_windows(tmp_path, line, encode):
    (tmp_path / "k.pub").write_bytes(encode(line))
    (found,) = ssh_keys.public_keys(tmp_path)
    assert found.problem == ""
    assert found.key.fingerprint == fingerprint_of(line)
    assert found.key.comment == "me@laptop"


def test_a_pasted_mark_is_no_part_of_the_key(line):
    assert check_key(f"\ufeff{line}").line == line.strip()


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
@pytest.mark.parametrize("form", ["PKCS8", "PEM"])
def test_a_public_key_in_pem_is_read(tmp_path, kind, form):
    if (kind, form) == ("ecdsa", "PEM"):
        pytest.skip("ssh-keygen writes ECDSA as PKCS8 only")
    public = keygen(tmp_path / "k", "-t", kind)
    command = ["ssh-keygen", "-e", "-m", form, "-f", str(tmp_path / "k.pub")]
    pem = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert check_key(pem).fingerprint == fingerprint_of(public)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "PEM is damaged"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "X.509"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n", "SSH2"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", "private key"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "private key"),
    ],
)
def test_what_is_no_public_key_is_named(text, words):
    with pytest.raises(Invalid, match=words):
        check_key(text)


@pytest.mark.parametrize(
    "options",
    [
        ("-t", "ed25519"),
        ("-t", "ed25519", "-N", "a passphrase"),
        ("-t", "rsa", "-b", "2048", "-m", "PEM"),
        ("-t", "rsa", "-b", "2048", "-m", "PKCS8"),
        ("-t", "ecdsa", "-m", "PEM"),
    ],
    ids=["openssh", "passphrase", "rsa-pem", "pkcs8", "ecdsa-pem"],
)
def test_a_private_key_is_found_without_its_pub(home, options):
    public = keygen(home / "me.pem", *options)
    (home / "me.pem.pub").unlink()
    assert own_key(fingerprint_of(public)) == home / "me.pem"


def test_what_tells_nothing_of_itself_is_not_found_and_spoils_nothing(home):
    keygen(home / "locked.pem", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "a passphrase")
    (home / "locked.pem.pub").unlink()
    (home / "cut.pem").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH")
    (home / "config").write_bytes(b"\xff\xfe\0")
    assert own_key("SHA256:" + "A" * 43) is None


def test_the_public_half_of_what_is_no_key_is_empty():
    assert public_half("") == ""
    assert (
        public_half("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----")
        == ""
    )
    assert text_of(b"") == ""


def test_a_file_system_without_modes_gets_no_private_key(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fchmod", lambda *_: None)  # as exFAT, SMB and Azure Files do
    before = os.umask(0)
    real = os.open
    monkeypatch.setattr(
        "os.open", lambda path, flags, mode=0o777, **kw: real(path, flags, 0o777, **kw)
    )
    try:
        with pytest.raises(Invalid, match="keeps no modes"):
            ssh_keys.make_pair("id_cloud", tmp_path)
    finally:
        os.umask(before)
    assert list(tmp_path.iterdir()) == []


def test_a_private_key_that_others_may_read_is_known(home):
    keygen(home / "k", "-t", "ed25519")
    assert not is_open_to_others(home / "k")
    (home / "k").chmod(0o644)
    assert is_open_to_others(home / "k")
    assert not is_open_to_others(home / "not-there")
