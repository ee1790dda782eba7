"""Images shared between projects: offered, accepted, declined, taken back."""

import pytest

from canfar_jupyter.errors import Conflict, Invalid, NotFound

from .files import RAW


@pytest.fixture
def image(cloud, file):
    return cloud.create_image("to-share", path=file(RAW))


def tab(cloud, image):
    images = cloud.images()
    return images.loc[image, "tab"] if image in images.index else None


def statuses(cloud, image):
    return [member.status for member in cloud.image_members(image)]


@pytest.mark.parametrize("by", ["project", "project_id"])
def test_an_image_is_offered_by_name_or_id_and_accepted(cloud, other, image, by):
    cloud.share_image(image, getattr(other.identity, by))
    assert cloud.images().loc[image, "visibility"] == "shared"
    assert tab(cloud, image) == "project"
    assert tab(other, image) == "pending"
    [member] = cloud.image_members(image)
    assert (member.project_id, member.project) == (
        other.identity.project_id,
        other.identity.project,
    )
    assert member.status == "pending"
    other.accept_image(image)
    assert tab(other, image) == "shared"
    assert statuses(cloud, image) == ["accepted"]


def test_an_offer_is_declined_and_accepted_later_by_its_id(cloud, other, image):
    cloud.share_image(image, other.identity.project)
    other.decline_image(image)
    assert tab(other, image) is None
    assert statuses(cloud, image) == ["rejected"]
    other.accept_image(image)
    assert tab(other, image) == "shared"


def test_an_offer_is_made_once_however_often_it_is_asked_and_taken_back(cloud, other, image):
    for _ in range(2):
        cloud.share_image(image, other.identity.project)
    assert statuses(cloud, image) == ["pending"]
    cloud.unshare_image(image, other.identity.project)
    assert statuses(cloud, image) == []
    assert tab(other, image) is None


def test_an_image_that_was_not_offered_cannot_be_accepted(other, image):
    with pytest.raises(NotFound, match="not shared with your project"):
        other.accept_image(image)


@pytest.mark.parametrize("project", ["", "no-such-project", "photometry"])
def test_a_project_that_cannot_be_found_is_said_so_and_glance_gets_no_name(cloud, image, project):
    with pytest.raises((Invalid, NotFound)) as caught:
        cloud.share_image(image, project)
    assert caught.value.field == "project"
    assert cloud.image_details(image)["visibility"] == "private"


def test_an_image_is_not_offered_to_its_own_project(cloud, image):
    with pytest.raises(Invalid, match="belongs to"):
        cloud.share_image(image, cloud.identity.project)


def test_an_image_for_all_needs_no_offer(cloud, other, image):
    cloud.update_image(image, visibility="community")
    assert tab(other, image) == "community"
    assert cloud.image_members(image) == []
    with pytest.raises(Conflict, match="every project can use it"):
        cloud.share_image(image, other.identity.project)


def test_the_cloud_begins_with_an_image_that_waits_for_an_answer(cloud):
    assert "pending" in set(cloud.images()["tab"])
