"""The public keys of a user: imported and deleted."""

from __future__ import annotations

from urllib.parse import quote

from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.keys.public_key import check_key


class Keys:
    """Your key pairs."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    def import_key(self, name: str, public_key: str) -> str:
        """Give the cloud your public key; return its fingerprint as ssh-keygen shows it.

        Raises:
            Invalid: It is no usable public key (a private one is not sent anywhere).
            Conflict: You have a key of that name already.

        Source: https://docs.openstack.org/api-ref/compute/#import-or-create-keypair
        """
        if not name.strip():
            raise Invalid("Enter a name for the key.", field="name")
        key = check_key(public_key)
        with translating(f"import the key {name}"):
            body = {"keypair": {"name": name, "public_key": key.line}}
            self._client.post("compute", "/os-keypairs", body)
        return key.fingerprint

    def delete_key(self, name: str) -> None:
        """Delete a public key of yours; no error when it is gone already.

        Instances that were launched with it keep it: who has its private key can still log in.

        Raises:
            Invalid: No name is given.

        Source: https://docs.openstack.org/api-ref/compute/#delete-keypair
        """
        if not name.strip():
            raise Invalid("Say which key to delete.", field="name")
        with translating(f"delete the key {name}"):
            try:
                self._client.send("compute", "DELETE", f"/os-keypairs/{quote(name, safe='')}")
            except sdk.NotFoundException:
                return  # perhaps by us: what is gone already was deleted before
