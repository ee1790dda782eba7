import base64
import re
import time
from datetime import UTC, datetime

import pytest

from tests.demo.cloud import Api
from tests.support.waiting import until

NOBODY = "00000000-0000-0000-0000-000000000000"


def message(reply, name="badRequest"):
    return reply.json()[name]["message"]


def test_a_launch_answers_as_nova_does(api):
    reply = api.launch("first")
    assert reply.status_code == 202
    server = reply.json()["server"]
    assert set(server) == {"id", "links", "OS-DCF:diskConfig", "security_groups", "adminPass"}
    assert reply.headers["location"].endswith(server["id"])
    assert re.fullmatch(r"req-[0-9a-f-]{36}", reply.headers["x-openstack-request-id"])
    assert reply.headers["OpenStack-API-Version"] == "compute 2.96"


def test_a_server_builds_in_steps_and_gets_an_address(start):
    api = Api(start(speed=4))
    id_ = api.launch("steps").json()["server"]["id"]
    seen = []

    def done():
        server = api.server(id_)
        now = (server["status"], server["OS-EXT-STS:task_state"], bool(server["addresses"]))
        if now not in seen:
            seen.append(now)
        return server["status"] == "ACTIVE"

    until(done)
    assert seen[0] == ("BUILD", "scheduling", False)
    assert ("BUILD", "spawning", True) in seen
    assert seen[-1] == ("ACTIVE", None, True)


def test_a_name_that_begins_with_fail_ends_in_error_with_a_fault(api):
    id_ = api.launch("fail-lens").json()["server"]["id"]
    server = api.settled(id_, "ERROR")
    assert server["fault"]["message"].startswith("No valid host was found.")
    assert server["OS-EXT-STS:vm_state"] == "error"


def test_many_are_launched_with_one_request(api):
    reply = api.launch("many", min_count=3, max_count=3, return_reservation_id=True)
    reservation = reply.json()["reservation_id"]
    path = f"/servers/detail?reservation_id={reservation}"
    servers = api.nova("GET", path).json()["servers"]
    assert sorted(s["name"] for s in servers) == ["many-1", "many-2", "many-3"]
    addresses = [
        until(lambda id_=s["id"]: api.server(id_)["addresses"])["lensing-network"][0]["addr"]
        for s in servers
    ]
    assert len(set(addresses)) == 3


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Value: . '' should be non-empty"),
        ({"name": " lens"}, "Can not start or end with whitespace."),
        ({"name": "x" * 256}, "is too long"),
        ({"flavorRef": "nope"}, "Flavor nope could not be found."),
        ({"imageRef": "nope"}, "'nope' is not valid under any of the given schemas"),
        ({"networks": [5]}, "5 is not of type 'object'"),
        ({"metadata": [5]}, "[5] is not of type 'object'"),
        ({"security_groups": "default"}, "'default' is not of type 'array'"),
        ({"colour": "red"}, "Additional properties are not allowed ('colour' was unexpected)"),
        ({"availability_zone": "moon"}, "requested availability zone is not available"),
        ({"imageRef": NOBODY}, "Can not find requested image"),
        ({"key_name": "nope"}, "Invalid key_name provided."),
        ({"networks": [{"uuid": NOBODY}]}, f"Network {NOBODY} could not be found."),
        (
            {"security_groups": [{"name": "nope"}]},
            "Unable to find security_group with name or id 'nope'",
        ),
        ({"user_data": "no base 64!"}, "is not a 'base64'"),
        ({"user_data": "A" * 65536}, "is too long"),
        ({"metadata": {"a": 1}}, "1 is not of type 'string'"),
        ({"min_count": 3, "max_count": 2}, "min_count must be <= max_count"),
        ({"min_count": 0}, "less than the minimum of 1"),
    ],
)
def test_a_bad_launch_is_refused_in_novas_words(api, changed, words):
    name = changed.pop("name", "lens")
    reply = api.launch(name, **changed)
    assert reply.status_code == 400
    assert words in message(reply)
    assert api.nova("GET", "/servers").json()["servers"] == []


def test_networks_must_be_named_from_2_37_on(api):
    reply = api.nova(
        "POST",
        "/servers",
        {"server": {"name": "x", "flavorRef": api.flavor(), "imageRef": api.image()}},
    )
    assert "'networks' is a required property" in message(reply)


@pytest.mark.parametrize(
    ("image", "flavor", "words"),
    [
        ("debian-12-genericcloud", "t1-0.5gb", "Flavor's memory is too small"),
        ("canfar-ubuntu-24.04", "t1-0.5gb", "Flavor's memory is too small"),
    ],
)
def test_a_flavor_with_too_little_memory_is_refused(api, image, flavor, words):
    reply = api.launch(imageRef=api.image(image), flavorRef=api.flavor(flavor))
    assert reply.status_code == 400
    assert words in message(reply)


def test_a_flavor_with_too_small_a_disk_is_refused(api):
    made = api.glance(
        "POST",
        "/images",
        {
            "name": "wide",
            "disk_format": "raw",
            "container_format": "bare",
            "min_disk": 30,
        },
    ).json()
    body = b"\0" * 1024
    api.session.put(f"{api.base}/image/v2/images/{made['id']}/file", data=body)
    reply = api.launch(imageRef=made["id"])
    assert "Flavor's disk is smaller than the minimum size specified" in message(reply)
    assert f"Flavor disk is {20 << 30} bytes, minimum size is {30 << 30} bytes." in message(reply)
    api.glance("DELETE", f"/images/{made['id']}")


def test_the_disk_must_hold_the_image(api):
    change = [
        {"op": "replace", "path": "/min_ram", "value": 0},
        {"op": "replace", "path": "/min_disk", "value": 0},
    ]
    kind = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
    image = api.image("lens-pipeline-2026a")
    api.glance("PATCH", f"/images/{image}", change, headers=kind)
    reply = api.launch(imageRef=image, flavorRef=api.flavor("t1-0.5gb"))
    assert message(reply) == (
        f"Flavor's disk is too small for requested image. Flavor disk is {1 << 30} bytes, "
        f"image is {3310 << 20} bytes."
    )


def test_an_image_without_bytes_yet_is_not_active(api):
    image = api.glance("POST", "/images", {"name": "empty"}).json()["id"]
    assert message(api.launch(imageRef=image)) == f"Image {image} is not active."


def test_user_data_may_be_as_long_as_nova_takes(api):
    text = base64.b64encode(b"#" * 49149).decode()
    assert len(text) == 65532
    assert api.launch(user_data=text).status_code == 202


def test_deleting_takes_a_moment_and_twice_is_once(start):
    api = Api(start(speed=2))
    id_ = api.active()
    assert api.nova("DELETE", f"/servers/{id_}").status_code == 204
    assert api.server(id_)["OS-EXT-STS:task_state"] == "deleting"
    assert api.nova("DELETE", f"/servers/{id_}").status_code == 204
    until(lambda: api.nova("GET", f"/servers/{id_}").status_code == 404)
    reply = api.nova("GET", f"/servers/{id_}")
    assert message(reply, "itemNotFound") == f"Instance {id_} could not be found."
    assert api.neutron("GET", f"/ports?device_id={id_}").json()["ports"] == []


def test_changes_since_shows_what_changed_and_what_was_deleted(api):
    kept, gone = api.active("kept"), api.active("gone")
    api.nova("DELETE", f"/servers/{gone}")
    until(lambda: api.nova("GET", f"/servers/{gone}").status_code == 404)
    changed = api.nova("GET", "/servers/detail?changes-since=2020-01-01T00:00:00Z").json()
    found = {s["id"]: s["status"] for s in changed["servers"]}
    assert found[kept] == "ACTIVE"
    assert found[gone] == "DELETED"
    last = api.server(kept)["updated"]
    rows = api.nova("GET", f"/servers/detail?changes-since={last}").json()["servers"]
    assert kept in [s["id"] for s in rows]  # the same second counts
    future = datetime.fromtimestamp(time.time() + 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    later = api.nova("GET", f"/servers/detail?changes-since={future}").json()
    assert later == {"servers": []}
    assert api.nova("GET", "/servers/detail?changes-since=soon").status_code == 400


def test_pages_follow_each_other_newest_first(api):
    made = [api.launch(f"page-{n}").json()["server"]["id"] for n in range(5)]
    page = api.nova("GET", "/servers/detail?limit=2&name=page-").json()
    ids = []
    while True:
        ids += [s["id"] for s in page["servers"]]
        links = page.get("servers_links")
        if not links:
            break
        assert "name=page-" in links[0]["href"]
        page = api.session.get(links[0]["href"]).json()
    assert ids == made[::-1]


def test_a_full_last_page_has_a_link_to_an_empty_one(api):
    for n in range(2):
        api.launch(f"full-{n}")
    page = api.nova("GET", "/servers?limit=2").json()
    last = api.session.get(page["servers_links"][0]["href"]).json()
    assert last == {"servers": []}


def test_lists_are_filtered_and_sorted(api):
    ids = {n: api.launch(n, metadata={"n": n}).json()["server"]["id"] for n in ("aa", "ab", "bb")}

    def names(query):
        return [s["name"] for s in api.nova("GET", "/servers?" + query).json()["servers"]]

    assert sorted(names("name=^a")) == ["aa", "ab"]
    assert names("sort_key=display_name&sort_dir=asc") == ["aa", "ab", "bb"]
    assert names("status=SHUTOFF") == []
    assert names(f"marker={ids['bb']}") == ["ab", "aa"]
    assert names(f"image={NOBODY}") == []
    bad = api.nova("GET", f"/servers?marker={NOBODY}")
    assert message(bad) == f"marker [{NOBODY}] not found"
    assert "Invalid input for query parameters limit" in message(
        api.nova("GET", "/servers?limit=x")
    )


def test_other_projects_servers_cannot_be_seen(api, batch):
    id_ = api.launch().json()["server"]["id"]
    assert batch.nova("GET", f"/servers/{id_}").status_code == 404
    assert batch.nova("GET", "/servers").json()["servers"] == []
    assert batch.nova("DELETE", f"/servers/{id_}").status_code == 404
    refused = api.nova("GET", "/servers/detail?all_tenants=1")
    assert refused.status_code == 403
    assert "get_all_tenants" in message(refused, "forbidden")


def test_the_shape_depends_on_the_microversion(api):
    id_ = api.active()
    old, new = api.server(id_, "2.1"), api.server(id_, "2.96")
    assert set(old["flavor"]) == {"id", "links"}
    assert new["flavor"]["original_name"] == "p1-1.5gb"
    gained = {
        "locked",
        "description",
        "tags",
        "trusted_image_certificates",
        "server_groups",
        "locked_reason",
        "OS-EXT-SRV-ATTR:hostname",
        "pinned_availability_zone",
    }
    assert set(new) - set(old) == gained
    listed = api.nova("GET", "/servers/detail", version="2.26").json()["servers"][0]
    assert set(listed) - set(old) == {"locked", "description", "tags"}


def test_too_high_a_microversion_is_406_and_latest_is_the_highest(api):
    reply = api.nova("GET", "/servers", version="2.999")
    assert reply.status_code == 406
    assert message(reply, "computeFault") == (
        "Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.96."
    )
    latest = api.nova("GET", "/servers", version="latest")
    assert latest.headers["X-OpenStack-Nova-API-Version"] == "2.96"


def test_less_metadata_and_tags_do_not_count_as_an_update(api):
    id_ = api.active(metadata={"a": "b"})
    added = api.nova("POST", f"/servers/{id_}/metadata", {"metadata": {"k": "v"}})
    assert added.json()["metadata"] == {"a": "b", "k": "v"}
    updated = api.server(id_)["updated"]
    assert api.nova("DELETE", f"/servers/{id_}/metadata/a").status_code == 204
    assert api.nova("PUT", f"/servers/{id_}/tags/blue").status_code == 201
    server = api.server(id_)
    assert (server["metadata"], server["tags"]) == ({"k": "v"}, ["blue"])
    assert server["updated"] == updated
    renamed = api.nova("PUT", f"/servers/{id_}", {"server": {"name": "other"}})
    assert renamed.json()["server"]["name"] == "other"
