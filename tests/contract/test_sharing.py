"""Who sees which image: visibility, members, pending and accepted."""

import pytest

from tests.contract.refusals import assert_glance_refuses

MEMBER = {"member_id", "image_id", "status", "created_at", "updated_at", "schema"}
NOT_THEIRS = "You are not authorized to complete {} action\\."


def listed(project, query=""):
    answer = project.glance.get(f"/images{query}")
    assert answer.status_code == 200, answer.text
    return {image["id"] for image in answer.json()["images"]}


def share(image, owner, project_id):
    return owner.glance.post(f"/images/{image}/members", json={"member": project_id})


def decide(image, project, status, member_id=None):
    path = f"/images/{image}/members/{member_id or project.id}"
    return project.glance.put(path, json={"status": status})


@pytest.fixture
def shared(make_image, member, other):
    """An image of `member` that is shared with `other`, who has not decided."""
    image = make_image(visibility="shared")
    answer = share(image, member, other.id)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == MEMBER
    assert (answer.json()["member_id"], answer.json()["status"]) == (other.id, "pending")
    return image


def test_without_a_query_a_project_sees_its_own_public_and_accepted_images(
    member, other, make_image, shared
):
    own = make_image(visibility="private")
    public = listed(member, "?visibility=public")
    assert public
    assert public | {own, shared} <= listed(member)
    seen = listed(other)
    assert public <= seen
    assert not {own, shared} & seen


def test_a_new_cloud_has_an_image_that_waits_for_an_answer(member, other):
    waiting = member.glance.get("/images?visibility=shared&member_status=pending").json()["images"]
    assert other.id in {image["owner"] for image in waiting}


def test_a_pending_image_is_listed_on_demand_and_can_be_read(other, shared):
    assert shared in listed(other, "?visibility=shared&member_status=pending")
    assert shared in listed(other, "?visibility=shared&member_status=all")
    assert shared not in listed(other, "?visibility=shared")
    assert other.glance.get(f"/images/{shared}").status_code == 200


def test_own_shared_images_are_listed_whatever_the_member_status(member, shared):
    for status in ("pending", "accepted", "all"):
        assert shared in listed(member, f"?visibility=shared&member_status={status}")


def test_who_it_is_shared_with_accepts(other, shared):
    answer = decide(shared, other, "accepted")
    assert answer.status_code == 200
    assert set(answer.json()) == MEMBER
    assert answer.json()["status"] == "accepted"
    assert shared in listed(other)
    assert shared in listed(other, "?visibility=shared")


def test_who_it_is_shared_with_rejects_but_may_still_read(other, shared):
    decide(shared, other, "accepted")
    assert decide(shared, other, "rejected").status_code == 200
    assert shared not in listed(other)
    assert other.glance.get(f"/images/{shared}").status_code == 200


def test_the_owner_does_not_decide(member, other, shared):
    answer = decide(shared, member, "accepted", member_id=other.id)
    assert_glance_refuses(answer, 403, NOT_THEIRS.format("modify_member"))


def test_a_decision_is_one_of_three_words(other, shared):
    told = r'Incorrect request: Status must be "pending", "accepted" or "rejected"\.'
    assert_glance_refuses(decide(shared, other, "perhaps"), 400, told)


def test_a_shared_image_is_read_only_for_others(other, shared):
    other.glance.put(f"/images/{shared}/members/{other.id}", json={"status": "accepted"})
    deleted = other.glance.delete(f"/images/{shared}")
    assert_glance_refuses(deleted, 403, NOT_THEIRS.format("delete_image"))
    renamed = other.patch_image(shared, {"op": "replace", "path": "/name", "value": "mine"})
    assert_glance_refuses(renamed, 403, NOT_THEIRS.format("modify_image"))


def test_it_is_shared_with_a_project_once(member, other, shared):
    told = f"Member {other.id} is duplicated for image {shared}"
    assert_glance_refuses(share(shared, member, other.id), 409, told)


def test_members_are_listed_for_both(member, other, shared):
    for project in (member, other):
        answer = project.glance.get(f"/images/{shared}/members")
        assert answer.status_code == 200
        assert answer.json()["schema"] == "/v2/schemas/members"
        assert [entry["member_id"] for entry in answer.json()["members"]] == [other.id]


def test_a_private_image_is_not_shared(make_image, member, other):
    image = make_image(visibility="private")
    told = rf"Not allowed to create members for image {image}\."
    assert_glance_refuses(share(image, member, other.id), 403, told)


def test_a_public_image_has_no_members(member):
    image = next(iter(listed(member, "?visibility=public")))
    told = rf"Not allowed to list members for image {image}: Only shared images have members\."
    assert_glance_refuses(member.glance.get(f"/images/{image}/members"), 403, told)


def test_sharing_ends(member, other, shared):
    path = f"/images/{shared}/members/{other.id}"
    assert member.glance.delete(path).status_code == 204
    told = f"{other.id} not found in the member list of the image {shared}\\."
    assert_glance_refuses(member.glance.delete(path), 404, told)
    unseen = other.glance.get(f"/images/{shared}")
    assert_glance_refuses(unseen, 404, f"No image found with ID {shared}")


def test_a_private_image_is_not_there_for_others(make_image, other):
    image = make_image(visibility="private")
    unseen = other.glance.get(f"/images/{image}")
    assert_glance_refuses(unseen, 404, f"No image found with ID {image}")


def test_a_community_image_is_listed_on_demand_only(make_image, other):
    image = make_image(visibility="community")
    assert image not in listed(other)
    assert image in listed(other, "?visibility=community")
    assert image in listed(other, "?visibility=all")
    assert other.glance.get(f"/images/{image}").status_code == 200


def test_a_pending_image_can_be_launched(other, member, shared):
    flavors = other.nova.get("/flavors/detail").json()["flavors"]
    flavor = min((f for f in flavors if f["disk"]), key=lambda f: f["ram"])["id"]
    wanted = {"name": "pending", "imageRef": shared, "flavorRef": flavor, "networks": "none"}
    answer = other.nova.post("/servers", json={"server": wanted}, microversion="2.96")
    assert answer.status_code == 202, answer.text
    server = answer.json()["server"]["id"]
    assert other.wait_for_server(server, "ACTIVE")["addresses"] == {}
    other.nova.delete(f"/servers/{server}")
    other.wait_until_gone(server)
