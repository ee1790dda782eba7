"""Keystone v3: projects, users, regions, as far as a member may see them."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import Refusal, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Project
from canfar_jupyter.demo.keystone.identity import REGION

routes = Routes()


def _project(call: Call, project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "domain_id": project.domain,
        "parent_id": project.domain,
        "description": "",
        "enabled": True,
        "is_domain": False,
        "tags": [],
        "options": {},
        "links": {"self": f"{call.base}/v3/projects/{project.id}"},
    }


def _list(call: Call, name: str, rows: list[dict[str, Any]]) -> Answer:
    wanted = call.arg("name")
    rows = [row for row in rows if wanted is None or row["name"] == wanted]
    links = {"next": None, "self": call.base + call.path, "previous": None}
    return answer({name: rows, "links": links})


@routes("GET", "/v3/auth/projects")
def my_projects(call: Call) -> Answer:
    state = call.cloud.state
    mine = state.users[call.user].projects
    return _list(call, "projects", [_project(call, state.projects[p]) for p in mine])


@routes("GET", "/v3/users/{user}/projects")
def user_projects(call: Call, user: str) -> Answer:
    if user != call.user:
        raise _denied("list_user_projects")
    return my_projects(call)


@routes("GET", "/v3/auth/domains")
def my_domains(call: Call) -> Answer:
    return _list(call, "domains", [])  # no role on a domain as such


@routes("GET", "/v3/projects/{project}")
def show_project(call: Call, project: str) -> Answer:
    found = call.cloud.state.projects.get(project)
    if found is None or project not in call.cloud.state.users[call.user].projects:
        raise _denied("get_project")
    return answer({"project": _project(call, found)})


@routes("GET", "/v3/users/{user}")
def show_user(call: Call, user: str) -> Answer:
    if user != call.user:
        raise _denied("get_user")
    found = call.cloud.state.users[user]
    body = {
        "id": found.id,
        "name": found.name,
        "domain_id": found.domain,
        "enabled": True,
        "password_expires_at": None,
        "options": {},
        "links": {"self": f"{call.base}/v3/users/{user}"},
    }
    return answer({"user": body})


@routes("GET", "/v3/domains/{domain}")
def show_domain(call: Call, domain: str) -> Answer:
    found = call.cloud.state.domains.get(domain)
    project = call.cloud.state.projects.get(call.project)
    if found is None or project is None or project.domain != domain:
        raise _denied("get_domain")
    row = {
        "id": found.id,
        "name": found.name,
        "description": "",
        "enabled": True,
        "tags": [],
        "options": {},
        "links": {"self": f"{call.base}/v3/domains/{found.id}"},
    }
    return answer({"domain": row})


@routes("GET", "/v3/regions")
def regions(call: Call) -> Answer:
    row = {"id": REGION, "name": REGION, "description": "", "parent_region_id": None}
    return _list(call, "regions", [row])


def _denied(action: str) -> Refusal:
    return forbidden(f"You are not authorized to perform the requested action: identity:{action}.")


@routes("GET", "/v3/{collection}")
@routes("GET", "/v3/{collection}/{id}")
def admins_only(call: Call, collection: str, id: str = "") -> Answer:
    if collection not in (
        "projects",
        "users",
        "domains",
        "services",
        "endpoints",
        "roles",
        "groups",
    ):
        raise not_found("The resource could not be found.")
    raise _denied(("get_" + collection[:-1]) if id else f"list_{collection}")
