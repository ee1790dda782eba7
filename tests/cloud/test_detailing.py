"""All that a cloud tells of one server, and what it may leave out."""

import pytest

from canfar_jupyter.cloud.instances.details import MOST_VOLUMES, details
from canfar_jupyter.model.instances.details import Volume

ROW = {"id": "s1", "vcpus": 2, "ram_gib": 4.0, "addresses": "10.0.0.5", "floating_ip": ""}
SERVER = {
    "id": "s1",
    "tenant_id": "p1",
    "user_id": "u1",
    "OS-SRV-USG:launched_at": "2026-11-01T08:00:00.000000",
    "os-extended-volumes:volumes_attached": [{"id": "v1"}, {"id": "v2"}],
}
DATA = {
    "volume": {
        "id": "v1",
        "name": "data",
        "size": 50,
        "status": "in-use",
        "attachments": [
            {"server_id": "another", "device": "/dev/vdz"},
            {"server_id": "s1", "device": "/dev/vdb"},
        ],
    }
}


@pytest.fixture
def told(faulty):
    """Let the cloud tell of a server; further keys replace what it says."""

    def tell(volumes=True, **changes):
        faulty.has_volumes = volumes
        faulty.on("GET", "/v2.1/servers/s1", (200, {"server": {**SERVER, **changes}}))
        return details(faulty.wire(), ROW)

    return tell


def test_volumes_are_told_with_name_size_and_device(faulty, told):
    faulty.on("GET", "/v3/volumes/v1", (200, DATA))
    faulty.on("GET", "/v3/volumes/v2", (403, {"forbidden": {"message": "no", "code": 403}}))
    assert told().volumes == (Volume("v1", "data", 50, "/dev/vdb", "in-use"), Volume("v2"))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"volume": None},
        {"volume": {"attachments": [None], "size": "big"}},
        {"volume": {"attachments": "x"}},
        [],
        "no json",
    ],
)
def test_a_cinder_that_makes_no_sense_breaks_nothing(faulty, told, answer):
    faulty.on("GET", "/v3/volumes/v1", (200, answer))
    assert [volume.id for volume in told().volumes] == ["v1", "v2"]


def test_a_cloud_without_cinder_is_not_asked(faulty, told):
    assert told(volumes=False).volumes == (Volume("v1"), Volume("v2"))
    assert not [request for request in faulty.requests if "/volumes/" in request[1]]


def test_no_more_requests_than_a_page_has_room_for(faulty, told):
    many = [{"id": f"v{n}"} for n in range(500)]
    found = told(**{"os-extended-volumes:volumes_attached": many})
    assert len(found.volumes) == MOST_VOLUMES


def test_a_history_that_only_administrators_see_is_empty(told):
    found = told(volumes=False)
    assert found.actions == ()
    assert (found.project_id, found.user_id) == ("p1", "u1")
    assert found.usage.core_hours == 2 * found.usage.hours > 0
