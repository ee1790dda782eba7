"""People besides the seeded ones: from a file, for a class or for tests.

The file is a JSON list of ``{"name": ..., "password": ..., "project": ...}``, each maybe with
``"quotas": {"instances": 20, ...}`` of the project (-1: no limit).  All are of the domain Default.
A project that is not there yet gets a network with a router to the outside, and its security
group.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import msgspec
from msgspec import Struct, field

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.quotas import QUOTAS
from canfar_jupyter.demo.core.records import Project, User
from canfar_jupyter.demo.neutron.routers import join
from canfar_jupyter.demo.seed import connect_project

_DOMAIN = "default"


class Person(Struct, forbid_unknown_fields=True):
    name: str
    password: str
    project: str
    quotas: dict[str, int] = field(default_factory=dict)


def read(path: Path) -> list[Person]:
    """Return the people of a file.

    Raises:
        ValueError: It cannot be read, or says what cannot be meant.
    """
    try:
        people = msgspec.json.decode(path.read_bytes(), type=list[Person])
    except (OSError, msgspec.DecodeError) as error:
        raise ValueError(f"{path} is no list of people ({error}).") from None
    for person in people:
        unknown = sorted(set(person.quotas) - set(QUOTAS))
        if unknown:
            raise ValueError(f"{path}: there is no quota called {unknown[0]}.")
        if not (person.name and person.password and person.project):
            raise ValueError(f"{path}: name, password and project must not be empty.")
    return people


def welcome(cloud: DemoCloud, people: list[Person]) -> None:
    """Let people sign in; those who are there keep what they have, but for the password."""
    for person in people:
        project = _project(cloud, person.project)
        if person.quotas:
            cloud.state.quotas[project.id] = {**QUOTAS, **person.quotas}
        user = _user(cloud, person.name)
        user.password = person.password
        if project.id not in user.projects:
            user.projects.append(project.id)
    join(cloud)


def _project(cloud: DemoCloud, name: str) -> Project:
    for project in cloud.state.projects.values():
        if (project.name, project.domain) == (name, _DOMAIN):
            return project
    project = Project(uuid.uuid4().hex, name, _DOMAIN)
    cloud.state.projects[project.id] = project
    connect_project(cloud, project)
    return project


def _user(cloud: DemoCloud, name: str) -> User:
    for user in cloud.state.users.values():
        if (user.name, user.domain) == (name, _DOMAIN):
            return user
    user = User(uuid.uuid4().hex, name, _DOMAIN, "", [])
    cloud.state.users[user.id] = user
    return user
