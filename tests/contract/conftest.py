"""Every test here runs twice: on the demo cloud, and on a real OpenStack (tests/openstack)."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.contract.project import Project
from tests.openstack.fixture import running
from tests.support.waiting import until

OTHER = {"demo": "demo-batch", "real": "real-other"}
CLOUDS = [pytest.param("demo"), pytest.param("real", marks=pytest.mark.real)]


@pytest.fixture(scope="session", params=CLOUDS)
def cloud(request, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """Name of the cloud and the clouds.yaml it is in."""
    if request.param == "real":
        with running() as real:
            yield "real", real.clouds_yaml
    else:
        yield from _demo(tmp_path_factory.mktemp("demo"))


def _demo(state: Path) -> Iterator[tuple[str, Path]]:
    command = [sys.executable, "-m", "canfar_jupyter.demo", "--state", str(state)]
    demo = subprocess.Popen([*command, "--port", "0", "--speed", "10", "--nova-lag", "20"])

    def ready() -> bool:
        assert demo.poll() is None, "the demo cloud ended"
        written = state / "demo.json"
        return written.exists() and "auth_url" in json.loads(written.read_text() or "{}")

    try:
        until(ready, "the demo cloud is ready", seconds=20)
        yield "demo", state / "clouds.yaml"
    finally:
        demo.terminate()
        demo.wait(10)


@pytest.fixture(scope="session")
def member(cloud) -> Project:
    """A member of a project."""
    return Project(cloud[1], cloud[0])


@pytest.fixture(scope="session")
def other(cloud) -> Project:
    """The same user in another project."""
    return Project(cloud[1], OTHER[cloud[0]])


@dataclass(frozen=True)
class Parts:
    """Ids of what a launch needs."""

    image: str
    flavor: str  # the smallest one that has a disk
    network: str
    external: str


@pytest.fixture(scope="session")
def parts(member) -> Iterator[Parts]:
    flavors = member.nova.get("/flavors/detail").json()["flavors"]
    flavor = min((f for f in flavors if f["disk"]), key=lambda f: f["ram"])
    networks = member.neutron.get("/networks").json()["networks"]
    own = next(n for n in networks if n["project_id"] == member.id)
    external = next(n for n in networks if n["router:external"])
    image = _image(member, "contract-tiny", b"\0" * 3000)
    yield Parts(image, flavor["id"], own["id"], external["id"])
    member.glance.delete(f"/images/{image}")


def _image(project: Project, name: str, data: bytes | None, **attributes: Any) -> str:
    wanted = {"name": name, "disk_format": "raw", "container_format": "bare", **attributes}
    answer = project.glance.post("/images", json=wanted)
    assert answer.status_code == 201, answer.text
    image = answer.json()["id"]
    if data is not None:
        assert project.upload(image, data).status_code == 204
    return image


@pytest.fixture
def make_image(member) -> Iterator[Callable[..., str]]:
    """make_image(data=..., **attributes) -> id; without data it stays queued."""
    made = []

    def make(data: bytes | None = b"\0" * 3000, **attributes: Any) -> str:
        made.append(_image(member, attributes.pop("name", unique("image")), data, **attributes))
        return made[-1]

    yield make
    for image in made:
        member.patch_image(image, {"op": "replace", "path": "/protected", "value": False})
        member.glance.delete(f"/images/{image}")


@pytest.fixture(scope="session")
def body(parts) -> Callable[..., dict[str, Any]]:
    """body(**changes) -> what to POST to /servers; a change to None leaves the key out."""

    def make(**changes: Any) -> dict[str, Any]:
        server = {
            "name": unique("server"),
            "imageRef": parts.image,
            "flavorRef": parts.flavor,
            "networks": [{"uuid": parts.network}],
            **changes,
        }
        return {"server": {key: value for key, value in server.items() if value is not None}}

    return make


@pytest.fixture
def launch(member, body) -> Iterator[Callable[..., str]]:
    """launch(**changes) -> id of a server that has just been asked for."""
    made = []

    def make(**changes: Any) -> str:
        answer = member.nova.post("/servers", json=body(**changes), microversion="2.96")
        assert answer.status_code == 202, answer.text
        made.append(answer.json()["server"]["id"])
        return made[-1]

    yield make
    for server in made:
        member.nova.delete(f"/servers/{server}")
    for server in made:
        member.wait_until_gone(server)


@pytest.fixture(scope="session")
def server(member, body, key) -> Iterator[str]:
    """Id of an active server that several tests share: leave it as it was."""
    answer = member.nova.post(
        "/servers", json=body(key_name=key, metadata={"made": "for tests"}), microversion="2.96"
    )
    assert answer.status_code == 202, answer.text
    made = answer.json()["server"]["id"]
    member.wait_for_server(made, "ACTIVE")
    yield made
    member.nova.delete(f"/servers/{made}")
    member.wait_until_gone(made)


@pytest.fixture(scope="session")
def public_key() -> str:
    encoded = (
        ed25519.Ed25519PrivateKey.generate()
        .public_key()
        .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    )
    return f"{encoded.decode()} me@here"


@pytest.fixture(scope="session")
def key(member, public_key) -> Iterator[str]:
    """Name of a key pair."""
    name = unique("key")
    body = {"keypair": {"name": name, "public_key": public_key}}
    assert member.nova.post("/os-keypairs", json=body, microversion="2.10").status_code == 201
    yield name
    member.nova.delete(f"/os-keypairs/{name}")


@pytest.fixture
def make_group(member) -> Iterator[Callable[..., dict[str, Any]]]:
    """make_group(**attributes) -> a new security group."""
    made = []

    def make(**attributes: Any) -> dict[str, Any]:
        wanted = {"name": unique("group"), **attributes}
        answer = member.neutron.post("/security-groups", json={"security_group": wanted})
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["security_group"]["id"])
        return answer.json()["security_group"]

    yield make
    for group in made:
        member.neutron.delete(f"/security-groups/{group}")


def unique(what: str) -> str:
    return f"{what}-{uuid.uuid4().hex[:8]}"
