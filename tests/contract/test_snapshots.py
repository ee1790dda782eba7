"""A snapshot: an image made of a server."""

import pytest

from tests.contract.conftest import unique
from tests.contract.refusals import assert_nova_refuses
from tests.support.waiting import until

PRINTABLE = r"An invalid 'name' value was provided\. The name must be: printable characters\. .*"


@pytest.fixture
def snapshot(member, server):
    """snapshot(**changes) -> the answer; the image is removed."""
    made = []

    def take(microversion="2.45", **changes):
        answer = member.act(server, {"createImage": changes}, microversion)
        if answer.status_code == 202:
            body = answer.json() if microversion == "2.45" else {}
            made.append(body.get("image_id") or answer.headers["Location"].rsplit("/", 1)[1])
        return answer

    yield take
    member.wait_for_server(server, "ACTIVE")
    for image in made:
        member.glance.delete(f"/images/{image}")


def test_a_snapshot_has_an_id_at_once_and_becomes_active(member, server, snapshot):
    name = unique("snapshot")
    answer = snapshot(name=name, metadata={"purpose": "test"})
    assert answer.status_code == 202
    assert list(answer.json()) == ["image_id"]
    image, seen = answer.json()["image_id"], []
    while not seen or seen[-1][0] != "active":
        status = member.image(image)["status"]
        task = member.server(server)["OS-EXT-STS:task_state"]
        if not seen or seen[-1] != (status, task):
            seen.append((status, task))
    statuses = [status for status, _ in seen]
    assert statuses == sorted(statuses, key=["queued", "saving", "active"].index), seen
    order = [
        *("image_snapshot_pending", "image_snapshot", "image_pending_upload", "image_uploading"),
        None,
    ]
    tasks = [task for _, task in seen]
    assert tasks == sorted(tasks, key=order.index), seen
    assert member.wait_for_server(server, "ACTIVE")


def test_a_snapshot_is_private_to_the_project_and_knows_its_server(member, server, snapshot, parts):
    name = unique("snapshot")
    image = snapshot(name=name, metadata={"purpose": "test"}).json()["image_id"]
    made = member.wait_for_image(image, "active")
    assert made["name"] == name
    assert (made["visibility"], made["owner"]) == ("private", member.id)
    assert made["image_type"] == "snapshot"
    assert made["instance_uuid"] == server
    assert made["base_image_ref"] == parts.image
    assert made["user_id"] == member.user_id
    assert made["owner_project_name"] == member.auth["project_name"]
    assert made["owner_user_name"] == member.auth["username"]
    assert made["purpose"] == "test"
    assert {"boot_roles"} <= set(made)
    flavor = member.nova.get(f"/flavors/{parts.flavor}").json()["flavor"]
    assert made["min_disk"] == flavor["disk"], "it does not fit on a smaller disk"
    assert made["min_ram"] == 0
    assert made["size"] > 0
    assert (made["container_format"], made["disk_format"]) in {("bare", "raw"), ("bare", "qcow2")}


def test_before_2_45_the_id_is_in_the_location(member, snapshot):
    answer = snapshot(name=unique("snapshot"), microversion="2.1")
    assert answer.status_code == 202
    assert answer.text == ""
    image = answer.headers["Location"].rsplit("/images/", 1)[1]
    member.wait_for_image(image, "active")


def test_a_name_may_be_used_again(member, snapshot):
    name = unique("snapshot")
    first = snapshot(name=name).json()["image_id"]
    member.wait_for_image(first, "active")
    member.wait_for_image(snapshot_when_free(member, snapshot, name), "active")
    found = member.glance.get(f"/images?name={name}").json()["images"]
    assert len(found) == 2


def snapshot_when_free(member, snapshot, name):
    """The server may take a moment after its image is active."""

    def taken():
        answer = snapshot(name=name)
        return answer.json()["image_id"] if answer.status_code == 202 else None

    return until(taken, "a second snapshot is accepted")


def test_one_at_a_time(server, snapshot):
    assert snapshot(name=unique("snapshot")).status_code == 202
    answer = snapshot(name=unique("snapshot"))
    told = f"Cannot 'createImage' instance {server} while it is in task_state image_.*"
    assert_nova_refuses(answer, 409, "conflictingRequest", told)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"name": ""},
            r"Invalid input for field/attribute name\. Value: \. '' should be non-empty",
        ),
        (
            {},
            r"Invalid input for field/attribute createImage\. Value: {}\."
            r" 'name' is a required property",
        ),
        ({"name": " a"}, PRINTABLE),
        ({"name": "n" * 256}, r"Invalid input for field/attribute name\. .* is too long"),
    ],
    ids=["empty name", "no name", "blank name", "long name"],
)
def test_nova_refuses_a_wrong_name(snapshot, wrong, told):
    assert_nova_refuses(snapshot(**wrong), 400, "badRequest", told)


def test_a_server_that_is_not_built_yet_has_no_snapshot(member, launch):
    server = launch()
    answer = member.act(server, {"createImage": {"name": "early"}}, "2.45")
    told = f"Cannot 'createImage' instance {server} while it is in vm_state building"
    assert_nova_refuses(answer, 409, "conflictingRequest", told)


def test_a_snapshot_can_be_launched(member, launch, snapshot):
    image = snapshot(name=unique("snapshot")).json()["image_id"]
    member.wait_for_image(image, "active")
    server = launch(imageRef=image)
    assert member.wait_for_server(server, "ACTIVE")["image"]["id"] == image


def test_a_snapshot_is_found_by_what_was_said_of_it_as_soon_as_it_was_asked_for(member, snapshot):
    mark = unique("mark")
    image = snapshot(name=unique("marked"), metadata={"canfar_jupyter_snapshot": mark}).json()
    listed = member.glance.get("/images", params={"canfar_jupyter_snapshot": mark}).json()["images"]
    assert [row["id"] for row in listed] == [image["image_id"]]
    assert listed[0]["canfar_jupyter_snapshot"] == mark
