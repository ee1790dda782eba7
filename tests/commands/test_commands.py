"""The same launch by three ways makes the same instance, on the demo cloud."""

import json
import os
import subprocess
import time

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.cloud.launch.request import TOKEN
from canfar_jupyter.model.commands import Names, openstack_client, openstack_sdk, our_python
from canfar_jupyter.model.launch.first_boot import NOTE
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.network.floating_ips import NEW
from canfar_jupyter.model.userdata import Choice, Part
from tests.cloud.keys import PUBLIC
from tests.support.demos import own_demo

SCRIPT = "#!/bin/bash\necho 'it is '\"$HOME\" `date` \\n > /tmp/x\n"
ODD = 'it\'s $(touch /tmp/no) "odd" `x` ; -n \\ é'
GROUP = "the group"  # stands for its id, which is not known yet
LAUNCHES = {
    "plain": {"key": "me"},
    "whole": {
        "key": "me",
        "user_data": SCRIPT,
        "tags": ("lens", "night 7"),
        "metadata": (("field", ODD), ("run", "7")),
        "description": ODD,
        "config_drive": True,
        "availability_zone": "nova",
    },
    "batch": {"condor": True, "recipes": (Choice("packages", (("packages", "git curl"),)),)},
    "bytes": {"files": (Part(b"\x1f\x8b\x08\x00odd", "a b.gz"),)},
    "on a volume": {"volume_gib": 24},
    "in a group": {"server_group": GROUP},
    "several": {"count": 3, "user_data": SCRIPT},
    "with an address": {"floating_ip": NEW},
    "odd": {"user_data": "#!/bin/sh\r\nEND_OF_USER_DATA\necho done"},
}


demo = own_demo(speed=50)


@pytest.fixture(scope="module")
def cloud(cloud):
    cloud.import_key("me", PUBLIC)
    cloud.open_port(cloud.create_security_group("ssh"))
    return cloud


@pytest.fixture(scope="module")
def project(cloud):
    lists = ("images", "flavors", "networks", "security_groups", "floating_ips")
    return {name: service_of(cloud).lists.read(name).rows() for name in lists}


@pytest.fixture(scope="module")
def group(cloud):
    asked = {"server_group": {"name": "apart", "policy": "anti-affinity"}}
    service_of(cloud).client.post("compute", "/os-server-groups", asked)
    return cloud.offers().server_groups[0][0]


@pytest.fixture
def make(cloud, project, group):
    def spec(**more):
        def id_of(kind, name):
            return next(id_ for id_, row in project[kind].items() if row["name"] == name)

        if more.get("server_group") == GROUP:
            more["server_group"] = group
        return LaunchSpec(
            **{
                "name": "lens",
                "image": id_of("images", "canfar-ubuntu-24.04"),
                "flavor": id_of("flavors", "p1-1.5gb"),
                "security_groups": (id_of("security_groups", "ssh"),),
                "network": id_of("networks", "lensing-network"),
                **more,
            }
        )

    yield spec
    for ip in cloud.floating_ips().index:
        cloud.release_floating_ip(ip)


@pytest.fixture(autouse=True)
def _client_on_path(openstack_on_path, monkeypatch):
    monkeypatch.setenv("PATH", openstack_on_path)


def by_client(text, demo, folder):
    env = {**os.environ, "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)}
    done = subprocess.run(
        ["bash", "-e", "-c", text], env=env, cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def by_python(text, demo, folder):
    env = {**os.environ, "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)}
    done = subprocess.run(
        ["python", "-c", text], env=env, cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def made(cloud, demo):
    """Return what exists, without what is new each time, then end it all."""
    state = json.loads((demo.clouds_yaml.parent / "state.json").read_text())["servers"]
    found = []
    for row in _servers(cloud):
        kept = state[row["id"]]
        metadata = {k: v for k, v in row["metadata"].items() if k not in (TOKEN, NOTE)}
        same = {key: kept.get(key) for key in ("name", "image", "key_name", "user_data", "tags")}
        same |= {key: kept.get(key) for key in ("config_drive", "description", "zone")}
        same |= {key: kept.get(key) for key in ("networks", "security_groups", "group")}
        same |= {key: kept.get(key) for key in ("volume_gib", "ends_volume")}
        same |= {"flavor": row["flavor"]["original_name"], "metadata": metadata}
        kinds = [a["OS-EXT-IPS:type"] for n in row["addresses"].values() for a in n]
        found.append(same | {"floating": "floating" in kinds})
        cloud.terminate(row["id"])
    return sorted(found, key=lambda server: server["name"])


def _servers(cloud):
    return json.loads(service_of(cloud).client.get("compute", "/servers/detail").content)["servers"]


@pytest.mark.parametrize("which", LAUNCHES)
def test_each_way_makes_the_same_instance(cloud, demo, project, make, tmp_path, which):
    spec, names = make(**LAUNCHES[which]), Names("demo", project)
    [first, *_] = service_of(cloud).launches.launch_spec(spec)
    if spec.floating_ip:
        cloud.associate_floating_ip(first)
    _flush(cloud, demo)
    expected = made(cloud, demo)
    assert len(expected) == spec.count
    ways = ((by_client, openstack_client), (by_python, openstack_sdk), (by_python, our_python))
    for run, written in ways:
        for ip in cloud.floating_ips().index:
            cloud.release_floating_ip(ip)
        _gone(cloud)
        run(written(spec, names), demo, tmp_path)
        _flush(cloud, demo)
        assert made(cloud, demo) == expected, written(spec, names)


def _gone(cloud):
    while service_of(cloud).lists.read_ids("servers"):
        time.sleep(0.02)


def _flush(cloud, demo):
    """Wait until the demo has written down what there is, and each instance has its address."""
    while True:
        rows = _servers(cloud)
        ids = {row["id"] for row in rows}
        state = json.loads((demo.clouds_yaml.parent / "state.json").read_text())["servers"]
        if ids <= set(state) and all(row["addresses"] for row in rows):
            return
        time.sleep(0.05)


def test_our_python_says_names_and_leaves_out_what_is_as_usual(project, make):
    text = our_python(make(key="me"), Names("demo", project))
    assert text == (
        "import canfar_jupyter as cj\n\n"
        "cloud = cj.connect('demo')\n"
        "server = cloud.launch(\n"
        "    'lens',\n"
        "    image='canfar-ubuntu-24.04',\n"
        "    flavor='p1-1.5gb',\n"
        "    key='me',\n"
        "    security_groups=['ssh'],\n"
        "    network='lensing-network',\n"
        ")\n"
    )


def test_a_name_that_two_have_is_said_by_its_id(project, make):
    spec = make()
    image = project["images"][spec.image]
    twins = {**project, "images": {spec.image: image, "other": {**image, "id": "other"}}}
    for written in (our_python, openstack_client, openstack_sdk):
        assert spec.image in written(spec, Names("demo", twins))


def test_a_name_like_an_option_stays_a_name(project, make):
    assert "-- -x" in openstack_client(make(name="-x"), Names("demo", project))
