import pytest

from tests.demo.cloud import Api
from tests.support.waiting import until


def test_discovery_needs_no_token(api):
    api.session.headers.pop("X-Auth-Token")
    versions = api.call("GET", "/identity", allow_redirects=False)
    assert versions.status_code == 300
    assert versions.json()["versions"]["values"][0]["id"] == "v3.14"
    assert api.get("/identity/v3")["version"]["id"] == "v3.14"
    assert api.get("/compute/v2.1")["version"]["version"] == "2.96"
    assert api.call("GET", "/image").status_code == 300
    assert api.get("/network/")["versions"][0]["id"] == "v2.0"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "guess"},
        {"username": "nobody"},
        {"project_name": "photometry"},
        {"user_domain_name": "canfar"},
    ],
)
def test_wrong_credentials_are_refused(api, wrong):
    reply = api.sign_in(**wrong)
    assert reply.status_code == 401
    assert reply.json()["error"]["title"] == "Unauthorized"
    assert "X-Subject-Token" not in reply.headers


def test_each_service_says_in_its_own_words_that_a_token_is_missing(api):
    api.session.headers["X-Auth-Token"] = "stale"
    nova = api.nova("GET", "/servers")
    assert nova.status_code == 401
    assert nova.json()["error"]["code"] == 401
    assert "Keystone uri=" in nova.headers["WWW-Authenticate"]
    assert api.neutron("GET", "/networks").json()["error"]["code"] == 401
    glance = api.glance("GET", "/images")
    assert glance.status_code == 401
    assert "<h1>401 Unauthorized</h1>" in glance.text


def test_the_catalog_leads_to_all_services(api):
    found = {s["type"]: s["endpoints"][0]["url"] for s in api.token["catalog"]}
    assert found == {
        "identity": api.base + "/identity/v3",
        "image": api.base + "/image",
        "compute": api.base + "/compute/v2.1",
        "network": api.base + "/network",
        "volumev3": f"{api.base}/volume/v3/{api.project}",
        "block-storage": f"{api.base}/volume/v3/{api.project}",
    }


def test_a_user_sees_the_projects_they_are_in(api):
    mine = api.get("/identity/v3/auth/projects")["projects"]
    assert [p["name"] for p in mine] == ["lensing", "lensing-batch"]
    user = api.token["user"]["id"]
    assert api.get(f"/identity/v3/users/{user}/projects")["projects"] == mine
    assert api.call("GET", "/identity/v3/projects").status_code == 403


def test_the_second_domain_has_its_own_user_and_project(demo):
    other = Api(demo, "demo-canfar")
    assert other.token["user"]["domain"]["name"] == "canfar"
    assert other.token["project"]["name"] == "photometry"


def test_an_unscoped_token_lists_projects_and_can_be_scoped(api):
    user = {
        "name": api.auth["username"],
        "domain": {"id": "default"},
        "password": api.auth["password"],
    }
    identity = {"methods": ["password"], "password": {"user": user}}
    url = api.base + "/identity/v3/auth/tokens"
    unscoped = api.session.post(url, json={"auth": {"identity": identity}})
    assert "project" not in unscoped.json()["token"]
    text = unscoped.headers["X-Subject-Token"]
    api.session.headers["X-Auth-Token"] = text
    projects = api.get("/identity/v3/auth/projects")["projects"]
    assert api.nova("GET", "/servers").status_code == 401
    identity = {"methods": ["token"], "token": {"id": text}}
    scope = {"project": {"id": projects[1]["id"]}}
    scoped = api.session.post(url, json={"auth": {"identity": identity, "scope": scope}})
    assert scoped.json()["token"]["project"]["name"] == "lensing-batch"


def test_a_revoked_token_is_worth_nothing(demo):
    api = Api(demo)
    text = api.session.headers["X-Auth-Token"]
    path = "/identity/v3/auth/tokens"
    valid = api.call("GET", path, headers={"X-Subject-Token": text})
    assert valid.json()["token"]["user"]["name"] == api.auth["username"]
    assert api.call("DELETE", path, headers={"X-Subject-Token": text}).status_code == 204
    assert api.nova("GET", "/servers").status_code == 401


def test_tokens_expire(start):
    api = Api(start(token_seconds=1))
    assert api.nova("GET", "/servers").status_code == 200
    until(lambda: api.nova("GET", "/servers").status_code == 401)


def test_an_application_credential_signs_in_to_its_project_only(api):
    user = api.token["user"]["id"]
    path = f"/identity/v3/users/{user}/application_credentials"
    made = api.call("POST", path, {"application_credential": {"name": "notebook"}})
    assert made.status_code == 201
    credential = made.json()["application_credential"]
    assert "secret" not in api.get(path)["application_credentials"][0]
    given = {"id": credential["id"], "secret": credential["secret"]}
    method = "application_credential"
    body = {"auth": {"identity": {"methods": [method], method: given}}}
    url = api.base + "/identity/v3/auth/tokens"
    token = api.session.post(url, json=body).json()["token"]
    assert token["project"]["id"] == api.project
    given["secret"] = "wrong"
    assert api.session.post(url, json=body).status_code == 401
    assert api.call("DELETE", f"{path}/{credential['id']}").status_code == 204
    assert api.get(path)["application_credentials"] == []
