"""From a launch to a login, on the demo cloud and its machines' real SSH servers."""

import json
import subprocess
from pathlib import Path

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import Invalid, TimedOut
from canfar_jupyter.model.instances.server import Server
from tests.ssh.conftest import home, keygen  # noqa: F401
from tests.support.waiting import until


@pytest.fixture
def lens(cloud, home):  # noqa: F811
    """An instance with a key of this home, an open port 22 and the project's floating IP."""
    keygen(home / ".ssh" / "cloud")
    cloud.import_key("mine", (home / ".ssh" / "cloud.pub").read_text())
    group = cloud.create_security_group("door")
    cloud.open_port(group)
    server = cloud.launch(
        "lens",
        image="canfar-ubuntu-24.04",
        flavor="c1-3.75gb-15",
        key="mine",
        security_groups=[group],
    )
    cloud.wait_until_active(server)
    networks = cloud.networks()
    external = networks.index[networks["external"]][0]
    body = {"floatingip": {"floating_network_id": external, "port_id": port_of(cloud, server)}}
    made = service_of(cloud).client.post("network", "/floatingips", body).json()["floatingip"]
    yield server
    cloud.terminate(server)
    service_of(cloud).client.send("network", "DELETE", f"/floatingips/{made['id']}")
    service_of(cloud).client.send("compute", "DELETE", "/os-keypairs/mine")
    until(lambda: server.id not in service_of(cloud).lists.read_ids("servers"), "it is gone")
    service_of(cloud).client.send("network", "DELETE", f"/security-groups/{group}")


def port_of(cloud, server):
    answer = service_of(cloud).client.get("network", "/ports", {"device_id": server.id}).content
    return json.loads(answer)["ports"][0]["id"]


def test_a_server_is_waited_for_by_itself_with_a_bar_in_plain_text(cloud, lens, capsys):
    now = lens.ready(60)
    assert now.ready
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == "lens [#######] ready"
    assert len(set(lines)) == len(lines)  # what changes nothing is not said again
    with pytest.raises(Invalid, match="does not know its cloud"):
        Server("id", "made by hand", "BUILD").ready()


def test_from_launch_to_login(cloud, lens, home):  # noqa: F811
    now = cloud.wait_until_ready(lens, 60, progress=False)
    assert now.text == "ready"
    # cloud-init's scripts have ended by then; its last line, which has the time, follows
    until(lambda: "finished at" in cloud.console_log(lens), "cloud-init has said its last line")
    now = cloud.readiness(lens)
    assert [step.state for step in now.steps] == ["done"] * 7
    assert all(step.when and step.evidence for step in now.steps)
    assert cloud.login_user(lens).source == "boot log"
    way = cloud.login_info(lens)
    assert way.identity == str(home / ".ssh" / "cloud")
    hosts = home / "hosts"
    hosts.write_text(way.known_hosts)
    command = f"{way.command} -o BatchMode=yes -o UserKnownHostsFile={hosts}"
    command += " -F none -o StrictHostKeyChecking=yes whoami"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=30)
    assert ran.stdout == "ubuntu\n", ran.stderr
    assert cloud.doctor(lens).cause is None


def test_without_a_boot_log_sshd_itself_is_asked(cloud, lens):
    cloud.wait_until_ready(lens, 60, progress=False)
    row = service_of(cloud).access.row(lens.id)
    report = cloud.boot_log(lens)
    user = service_of(cloud).access._of_sshd(
        row, report, service_of(cloud).access.public_key("mine")
    )
    assert (user.user, user.certainty) == ("ubuntu", "sure")


def test_a_wait_that_is_too_short_says_at_what_it_waits(cloud, lens):
    with pytest.raises(TimedOut, match="it waits at") as raised:
        cloud.wait_until_ready(lens, 0, progress=False)
    assert "lens is not ready after 0 seconds" in str(raised.value)


def test_the_old_host_key_of_an_address_is_found_and_replaced(cloud, lens, home):  # noqa: F811
    from canfar_jupyter.ssh import add_known_hosts

    cloud.wait_until_ready(lens, 60, progress=False)
    way = cloud.login_info(lens)
    stale = Path(keygen(home / "stale")).with_suffix(".pub").read_text()
    known = home / ".ssh" / "known_hosts"
    known.write_text(f"[127.0.0.1]:{way.port} {stale}")
    assert cloud.doctor(lens).cause.key == "remembered"
    add_known_hosts(way)
    assert cloud.doctor(lens).cause is None
