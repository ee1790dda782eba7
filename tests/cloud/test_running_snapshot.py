"""An instance is not terminated under a snapshot of it: Nova gives that up."""

import pytest

from canfar_jupyter.cloud.instances.running_snapshot import hold
from canfar_jupyter.errors import Conflict, TimedOut

ID = "11111111-1111-4111-8111-111111111111"


def server(task=None):
    return 200, {"server": {"id": ID, "name": "lens", "OS-EXT-STS:task_state": task}}


def images(*statuses, of=ID):
    rows = [{"id": f"i{n}", "name": "keep", "status": s} for n, s in enumerate(statuses)]
    return 200, {"images": [row | {"instance_uuid": of} for row in rows]}


def at_once(_seconds):
    """Wait for nothing."""


@pytest.mark.parametrize(
    ("task", "statuses", "said"),
    [
        ("image_uploading", (), "A snapshot is still"),
        ("image_snapshot_pending", (), "A snapshot is still"),
        (None, ("queued",), "The snapshot keep is still"),
        (None, ("active", "saving"), "The snapshot keep is still"),
    ],
)
def test_a_snapshot_under_way_is_not_lost(faulty, task, statuses, said):
    faulty.on("GET", f"/v2.1/servers/{ID}", server(task))
    faulty.on("GET", "/v2/images", images(*statuses))
    with pytest.raises(Conflict, match=said) as caught:
        hold(faulty.wire(), ID, None)
    assert "after_snapshot=True" in caught.value.hint
    hold(faulty.wire(), ID, False)


def test_it_is_waited_for_where_that_is_asked(faulty):
    faulty.on("GET", f"/v2.1/servers/{ID}", server("image_uploading"), server())
    faulty.on("GET", "/v2/images", images("queued"), images("saving"), images("active"))
    hold(faulty.wire(), ID, True, at_once)
    assert len(faulty.sent("GET", "/v2/images")) == 3


def test_waiting_ends(faulty):
    faulty.on("GET", f"/v2.1/servers/{ID}", server("image_uploading"))
    with pytest.raises(TimedOut, match="nothing was terminated"):
        hold(faulty.wire(), ID, True, at_once, timeout=10)


@pytest.mark.parametrize("answer", [(403, {}), (404, {}), (200, {}), images("saving", of="other")])
def test_what_is_no_snapshot_of_it_or_may_not_be_seen_holds_nothing(faulty, answer):
    faulty.on("GET", f"/v2.1/servers/{ID}", server())
    faulty.on("GET", "/v2/images", answer)
    hold(faulty.wire(), ID, None)
