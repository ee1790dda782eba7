"""A reboot, a rebuild and a resize begin another boot, whoever asked for them."""

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.live.base.joined import ReadyRows
from canfar_jupyter.live.store import Store
from canfar_jupyter.widgets.instances.rows import server_rows
from tests.cloud.keys import PUBLIC
from tests.support.waiting import until

READY = next(column for column in server_rows().columns if column.key == "state")


@pytest.fixture(scope="module")
def cloud(cloud):
    cloud.import_key("another", PUBLIC)
    return cloud


@pytest.fixture
def server(cloud):
    spec = {"image": "canfar-ubuntu-24.04", "flavor": "c1-3.75gb-15", "key": "another"}
    made = cloud.launch("twice", **spec)
    yield cloud.wait_until_active(made)
    cloud.terminate(made)


class Followed:
    """The store of somebody who looks, and each readiness that it told of one instance."""

    def __init__(self, cloud, id_):
        self.store, self.id, self.seen = Store(cloud), id_, []
        self.rows = ReadyRows(self.store.servers, self.store.boots, self.store.security_groups)
        self.store.boots.observe(lambda _ids: self.seen.append(self.store.boots.of(id_)))
        self.store.refresh().result(20)

    def word(self):
        """Return what its row says, as a page that is on the screen shows it."""
        self.store.look()
        return READY.value(self.rows[self.id])[0]

    def network_up(self):
        """Return when its boot timeline says that the network was up."""
        steps = {step.key: step for step in self.store.boots.of(self.id).steps}
        return steps["network"].at


@pytest.fixture
def followed(cloud, server):
    followed = Followed(cloud, server.id)
    until(lambda: followed.word() == "Booted")  # it has no floating IP
    until(lambda: followed.seen and followed.seen[-1].ready, told="observers know it, too")
    yield followed
    followed.store.close()


@pytest.mark.parametrize(
    "action",
    [{"reboot": {"type": "SOFT"}}, {"reboot": {"type": "HARD"}}, {"rebuild": None}],
    ids=["soft reboot", "hard reboot", "rebuild"],
)
def test_a_ready_row_leaves_ready_and_its_timeline_begins_anew_when_it_boots_again(
    cloud, server, followed, action
):
    before = followed.network_up()
    followed.seen.clear()
    if "rebuild" in action:
        action = {"rebuild": {"imageRef": followed.rows[server.id]["image_id"]}}
    service_of(cloud).client.post("compute", f"/servers/{server.id}/action", action)
    followed.store.refresh("servers").result(20)  # a tick
    until(lambda: followed.word() == "Booting", told="the row has left Ready")
    until(lambda: followed.word() == "Booted", told="the row is ready again")
    assert followed.network_up() > before
    assert not followed.seen[0].ready
    times = [step.at for now in followed.seen for step in now.steps if step.key == "network"]
    assert before not in times, "a time of the former boot was shown after this one began"


def test_a_resize_begins_another_boot_too(cloud, server, followed):
    before = followed.network_up()
    client, path = service_of(cloud).client, f"/servers/{server.id}/action"
    flavors = cloud.flavors().query("disk_gib >= 0 and vcpus == 2")
    client.post("compute", path, {"resize": {"flavorRef": flavors.index[0]}})
    until(lambda: cloud.servers().loc[server.id, "status"] == "VERIFY_RESIZE")
    client.post("compute", path, {"confirmResize": None})
    followed.store.refresh("servers").result(20)  # a tick
    until(lambda: followed.word() == "Booted" and (followed.network_up() or before) > before)


def test_a_reboot_that_was_over_between_two_ticks_is_seen(cloud, server, followed):
    before = followed.network_up()
    action = {"reboot": {"type": "HARD"}}
    service_of(cloud).client.post("compute", f"/servers/{server.id}/action", action)
    cloud.wait_until_active(server)
    followed.store.refresh("servers").result(20)  # the next tick
    until(lambda: followed.word() == "Booted" and (followed.network_up() or before) > before)
