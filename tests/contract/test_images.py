"""Images: their body, how bytes get into them, what may be changed."""

import hashlib

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_glance_refuses

KEYS = {
    *("id", "name", "status", "visibility", "owner", "protected", "os_hidden", "tags"),
    *("disk_format", "container_format", "size", "virtual_size", "min_disk", "min_ram"),
    *("checksum", "os_hash_algo", "os_hash_value", "created_at", "updated_at"),
    *("self", "file", "schema"),
}
DATA = b"\0" * 4000
SCHEMA = "Provided object does not match schema 'image': "
PUBLIC = r"You are not authorized to complete publicize_image action\."
WRONG_IMAGES = {
    "no such format": ({"disk_format": "nope"}, 400, f"{SCHEMA}'nope' is not one of .*"),
    "no such visibility": ({"visibility": "nope"}, 400, f"{SCHEMA}'nope' is not one of .*"),
    "a name of 256 characters": ({"name": "n" * 256}, 400, f"{SCHEMA}'n+' is too long.*"),
    "a property that is no text": ({"colour": 1}, 400, f"{SCHEMA}1 is not of type 'string'.*"),
    "a negative size": (
        {"min_disk": -1},
        400,
        "Invalid value '-1' for parameter 'min_disk': Cannot be a negative value",
    ),
    "a status": ({"status": "active"}, 403, r"Attribute 'status' is read-only\."),
    "a public one": ({"visibility": "public"}, 403, PUBLIC),
}
WRONG_CHANGES = {
    "of the id": (
        {"op": "replace", "path": "/id", "value": NOBODY},
        403,
        r"Attribute 'id' is read-only\.",
    ),
    "to public": ({"op": "replace", "path": "/visibility", "value": "public"}, 403, PUBLIC),
    "of a property it has not": (
        {"op": "replace", "path": "/nope", "value": "x"},
        409,
        r".* Property nope does not exist\.",
    ),
    "that removes a property it has not": (
        {"op": "remove", "path": "/nope"},
        409,
        r".* Property nope does not exist\.",
    ),
    "that removes the name": (
        {"op": "remove", "path": "/name"},
        403,
        r".* Property name may not be removed\.",
    ),
}


def create(project, **attributes):
    wanted = {"name": unique("image"), "disk_format": "raw", "container_format": "bare"}
    return project.glance.post("/images", json={**wanted, **attributes})


def test_a_new_image_is_queued_and_shared_with_nobody(member):
    answer = create(member, os_distro="ubuntu")
    assert answer.status_code == 201
    image = answer.json()
    member.glance.delete(f"/images/{image['id']}")
    assert set(image) == KEYS | {"os_distro"}
    assert answer.headers["Location"] == f"{member.root('image')}/v2/images/{image['id']}"
    assert "glance-direct" in answer.headers["OpenStack-image-import-methods"]
    assert (image["status"], image["visibility"]) == ("queued", "shared")
    assert image["owner"] == member.id
    assert image["self"] == f"/v2/images/{image['id']}"
    assert image["file"] == f"/v2/images/{image['id']}/file"
    assert image["schema"] == "/v2/schemas/image"
    for key in ("size", "virtual_size", "checksum", "os_hash_algo", "os_hash_value"):
        assert image[key] is None


def test_bytes_make_an_image_active_and_are_summed_up(make_image, member):
    image = member.image(make_image(data=DATA))
    assert image["status"] == "active"
    assert image["size"] == image["virtual_size"] == len(DATA)
    assert image["checksum"] == hashlib.md5(DATA, usedforsecurity=False).hexdigest()
    assert image["os_hash_algo"] == "sha512"
    assert image["os_hash_value"] == hashlib.sha512(DATA).hexdigest()


def test_bytes_come_back_as_they_went(make_image, member):
    answer = member.glance.get(f"/images/{make_image(data=DATA)}/file")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-MD5"] == hashlib.md5(DATA, usedforsecurity=False).hexdigest()
    assert answer.content == DATA


def test_bytes_may_come_in_chunks(make_image, member):
    image = make_image(data=None)
    answer = member.glance.put(
        f"/images/{image}/file",
        data=iter([DATA[:1000], DATA[1000:]]),
        headers={"Content-Type": "application/octet-stream"},
    )
    assert answer.status_code == 204
    assert member.image(image)["size"] == len(DATA)


def test_a_queued_image_has_no_bytes(make_image, member):
    assert member.glance.get(f"/images/{make_image(data=None)}/file").status_code == 204


def test_bytes_are_uploaded_once(make_image, member):
    told = "Image status transition from active to saving is not allowed"
    assert_glance_refuses(member.upload(make_image(), DATA), 409, told)


def test_bytes_of_another_format_are_refused_and_the_image_is_queued_again(make_image, member):
    image = make_image(data=None, disk_format="qcow2")
    told = r".* Image disk_format qcow2 does not match stream data raw"
    assert_glance_refuses(member.upload(image, DATA), 415, told)
    assert member.image(image)["status"] == "queued"


def test_bytes_need_a_format(make_image, member):
    image = make_image(data=None, disk_format=None, container_format=None)
    told = r"Properties disk_format, container_format must be set prior to saving data\."
    assert_glance_refuses(member.upload(image, DATA), 400, told)


def test_bytes_are_sent_as_an_octet_stream(make_image, member):
    answer = member.glance.put(
        f"/images/{make_image(data=None)}/file", data=DATA, headers={"Content-Type": "text/plain"}
    )
    assert_glance_refuses(answer, 415, ".* Invalid content type text/plain")


@pytest.mark.parametrize("wrong", WRONG_IMAGES)
def test_glance_refuses_a_wrong_image(member, wrong):
    attributes, status, told = WRONG_IMAGES[wrong]
    assert_glance_refuses(create(member, **attributes), status, told)


def test_an_id_may_be_chosen_but_not_twice(make_image, member):
    image = make_image(data=None)
    answer = create(member, id=image)
    assert_glance_refuses(answer, 409, f"Image ID {image} already exists!")


def test_an_image_is_changed_by_a_json_patch(make_image, member):
    image = make_image()
    answer = member.patch_image(
        image,
        {"op": "replace", "path": "/name", "value": "renamed"},
        {"op": "add", "path": "/colour", "value": "red"},
        {"op": "replace", "path": "/min_ram", "value": 64},
    )
    assert answer.status_code == 200
    changed = answer.json()
    assert (changed["name"], changed["colour"], changed["min_ram"]) == ("renamed", "red", 64)
    removed = member.patch_image(image, {"op": "remove", "path": "/colour"})
    assert "colour" not in removed.json()


@pytest.mark.parametrize("wrong", WRONG_CHANGES)
def test_glance_refuses_a_wrong_change(make_image, member, wrong):
    operation, status, told = WRONG_CHANGES[wrong]
    answer = member.patch_image(make_image(data=None), operation)
    assert_glance_refuses(answer, status, told)


def test_a_patch_has_a_type_of_its_own(make_image, member):
    answer = member.glance.patch(f"/images/{make_image(data=None)}", json=[])
    assert "application/openstack-images-v2.1-json-patch" in answer.headers["Accept-Patch"]
    assert_glance_refuses(answer, 415, ".* Image PATCH expects Content-Type one of: .*")


def test_a_protected_image_is_not_deleted(make_image, member):
    image = make_image(protected=True)
    told = rf"Image {image} is protected and cannot be deleted\."
    assert_glance_refuses(member.glance.delete(f"/images/{image}"), 403, told)
    member.patch_image(image, {"op": "replace", "path": "/protected", "value": False})
    assert member.glance.delete(f"/images/{image}").status_code == 204


def test_an_image_is_deleted_once(make_image, member):
    image = make_image()
    assert member.glance.delete(f"/images/{image}").status_code == 204
    again = member.glance.delete(f"/images/{image}")
    assert_glance_refuses(again, 404, f"Failed to find image {image} to delete")
    gone = member.glance.get(f"/images/{image}")
    assert_glance_refuses(gone, 404, f"No image found with ID {image}")


@pytest.mark.parametrize("name", [NOBODY, "a-name"])
def test_an_image_that_is_not_there_is_not_found(member, name):
    answer = member.glance.get(f"/images/{name}")
    assert_glance_refuses(answer, 404, f"No image found with ID {name}")


def test_a_public_image_is_not_a_members_to_delete(member):
    image = member.glance.get("/images?visibility=public").json()["images"][0]["id"]
    answer = member.glance.delete(f"/images/{image}")
    told = r"You are not authorized to complete delete_image action\."
    assert_glance_refuses(answer, 403, told)


def test_a_hidden_image_is_listed_on_demand_only(make_image, member):
    image = make_image(data=None, os_hidden=True)
    assert image not in member.glance.get("/images").text
    hidden = member.glance.get("/images?os_hidden=true").json()["images"]
    assert image in {row["id"] for row in hidden}


def test_tags_are_set_and_removed_one_by_one(make_image, member):
    image = make_image(data=None)
    assert member.glance.put(f"/images/{image}/tags/astro").status_code == 204
    assert member.image(image)["tags"] == ["astro"]
    assert member.glance.delete(f"/images/{image}/tags/astro").status_code == 204
    assert member.glance.delete(f"/images/{image}/tags/astro").status_code == 404


def test_an_image_is_imported_in_two_steps(make_image, member):
    image = make_image(data=None)
    staged = member.glance.put(
        f"/images/{image}/stage",
        data=DATA,
        headers={"Content-Type": "application/octet-stream"},
    )
    assert staged.status_code == 204
    assert member.image(image)["status"] == "uploading"
    answer = member.glance.post(
        f"/images/{image}/import", json={"method": {"name": "glance-direct"}}
    )
    assert answer.status_code == 202
    assert member.wait_for_image(image, "active")["size"] == len(DATA)


def test_the_cloud_says_how_images_are_imported_and_where_they_are_kept(member):
    info = member.glance.get("/info/import").json()["import-methods"]
    assert set(info) == {"description", "type", "value"}
    assert "glance-direct" in info["value"]
    stores = member.glance.get("/info/stores").json()["stores"]
    assert any(store.get("default") == "true" for store in stores)
