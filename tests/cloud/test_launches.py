"""Tables of launches, what fits, and launching again, on the demo cloud."""

import time
from contextlib import suppress
from dataclasses import replace

import pandas as pd
import pytest

from canfar_jupyter.cloud import problems, service_of
from canfar_jupyter.errors import Invalid, NotFound, OutcomeUnknown, PartlyDone, QuotaReached
from canfar_jupyter.model.launch.spec import LaunchSpec
from tests.support.demos import own_demo

from .keys import PUBLIC

IMAGE, SMALL = "canfar-rocky-9", "p1-1.5gb"


demo = own_demo(speed=50)


@pytest.fixture(scope="module")
def cloud(cloud):
    cloud.import_key("me", PUBLIC)
    return cloud


@pytest.fixture(autouse=True)
def _nothing_left(cloud):
    yield
    for id_ in service_of(cloud).lists.read_ids("servers"):
        with suppress(NotFound):  # it may have ended meanwhile
            cloud.terminate(id_)
    while service_of(cloud).lists.read_ids("servers"):
        time.sleep(0.02)


def table(*rows):
    return pd.DataFrame([{"image": IMAGE, "flavor": SMALL, **row} for row in rows])


def test_a_table_is_launched_row_by_row(cloud):
    frame = table(
        {"name": "a", "key": "me", "tags": "x"},
        {"name": "b", "count": 2},
        {"name": "c", "flavor": "c1-3.75gb-15", "condor": True},
    )
    made = cloud.launch_many(frame)
    assert [server.name for server in made] == ["a", "b-1", "b-2", "c"]
    servers = cloud.servers()
    assert servers.loc[made[0].id, "key"] == "me"
    assert servers.loc[made[1].id, "key"] == ""
    assert servers.loc[made[3].id, "flavor"] == "c1-3.75gb-15"


def test_the_total_is_shown_against_the_quotas(cloud):
    totals = cloud.launch_total(table({"name": "a", "count": 3}, {"name": "b", "count": 20}))
    assert totals.index.name == "name"
    assert totals.loc["instances", ["used", "more", "after", "limit"]].tolist() == [0, 23, 23, 10]
    assert not totals.loc["instances", "fits"]
    assert service_of(cloud).lists.read_ids("servers") == set()


def test_a_total_beyond_the_quota_launches_nothing(cloud):
    with pytest.raises(QuotaReached, match="All rows together need 11 of instances"):
        cloud.launch_many(table({"name": "a", "count": 6}, {"name": "b", "count": 5}))
    assert service_of(cloud).lists.read_ids("servers") == set()


@pytest.mark.parametrize(
    ("rows", "kind", "says"),
    [
        ([{"name": "a"}, {"name": "b", "key": "nobody"}], NotFound, "Row 2: There is no SSH key"),
        ([{"name": "a", "flavor": "t1-0.5gb"}], Invalid, "Row 1: The image needs a 20 GiB"),
        ([{"name": "a"}, {"name": "a"}], Invalid, "Two rows are named a"),
        ([{"name": "a-1"}, {"name": "a", "count": 2}], Invalid, "Two rows are named a-1"),
        ([{"name": ""}], Invalid, "Row 1: Enter a name for the instance"),
        ([{"name": "a", "count": 1.5}], Invalid, "1.5 is not a number of instances"),
        ([{"name": "a", "colour": "red"}], Invalid, "has no parameter 'colour'"),
        ([{"name": "a"}, {"name": "b", "image": None}], Invalid, "Row 2 lacks its image"),
        ([], Invalid, "lacks the column 'name'"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_launched(cloud, rows, kind, says):
    with pytest.raises(kind, match=says):
        cloud.launch_many(table(*rows))
    assert service_of(cloud).lists.read_ids("servers") == set()


def test_rows_that_the_cloud_refuses_leave_the_others_and_say_which_exist(cloud, monkeypatch):
    send = service_of(cloud).launches.launch_spec

    def refused(spec):
        if spec.name == "b":
            raise QuotaReached("A colleague was faster.")
        return send(spec)

    monkeypatch.setattr(service_of(cloud).launches, "launch_spec", refused)
    with pytest.raises(PartlyDone, match="2 instances exist; these rows failed: b") as caught:
        cloud.launch_many(table({"name": "a"}, {"name": "b"}, {"name": "c"}))
    assert [server.name for server in caught.value.servers] == ["a", "c"]
    assert len(service_of(cloud).lists.read_ids("servers")) == 2


def test_rows_that_may_have_been_launched_are_not_said_to_have_failed(cloud, monkeypatch):
    send = service_of(cloud).launches.launch_spec

    def lost(spec):
        if spec.name == "b":
            raise OutcomeUnknown("No answer came.")
        return send(spec)

    monkeypatch.setattr(service_of(cloud).launches, "launch_spec", lost)
    says = "1 instances exist; these rows may have been launched all the same: b. No answer"
    with pytest.raises(PartlyDone, match=says) as caught:
        cloud.launch_many(table({"name": "a"}, {"name": "b"}))
    assert "Look in the list before you try again" in caught.value.hint


def test_flavors_that_fit_come_first_and_the_others_say_why_not(cloud):
    frame = cloud.fitting_flavors(IMAGE)
    assert frame["name"].iloc[0] == SMALL
    assert frame["fits"].iloc[0]
    assert frame["reason"].iloc[0] == ""
    tiny = frame[frame["name"] == "t1-0.5gb"].iloc[0]
    assert not tiny["fits"]
    assert "20 GiB root disk; this has 1 GiB" in tiny["reason"]
    assert list(frame["fits"]) == sorted(frame["fits"], reverse=True)
    assert cloud.fitting_flavors(IMAGE, batch=True)["name"].iloc[0] == "c1-3.75gb-15"
    assert not cloud.fitting_flavors(IMAGE, count=11)["fits"].any()


def test_an_instance_is_read_back_as_the_launch_that_made_it(cloud):
    cloud.open_port(cloud.create_security_group("again-ssh"))
    made = cloud.launch(
        "lens",
        image=IMAGE,
        flavor=SMALL,
        key="me",
        security_groups=["again-ssh", "default"],
        tags=["a", "b"],
        metadata={"field": "W1"},
        description="of night 7",
        config_drive=True,
    )
    cloud.wait_until_active(made)
    spec = cloud.spec_of("lens")
    flavors, images = cloud.flavors()["name"], cloud.images()["name"]
    assert (images[spec.image], flavors[spec.flavor], spec.key) == (IMAGE, SMALL, "me")
    groups = cloud.security_groups()["name"]
    assert {groups[id_] for id_ in spec.security_groups} == {"again-ssh", "default"}
    assert spec.tags == ("a", "b")
    assert spec.metadata == (("field", "W1"),)  # our own token is not one of them
    assert (spec.description, spec.config_drive) == ("of night 7", True)
    assert service_of(cloud).launches.launch_spec(spec)[0].id != made.id


def test_what_would_fail_is_said_in_sentences(cloud):
    spec = LaunchSpec(name="lens", image=IMAGE, flavor="t1-0.5gb", key="me")
    assert problems(spec, cloud) == [
        "The image needs a 20 GiB root disk; this has 1 GiB.",
        "The image needs 1.5 GiB memory; this has 0.5 GiB.",
        "Port 22 is closed in these security groups: SSH will not reach the instance.",
    ]
    with pytest.raises(NotFound):
        problems(replace(spec, key="nobody"), cloud)


def test_the_groups_of_an_instance_are_read_back_by_id(cloud):
    first, second = (cloud.create_security_group("twin") for _ in range(2))
    made = cloud.launch("of-twins", image=IMAGE, flavor=SMALL, key="me", security_groups=[second])
    cloud.wait_until_active(made)
    assert cloud.spec_of("of-twins").security_groups == (second,)
    assert first != second


def test_an_instance_of_a_volume_is_read_back_with_it(cloud):
    before = cloud.quotas().loc[["volumes", "volume_gib"], "used"].tolist()
    made = cloud.launch("on-volume", image=IMAGE, flavor=SMALL, key="me", volume_gib=30)
    cloud.wait_until_active(made)
    spec = cloud.spec_of("on-volume")
    assert (cloud.images()["name"][spec.image], spec.volume_gib) == (IMAGE, 30)
    after = cloud.quotas().loc[["volumes", "volume_gib"], "used"].tolist()
    assert after == [before[0] + 1, before[1] + 30]


def test_the_total_has_volumes_where_rows_boot_from_them(cloud):
    row = {"name": "a", "count": 3, "volume_gib": 400}
    totals = cloud.launch_total(table(row, {"name": "b"}))
    assert totals["more"][["volumes", "volume_gib"]].tolist() == [3, 1200]
    assert totals["fits"][["volumes", "volume_gib"]].tolist() == [True, False]
    with pytest.raises(QuotaReached, match="need 1200 of volume_gib"):
        cloud.launch_many(table(row))
    assert "volumes" not in cloud.launch_total(table({"name": "b"})).index


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("192.0.2.7", "is not on lensing-network: its addresses are"),
        ("GATEWAY", "is the gateway of lensing-network"),
        ("TAKEN", "already in use on"),
    ],
)
def test_an_address_that_cannot_be_had_is_known_before(cloud, address, says):
    (subnet,) = [
        s for s in service_of(cloud).planning.subnets().values() if s["taken"] or s["gateway"]
    ][:1]
    if address == "TAKEN":
        made = cloud.launch("has-it", image=IMAGE, flavor=SMALL, key="me")
        cloud.wait_until_active(made)
        address = cloud.servers()["addresses"][made.id]
    elif address == "GATEWAY":
        address = subnet["gateway"]
    before = set(cloud.servers().index)
    with pytest.raises(Invalid, match=says) as caught:
        cloud.launch("x", image=IMAGE, flavor=SMALL, key="me", fixed_ip=address)
    assert caught.value.field == "fixed_ip"
    assert set(cloud.servers().index) == before


def test_what_few_need_is_asked_for(cloud):
    offers = cloud.offers()
    assert offers.zones == ("nova",)
    assert offers.server_groups == ()
    assert offers.volumes
