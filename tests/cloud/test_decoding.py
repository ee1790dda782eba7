import json

import msgspec
import pytest

from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.lists import flavors_and_keypairs, images, network, quotas, servers
from canfar_jupyter.cloud.lists.reading import Reading, joined
from canfar_jupyter.errors import CloudFailure
from canfar_jupyter.model.columns import SCHEMAS, frame

from .recorded import ANSWERS, body

PROJECT = "c6d419f7100d4ec0b85b1315b48b6198"  # of the recordings


def rows(columns):
    return list(Reading(columns).rows().values())


def decoded(name):
    """Lay out the recorded list ``name``."""
    if name == "servers":
        return servers.columns(servers.DETAIL.decode(body("servers")).rows, {})
    if name == "images":
        return images.columns(images.IMAGES.decode(body("images")).rows, PROJECT)
    if name == "flavors":
        page = flavors_and_keypairs.FLAVORS.decode(body("flavors"))
        return flavors_and_keypairs.flavor_columns(page.rows)
    if name == "keypairs":
        page = json.dumps({"keypairs": [json.loads(body("key"))]}).encode()
        return flavors_and_keypairs.key_columns(flavors_and_keypairs.KEYPAIRS.decode(page).rows)
    if name == "security_groups":
        return network.group_columns(network.GROUPS.decode(body("groups")).rows, PROJECT)
    if name == "networks":
        return network.network_columns(network.NETWORKS.decode(body("networks")).rows, PROJECT)
    if name == "floating_ips":
        page = network.FLOATING_IPS.decode(body("floating_ips"))
        return network.floating_columns(page.rows, PROJECT)
    limits = quotas.of_compute(body("limits"))
    return quotas.columns(limits | quotas.of_network(body("quota_details")))


def decoded_frame(name):
    return frame(SCHEMAS[name], decoded(name))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_recorded_list_has_the_columns_of_its_schema_and_makes_a_frame(name):
    columns = decoded(name)
    assert list(columns) == [column.name for column in SCHEMAS[name]]
    assert len({len(values) for values in columns.values()}) == 1
    made = frame(SCHEMAS[name], columns)
    assert made.index.name == "id"
    assert len(made) == len(columns["id"]) > 0


def test_a_server_is_shown_with_its_flavor_and_addresses():
    newest, oldest = rows(decoded("servers"))
    assert (newest["status"], newest["flavor"], newest["vcpus"]) == ("ACTIVE", "m1.tiny", 1)
    assert newest["ram_gib"] == 0.5
    assert newest["addresses"].startswith("10.0.2.")
    assert newest["floating_ip"] == ""
    assert oldest["key"] == "k-1795453770"
    assert oldest["created"] == "2026-11-23T17:09:46Z"
    assert oldest["launched"].startswith("2026-11-23T17:")
    assert decoded_frame("servers")["launched"].notna().all()


def test_the_groups_of_a_server_are_named_once_and_keep_their_commas():
    groups = [{"name": name} for name in ("web, old", "ssh", "ssh")]
    page = {"servers": [{"id": "s1", "security_groups": groups}, {"id": "s2"}]}
    columns = servers.columns(servers.DETAIL.decode(json.dumps(page).encode()).rows, {})
    assert columns["security_groups"] == [("web, old", "ssh"), ()]
    assert list(frame(SCHEMAS["servers"], columns)["security_groups"]) == ["web, old, ssh", ""]


def test_a_floating_address_comes_last_and_has_its_own_column():
    page = json.loads(body("servers"))
    page["servers"][0]["addresses"] = {
        "private": [
            {"addr": "203.0.113.9", "OS-EXT-IPS:type": "floating"},
            {"addr": "10.0.0.5", "OS-EXT-IPS:type": "fixed"},
        ],
        "other": [{"addr": "10.1.0.5"}],
    }
    first = rows(servers.columns(servers.DETAIL.decode(json.dumps(page).encode()).rows, {}))[0]
    assert first["addresses"] == "10.0.0.5, 10.1.0.5, 203.0.113.9"
    assert first["floating_ip"] == "203.0.113.9"


def test_a_row_of_a_cell_that_is_down_is_shown_with_what_it_has():
    down = {"id": "a", "status": "UNKNOWN", "created": "2026-11-23T17:09:46Z", "tenant_id": "p"}
    volume = {"id": "b", "name": "v", "status": "ACTIVE", "image": "", "flavor": {"vcpus": 2}}
    page = json.dumps({"servers": [down, volume]}).encode()
    one, other = rows(servers.columns(servers.DETAIL.decode(page).rows, {}))
    assert (one["name"], one["status"], one["flavor"], one["vcpus"]) == ("", "UNKNOWN", "", 0)
    assert (other["image"], other["image_id"], other["vcpus"]) == ("", "", 2)


def test_a_row_that_cannot_be_decoded_costs_that_row_only():
    page = json.loads(body("servers"))
    page["servers"].insert(1, {"id": "odd", "name": {"not": "text"}})
    page["servers"].append("nonsense")
    decoded = servers.DETAIL.decode(json.dumps(page).encode())
    assert len(decoded.rows) == 2
    assert decoded.lost == 2


def test_a_page_that_was_cut_off_is_an_error():
    with pytest.raises(msgspec.DecodeError):
        servers.DETAIL.decode(body("servers")[:-100])


def test_a_row_whose_text_is_no_text_costs_that_row_only():
    page = servers.DETAIL.decode(b'{"servers": [{"id": "a", "name": "\xff"}, {"id": "b"}, "\xff"]}')
    assert [row.id for row in page.rows] == ["b"]
    assert page.lost == 2


@pytest.mark.parametrize("body", [b"\xff", b"[]", b'{"servers": [' + b"[" * 100_000])
def test_a_page_of_any_bytes_is_an_error_that_is_translated(body):
    with pytest.raises(CloudFailure), translating("list"):
        servers.DETAIL.decode(body)


def test_a_huge_item_does_no_harm():
    page = json.loads(body("servers"))
    page["servers"][0]["metadata"] = {"note": "x" * 5_000_000}
    page["servers"][1]["fault"] = {"message": "y" * 5_000_000, "code": 500}
    columns = servers.columns(servers.DETAIL.decode(json.dumps(page).encode()).rows, {})
    assert len(columns["fault"][1]) == servers.LONGEST_FAULT


def test_the_link_to_the_next_page_is_found_in_each_services_way():
    nova = {"servers": [], "servers_links": [{"rel": "next", "href": "http://n/s?marker=1"}]}
    neutron = {
        "networks": [],
        "networks_links": [{"rel": "previous", "href": "p"}, {"rel": "next", "href": "n"}],
    }
    assert servers.DETAIL.decode(json.dumps(nova).encode()).next == "http://n/s?marker=1"
    assert network.NETWORKS.decode(json.dumps(neutron).encode()).next == "n"
    assert images.IMAGES.decode(body("images")).next.startswith("/v2/images?limit=1&marker=")
    assert servers.DETAIL.decode(b'{"servers": []}').next == ""


def test_changes_are_split_into_rows_and_gone_ids():
    page = {"servers": [{"id": "a", "status": "DELETED"}, {"id": "b", "status": "ACTIVE"}]}
    alive, gone = servers.alive(servers.DETAIL.decode(json.dumps(page).encode()).rows)
    assert [row.id for row in alive] == ["b"]
    assert gone == ("a",)


def test_a_flavor_that_is_named_by_id_only_is_looked_up():
    row = servers.one(body("server_old"))
    known = servers.Flavor("9dd3c305-59a4-4e20-9271-709818ab05a7", "m1.tiny", 1, 512, 1, 0)
    columns = servers.columns([row], {}, lambda flavor: {known.id: known}[flavor.id])
    assert (columns["flavor"], columns["ram_gib"]) == (["m1.tiny"], [0.5])


def image(**more):
    return images.FIELDS.row(**{"id": "i", "owner": "other", "visibility": "shared", **more})


@pytest.mark.parametrize(
    ("row", "offered", "tab"),
    [
        (image(owner=PROJECT, visibility="public"), False, "project"),
        (image(owner=PROJECT), False, "project"),
        (image(visibility="public"), False, "public"),
        (image(), False, "shared"),
        (image(), True, "pending"),
        (image(visibility="community"), False, "community"),
        (image(visibility="private"), False, "other"),
    ],
)
def test_an_image_stands_under_the_tab_of_who_owns_it(row, offered, tab):
    assert images.columns([row], PROJECT, offered)["tab"] == [tab]


def test_what_nova_made_of_a_server_is_a_snapshot():
    page = json.dumps({"images": [json.loads(body("snapshot_image"))]}).encode()
    columns = images.columns(images.IMAGES.decode(page).rows, PROJECT)
    assert columns["is_snapshot"] == [True]
    assert columns["tab"] == ["project"]


def test_an_image_without_bytes_has_no_size():
    columns = images.columns([image(size=None, status="queued")], PROJECT)
    assert str(frame(SCHEMAS["images"], columns)["size"].iloc[0]) == "<NA>"


def test_ids_are_asked_for_in_calls_of_fifty():
    calls = list(images.batches([str(n) for n in range(101)]))
    assert [call.count(",") for call in calls] == [49, 49, 0]


def test_a_key_has_the_fingerprint_that_ssh_keygen_shows():
    (key,) = rows(decoded("keypairs"))
    assert key["type"] == "ssh-rsa"
    assert key["fingerprint"].startswith("SHA256:")
    assert key["id"] == key["name"]


def test_a_key_that_is_no_ssh_key_keeps_novas_fingerprint():
    page = b'{"keypairs": [{"keypair": {"name": "w", "type": "x509", "fingerprint": "ab:cd"}}]}'
    (key,) = rows(flavors_and_keypairs.key_columns(flavors_and_keypairs.KEYPAIRS.decode(page).rows))
    assert (key["type"], key["fingerprint"], key["public_key"]) == ("x509", "ab:cd", "")


def test_rules_say_in_words_what_a_group_lets_in():
    page = {
        "security_groups": [
            {
                "id": "g",
                "name": "ssh",
                "project_id": PROJECT,
                "security_group_rules": [
                    {"direction": "egress", "ethertype": "IPv4"},
                    {
                        "direction": "ingress",
                        "protocol": "tcp",
                        "port_range_min": 22,
                        "port_range_max": 22,
                        "remote_ip_prefix": "0.0.0.0/0",
                    },
                ],
            },
            {"id": "h", "name": "of another project", "project_id": "other"},
            {"id": "s", "name": "lent", "project_id": "other", "shared": True},
        ]
    }
    page = network.GROUPS.decode(json.dumps(page).encode())
    group, lent = rows(network.group_columns(page.rows, PROJECT))
    assert group["open_ports"] == "SSH from anywhere"
    assert group["rules"][1].port_min == 22
    assert lent["name"] == "lent"


def test_quotas_have_use_and_limit_and_nan_where_there_is_none():
    found = {row["name"]: row for row in rows(decoded("quotas"))}
    assert set(found) == {
        *("instances", "cores", "ram_gib", "key_pairs", "floating_ips", "security_groups")
    }
    assert found["instances"]["limit"] == 2000
    assert found["ram_gib"]["limit"] == pytest.approx(100_000_000 / 1024)
    assert found["security_groups"]["used"] == 2
    assert found["key_pairs"]["used"] != found["key_pairs"]["used"]


def test_a_plain_quota_of_neutron_gives_limits_without_use():
    found = quotas.of_network(body("quota"))
    assert found["floating_ips"][1] == 50
    assert found["floating_ips"][0] != found["floating_ips"][0]


def test_unlimited_is_not_a_number():
    found = quotas.of_compute(b'{"limits": {"absolute": {"maxTotalCores": -1}}}')
    assert found["cores"][1] != found["cores"][1]


def test_rows_that_two_pages_repeat_are_joined_once():
    page = {"id": ["a", "b"], "name": ["a", "b"], "used": [1.0, 2.0], "limit": [3.0, 4.0]}
    again = {"id": ["b", "c"], "name": ["b", "c"], "used": [9.0, 5.0], "limit": [9.0, 6.0]}
    assert joined("quotas", [page, again]) == {
        "id": ["a", "b", "c"],
        "name": ["a", "b", "c"],
        "used": [1.0, 2.0, 5.0],
        "limit": [3.0, 4.0, 6.0],
    }


def test_the_recordings_are_whole():
    assert len(ANSWERS) > 30
