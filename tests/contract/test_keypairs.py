"""Key pairs."""

import hashlib
import re
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests.contract.conftest import unique
from tests.contract.refusals import assert_nova_refuses

FINGERPRINT = "Keypair data is invalid: failed to generate fingerprint"


@pytest.fixture
def make_key(member):
    """make_key(public_key, ...) -> the answer; what is made is removed."""
    made = []

    def make(public_key=None, name=None, microversion="2.10", **more):
        keypair = {"name": unique("key") if name is None else name, **more}
        if public_key is not None:
            keypair["public_key"] = public_key
        made.append(keypair["name"])
        return member.nova.post(
            "/os-keypairs", json={"keypair": keypair}, microversion=microversion
        )

    yield make
    for name in made:
        member.nova.delete(f"/os-keypairs/{name}")


def openssh(private):
    encoding, form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    return private.public_key().public_bytes(encoding, form).decode()


@pytest.mark.parametrize(
    "private",
    [
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP256R1()),
    ],
    ids=["ed25519", "rsa", "ecdsa"],
)
def test_a_public_key_is_imported_with_its_md5_fingerprint(make_key, member, private):
    public = f"{openssh(private)} me@here"
    answer = make_key(public)
    assert answer.status_code == 201
    pair = answer.json()["keypair"]
    assert set(pair) == {"name", "public_key", "fingerprint", "user_id", "type"}
    assert pair["public_key"] == public
    digest = hashlib.md5(b64decode(public.split()[1]), usedforsecurity=False).hexdigest()
    assert pair["fingerprint"].replace(":", "") == digest
    assert pair["user_id"] == member.user_id
    assert pair["type"] == "ssh"


def test_before_2_2_an_import_answers_200_and_has_no_type(make_key, public_key):
    answer = make_key(public_key, microversion="2.1")
    assert answer.status_code == 200
    assert set(answer.json()["keypair"]) == {"name", "public_key", "fingerprint", "user_id"}


def test_a_name_is_given_once(make_key, key, public_key, member):
    answer = member.nova.post(
        "/os-keypairs",
        json={"keypair": {"name": key, "public_key": public_key}},
        microversion="2.10",
    )
    assert_nova_refuses(answer, 409, "conflictingRequest", f"Key pair '{key}' already exists.")


@pytest.mark.parametrize(
    "wrong",
    [
        "garbage",
        "",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC8vve6YJrG7",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE=\n-----END",
    ],
    ids=["garbage", "empty", "cut off", "private"],
)
def test_what_is_no_public_key_is_refused(make_key, wrong):
    assert_nova_refuses(make_key(wrong), 400, "badRequest", FINGERPRINT)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", r"Invalid input for field/attribute name\. Value: \. '' should be non-empty"),
        ("a/b", r"Invalid input for field/attribute name\. Value: a/b\. 'a/b' does not match .*"),
        ("a@b", r"Invalid input for field/attribute name\. Value: a@b\. 'a@b' does not match .*"),
    ],
    ids=["empty", "slash", "at"],
)
def test_before_2_92_a_name_has_letters_digits_blanks_and_dashes(make_key, public_key, name, told):
    assert_nova_refuses(make_key(public_key, name=name), 400, "badRequest", told)


def test_from_2_92_a_name_may_have_an_at_and_a_dot(make_key, public_key):
    assert make_key(public_key, name="me@here.org", microversion="2.92").status_code == 201


def test_before_2_92_nova_makes_a_key_pair_and_tells_the_private_key_once(make_key, member):
    answer = make_key()
    assert answer.status_code == 201
    pair = answer.json()["keypair"]
    assert pair["private_key"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    shown = member.nova.get(f"/os-keypairs/{pair['name']}", microversion="2.10")
    assert "private_key" not in shown.json()["keypair"]


def test_from_2_92_nova_makes_no_key_pairs(make_key):
    told = ".*'public_key' is a required property"
    assert_nova_refuses(make_key(microversion="2.92"), 400, "badRequest", told)


def test_the_list_wraps_every_key_pair(member, key):
    answer = member.nova.get("/os-keypairs", microversion="2.10")
    assert answer.status_code == 200
    wrapped = answer.json()["keypairs"]
    assert {frozenset(entry) for entry in wrapped} == {frozenset({"keypair"})}
    row = next(e["keypair"] for e in wrapped if e["keypair"]["name"] == key)
    assert set(row) == {"name", "public_key", "fingerprint", "type"}


def test_one_key_pair_tells_more(member, key):
    pair = member.nova.get(f"/os-keypairs/{key}", microversion="2.10").json()["keypair"]
    assert set(pair) == {
        *("name", "public_key", "fingerprint", "user_id", "type"),
        *("created_at", "deleted", "deleted_at", "id", "updated_at"),
    }


def test_a_key_pair_is_deleted_once(member, make_key, public_key):
    name = make_key(public_key).json()["keypair"]["name"]
    assert member.nova.delete(f"/os-keypairs/{name}", microversion="2.10").status_code == 204
    told = re.escape(f"Keypair {name} not found for user {member.user_id}")
    for answer in (
        member.nova.delete(f"/os-keypairs/{name}", microversion="2.10"),
        member.nova.get(f"/os-keypairs/{name}", microversion="2.10"),
    ):
        assert_nova_refuses(answer, 404, "itemNotFound", told)


def test_key_pairs_belong_to_the_user_not_to_the_project(other, key):
    assert other.nova.get(f"/os-keypairs/{key}").status_code == 200
