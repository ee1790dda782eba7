"""Nova: key pairs, which belong to a user, not to a project."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.errors import bad_request, conflict, forbidden, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import KeyPair
from canfar_jupyter.demo.nova import certificates
from canfar_jupyter.demo.nova.names import checked_name

routes = Routes()
_NAME = "[a-zA-Z0-9-_ ]*"
_NAME_292 = "[a-zA-Z0-9-._@ ]*"


def _view(call: Call, key: KeyPair) -> dict[str, Any]:
    row = {"name": key.name, "public_key": key.public_key, "fingerprint": key.fingerprint}
    return row | ({"type": key.type} if call.version >= 2 else {})


def _find(call: Call, name: str) -> KeyPair:
    key = call.cloud.state.keypairs.get(f"{call.user}/{name}")
    if key is None:
        raise not_found(f"Keypair {name} not found for user {call.user}")
    return key


@routes("GET", "/v2.1/os-keypairs")
def list_keys(call: Call) -> Answer:
    keys = [k for k in call.cloud.state.keypairs.values() if k.user == call.user]
    keys.sort(key=lambda k: k.name)
    marker = call.arg("marker")
    if marker is not None:
        names = [k.name for k in keys]
        if marker not in names:
            raise bad_request(f"marker [{marker}] not found")
        keys = keys[names.index(marker) + 1 :]
    text = call.arg("limit")
    if text is not None and not text.isdigit():
        raise bad_request(f"Invalid input for query parameters limit. Value: {text}.")
    limit = int(text or 0)
    page = keys[:limit] if limit else keys
    links = {}
    if limit and len(page) == limit and call.version >= 35:
        href = call.link(call.base + "/v2.1/os-keypairs", marker=page[-1].name)
        links = {"keypairs_links": [{"rel": "next", "href": href}]}
    return answer({"keypairs": [{"keypair": _view(call, k)} for k in page], **links})


@routes("GET", "/v2.1/os-keypairs/{name}")
def show(call: Call, name: str) -> Answer:
    key = _find(call, name)
    more = {
        "user_id": key.user,
        "created_at": iso_micro(key.created),
        "deleted": False,
        "deleted_at": None,
        "id": key.number,
        "updated_at": None,
    }
    return answer({"keypair": _view(call, key) | more})


@routes("DELETE", "/v2.1/os-keypairs/{name}")
def delete(call: Call, name: str) -> Answer:
    key = _find(call, name)
    del call.cloud.state.keypairs[f"{call.user}/{key.name}"]
    call.cloud.file.changed()
    status = 202 if call.version < 2 else 204
    return Answer(status, b"", {"Content-Type": "application/json"})


@routes("POST", "/v2.1/os-keypairs")
def create(call: Call) -> Answer:
    body = call.json("keypair")
    name = _checked_name(call, body.get("name"))
    kind = body.get("type", "ssh") if call.version >= 2 else "ssh"
    if kind not in ("ssh", "x509"):
        raise invalid("type", kind, f"{kind!r} is not one of ['ssh', 'x509']")
    private = None
    public = body.get("public_key")
    if public is None and call.version >= 92:
        raise bad_request(
            "Invalid input for field/attribute keypair. 'public_key' is a required property"
        )
    if public is None:
        private, public = certificates.generate(call.user) if kind == "x509" else _generate(call)
    of = certificates.fingerprint_of if kind == "x509" else fingerprint_of
    fingerprint = of(str(public))
    state = call.cloud.state
    if f"{call.user}/{name}" in state.keypairs:
        raise conflict(f"Key pair '{name}' already exists.")
    mine = sum(k.user == call.user for k in state.keypairs.values())
    if mine >= quotas.limit(call.cloud, call.project, "key_pairs"):
        raise forbidden("Quota exceeded, too many key pairs.")
    state.counter += 1
    key = KeyPair(
        number=state.counter,
        name=name,
        user=call.user,
        type=kind,
        public_key=str(public),
        fingerprint=fingerprint,
        created=call.cloud.clock.now(),
    )
    state.keypairs[f"{call.user}/{name}"] = key
    call.cloud.file.changed()
    row = _view(call, key) | {"user_id": call.user}
    if private is not None:
        row["private_key"] = private
    return answer({"keypair": row}, 200 if call.version < 2 else 201)


def _checked_name(call: Call, value: Any) -> str:
    name = checked_name(value)
    pattern = _NAME_292 if call.version >= 92 else _NAME
    if not re.fullmatch(pattern, name):
        raise invalid("name", name, f"{name!r} does not match '^{pattern}$'")
    return name


def fingerprint_of(public_key: str) -> str:
    """Return the MD5 fingerprint of an OpenSSH public key, as Nova shows it.

    Raises:
        Refusal: 400, it is no public key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    broken = bad_request("Keypair data is invalid: failed to generate fingerprint")
    try:
        load_ssh_public_key(public_key.strip().encode())
        blob = base64.b64decode(public_key.split()[1], validate=True)
    except (ValueError, IndexError, UnicodeError, UnsupportedAlgorithm, binascii.Error):
        raise broken from None
    return hashlib.md5(blob, usedforsecurity=False).digest().hex(":")


def _generate(call: Call) -> tuple[str, str]:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key = generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return private.decode(), public.decode() + " Generated-by-Nova"
