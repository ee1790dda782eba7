"""Tokens: how they are got, what is in them, how a wrong password is refused."""

from datetime import UTC, datetime

import pytest
import requests

REFUSED = {
    "error": {
        "code": 401,
        "title": "Unauthorized",
        "message": "The request you have made requires authentication.",
    }
}


def ask(project, *, scope="project", **changes):
    """POST /auth/tokens with what clouds.yaml says, changed."""
    auth = {**project.auth, **changes}
    user = {
        "name": auth["username"],
        "domain": {"name": auth["user_domain_name"]},
        "password": auth["password"],
    }
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}}
    if scope:
        body["auth"]["scope"] = {
            "project": {
                "name": auth["project_name"],
                "domain": {"name": auth["project_domain_name"]},
            }
        }
    address = auth["auth_url"].rstrip("/") + "/auth/tokens"
    return requests.post(address, json=body, timeout=60)


def test_a_token_says_who_where_as_what_and_until_when(member):
    answer = ask(member)
    assert answer.status_code == 201
    assert len(answer.headers["X-Subject-Token"]) > 20
    assert answer.headers["Vary"] == "X-Auth-Token"
    token = answer.json()["token"]
    assert {
        *("methods", "user", "audit_ids", "expires_at", "issued_at"),
        *("project", "is_domain", "roles", "catalog"),
    } <= set(token)
    assert token["methods"] == ["password"]
    assert token["user"]["id"] == member.user_id
    assert token["user"]["name"] == member.auth["username"]
    assert token["project"]["id"] == member.id
    assert token["project"]["name"] == member.auth["project_name"]
    assert token["project"]["domain"]["name"] == member.auth["project_domain_name"]
    assert "member" in {role["name"] for role in token["roles"]}
    expires = datetime.strptime(token["expires_at"], "%Y-%m-%dT%H:%M:%S.%fZ")
    assert expires.replace(tzinfo=UTC) > datetime.now(UTC)


def test_a_token_without_a_scope_has_no_project_and_no_catalog(member):
    answer = ask(member, scope=None)
    assert answer.status_code == 201
    assert not {"project", "roles", "catalog"} & set(answer.json()["token"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"},
        {"username": "nobody"},
        {"project_name": "nowhere"},
        {"user_domain_name": "Nowhere"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_whatever_is_wrong_the_refusal_does_not_tell(member, wrong):
    answer = ask(member, **wrong)
    assert answer.status_code == 401
    assert answer.json() == REFUSED
    assert answer.headers["WWW-Authenticate"].startswith('Keystone uri="http')


def test_a_body_that_is_no_request_for_a_token_is_a_bad_request(member):
    address = member.auth["auth_url"].rstrip("/") + "/auth/tokens"
    answer = requests.post(address, json={"auth": {}}, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400
    assert answer.json()["error"]["title"] == "Bad Request"


def test_a_token_can_be_looked_at(member):
    token = ask(member).headers["X-Subject-Token"]
    answer = member.keystone.get("/auth/tokens", headers={"X-Subject-Token": token})
    assert answer.status_code == 200
    assert answer.json()["token"]["project"]["id"] == member.id


def test_a_user_sees_the_projects_they_are_in(member, other):
    answer = member.keystone.get("/auth/projects")
    assert answer.status_code == 200
    projects = {project["id"]: project for project in answer.json()["projects"]}
    assert {member.id, other.id} <= set(projects)
    assert {"id", "name", "domain_id", "enabled", "links"} <= set(projects[member.id])
    assert "links" in answer.json()


def test_a_revoked_token_is_refused(member):
    token = ask(member).headers["X-Subject-Token"]
    servers = f"{member.root('compute')}/servers"
    own = {"X-Auth-Token": token}
    assert requests.get(servers, headers=own, timeout=60).status_code == 200
    revoke = member.keystone.delete("/auth/tokens", headers={"X-Subject-Token": token})
    assert revoke.status_code == 204
    look = member.keystone.get("/auth/tokens", headers={"X-Subject-Token": token})
    assert look.status_code == 404
