import base64
import hashlib

import pytest

GARBAGE = "failed to generate fingerprint"


def post(api, name, public_key=None, version="2.10"):
    keypair = {"name": name} | ({"public_key": public_key} if public_key else {})
    return api.nova("POST", "/os-keypairs", {"keypair": keypair}, version)


def test_an_imported_key_has_its_md5_fingerprint(api, public_key):
    reply = post(api, "mine", public_key)
    assert reply.status_code == 201
    pair = reply.json()["keypair"]
    digest = hashlib.md5(base64.b64decode(public_key.split()[1]), usedforsecurity=False).digest()
    assert pair["fingerprint"] == digest.hex(":")
    assert "private_key" not in pair
    assert post(api, "mine", public_key).status_code == 409
    shown = api.nova("GET", "/os-keypairs/mine").json()["keypair"]
    assert shown["public_key"] == public_key
    assert api.nova("DELETE", "/os-keypairs/mine").status_code == 204
    gone = api.nova("GET", "/os-keypairs/mine")
    assert gone.json()["itemNotFound"]["message"].startswith("Keypair mine not found for user")


@pytest.mark.parametrize(
    "text",
    [
        "garbage",
        "ssh-ed25519 AAAA me",
        "ssh-rsa " + base64.b64encode(b"no key").decode(),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_what_is_no_public_key_is_refused(api, text):
    reply = post(api, "bad", text)
    assert reply.status_code == 400
    assert GARBAGE in reply.json()["badRequest"]["message"]


def test_names_may_not_be_strange(api, public_key):
    assert post(api, "a/b", public_key).status_code == 400
    assert post(api, "a.b", public_key).status_code == 400
    assert post(api, "a.b", public_key, "2.92").status_code == 201
    api.nova("DELETE", "/os-keypairs/a.b")


def test_keys_are_generated_until_2_91_only(api):
    made = post(api, "generated")
    assert "BEGIN RSA PRIVATE KEY" in made.json()["keypair"]["private_key"]
    refused = post(api, "later", version="2.92")
    assert "'public_key' is a required property" in refused.json()["badRequest"]["message"]
    api.nova("DELETE", "/os-keypairs/generated")


def test_keys_belong_to_a_user_in_all_projects(api, batch, demo, public_key):
    from tests.demo.cloud import Api

    post(api, "shared", public_key)
    names = [k["keypair"]["name"] for k in batch.nova("GET", "/os-keypairs").json()["keypairs"]]
    assert names == ["shared"]
    other = Api(demo, "demo-canfar").nova("GET", "/os-keypairs").json()["keypairs"]
    assert [k["keypair"]["name"] for k in other] == ["kwong"]
    api.nova("DELETE", "/os-keypairs/shared")
