"""How commands refer to things: by name if it is unique, else by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from canfar_jupyter.model.launch.problem_fields import column

Rows = Mapping[str, Mapping[str, Any]]  # one collection: id -> row


@dataclass(frozen=True, slots=True)
class Names:
    """The cloud's name in clouds.yaml, and the names of the project's resources."""

    cloud: str
    project: Mapping[str, Rows]

    def of(self, kind: str, id_: str) -> str:
        """Return the name of a resource, or its id if the name is not unique.

        The id is also used if the name looks like a command option.
        """
        row = self.project.get(kind, {}).get(id_)
        if row is None:
            return id_
        name = str(row["name"])
        same = sum(name == other for other in column(self.project[kind], "name"))
        usable = same == 1 and name.strip() == name and name and not name.startswith("-")
        return name if usable else id_
