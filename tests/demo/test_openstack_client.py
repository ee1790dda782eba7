"""The unmodified ``openstack`` command on the demo cloud."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.waiting import until

OPENSTACK = Path(sys.executable).parent / "openstack"


@pytest.fixture(scope="module")
def openstack(demo, openstack_on_path):
    """Run ``openstack --os-cloud demo ...``; what it printed, decoded when it is JSON."""
    env = {
        **os.environ,
        "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml),
        "PATH": openstack_on_path,
    }
    program = shutil.which("openstack", path=openstack_on_path)

    def run(command, *more, json_output=True):
        words = [program, "--os-cloud", "demo", *command.split(), *map(str, more)]
        if json_output:
            words += ["-f", "json"]
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if json_output else done.stdout

    return run


def test_the_command_as_pip_has_installed_it(demo):
    """All others run in forks of it, see tests/support/openstack_client.py."""
    env = {**os.environ, "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)}
    words = [str(OPENSTACK), "--os-cloud", "demo", "token", "issue", "-f", "json"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["project_id"]


def test_who_and_where(openstack):
    names = {row["Name"] for row in openstack("project list")}
    assert names == {"lensing", "lensing-batch"}
    assert {row["Type"] for row in openstack("catalog list")} == {
        "identity",
        "image",
        "compute",
        "network",
        "volumev3",
        "block-storage",
    }
    assert openstack("volume list") == []
    assert openstack("token issue")["project_id"]


def test_what_there_is(openstack):
    images = {row["Name"]: row["Status"] for row in openstack("image list")}
    assert images["canfar-ubuntu-24.04"] == "active"
    flavors = {row["Name"]: row for row in openstack("flavor list")}
    assert flavors["c2-7.5gb-30"]["Ephemeral"] == 30
    assert {row["Name"] for row in openstack("network list")} == {"public", "lensing-network"}
    assert openstack("availability zone list")[0]["Zone Name"] == "nova"
    limits = {row["Name"]: row["Value"] for row in openstack("limits show --absolute")}
    assert limits["instances"] == 10
    resources = {row["Resource"]: row["Limit"] for row in openstack("quota show")}
    assert resources["floating-ips"] if "floating-ips" in resources else resources["floating_ips"]


def test_a_machine_from_its_key_to_its_end(openstack, tmp_path, public_key):
    key = tmp_path / "id.pub"
    key.write_text(public_key + "\n")
    script = tmp_path / "first.sh"
    script.write_text("#!/bin/sh\necho from the client\n")
    pair = openstack("keypair create me --public-key", key)
    assert re.fullmatch(r"([0-9a-f]{2}:){15}[0-9a-f]{2}", pair["fingerprint"])
    assert [row["Name"] for row in openstack("keypair list")] == ["me"]

    assert openstack("security group create ssh")["name"] == "ssh"
    rule = openstack("security group rule create ssh --protocol tcp --dst-port 22")
    assert (rule["port_range_min"], rule["remote_ip_prefix"]) == (22, "0.0.0.0/0")

    launched = openstack(
        "server create lens --image canfar-ubuntu-24.04 --flavor c2-7.5gb-30 "
        "--key-name me --security-group ssh --wait --user-data",
        script,
    )
    assert launched["status"] == "ACTIVE"
    row = openstack("server list")[0]
    assert (row["Name"], row["Image"], row["Flavor"]) == (
        "lens",
        "canfar-ubuntu-24.04",
        "c2-7.5gb-30",
    )
    shown = openstack("server show lens")
    assert shown["security_groups"] == [{"name": "ssh"}]
    assert shown["key_name"] == "me"

    log = until(
        lambda: (
            "finished at" in (text := openstack("console log show lens", json_output=False))
            and text
        )
    )
    assert "]: from the client" in log
    assert "Authorized keys from /home/ubuntu" in log
    novnc = openstack("console url show lens --novnc")
    assert (novnc["protocol"], novnc["type"]) == ("vnc", "novnc")
    assert "/vnc_lite.html?path=%3Ftoken%3D" in novnc["url"]
    assert openstack("console url show lens --serial")["url"].startswith("ws://127.0.0.1:")

    ip = openstack("floating ip create public")["floating_ip_address"]
    openstack("server add floating ip lens", ip, json_output=False)
    assert ip in openstack("server show lens")["addresses"]["lensing-network"]
    openstack("server remove floating ip lens", ip, json_output=False)
    openstack("floating ip delete", ip, json_output=False)

    # --wait of "server image create" prints its progress into the JSON
    openstack("server image create lens --name lens-ready --wait", json_output=False)
    snapshot = openstack("image show lens-ready")
    assert snapshot["status"] == "active"
    assert snapshot["properties"]["image_type"] == "snapshot"
    assert [e["Action"] for e in openstack("server event list lens")] == ["createImage", "create"]

    openstack("server delete --wait lens", json_output=False)
    assert openstack("server list") == []
    openstack("image delete lens-ready", json_output=False)
    openstack("security group delete ssh", json_output=False)
    openstack("keypair delete me", json_output=False)


def test_an_image_from_a_file_and_back(openstack, tmp_path):
    source, copy = tmp_path / "in.raw", tmp_path / "out.raw"
    source.write_bytes(os.urandom(300_000))
    made = openstack("image create mine --disk-format raw --file", source)
    assert (made["status"], made["size"]) == ("active", 300_000)
    openstack("image set mine --property colour=red", json_output=False)
    assert openstack("image show mine")["properties"]["colour"] == "red"
    openstack("image save mine --file", copy, json_output=False)
    assert copy.read_bytes() == source.read_bytes()
    assert openstack("image member list batch-worker")[0]["Status"] == "accepted"
    openstack("image delete mine", json_output=False)
