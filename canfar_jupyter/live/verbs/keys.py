"""The store's verbs of public keys: rows change immediately."""

from __future__ import annotations

from concurrent.futures import Future

from canfar_jupyter.live.base.placeholders import key_row
from canfar_jupyter.live.base.project import Project


class KeyActions:
    """Verbs of the user's public keys; each takes a name."""

    def __init__(self, project: Project) -> None:
        self._project, self._service = project, project.service

    def import_key(self, name: str, public_key: str) -> Future[str]:
        """Import a public key; the result is its fingerprint."""
        return self._project.carry_out(
            "import_key",
            name,
            lambda: self._service.keys.import_key(name, public_key),
            lambda _: self._project.put("keypairs", key_row(name, public_key)),
        )

    def delete_key(self, name: str) -> Future[None]:
        """Delete one of your public keys; existing instances keep theirs."""
        return self._project.carry_out(
            "delete_key",
            name,
            lambda: self._service.keys.delete_key(name),
            lambda _: self._project.drop("keypairs", name),
        )
