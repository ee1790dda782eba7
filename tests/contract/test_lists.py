"""Pages and filters of the lists: they differ from service to service."""

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY, wait_until_after
from tests.contract.refusals import (
    assert_glance_refuses,
    assert_neutron_refuses,
    assert_nova_refuses,
)


@pytest.fixture(scope="module")
def three(member, body):
    """The common beginning of the names of three servers, made in different seconds."""
    name, made = unique("page"), []
    for number in range(3):
        wanted = body(name=f"{name}-{number}")
        answer = member.nova.post("/servers", json=wanted, microversion="2.96")
        made.append(answer.json()["server"]["id"])
        wait_until_after(member.wait_for_server(made[-1], "ACTIVE")["created"])
    yield name
    for server in made:
        member.nova.delete(f"/servers/{server}")
    for server in made:
        member.wait_until_gone(server)


def names(answer, kind="servers"):
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()[kind]]


class TestNova:
    def test_the_newest_server_comes_first(self, member, three):
        found = names(member.nova.get(f"/servers?name={three}"))
        assert found == [f"{three}-{number}" for number in (2, 1, 0)]

    def test_a_full_page_links_to_the_next_even_when_that_is_empty(self, member, three):
        address, pages = f"/servers?name={three}&limit=1", []
        while address:
            answer = member.nova.get(address)
            pages.append(names(answer))
            links = answer.json().get("servers_links")
            if links:
                (link,) = links
                assert link["rel"] == "next"
                assert link["href"].startswith(f"{member.root('compute')}/servers?")
                address = link["href"].removeprefix(member.root("compute"))
            else:
                address = None
        assert pages == [[f"{three}-2"], [f"{three}-1"], [f"{three}-0"], []]

    def test_a_page_that_is_not_full_has_no_link(self, member, three):
        assert set(member.nova.get(f"/servers?name={three}&limit=9").json()) == {"servers"}

    def test_a_marker_that_is_not_there_is_a_bad_request(self, member):
        told = rf"marker \[{NOBODY}\] not found"
        answer = member.nova.get(f"/servers?marker={NOBODY}")
        assert_nova_refuses(answer, 400, "badRequest", told)
        answer = member.nova.get("/flavors?marker=nope")
        assert_nova_refuses(answer, 400, "badRequest", r"marker \[nope\] not found")

    @pytest.mark.parametrize("limit", ["-1", "x"])
    def test_a_limit_that_is_no_number_is_a_bad_request(self, member, limit):
        told = "Invalid input for query parameters limit. Value: .* does not match .*"
        answer = member.nova.get(f"/servers?limit={limit}")
        assert_nova_refuses(answer, 400, "badRequest", told)

    @pytest.mark.parametrize(
        ("pattern", "found"),
        [
            ("{}", [2, 1, 0]),
            ("{}-1", [1]),
            ("^{}-1$", [1]),
            ("{}.[02]", [2, 0]),
            ("x{}", []),
        ],
        ids=["beginning", "end", "all", "class", "none"],
    )
    def test_name_is_a_regular_expression(self, member, three, pattern, found):
        listed = names(member.nova.get(f"/servers?name={pattern.format(three)}"))
        assert listed == [f"{three}-{number}" for number in found]

    def test_status_selects_and_an_unknown_one_is_a_bad_request(self, member, server):
        active = member.nova.get("/servers?status=ACTIVE").json()["servers"]
        assert server in {row["id"] for row in active}
        stopped = member.nova.get("/servers?status=SHUTOFF").json()["servers"]
        assert server not in {row["id"] for row in stopped}
        answer = member.nova.get("/servers?status=nope", microversion="2.96")
        assert_nova_refuses(answer, 400, "badRequest", "Invalid status value")

    def test_an_unknown_filter_is_refused_from_2_75_and_ignored_before(self, member, server):
        assert member.nova.get("/servers?colour=red", microversion="2.74").status_code == 200
        answer = member.nova.get("/servers?colour=red", microversion="2.75")
        told = "'colour' does not match any of the regexes: .*"
        assert_nova_refuses(answer, 400, "badRequest", told)

    def test_all_projects_are_for_administrators(self, member):
        told = "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed."
        answer = member.nova.get("/servers/detail?all_tenants=1")
        assert_nova_refuses(answer, 403, "forbidden", told)

    def test_flavors_have_pages(self, member):
        first = member.nova.get("/flavors?limit=1", microversion="2.61").json()
        (flavor,) = first["flavors"]
        (link,) = first["flavors_links"]
        assert link["href"].endswith(f"/flavors?limit=1&marker={flavor['id']}")


class TestGlance:
    def test_a_full_page_links_to_the_next_with_a_relative_address(self, member):
        first = member.glance.get("/images?limit=1").json()
        (image,) = first["images"]
        assert first["first"] == "/v2/images?limit=1"
        assert first["schema"] == "/v2/schemas/images"
        assert first["next"] == f"/v2/images?limit=1&marker={image['id']}"
        second = member.glance.get(first["next"].removeprefix("/v2"))
        assert second.json()["images"][0]["id"] != image["id"]

    def test_the_last_full_page_links_to_an_empty_one(self, member):
        many = len(member.glance.get("/images").json()["images"])
        last = member.glance.get(f"/images?limit={many}").json()
        empty = member.glance.get(last["next"].removeprefix("/v2")).json()
        assert empty["images"] == []
        assert "next" not in empty

    def test_the_newest_image_comes_first(self, member, make_image):
        made = [make_image(data=None), make_image(data=None)]
        listed = [image["id"] for image in member.glance.get("/images").json()["images"]]
        positions = [listed.index(image) for image in made]
        # Both may be of the same second; then either may come first.
        assert max(positions) <= 2

    def test_a_marker_that_is_not_there_is_a_bad_request(self, member):
        answer = member.glance.get(f"/images?marker={NOBODY}")
        assert_glance_refuses(answer, 400, f"No image found with ID {NOBODY}")

    def test_name_is_exact(self, member, make_image):
        name = unique("exact")
        make_image(name=name, data=None)
        assert names(member.glance.get(f"/images?name={name}"), "images") == [name]
        assert names(member.glance.get(f"/images?name={name[:-1]}"), "images") == []
        assert names(member.glance.get(f"/images?name={name.upper()}"), "images") == []

    def test_an_unknown_filter_is_a_property_that_no_image_has(self, member):
        assert names(member.glance.get("/images?colour=red"), "images") == []

    def test_sorting_by_what_is_no_key_is_a_bad_request(self, member):
        answer = member.glance.get("/images?sort=nope:asc")
        assert_glance_refuses(answer, 400, r"Invalid sort key: nope\. It must be one of .*")

    def test_names_sort(self, member, make_image):
        for name in ("b-sorted", "a-sorted"):
            make_image(name=name, data=None)
        found = names(member.glance.get("/images?sort=name:asc"), "images")
        assert found.index("a-sorted") < found.index("b-sorted")

    def test_status_tag_and_owner_select(self, member, make_image):
        image = make_image(data=None, tags=["contract-tag"])
        for query in ("tag=contract-tag", "status=queued", f"owner={member.id}"):
            found = member.glance.get(f"/images?{query}").json()["images"]
            assert image in {row["id"] for row in found}, query
        active = member.glance.get("/images?status=active").json()["images"]
        assert image not in {row["id"] for row in active}

    @pytest.mark.parametrize(
        ("query", "told"),
        [
            ("limit=-1", "limit param must be positive"),
            ("limit=x", "limit param must be an integer"),
            ("visibility=nope", "Invalid visibility value: nope"),
            ("member_status=nope", "Invalid status: nope"),
        ],
        ids=["negative limit", "limit", "visibility", "member status"],
    )
    def test_a_wrong_query_is_a_bad_request(self, member, query, told):
        assert_glance_refuses(member.glance.get(f"/images?{query}"), 400, told)


class TestNeutron:
    def test_a_page_links_to_the_next_and_the_previous(self, member):
        first = member.neutron.get("/networks?limit=1").json()
        (network,) = first["networks"]
        links = {link["rel"]: link["href"] for link in first["networks_links"]}
        root = f"{member.root('network')}/v2.0/networks?limit=1&marker={network['id']}"
        assert links == {"next": root, "previous": f"{root}&page_reverse=True"}
        following = member.neutron.get(f"/networks?limit=1&marker={network['id']}")
        assert following.json()["networks"][0]["id"] != network["id"]

    def test_a_page_that_is_not_full_has_no_next(self, member):
        page = member.neutron.get("/networks?limit=100").json()
        assert [link["rel"] for link in page["networks_links"]] == ["previous"]

    def test_without_a_limit_there_are_no_links(self, member):
        assert set(member.neutron.get("/networks").json()) == {"networks"}

    def test_a_marker_that_is_not_there_is_not_found(self, member):
        answer = member.neutron.get(f"/networks?limit=1&marker={NOBODY}")
        told = rf"Network {NOBODY} could not be found\."
        assert_neutron_refuses(answer, 404, "NetworkNotFound", told)

    def test_name_is_exact(self, member, make_group):
        name = make_group()["name"]
        path = "/security-groups?name="
        assert names(member.neutron.get(path + name), "security_groups") == [name]
        assert names(member.neutron.get(path + name[:-1]), "security_groups") == []

    def test_fields_select(self, member):
        networks = member.neutron.get("/networks?fields=id&fields=name").json()["networks"]
        assert {frozenset(network) for network in networks} == {frozenset({"id", "name"})}

    def test_an_unknown_filter_is_a_bad_request(self, member):
        answer = member.neutron.get("/networks?colour=red")
        told = r"\['colour'\] is invalid attribute for filtering"
        assert_neutron_refuses(answer, 400, "HTTPBadRequest", told)
