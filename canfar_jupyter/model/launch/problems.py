"""All problems of a launch that are known before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from canfar_jupyter.errors import CloudError, Invalid, QuotaReached
from canfar_jupyter.model import userdata
from canfar_jupyter.model.launch import problem_fields, sizing
from canfar_jupyter.model.launch.first_boot import condor_twice, runs_again
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.model.network.rules import Rule, openings

Rows = Mapping[str, Mapping[str, Any]]  # one collection: id -> row
MAX_COUNT = 1000  # instances of one launch; more than that is a slip of the finger


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a launch before it is sent.

    Attributes:
        problems: What would make it fail or be useless.
        blocks: Whether one of them prevents it.
        spec: What to send: its network is the one that is meant, where that is known.
    """

    problems: tuple[Problem, ...]
    blocks: bool
    spec: LaunchSpec


def judge(spec: LaunchSpec, project: Mapping[str, Rows]) -> Verdict:
    """Judge a launch by the lists of its project; arguments as of ``problems``."""
    found = tuple(problems(spec, project))
    if spec.network is None and len(usual := list(usual_networks(project["networks"]))) == 1:
        spec = replace(spec, network=usual[0])
    return Verdict(found, any(problem.blocks for problem in found), spec)


def problems(spec: LaunchSpec, project: Mapping[str, Rows]) -> list[Problem]:
    """Return what would make this launch fail or be useless; empty: ready to launch.

    Args:
        spec: The launch.
        project: The project's collections by name.  An empty collection counts as not
            read yet and is never a problem.
    """
    checks = (
        _count,
        _name,
        _image,
        _flavor,
        _key,
        _network,
        _groups,
        _user_data,
        *problem_fields.CHECKS,
    )
    return [problem for check in checks for problem in check(spec, project)]


def refuse(found: Iterable[Problem]) -> None:
    """Raise the first problem that prevents a launch, if any.

    Raises:
        QuotaReached: It would exceed a quota of the project.
        Invalid: A value is invalid.
    """
    for problem in found:
        if problem.blocks:
            kind = QuotaReached if problem.quota else Invalid
            raise kind(problem.text, field=problem.field)


def name_problem(name: str) -> str:
    """Return why Nova would refuse this name; "" if it would not.

    Source: https://docs.openstack.org/api-ref/compute/#create-server (name: 1-255 characters)
    """
    if not name.strip():
        return "Enter a name for the instance."
    if len(name) > 255:
        return f"The name has {len(name)} characters; Nova accepts 255."
    if not name.isprintable():
        return "The name has a character that cannot be shown, such as a tab or a line break."
    return ""


def _count(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.count < 1:
        yield Problem("count", "Launch at least one instance.")
    elif spec.count > MAX_COUNT:
        yield Problem("count", f"Launch at most {MAX_COUNT:,} instances at once.")


def _name(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    names = spec.names if 1 <= spec.count <= MAX_COUNT else (spec.name,)
    if text := name_problem(spec.name) or name_problem(names[-1]):
        yield Problem("name", text)
        return
    taken = set(names).intersection(problem_fields.column(project["servers"], "name"))
    if taken:
        first = next(name for name in names if name in taken)
        yield Problem("name", f"There is already an instance named {first}.", blocks=False)


def _image(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if not spec.image:
        yield Problem("image", "Choose an image.")
    elif project["images"]:
        image = project["images"].get(spec.image)
        if image is None:
            yield Problem("image", "That image no longer exists: choose another.")
        elif image["status"] != "active":
            yield Problem(
                "image", f"The image {image['name']} is {image['status']}, not active yet."
            )


def _flavor(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if not spec.flavor:
        yield Problem("flavor", "Choose a flavor.")
    elif project["flavors"]:
        flavor = project["flavors"].get(spec.flavor)
        if flavor is None:
            yield Problem("flavor", "That flavor is no longer offered: choose another.")
        else:
            image = project["images"].get(spec.image)
            yield from sizing.misfits(
                image,
                flavor,
                project["quotas"],
                spec.count,
                batch=wants_htcondor(spec),
                own_disk=spec.volume_gib is None,
            )


def _key(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.key is None:
        yield Problem("key", "Without an SSH key you cannot log in to most images.", blocks=False)
    elif project["keypairs"] and spec.key not in project["keypairs"]:
        yield Problem("key", f"The key {spec.key} no longer exists: choose another.")


def _network(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    usable = attachable_networks(project["networks"])
    if spec.network is None and len(usual_networks(project["networks"])) > 1:
        yield Problem("network", "The project has several networks: choose one.")
    elif project["networks"] and any(
        id_ not in usable for id_ in (spec.network, *spec.more_networks) if id_ is not None
    ):
        yield Problem("network", "That network no longer exists: choose another.")
    elif spec.network in spec.more_networks:
        yield Problem("network", "This network is chosen twice.")


def attachable_networks(networks: Rows) -> dict[str, Mapping[str, Any]]:
    """Return the networks an instance can be plugged into: external ones only if shared."""
    return {
        id_: row
        for id_, row in networks.items()
        if row["subnets"] and (not row["external"] or row.get("shared"))
    }


def usual_networks(networks: Rows) -> dict[str, Mapping[str, Any]]:
    """Return those of which the only one is meant where none is named.

    An external one counts where there is no other (clouds whose one network is public).
    """
    usable = attachable_networks(networks)
    return {id_: row for id_, row in usable.items() if not row["external"]} or usable


def _groups(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    known = project["security_groups"]
    if not known:
        return
    if any(id_ not in known for id_ in spec.security_groups):
        yield Problem("security_groups", "A security group no longer exists: choose again.")
    elif not (where := ssh_openings(spec.security_groups, known)):
        text = "Port 22 is closed in these security groups: SSH will not reach the instance."
        yield Problem("security_groups", text, blocks=False)
    elif "anywhere" not in where:
        text = f"Port 22 is open from {', '.join(where[:3])} only."
        yield Problem("security_groups", text, blocks=False)


def ssh_openings(chosen: tuple[str, ...], groups: Rows) -> list[str]:
    """Return the ranges for which port 22 is open in the chosen groups, in words."""
    return openings(rules_of(chosen, groups), 22)


def rules_of(chosen: tuple[str, ...], groups: Rows) -> list[Rule]:
    """Return the rules of the chosen groups; if none is chosen, of ``default``, as Nova does."""
    taken = chosen or tuple(id_ for id_, row in groups.items() if row["name"] == "default")
    return [rule for id_ in taken if id_ in groups for rule in groups[id_]["rules"]]


@lru_cache(8)
def _user_data_problem(spec: LaunchSpec) -> str:
    """Return why Nova would refuse this user data; cached, because each keystroke asks."""
    try:
        data = userdata.encode(parts_of(spec))
    except CloudError as wrong:
        return str(wrong)
    size = userdata.encoded_size(data) if data else 0
    if size <= userdata.LIMIT:
        return ""
    return f"The user data takes {size:,} bytes encoded; Nova accepts {userdata.LIMIT:,}."


@lru_cache(8)
def _user_data_conflicts(spec: LaunchSpec) -> tuple[str, ...]:
    """Return what one part of user data replaces in another; cached, as each keystroke asks."""
    try:
        return tuple(userdata.conflicts(parts_of(spec)))
    except CloudError:
        return ()  # said already


def parts_of(spec: LaunchSpec) -> tuple[userdata.Part, ...]:
    """Return the user data of the instances.

    Raises:
        Invalid: A recipe is unknown or one of its values is wrong.
    """
    return userdata.parts(spec.user_data, spec.condor, recipes=spec.recipes, own=spec.files)


def wants_htcondor(spec: LaunchSpec) -> bool:
    """Return whether HTCondor is installed at first boot, however it was requested."""
    return spec.condor or any(choice.id == "htcondor" for choice in spec.recipes)


def _user_data(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    only = LaunchSpec(
        name="",
        image="",
        flavor="",
        condor=spec.condor,
        recipes=spec.recipes,
        user_data=spec.user_data,
        files=spec.files,
    )
    if text := _user_data_problem(only):
        yield Problem("user_data", text)
    if text := condor_twice(only):
        yield Problem("user_data", text, blocks=False)
    image = project["images"].get(spec.image)
    if image and (text := runs_again(only, image.get("first_boot", ""))):
        yield Problem("user_data", text, blocks=False)
    for text in _user_data_conflicts(only):
        yield Problem("user_data", text, blocks=False)
