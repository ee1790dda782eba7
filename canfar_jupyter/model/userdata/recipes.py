"""Our recipes: ready-made scripts for the first boot, each a toggle in the launch form."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.shown import Shown
from canfar_jupyter.model.sites import Pool, site
from canfar_jupyter.model.userdata import condor
from canfar_jupyter.model.userdata.parameters import Parameter, values_of
from canfar_jupyter.model.userdata.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A ready-made script.  ``last``: it runs after the user's own text and all other parts."""

    id: str
    title: str
    sentence: str
    parameters: tuple[Parameter, ...] = ()
    last: bool = False

    @property
    def marker(self) -> str:
        """The start of its lines in the boot log: ``marker: start``, ``: done``, ``: failed``."""
        return f"CANFAR-{self.id.upper()}"

    def part(self, values: Mapping[str, str] | None = None) -> Part:
        """Return the script with these values.

        Raises:
            Invalid: A value is wrong; ``field`` is the name of the parameter.
        """
        variables = {"marker": self.id.upper(), **self._constants()}
        variables |= values_of(self.parameters, values or {})
        return Part.of(_script(self.id, variables), f"{self.id}.sh")

    def _constants(self) -> dict[str, str]:
        if self.id == "htcondor":
            return condor.variables(_pool())
        if self.id == "tools":
            return {"tools": " ".join(site().tools), "home": site().tools_home}
        return {}


def _pool() -> Pool:
    pool = site().pool
    assert pool is not None, "the recipe is not offered without a pool"
    return pool


def _script(name: str, variables: Mapping[str, str]) -> str:
    folder = files(__package__) / "scripts"
    assignments = [f"{variable}={shlex.quote(value)}" for variable, value in variables.items()]
    return "\n".join(
        [
            "#!/bin/bash",
            f"# canfar_jupyter's recipe {name}: runs once, at first boot, as root",
            *assignments,
            "",
            (folder / "common.sh").read_text(),
            (folder / f"{name}.sh").read_text(),
        ]
    )


_RECIPES = (
    Recipe(
        id="htcondor",
        title="HTCondor for batch processing",
        sentence="Installs HTCondor from signed packages and makes the machine a worker of the "
        "site's pool; jobs use the ephemeral disk.",
        parameters=(
            Parameter(
                name="owner",
                title="Only for jobs of",
                help="The name under which jobs are submitted. Empty: jobs of any user.",
                pattern=r"[A-Za-z_][A-Za-z0-9_.-]{0,63}",
                means="a user name",
            ),
        ),
        last=True,
    ),
    Recipe(
        id="updates",
        title="Updates of the system",
        sentence="Installs all available updates of the system; takes some minutes.",
    ),
    Recipe(
        id="packages",
        title="Extra packages",
        sentence="Installs packages of the system by name.",
        parameters=(
            Parameter(
                name="packages",
                title="Packages",
                help="Names of apt or dnf packages, separated by spaces: git python3-astropy.",
                pattern=r"[A-Za-z0-9][A-Za-z0-9+._-]{1,127}",
                means="the name of a package",
                required=True,
                several=True,
            ),
        ),
    ),
)


def offered_recipes() -> tuple[Recipe, ...]:
    """Return the recipes that are offered at this site."""
    here = site()
    found = [one for one in _RECIPES if one.id != "htcondor" or here.pool]
    if here.tools:
        about = here.tools_about or ", ".join(here.tools)
        found.append(
            Recipe(
                id="tools",
                title=f"{here.name} tools".strip(),
                sentence=f"Installs {about} in {here.tools_home}, apart from the system's Python.",
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, repr=False)
class Choice(Shown):
    """A selected recipe with its values: frozen and hashable."""

    id: str
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # may be secret

    def part(self) -> Part:
        """Return the script.

        Raises:
            Invalid: There is no such recipe, or a value is wrong.
        """
        return recipe(self.id).part(dict(self.values))


def recipe(id_: str) -> Recipe:
    """Return the recipe with this id.

    Raises:
        Invalid: There is none.
    """
    offered = offered_recipes()
    for found in offered:
        if found.id == id_:
            return found
    names = ", ".join(found.id for found in offered)
    raise Invalid(f"There is no recipe {id_!r}: there are {names}.", field="recipes")
