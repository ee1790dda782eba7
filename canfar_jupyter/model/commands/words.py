"""What commands call things: by name where that is clear, else by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from canfar_jupyter.model.launch.problem_fields import column

Rows = Mapping[str, Mapping[str, Any]]  # one collection: id -> row


@dataclass(frozen=True, slots=True)
class Names:
    """The cloud's name in clouds.yaml, and the names that the project's things have."""

    cloud: str
    project: Mapping[str, Rows]

    def of(self, kind: str, id_: str) -> str:
        """Return the name of a thing of a kind, or its id where several have that name.

        A name that looks like an option of a command is not worth the trouble either.
        """
        row = self.project.get(kind, {}).get(id_)
        if row is None:
            return id_
        name = str(row["name"])
        same = sum(name == other for other in column(self.project[kind], "name"))
        usable = same == 1 and name.strip() == name and name and not name.startswith("-")
        return name if usable else id_
