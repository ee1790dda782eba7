"""A snapshot tells what ran at the first boot of its instance."""

import pytest

from canfar_jupyter.cloud.instances import first_boot_note
from canfar_jupyter.model.launch.first_boot import NOTE
from tests.support.waiting import until

ID = "11111111-1111-4111-8111-111111111111"
SECRET = "#!/bin/sh\nexport PASSWORD=hunter2\n"


def answers(faulty, metadata, image=(200, {"id": "i1", NOTE: "Updates of the system"})):
    server = {"id": ID, "metadata": metadata, "image": {"id": "i1"}}
    faulty.on("GET", f"/v2.1/servers/{ID}", (200, {"server": server}))
    faulty.on("GET", "/v2/images/i1", image)


def test_what_ran_before_in_its_image_stays_noted(faulty):
    answers(faulty, {NOTE: "HTCondor"})
    assert first_boot_note.of(faulty.wire(), ID) == {NOTE: "Updates of the system, HTCondor"}


def test_a_server_without_a_note_leaves_that_of_its_image_to_nova(faulty):
    answers(faulty, {"field": "W1"})
    assert first_boot_note.of(faulty.wire(), ID) == {}


@pytest.mark.parametrize("answer", [(403, {}), (404, {}), (200, {"server": [1]})])
def test_a_note_that_cannot_be_read_prevents_no_snapshot(faulty, answer):
    faulty.on("GET", f"/v2.1/servers/{ID}", answer)
    assert first_boot_note.of(faulty.wire(), ID) == {}


def test_a_snapshot_has_the_note_of_the_launch_and_so_has_a_snapshot_of_its_copy(cloud):
    names = {"image": "canfar-ubuntu-24.04", "flavor": "c2-7.5gb-30"}
    noted = []
    for name, more in {"boot-a": {"condor": True}, "boot-b": {"user_data": SECRET}}.items():
        server = cloud.launch(name, **names, **more)
        cloud.wait_until_active(server)
        image = cloud.snapshot(server, f"{name}-kept")
        until(lambda image=image: cloud.images().loc[image, "status"] == "active")
        noted.append(cloud.images().loc[image, "first_boot"])
        assert NOTE not in dict(cloud.spec_of(server).metadata)
        names["image"] = image
        cloud.terminate(server)
    assert noted == ["HTCondor", "HTCondor, own script"]
