"""What a cloud tells about itself, mostly without a token."""

import requests


def test_the_catalog_names_the_five_services_in_one_region(member):
    catalog = member.session.auth.get_access(member.session).service_catalog.catalog
    types = {entry["type"] for entry in catalog}
    assert {"identity", "image", "compute", "network", "volumev3"} <= types
    for entry in catalog:
        assert {"id", "name", "type", "endpoints"} <= set(entry)
        public = [e for e in entry["endpoints"] if e["interface"] == "public"]
        assert len(public) == 1
        assert {"id", "interface", "region", "region_id", "url"} <= set(public[0])
        assert public[0]["region"] == public[0]["region_id"] == "RegionOne"


def test_keystone_offers_v3_at_its_root(member):
    root = member.root("identity").removesuffix("/v3")
    answer = requests.get(f"{root}/", allow_redirects=False, timeout=30)
    assert answer.status_code == 300
    assert answer.headers["Location"] == f"{root}/v3/"
    (version,) = answer.json()["versions"]["values"]
    assert version["id"].startswith("v3.")
    assert version["status"] == "stable"


def test_keystone_v3_describes_itself(member):
    answer = requests.get(member.root("identity"), timeout=30)
    assert answer.status_code == 200
    version = answer.json()["version"]
    assert set(version) == {"id", "status", "updated", "links", "media-types"}
    assert version["links"][0]["rel"] == "self"
    assert version["links"][0]["href"].rstrip("/") == member.root("identity")
    assert answer.headers["Vary"] == "X-Auth-Token"


def test_nova_says_which_microversions_it_speaks(member):
    answer = requests.get(member.root("compute"), timeout=30)
    assert answer.status_code == 200
    version = answer.json()["version"]
    assert set(version) == {
        *("id", "status", "version", "min_version", "updated", "links", "media-types")
    }
    assert (version["id"], version["status"]) == ("v2.1", "CURRENT")
    assert version["min_version"] == "2.1"
    major, minor = version["version"].split(".")
    assert major == "2"
    assert int(minor) >= 96


def test_glance_offers_its_versions_at_its_root(member):
    root = member.root("image")
    answer = requests.get(f"{root}/", allow_redirects=False, timeout=30)
    assert answer.status_code == 300
    current = [v for v in answer.json()["versions"] if v["status"] == "CURRENT"]
    assert len(current) == 1
    assert current[0]["id"].startswith("v2.")
    assert current[0]["links"] == [{"rel": "self", "href": f"{root}/v2/"}]


def test_neutron_offers_v2_at_its_root(member):
    root = member.root("network")
    answer = requests.get(f"{root}/", timeout=30)
    assert answer.status_code == 200
    (version,) = answer.json()["versions"]
    assert version == {
        "id": "v2.0",
        "status": "CURRENT",
        "links": [{"rel": "self", "href": f"{root}/v2.0/"}],
    }


def test_cinder_offers_v3_at_its_root_and_with_a_token_below_it(member):
    root = member.root("volumev3").removesuffix(f"/v3/{member.id}")
    answer = requests.get(f"{root}/", allow_redirects=False, timeout=30)
    assert answer.status_code == 300
    (version,) = answer.json()["versions"]
    assert (version["id"], version["status"]) == ("v3.0", "CURRENT")
    assert version["min_version"] == "3.0"
    assert {"rel": "self", "href": f"{root}/v3/"} in version["links"]
    assert requests.get(f"{root}/v3/", timeout=30).status_code == 401
    token = {"X-Auth-Token": member.session.get_token()}
    below = requests.get(f"{root}/v3/", headers=token, timeout=30)
    assert below.json() == answer.json()
    assert below.headers["OpenStack-API-Version"] == "volume 3.0"
    assert below.headers["Vary"] == "OpenStack-API-Version"


def test_every_answer_names_its_request(member):
    for answer in (
        member.nova.get("/servers"),
        member.neutron.get("/networks"),
        member.glance.get("/images"),
        member.keystone.get("/auth/projects"),
        member.cinder.get("/volumes"),
    ):
        assert answer.headers["x-openstack-request-id"].startswith("req-")
    assert member.nova.get("/servers").headers["x-compute-request-id"].startswith("req-")


def test_without_a_token_nova_and_neutron_refuse_in_json(member):
    for address in (
        f"{member.root('compute')}/servers",
        f"{member.root('network')}/v2.0/networks",
    ):
        for headers in ({}, {"X-Auth-Token": "stale"}):
            answer = requests.get(address, headers=headers, timeout=30)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith('Keystone uri="http')
            assert answer.json() == {
                "error": {
                    "code": 401,
                    "title": "Unauthorized",
                    "message": "The request you have made requires authentication.",
                }
            }


def test_without_a_token_glance_refuses_in_html(member):
    for headers in ({}, {"X-Auth-Token": "stale"}):
        address = f"{member.root('image')}/v2/images"
        answer = requests.get(address, headers=headers, timeout=30)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Keystone uri="http')
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "<title>401 Unauthorized</title>" in answer.text
        assert "could not verify that you are authorized" in answer.text


def test_an_unknown_path_of_nova_is_not_found_in_html(member):
    answer = member.nova.get("/nope")
    assert answer.status_code == 404
    assert "<title>404 Not Found</title>" in answer.text
