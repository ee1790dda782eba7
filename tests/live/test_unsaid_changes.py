"""What Nova does not call a change of the server is seen all the same, of many servers too."""

from threading import RLock

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.live.base.collection import Collection
from canfar_jupyter.live.base.refresher import FEW, PIECE, ROUND, Refresher
from canfar_jupyter.model.columns import SCHEMAS
from tests.support.demos import own_demo

SERVERS = 2 * PIECE + 50


demo = own_demo(scale=f"servers={SERVERS}", speed=20)


class Followed:
    """The project's servers as the state layer has them, by a clock that the test moves."""

    def __init__(self, cloud):
        self.now, lock = 0.0, RLock()
        self.collections = {name: Collection(name, s, lock) for name, s in SCHEMAS.items()}
        self.refresher = Refresher(
            service_of(cloud).lists,
            self.collections,
            lock,
            lambda *_: None,
            lambda: self.now,
        )
        self.servers = self.collections["servers"]
        assert len(self.tick("servers", "floating_ips")) == SERVERS > FEW

    def tick(self, *names, after=1.0):
        self.now += after
        for name in names:
            self.refresher.read(name)
        return self.servers


@pytest.fixture
def followed(cloud):
    return Followed(cloud)


def act(cloud, id_, **action):
    service_of(cloud).client.post("compute", f"/servers/{id_}/action", action)


def test_a_new_security_group_is_seen_within_one_round(cloud, followed):
    cloud.create_security_group("late")
    ids = [list(followed.servers)[at] for at in (0, PIECE, -1)]
    for id_ in ids:
        act(cloud, id_, addSecurityGroup={"name": "late"})
    followed.tick("servers")
    assert all("late" not in followed.servers[id_]["security_groups"] for id_ in ids)
    for _ in range(3):
        followed.tick("servers", after=ROUND + 1)
    assert all("late" in followed.servers[id_]["security_groups"] for id_ in ids)


def test_a_new_floating_ip_is_seen_after_its_own_list_was_read(cloud, followed):
    id_ = list(followed.servers)[-1]
    ports = (
        service_of(cloud)
        .client.send("network", "GET", "/ports", params={"device_id": id_})
        .json()["ports"]
    )
    [external] = [
        n for n, row in service_of(cloud).lists.read("networks").rows().items() if row["external"]
    ]
    wanted = {"floating_network_id": external, "port_id": ports[0]["id"]}
    made = (
        service_of(cloud)
        .client.post("network", "/floatingips", {"floatingip": wanted})
        .json()["floatingip"]
    )
    followed.tick("floating_ips", "servers")
    assert followed.servers[id_]["floating_ip"] == made["floating_ip_address"]
    service_of(cloud).client.send("network", "DELETE", f"/floatingips/{made['id']}")
    followed.tick("floating_ips", "servers")
    assert followed.servers[id_]["floating_ip"] == ""
