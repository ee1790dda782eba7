import pytest

from tests.demo.cloud import Api


def test_flavors_are_named_as_canfar_names_them(api):
    rows = api.nova("GET", "/flavors/detail").json()["flavors"]
    found = {row["name"]: row for row in rows}
    c2 = found["c2-7.5gb-30"]
    assert (c2["vcpus"], c2["ram"], c2["disk"], c2["OS-FLV-EXT-DATA:ephemeral"]) == (
        2,
        7680,
        20,
        30,
    )
    assert c2["extra_specs"] == {}
    old = api.nova("GET", f"/flavors/{c2['id']}", version="2.1").json()["flavor"]
    assert "extra_specs" not in old
    assert "description" not in old
    assert api.nova("GET", "/flavors/nope").json()["itemNotFound"]["code"] == 404
    made = api.nova("POST", "/flavors", {"flavor": {"name": "z"}})
    assert made.status_code == 403


def test_flavors_come_in_pages(api):
    ids, page = [], api.nova("GET", "/flavors?limit=4").json()
    while page["flavors"]:
        ids += [f["id"] for f in page["flavors"]]
        if "flavors_links" not in page:
            break
        page = api.session.get(page["flavors_links"][0]["href"]).json()
    assert len(set(ids)) == len(ids) == len(api.nova("GET", "/flavors").json()["flavors"])


@pytest.mark.parametrize(
    ("flavor", "count", "words"),
    [
        ("p1-1.5gb", 11, "instances: Requested 11, but already used 0 of 10 instances"),
        ("c4-15gb-83", 6, "cores: Requested 24, but already used 0 of 20 cores"),
        ("c16-90gb-392", 2, "cores, ram: Requested 32, 184320, but already used 0, 0 of 20, 94208"),
    ],
)
def test_a_quota_is_reached_in_novas_words(api, flavor, count, words):
    reply = api.launch(flavorRef=api.flavor(flavor), min_count=count)
    assert reply.status_code == 403
    assert words in reply.json()["forbidden"]["message"]


def test_as_many_are_made_as_the_quota_leaves(api):
    assert api.launch("some", min_count=2, max_count=50).status_code == 202
    assert len(api.nova("GET", "/servers").json()["servers"]) == 10
    limits = api.nova("GET", "/limits").json()["limits"]["absolute"]
    assert (limits["totalInstancesUsed"], limits["totalCoresUsed"]) == (10, 10)
    detail = api.nova("GET", f"/os-quota-sets/{api.project}/detail").json()["quota_set"]
    assert detail["instances"] == {"limit": 10, "in_use": 10, "reserved": 0}


def test_quotas_of_others_are_theirs(api, batch):
    assert api.nova("GET", f"/os-quota-sets/{batch.project}").status_code == 403
    assert api.neutron("GET", f"/quotas/{batch.project}").status_code == 403


def test_network_quotas(api):
    detail = api.neutron("GET", f"/quotas/{api.project}/details.json").json()["quota"]
    assert detail["floatingip"] == {"limit": 1, "used": 0, "reserved": 0}
    assert api.neutron("GET", f"/quotas/{api.project}").json()["quota"]["security_group"] == 10


def test_a_large_cloud_is_served_in_pages_of_a_thousand(start):
    api = Api(start(scale="servers=2001,images=1003"))
    ids, page, sizes = [], api.nova("GET", "/servers/detail").json(), []
    while page["servers"]:
        sizes.append(len(page["servers"]))
        ids += [s["id"] for s in page["servers"]]
        if "servers_links" not in page:
            break
        page = api.session.get(page["servers_links"][0]["href"]).json()
    assert sizes == [1000, 1000, 1]
    assert len(set(ids)) == 2001
    images, path = [], "/images?limit=5000"
    while path:
        page = api.glance("GET", path).json()
        images += [i["id"] for i in page["images"]]
        path = page.get("next", "").removeprefix("/v2")
    assert len(set(images)) == 1001  # and two listed on demand only
    assert api.launch().status_code == 202


def test_a_large_cloud_stays_as_it_was_left(start):
    from canfar_jupyter.demo import running

    entry = start(scale="servers=3")
    api = Api(entry)
    before = {s["id"] for s in api.nova("GET", "/servers").json()["servers"]}
    running.stop(entry.clouds_yaml.parent)
    again = Api(start(scale="servers=5"))
    after = {s["id"] for s in again.nova("GET", "/servers").json()["servers"]}
    assert before < after
    assert len(after) == 5


def test_every_answer_can_be_made_late(start):
    import time

    api = Api(start(latency_ms=150))
    began = time.monotonic()
    api.nova("GET", "/flavors")
    assert time.monotonic() - began >= 0.15
