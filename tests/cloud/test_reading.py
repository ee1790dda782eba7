import json
from datetime import UTC, datetime, timedelta

import pytest

from canfar_jupyter.cloud import Cloud, Identity, service_of
from canfar_jupyter.errors import CloudFailure, Invalid, Unreachable

from .faulty import CUT, DROP

SERVERS, IMAGES = "/v2.1/servers/detail", "/v2/images"


@pytest.fixture
def cloud(faulty):
    identity = Identity("faulty", faulty.url, "me", "u", "p", "p" * 32, "R")
    faulty.on("GET", IMAGES, (200, {"images": []}))
    return Cloud(faulty.wire(), identity)


def server(n, **more):
    flavor = {"original_name": "f", "vcpus": 1, "ram": 1024}
    return {"id": f"s{n}", "name": f"n{n}", "status": "ACTIVE", "flavor": flavor, **more}


def pages(total):
    """Answer as Nova does: a full page always has a link to the next."""

    def answer(query, _):
        start = int(query["marker"][1:]) + 1 if "marker" in query else 0
        limit = int(query.get("limit", 1000))
        rows = [server(n) for n in range(start, min(total, start + limit))]
        page = {"servers": rows}
        if len(rows) == limit:
            href = f"http://elsewhere/servers/detail?limit={limit}&marker={rows[-1]['id']}"
            page["servers_links"] = [{"rel": "next", "href": href}]
        return 200, page

    return answer


@pytest.mark.parametrize("total", [0, 1, 99, 100, 101, 1000, 1001, 2500])
def test_all_pages_are_read_whatever_their_number(faulty, cloud, total):
    faulty.on("GET", SERVERS, pages(total))
    early = []
    reading = service_of(cloud).lists.read("servers", early.append)
    assert reading.columns["id"] == [f"s{n}" for n in range(total)]
    assert reading.partial == ""
    assert abs(reading.date - datetime.now(UTC)) < timedelta(seconds=5)
    assert len(early) == (1 if total >= 100 else 0)
    assert all(len(first.columns["id"]) == 100 for first in early)


def test_the_first_page_is_what_a_screen_shows_and_the_others_are_large(faulty, cloud):
    faulty.on("GET", SERVERS, pages(1500))
    service_of(cloud).lists.read("servers", lambda _: None)
    limits = [query["limit"] for _, _, query, _ in faulty.sent("GET", SERVERS)]
    assert limits == ["100", "1000", "1000"]


def test_a_link_to_the_same_page_is_not_followed_for_ever(faulty, cloud):
    link = {"rel": "next", "href": "http://x/?marker=s0"}
    faulty.on("GET", SERVERS, (200, {"servers": [server(0)], "servers_links": [link]}))
    assert service_of(cloud).lists.read("servers").columns["id"] == ["s0"]
    assert len(faulty.sent("GET", SERVERS)) == 2


def test_what_came_before_a_page_that_fails_is_kept_and_said(faulty, cloud):
    faulty.on("GET", SERVERS, pages(1500), CUT)
    reading = service_of(cloud).lists.read("servers")
    assert len(reading.columns["id"]) == 1000
    assert reading.partial.startswith("Could not read the whole list")


def test_a_first_page_that_fails_is_an_error(faulty, cloud):
    faulty.on("GET", SERVERS, (200, '{"servers": ['))
    with pytest.raises(CloudFailure, match="Could not list the instances: the response is"):
        service_of(cloud).lists.read("servers")
    faulty.on("GET", SERVERS, DROP)
    with pytest.raises(Unreachable):
        service_of(cloud).lists.read("servers")


def test_rows_that_cannot_be_understood_are_counted(faulty, cloud):
    faulty.on("GET", SERVERS, (200, {"servers": [server(1), {"id": 7}, "x"]}))
    reading = service_of(cloud).lists.read("servers")
    assert reading.columns["id"] == ["s1"]
    assert reading.partial == "2 rows could not be decoded and are not shown."


def test_names_of_images_are_asked_for_once_fifty_a_call(faulty, cloud):
    rows = [server(n, image={"id": f"i{n}"}) for n in range(60)]
    faulty.on("GET", SERVERS, (200, {"servers": rows}))

    def names(query, _):
        wanted = query["id"].removeprefix("in:").split(",")
        return 200, {"images": [{"id": i, "name": f"image {i}"} for i in wanted if i != "i7"]}

    faulty.on("GET", IMAGES, names)
    columns = service_of(cloud).lists.read("servers").columns
    assert columns["image"][3] == "image i3"
    assert columns["image"][7] == "i7"  # gone, or not for us to see
    assert len(faulty.sent("GET", IMAGES)) == 2
    service_of(cloud).lists.read("servers")
    assert len(faulty.sent("GET", IMAGES)) == 2


def test_instances_are_listed_although_glance_is_down(faulty, cloud):
    faulty.on("GET", SERVERS, (200, {"servers": [server(1, image={"id": "i"})]}))
    faulty.on("GET", IMAGES, (500, "down"))
    columns = service_of(cloud).lists.read("servers").columns
    assert (columns["image"], columns["image_id"]) == ([""], ["i"])


def test_changes_are_asked_from_a_moment_and_tell_what_has_gone(faulty, cloud):
    gone = {"id": "s2", "status": "DELETED", "updated": "2026-11-24T06:00:09Z"}
    there = server(1, updated="2026-11-24T06:00:03Z")
    faulty.on("GET", SERVERS, (200, {"servers": [there, gone]}))
    reading = service_of(cloud).lists.read_changes(
        "servers", datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    )
    assert reading.columns["id"] == ["s1"]
    assert reading.deleted == ("s2",)
    assert reading.newest == "2026-11-24T06:00:09Z"  # else it would be told at each tick
    assert faulty.requests[-1][2]["changes-since"] == "2026-11-24T06:00:00Z"


def test_images_offered_to_us_have_a_tab_of_their_own(faulty, cloud):
    def answer(query, _):
        pending = query.get("member_status") == "pending"
        row = {"id": "offered" if pending else "taken", "owner": "x", "visibility": "shared"}
        return 200, {"images": [row]}

    faulty.on("GET", IMAGES, answer)
    columns = service_of(cloud).lists.read("images").columns
    assert dict(zip(columns["id"], columns["tab"], strict=True)) == {
        "taken": "shared",
        "offered": "pending",
    }
    assert {q["limit"] for _, _, q, _ in faulty.sent("GET", IMAGES)} == {"1000"}


@pytest.mark.parametrize("status", [403, 404, 500])
def test_quotas_do_without_what_neutron_does_not_tell(faulty, cloud, status):
    faulty.on("GET", "/v2.1/limits", (200, {"limits": {"absolute": {"maxTotalCores": 8}}}))
    project = "/v2.0/quotas/" + "p" * 32
    faulty.on("GET", f"{project}/details", (status, "no"))
    faulty.on("GET", project, (200, {"quota": {"floatingip": 1}}))
    rows = service_of(cloud).lists.read("quotas").rows()
    assert rows["floating_ips"]["limit"] == 1
    faulty.on("GET", project, (status, "no"))
    assert "floating_ips" not in service_of(cloud).lists.read("quotas").rows()


def test_an_old_nova_names_flavors_by_id(faulty, cloud):
    refusal = {"computeFault": {"message": "maximum is 2.30."}}
    old = {"servers": [{"id": "s", "flavor": {"id": "f1"}}, {"id": "t", "flavor": {"id": "f9"}}]}
    faulty.on("GET", SERVERS, (406, refusal), (200, old))
    flavor = {"id": "f1", "name": "c2", "vcpus": 2, "ram": 2048, "disk": 1}
    faulty.on("GET", "/v2.1/flavors/detail", (200, {"flavors": [flavor]}))
    columns = service_of(cloud).lists.read("servers").columns
    assert columns["flavor"] == ["c2", "f9"]
    assert columns["vcpus"] == [2, 0]


def test_a_frame_says_what_is_missing(faulty, cloud):
    faulty.on("GET", SERVERS, (200, {"servers": [server(1), "x"]}))
    frame = cloud.servers()
    assert frame.attrs["partial"].startswith("1 row could not")
    assert list(frame.index) == ["s1"]


def test_the_columns_of_a_list_are_in_its_documentation():
    assert "floating_ip: its floating IP" in Cloud.servers.__doc__
    assert "open_ports: the traffic it allows in" in Cloud.security_groups.__doc__


def test_the_cloud_shows_no_secret(cloud):
    assert "s3cret" not in repr(cloud) + repr(cloud.identity) + json.dumps(str(vars(cloud)))


def test_a_list_is_read_in_pieces_that_go_on_behind_one_another(faulty, cloud):
    faulty.on("GET", SERVERS, pages(450))
    ids, behind = [], ""
    for rows in (200, 200, 50):
        reading = service_of(cloud).lists.read_piece("servers", behind, 200)
        assert len(reading.columns["id"]) == rows
        ids += reading.columns["id"]
        behind = reading.behind
    assert (ids, behind) == ([f"s{n}" for n in range(450)], "")
    assert len(faulty.sent("GET", SERVERS)) == 3


def test_a_piece_behind_an_id_that_was_purged_is_refused(faulty, cloud):
    faulty.on("GET", SERVERS, (400, {"badRequest": {"message": "marker [s9] not found"}}))
    with pytest.raises(Invalid, match="marker"):
        service_of(cloud).lists.read_piece("servers", "s9", 200)


def test_some_servers_are_read_alone_and_those_that_have_gone_are_left_out(faulty, cloud):
    for n in (1, 2):
        faulty.on("GET", f"/v2.1/servers/s{n}", (200, {"server": server(n)}))
    columns = service_of(cloud).lists.read_some("servers", ["s1", "s2", "s3"]).columns
    assert (columns["id"], columns["name"]) == (["s1", "s2"], ["n1", "n2"])
    assert not faulty.sent("GET", SERVERS)


def test_flavors_named_by_id_are_looked_up_though_no_old_nova_was_announced(faulty, cloud):
    """A front end may drop the header of the microversion, and then nobody answers 406."""
    rows = [server(n, flavor={"id": "7", "links": []}) for n in range(3)]
    faulty.on("GET", SERVERS, (200, {"servers": rows}))
    flavor = {"id": "7", "name": "m1", "vcpus": 2, "ram": 2048, "disk": 20}
    faulty.on("GET", "/v2.1/flavors/detail", (200, {"flavors": [flavor]}))
    columns = service_of(cloud).lists.read("servers").columns
    assert (columns["flavor"], columns["vcpus"]) == (["m1"] * 3, [2] * 3)
    assert len(faulty.sent("GET", "/v2.1/flavors/detail")) == 1


def test_names_of_images_that_are_read_meanwhile_reach_the_rows_that_came_before(faulty, cloud):
    faulty.on("GET", IMAGES, (200, {"images": [{"id": "i", "name": "ubuntu"}]}))
    rows = [server(n, image={"id": "i"}) for n in range(2)]
    link = {"rel": "next", "href": "http://x/?marker=s0"}

    def second(*_):
        service_of(cloud).lists.read("images")  # as the store does: all lists at the same time
        return 200, {"servers": rows[1:]}

    faulty.on("GET", SERVERS, (200, {"servers": rows[:1], "servers_links": [link]}), second)
    assert service_of(cloud).lists.read("servers").columns["image"] == ["ubuntu", "ubuntu"]


FLOATING = "203.0.113.7"
COPY = {"net": [{"addr": "10.0.0.5"}, {"addr": FLOATING, "OS-EXT-IPS:type": "floating"}]}


def test_novas_copy_of_floating_ips_is_used_where_neutron_refuses_its_list(faulty, cloud):
    faulty.on("GET", "/v2.1/servers/s1", (200, {"server": server(1, addresses=COPY)}))
    faulty.on("GET", "/v2.0/floatingips", (403, {"NeutronError": {"message": "no"}}))
    row = service_of(cloud).access.row("s1")
    assert (row["addresses"], row["floating_ip"]) == (f"10.0.0.5, {FLOATING}", FLOATING)


def test_a_neutron_that_does_not_say_whose_port_it_is_is_asked_by_the_fixed_address(faulty, cloud):
    addresses = {"net": [{"addr": "10.0.0.5"}]}
    faulty.on("GET", "/v2.1/servers/s1", (200, {"server": server(1, addresses=addresses)}))
    ip = {"id": "f", "floating_ip_address": FLOATING, "port_id": "p"}
    ips = [ip | {"fixed_ip_address": "10.0.0.5"}]
    faulty.on("GET", "/v2.0/floatingips", (200, {"floatingips": ips}))
    assert service_of(cloud).access.row("s1")["floating_ip"] == FLOATING
