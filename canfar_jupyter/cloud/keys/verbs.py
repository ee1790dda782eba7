"""The key pairs of a user: created, imported, deleted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.done_once import done_once
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.errors import Invalid
from canfar_jupyter.local import ssh_keys
from canfar_jupyter.model.keys.public_key import check_key


class Keys:
    """Your key pairs."""

    def __init__(self, client: HttpClient, pause: Callable[[float], None]) -> None:
        self._client, self._pause = client, pause

    def import_key(self, name: str, public_key: str) -> str:
        """Import your public key; return its fingerprint as ssh-keygen shows it.

        Raises:
            Invalid: It is not a usable public key (a private one is not sent anywhere).
            Conflict: You already have a key of that name.

        Source: https://docs.openstack.org/api-ref/compute/#import-or-create-keypair
        """
        if not name.strip():
            raise Invalid("Enter a name for the key.", field="name")
        key = check_key(public_key)

        def ask() -> None:
            body = {"keypair": {"name": name, "public_key": key.line}}
            self._client.post("compute", "/os-keypairs", body)

        def look() -> list[None]:
            return [None] if self._public_key(name).split()[:2] == key.line.split()[:2] else []

        with translating(f"import the key {name}"):
            done_once(ask, look, self._pause, harmless=True)
        return key.fingerprint

    def create_key(self, name: str) -> Path:
        """Create a key pair in ~/.ssh and import its public key; return the private key's file.

        A pair of that name that is in ~/.ssh already is imported as it is.  The private key
        stays on this computer, where ``ssh_command`` finds it.

        Raises:
            Invalid: The name cannot be that of a file.
            Conflict: You already have a key of that name, or a file has it.
        """
        private, key = ssh_keys.pair_of(name)
        self.import_key(name, key.line)
        return private

    def delete_key(self, name: str) -> None:
        """Delete one of your public keys; no error if it no longer exists.

        Instances that were launched with it keep it: its private key can still log in.

        Raises:
            Invalid: No name is given.

        Source: https://docs.openstack.org/api-ref/compute/#delete-keypair
        """
        if not name.strip():
            raise Invalid("Say which key to delete.", field="name")

        def ask() -> None:
            with suppress(sdk.NotFoundException):  # it was deleted before, perhaps by us
                self._client.send("compute", "DELETE", _path(name))

        with translating(f"delete the key {name}"):
            done_once(ask, None, self._pause, harmless=True)

    def _public_key(self, name: str) -> str:
        """Return the public key of that name; "": there is none."""
        try:
            content = self._client.get("compute", _path(name)).content
        except sdk.NotFoundException:
            return ""
        return str(msgspec.json.decode(content)["keypair"]["public_key"])


def _path(name: str) -> str:
    return f"/os-keypairs/{quote(name, safe='')}"
