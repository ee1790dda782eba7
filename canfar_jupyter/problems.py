"""Everything that is known to be wrong with a launch before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from canfar_jupyter import ports, sizing
from canfar_jupyter.errors import Invalid, QuotaReached
from canfar_jupyter.spec import LaunchSpec, Problem
from canfar_jupyter.userdata import LIMIT, compose, encoded_size

Rows = Mapping[str, Mapping[str, Any]]  # one collection: id -> row
MOST = 1000  # instances of one launch; more than that is a slip of the finger


def problems(spec: LaunchSpec, project: Mapping[str, Rows]) -> list[Problem]:
    """Return what would make this launch fail, or fail to be of use; empty: go.

    Args:
        spec: What is asked.
        project: The project's collections by name.  An empty collection is taken as not
            read yet and never as a reason against.
    """
    checks = (_count, _name, _image, _flavor, _key, _network, _groups, _user_data)
    return [problem for check in checks for problem in check(spec, project)]


def refuse(found: Iterable[Problem]) -> None:
    """Raise the first problem that stops a launch, if any does.

    Raises:
        QuotaReached: The project has no room for it.
        Invalid: It cannot work.
    """
    for problem in found:
        if problem.blocks:
            kind = QuotaReached if problem.quota else Invalid
            raise kind(problem.text, field=problem.field)


def name_problem(name: str) -> str:
    """Say why Nova would refuse this name; "": it would not.

    Source: https://docs.openstack.org/api-ref/compute/#create-server (name: 1-255 characters)
    """
    if not name.strip():
        return "Give the instance a name."
    if len(name) > 255:
        return f"The name has {len(name)} characters; Nova takes 255."
    if not name.isprintable():
        return "The name has a character that cannot be shown, such as a tab or a line break."
    return ""


def _count(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.count < 1:
        yield Problem("count", "Launch at least one instance.")
    elif spec.count > MOST:
        yield Problem("count", f"Launch at most {MOST:,} instances at once.")


def _name(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    names = spec.names if 1 <= spec.count <= MOST else (spec.name,)
    if text := name_problem(spec.name) or name_problem(names[-1]):
        yield Problem("name", text)
        return
    taken = [row["name"] for row in project["servers"].values() if row["name"] in names]
    if taken:
        yield Problem("name", f"There is an instance named {taken[0]} already.", blocks=False)


def _image(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if not spec.image:
        yield Problem("image", "Choose an image.")
    elif project["images"]:
        image = project["images"].get(spec.image)
        if image is None:
            yield Problem("image", "That image is no longer there: choose another.")
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
            yield from sizing.misfits(image, flavor, project["quotas"], spec.count)


def _key(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.key is None:
        yield Problem("key", "Without an SSH key nobody can log in to most images.", blocks=False)
    elif project["keypairs"] and spec.key not in project["keypairs"]:
        yield Problem("key", f"The key {spec.key} is no longer there: choose another.")


def _network(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    usable = plugs(project["networks"])
    if spec.network is None and len(usable) > 1:
        yield Problem("network", "The project has several networks: choose one.")
    elif spec.network is not None and project["networks"] and spec.network not in usable:
        yield Problem("network", "That network is no longer there: choose another.")


def plugs(networks: Rows) -> dict[str, Mapping[str, Any]]:
    """Return the networks an instance can be plugged into."""
    return {id_: row for id_, row in networks.items() if not row["external"] and row["subnets"]}


def _groups(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    known = project["security_groups"]
    if not known:
        return
    if any(id_ not in known for id_ in spec.security_groups):
        yield Problem("security_groups", "A security group is no longer there: choose again.")
    elif not ssh_open(spec.security_groups, known):
        text = "Port 22 is closed in these security groups: SSH will not reach the instance."
        yield Problem("security_groups", text, blocks=False)


def ssh_open(chosen: tuple[str, ...], groups: Rows) -> bool:
    """Say whether port 22 is open in the chosen groups (none chosen: Nova takes ``default``)."""
    taken = chosen or tuple(id_ for id_, row in groups.items() if row["name"] == "default")
    return any(ports.is_open(groups[id_]["rules"], 22) for id_ in taken if id_ in groups)


def _user_data(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    data = compose(condor=spec.condor, own=spec.user_data)
    if data and encoded_size(data) > LIMIT:
        size = encoded_size(data)
        yield Problem(
            "user_data", f"The user data takes {size:,} bytes encoded; Nova takes {LIMIT:,}."
        )
    if (
        spec.condor
        and (flavor := project["flavors"].get(spec.flavor))
        and not flavor["ephemeral_gib"]
    ):
        text = "This flavor has no scratch disk: batch jobs will share the root disk."
        yield Problem("flavor", text, blocks=False)
