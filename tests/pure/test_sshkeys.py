"""Public keys: judged against the real ssh-keygen where it is installed."""

import base64
import shutil
import subprocess
import time

import pytest
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.keys import public_key
from canfar_jupyter.model.keys.public_key import check_key, fingerprint_of

MAKERS = {
    "ssh-ed25519": ed25519.Ed25519PrivateKey.generate,
    "ssh-rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ecdsa-sha2-nistp256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ecdsa-sha2-nistp521": lambda: ec.generate_private_key(ec.SECP521R1()),
}


def public_line(private, comment="me@laptop"):
    line = private.public_key().public_bytes(ser.Encoding.OpenSSH, ser.PublicFormat.OpenSSH)
    return f"{line.decode()} {comment}"


@pytest.mark.parametrize("kind", MAKERS)
def test_a_usable_key_is_read(kind, tmp_path):
    line = public_line(MAKERS[kind]())
    key = check_key(f"\n{line}\r\n")
    assert (key.type, key.comment, key.line) == (kind, "me@laptop", line)
    assert key.fingerprint == fingerprint_of(line)
    if shutil.which("ssh-keygen"):
        file = tmp_path / "key.pub"
        file.write_text(line)
        shown = subprocess.run(
            ["ssh-keygen", "-lf", file], capture_output=True, text=True, check=True
        )
        assert key.fingerprint == shown.stdout.split()[1]


@pytest.mark.parametrize("form", [ser.PrivateFormat.OpenSSH, ser.PrivateFormat.PKCS8])
def test_a_private_key_is_refused_and_never_repeated(form):
    text = (
        ed25519.Ed25519PrivateKey.generate()
        .private_bytes(ser.Encoding.PEM, form, ser.NoEncryption())
        .decode()
    )
    with pytest.raises(Invalid, match="private key") as caught:
        check_key(text)
    assert text.splitlines()[1] not in str(caught.value) + caught.value.hint
    assert caught.value.field == "key"


def test_a_putty_private_key_is_refused():
    assert public_key.is_private("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none")


GOOD = public_line(ed25519.Ed25519PrivateKey.generate())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "No public key"),
        ("# only a comment", "No public key"),
        ("hello", "not an OpenSSH public key"),
        (GOOD[:40], "damaged"),
        (GOOD.replace("AAAA", "AAA", 1), "damaged"),
        (GOOD.replace("ssh-ed25519", "ssh-rsa", 1), "do not agree"),
        (f"{GOOD}\n{GOOD}", "several lines"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA", "PuTTY or SSH2"),
        (public_line(dsa.generate_private_key(1024)), "DSA"),
        (public_line(rsa.generate_private_key(65537, 1024)), "1024 bits"),
    ],
    ids=range(10),  # the keys are others in each process
)
@pytest.mark.filterwarnings("ignore")  # cryptography warns of the weak keys made here on purpose
def test_what_is_no_usable_key_is_refused_with_its_reason(text, says):
    with pytest.raises(Invalid, match=says):
        check_key(text)


def test_a_fingerprint_of_nonsense_is_empty():
    assert fingerprint_of("nonsense") == fingerprint_of("ssh-rsa ???") == ""


def blob_line(kind, *parts):
    wire = b"".join(len(p).to_bytes(4, "big") + p for p in (kind.encode(), *parts))
    return f"{kind} {base64.b64encode(wire).decode()} me@laptop"


POINT = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(ser.Encoding.X962, ser.PublicFormat.UncompressedPoint)
)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("sk-ssh-ed25519@openssh.com", (b"\1" * 32, b"ssh:")),
        ("sk-ecdsa-sha2-nistp256@openssh.com", (b"nistp256", POINT, b"ssh:")),
    ],
)
def test_a_key_of_a_hardware_token_is_read_with_what_it_is_bound_to(kind, parts):
    line = blob_line(kind, *parts)
    key = check_key(line)
    assert (key.type, key.bits, key.line) == (kind, 256, line)
    other = check_key(blob_line(kind, *parts[:-1], b"ssh:other"))
    assert key.fingerprint != other.fingerprint
    assert "hardware token" in key.advice


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("ssh-ed25519", (b"\0" * 31,)),
        ("ssh-ed25519", (b"\1" * 32, b"more")),
        ("ssh-rsa", (b"", b"")),
        ("ssh-rsa", (b"\1\0\1",)),
        ("ssh-rsa", (b"\2", b"\0\xff" + b"\1" * 255)),
        ("ecdsa-sha2-nistp256", (b"nistp256", b"\4" + b"\1" * 64)),  # no point of the curve
        ("ecdsa-sha2-nistp256", (b"nistp384", POINT)),
        ("sk-ssh-ed25519@openssh.com", (b"\1" * 32,)),
    ],
)
def test_a_key_that_no_server_could_use_is_damaged(kind, parts):
    with pytest.raises(Invalid, match="damaged"):
        check_key(blob_line(kind, *parts))


def test_a_weak_key_is_told_by_its_bits():
    with pytest.raises(Invalid, match="508 bits"):
        check_key(blob_line("ssh-rsa", b"\1\0\1", b"\x0f" + b"\xff" * 63))


def test_a_hostile_line_costs_no_time():
    huge = blob_line("ssh-rsa", b"\1\0\1", b"\0\xff" + b"\1" * 5_000_000)
    start = time.process_time()
    with pytest.raises(Invalid, match="too long"):
        check_key(huge)
    assert time.process_time() - start < 1


KINDS = st.sampled_from(sorted(public_key._USABLE))
LINES = st.builds(lambda k, b: f"{k} {base64.b64encode(b).decode()}", KINDS, st.binary())


@given(st.text() | LINES)
def test_whatever_is_pasted_is_a_key_or_a_sentence(text):
    with pytest.raises(Invalid) as told:
        check_key(text)
    assert told.value.field == "key"
