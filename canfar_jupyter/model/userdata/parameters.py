"""Parameters of a recipe: typed, and checked before they become part of a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from canfar_jupyter.errors import Invalid

_MAX_CHARS = 1000  # characters of a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value of a recipe; it becomes a variable of the script.

    ``pattern`` is what each value must match as a whole; with ``several``, values are
    separated by spaces or commas.
    """

    name: str
    title: str
    help: str
    pattern: str
    means: str  # what matches the pattern, in words: "a host name"
    default: str = ""
    required: bool = False
    several: bool = False

    def clean(self, value: str) -> str:
        """Return the value as the script gets it.

        Raises:
            Invalid: It is missing, or not of the required kind; ``field`` is the name.
        """
        words = re.split(r"[\s,]+", value.strip()) if self.several else [value.strip()]
        words = [word for word in words if word]
        if not words and self.required:
            raise Invalid(f"{self.title}: give at least one.", field=self.name)
        if len(value) > _MAX_CHARS:
            raise Invalid(f"{self.title}: this is too long.", field=self.name)
        for word in words:
            if not re.fullmatch(self.pattern, word):
                raise Invalid(f"{self.title}: {word[:60]!r} is not {self.means}.", field=self.name)
        return " ".join(words)


def values_of(parameters: tuple[Parameter, ...], given: Mapping[str, str]) -> dict[str, str]:
    """Return the value of each parameter: the given one, or its default.

    Raises:
        Invalid: A value is wrong, or there is no such parameter.
    """
    known = {parameter.name for parameter in parameters}
    for name in given:
        if name not in known:
            raise Invalid(f"This recipe has no setting {name!r}.", field=name)
    return {
        parameter.name: parameter.clean(given.get(parameter.name, parameter.default))
        for parameter in parameters
    }
