"""Talk to a demo cloud in raw HTTP, and wait for what it does by itself."""

from pathlib import Path

import requests
import yaml

from tests.support.waiting import until

IMAGE = "canfar-ubuntu-24.04"
FLAVOR = "c2-7.5gb-30"


class Api:
    """One cloud of a clouds.yaml, signed in; paths are those behind the service's prefix."""

    def __init__(self, entry, cloud="demo"):
        self.base = entry.auth_url.removesuffix("/identity/v3")
        self.auth = yaml.safe_load(Path(entry.clouds_yaml).read_text())["clouds"][cloud]["auth"]
        self.session = requests.Session()
        self.session.trust_env = False
        reply = self.sign_in()
        assert reply.status_code == 201, reply.text
        self.session.headers["X-Auth-Token"] = reply.headers["X-Subject-Token"]
        self.token = reply.json()["token"]
        self.project = self.token["project"]["id"]

    def sign_in(self, **changed):
        auth = {**self.auth, **changed}
        user = {
            "name": auth["username"],
            "domain": {"name": auth["user_domain_name"]},
            "password": auth["password"],
        }
        scope = {
            "name": auth["project_name"],
            "domain": {"name": auth["project_domain_name"]},
        }
        identity = {"methods": ["password"], "password": {"user": user}}
        body = {"auth": {"identity": identity, "scope": {"project": scope}}}
        return self.session.post(self.base + "/identity/v3/auth/tokens", json=body)

    def call(self, method, path, json=None, version=None, **more):
        headers = dict(more.pop("headers", {}))
        if version:
            headers["OpenStack-API-Version"] = f"compute {version}"
        return self.session.request(method, self.base + path, json=json, headers=headers, **more)

    def get(self, path, **more):
        reply = self.call("GET", path, **more)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def nova(self, method, path, json=None, version="2.96"):
        return self.call(method, "/compute/v2.1" + path, json, version)

    def neutron(self, method, path, json=None):
        return self.call(method, "/network/v2.0" + path, json)

    def glance(self, method, path, json=None, **more):
        return self.call(method, "/image/v2" + path, json, **more)

    def image(self, name=IMAGE):
        return self.glance("GET", f"/images?name={name}").json()["images"][0]["id"]

    def flavor(self, name=FLAVOR):
        flavors = self.nova("GET", "/flavors").json()["flavors"]
        return next(f["id"] for f in flavors if f["name"] == name)

    def launch(self, name="lens", version="2.96", **more):
        """POST a launch; the answer, whatever it is."""
        server = {
            "name": name,
            "imageRef": self.image(),
            "flavorRef": self.flavor("p1-1.5gb"),
            "networks": "auto",
            **more,
        }
        return self.nova("POST", "/servers", {"server": server}, version)

    def server(self, id_, version="2.96"):
        return self.nova("GET", f"/servers/{id_}", version=version).json()["server"]

    def active(self, name="lens", **more):
        """Launch a server and wait until it is ACTIVE; its id."""
        reply = self.launch(name, **more)
        assert reply.status_code == 202, reply.text
        id_ = reply.json()["server"]["id"]
        until(lambda: self.server(id_)["status"] == "ACTIVE")
        return id_

    def act(self, id_, action, given=None, version="2.96"):
        return self.nova("POST", f"/servers/{id_}/action", {action: given}, version)

    def settled(self, id_, status):
        """Wait until a server has a status and nothing is under way."""

        def there():
            server = self.server(id_)
            return server["status"] == status and not server["OS-EXT-STS:task_state"] and server

        return until(there)

    def console(self, id_, length=None):
        return self.act(id_, "os-getConsoleOutput", {"length": length}).json()["output"]

    def clear(self):
        """Delete all servers of the project and wait until they have gone."""
        for server in self.nova("GET", "/servers").json()["servers"]:
            self.nova("DELETE", f"/servers/{server['id']}")
        until(lambda: not self.nova("GET", "/servers").json()["servers"])
