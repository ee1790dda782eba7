"""Unmodified openstacksdk, from sign-in to the end of a machine, in the order a user goes."""

import base64

import openstack.exceptions as ox
import pytest

from canfar_jupyter.cloud import connect
from tests.support.waiting import until

NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def machine(conn, public_key):
    key = conn.compute.create_keypair(name="sdk", public_key=public_key)
    group = conn.network.create_security_group(name="sdk")
    image = conn.image.find_image("canfar-ubuntu-24.04")
    flavor = conn.compute.find_flavor("c2-7.5gb-30")
    network = conn.network.find_network("lensing-network")
    server = conn.compute.create_server(
        name="lens",
        image_id=image.id,
        flavor_id=flavor.id,
        networks=[{"uuid": network.id}],
        key_name=key.name,
        security_groups=[{"name": group.name}],
        user_data=base64.b64encode(b"#!/bin/sh\necho sdk was here\n").decode(),
        metadata={"survey": "W1"},
    )
    server = conn.compute.wait_for_server(server, interval=0.05, wait=20)
    yield server
    conn.compute.delete_server(server.id, ignore_missing=True)
    conn.compute.wait_for_delete(server, interval=0.05, wait=20)
    conn.network.delete_security_group(group.id)
    conn.compute.delete_keypair("sdk")


def test_discovery_and_lists(conn):
    assert conn.authorize()
    assert conn.has_service("block-storage")
    assert list(conn.block_storage.volumes()) == []
    assert len(list(conn.compute.flavors())) == len(list(conn.compute.flavors(limit=3)))
    assert len(list(conn.image.images())) == len(list(conn.image.images(limit=5)))
    assert [z.name for z in conn.compute.availability_zones()] == ["nova"]
    assert conn.compute.get_limits().absolute.instances == 10
    assert conn.compute.get_quota_set(conn.current_project_id).cores == 20
    assert conn.network.get_quota(conn.current_project_id, details=True).floating_ips["limit"] == 1
    assert {e.alias for e in conn.network.extensions()} >= {"router", "security-group"}
    assert list(conn.compute.extensions())
    assert list(conn.compute.server_groups()) == []
    assert [p.name for p in conn.identity.user_projects(conn.current_user_id)] == [
        "lensing",
        "lensing-batch",
    ]


def test_a_machine_from_launch_to_snapshot(conn, machine):
    server = conn.compute.get_server(machine.id)
    assert (server.status, server.key_name, server.metadata) == ("ACTIVE", "sdk", {"survey": "W1"})
    assert server.flavor.name == "c2-7.5gb-30"
    assert server.security_groups == [{"name": "sdk"}]
    log = until(
        lambda: (
            "finished at" in (log := conn.compute.get_server_console_output(server)["output"])
            and log
        )
    )
    assert "]: sdk was here" in log
    image = conn.compute.create_server_image(server, "lens-ready", wait=True, timeout=20)
    row = conn.image.get_image(image.id)
    assert (row.status, row.visibility, row.instance_uuid) == ("active", "private", server.id)
    assert [s.name for s in conn.list_servers()] == ["lens"]
    conn.image.delete_image(image.id)


def test_a_floating_ip_leads_to_it(conn, machine):
    public = conn.network.find_network("public")
    ip = conn.network.create_ip(floating_network_id=public.id)
    port = next(conn.network.ports(device_id=machine.id))
    conn.network.update_ip(ip, port_id=port.id)
    assert conn.get_server(machine.id).public_v4 == ip.floating_ip_address
    conn.network.delete_ip(ip)


def test_states_come_and_go(conn, machine):
    compute = conn.compute
    for act, status in [
        (compute.stop_server, "SHUTOFF"),
        (compute.start_server, "ACTIVE"),
        (compute.pause_server, "PAUSED"),
        (compute.unpause_server, "ACTIVE"),
        (compute.shelve_server, "SHELVED_OFFLOADED"),
        (compute.unshelve_server, "ACTIVE"),
    ]:
        act(machine)

        def there(status=status):
            now = compute.get_server(machine.id)
            return now.status == status and now.task_state is None

        until(there)


def test_images_are_uploaded_imported_and_read(conn, tmp_path):
    file = tmp_path / "disk.raw"
    file.write_bytes(b"\0" * 100_000)
    kinds = {"disk_format": "raw", "container_format": "bare"}
    image = conn.create_image("uploaded", filename=str(file), wait=True, **kinds)
    assert conn.image.download_image(image).content == file.read_bytes()
    # by id: from an Image the SDK would also remove "stores", which Glance refuses
    updated = conn.image.update_image(image.id, min_ram=64, colour="red")
    assert updated.properties["colour"] == "red"
    imported = conn.image.create_image(
        name="imported", data=b"abc", use_import=True, wait=True, timeout=20, **kinds
    )
    until(lambda: conn.image.get_image(imported.id).status == "active")
    for row in (image, imported):
        conn.image.delete_image(row.id)


def test_errors_become_the_sdks_exceptions(conn, machine):
    compute, network = conn.compute, conn.network
    image, flavor = machine.image.id, conn.compute.find_flavor("p1-1.5gb").id
    launch = {"name": "x", "image_id": image, "flavor_id": flavor, "networks": "none"}
    bad_flavor, too_many = launch | {"flavor_id": "nope"}, launch | {"min_count": 11}
    group = network.find_security_group("sdk").id
    for exception, words, call in [
        (ox.NotFoundException, NOBODY, lambda: compute.get_server(NOBODY)),
        (ox.NotFoundException, NOBODY, lambda: conn.image.get_image(NOBODY)),
        (ox.NotFoundException, NOBODY, lambda: network.get_network(NOBODY)),
        (ox.BadRequestException, "nope", lambda: compute.create_server(**bad_flavor)),
        (ox.ConflictException, "in use", lambda: network.delete_security_group(group)),
        (ox.ForbiddenException, "hypervisors", lambda: list(compute.hypervisors())),
        (ox.ForbiddenException, "Quota exceeded", lambda: compute.create_server(**too_many)),
        (ox.ConflictException, "vm_state active", lambda: compute.start_server(machine)),
    ]:
        with pytest.raises(exception, match=words):
            call()


def test_a_cloud_without_cinder_has_no_volumes_to_offer(start, monkeypatch):
    entry = start(volumes="no")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(entry.clouds_yaml))
    cloud = connect("demo")
    assert not cloud.offers().volumes
    assert not {"volumes", "volume_gib"} & set(cloud.quotas().index)
