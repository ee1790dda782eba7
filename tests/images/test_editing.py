"""What is known of an image, changed; and its end."""

import time

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import Conflict, Invalid, NotAllowed, NotFound
from canfar_jupyter.model.launch.spec import LaunchSpec

from .files import RAW


@pytest.fixture
def image(cloud, file):
    return cloud.create_image("to-edit", path=file(RAW), properties={"os_distro": "debian"})


def test_all_that_can_be_changed_is_changed_at_once(cloud, image):
    cloud.update_image(
        image,
        name="<b>new</b>",
        description="for lenses",
        login_user="me",
        protected=True,
        min_disk_gib=3,
        min_ram_mib=700,
        visibility="community",
        properties={"os_version": "12", "a/b~c": "d", "os_distro": None},
    )
    details = cloud.image_details(image)
    assert (details["name"], details["protected"]) == ("<b>new</b>", True)
    assert (details["min_disk"], details["min_ram"]) == (3, 700)
    assert (details["description"], details["os_admin_user"]) == ("for lenses", "me")
    assert (details["visibility"], details["os_version"], details["a/b~c"]) == (
        "community",
        "12",
        "d",
    )
    assert "os_distro" not in details


def test_what_is_not_given_stays_and_what_is_emptied_goes(cloud, image):
    cloud.update_image(image, description="x", login_user="me")
    cloud.update_image(image, description="", properties={"nope": None})
    details = cloud.image_details(image)
    assert "description" not in details
    assert (details["os_admin_user"], details["name"]) == ("me", "to-edit")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"visibility": "secret"}, "visibility"),
        ({"min_disk_gib": -1}, "min_disk_gib"),
        ({"min_ram_mib": -1}, "min_ram_mib"),
        ({"properties": {"owner": "me"}}, "properties"),
        ({"properties": {"": "me"}}, "properties"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(cloud, image, change, field):
    with pytest.raises(Invalid) as caught:
        cloud.update_image(image, **change)
    assert caught.value.field == field


def test_an_image_of_others_is_not_changed(cloud):
    images = cloud.images()
    public = images.index[images["tab"] == "public"][0]
    with pytest.raises(NotAllowed):
        cloud.update_image(public, name="mine")
    with pytest.raises((NotAllowed, Conflict)):
        cloud.delete_image(public)


def test_a_deactivated_image_comes_back(cloud, image, tmp_path):
    cloud.deactivate_image(image)
    assert cloud.images().loc[image, "status"] == "deactivated"
    with pytest.raises(Conflict, match="is deactivated"):
        cloud.download_image(image, tmp_path)
    cloud.reactivate_image(image)
    assert cloud.images().loc[image, "status"] == "active"


def test_an_image_is_deleted_by_its_name(cloud, image):
    cloud.delete_image("to-edit")
    assert image not in cloud.images().index
    with pytest.raises(NotFound):
        cloud.delete_image(image)


def test_a_protected_image_is_not_deleted(cloud, image):
    cloud.update_image(image, protected=True)
    with pytest.raises(Conflict, match="to-edit is protected"):
        cloud.delete_image(image)
    cloud.update_image(image, protected=False)


def test_an_image_in_use_is_not_deleted_and_the_instance_is_named(cloud, image):
    flavors = cloud.flavors()
    flavor = flavors[flavors["disk_gib"] > 0].sort_values("ram_gib").index[0]
    [server] = service_of(cloud).launches.launch_spec(
        LaunchSpec(name="uses-it", image=image, flavor=flavor)
    )
    cloud.wait_until_active(server, 60)
    with pytest.raises(Conflict, match="to-edit is used by uses-it"):
        cloud.delete_image(image)
    cloud.terminate(server)
    deadline = 200
    while server.id in service_of(cloud).lists.read_ids("servers") and deadline:
        time.sleep(0.1)
        deadline -= 1
    cloud.delete_image(image)
