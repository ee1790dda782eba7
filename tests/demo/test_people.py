"""People from a file, besides the seeded ones."""

import json

import pytest

from canfar_jupyter.demo import running
from tests.demo.cloud import Api


class Known:
    """What Api needs of a cloud for somebody who is in no clouds.yaml."""

    def __init__(self, entry, folder, name, password, project):
        auth = {
            "auth_url": entry.auth_url,
            "username": name,
            "password": password,
            "project_name": project,
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        }
        self.auth_url = entry.auth_url
        self.clouds_yaml = folder / f"{name}.yaml"
        self.clouds_yaml.write_text(json.dumps({"clouds": {"demo": {"auth": auth}}}))


def test_people_of_a_file_sign_in_and_have_a_way_out(start, tmp_path):
    file = tmp_path / "people.json"
    people = [
        {"name": "ana", "password": "one", "project": "class-a", "quotas": {"floatingip": 3}},
        {"name": "ben", "password": "two", "project": "class-a"},
        {"name": "cyd", "password": "three", "project": "lensing"},
    ]
    file.write_text(json.dumps(people))
    entry = start(users=file)
    ana = Api(Known(entry, tmp_path, "ana", "one", "class-a"))
    assert Api(Known(entry, tmp_path, "ben", "two", "class-a")).project == ana.project
    cyd = Api(Known(entry, tmp_path, "cyd", "three", "lensing"))
    assert cyd.project == Api(entry).project
    networks = ana.neutron("GET", "/networks").json()["networks"]
    assert {n["name"] for n in networks} == {"public", "class-a-network"}
    (router,) = ana.neutron("GET", "/routers").json()["routers"]
    assert router["external_gateway_info"]
    quota = ana.neutron("GET", f"/quotas/{ana.project}").json()["quota"]
    assert (quota["floatingip"], quota["router"]) == (3, 10)


def test_the_same_file_again_changes_nothing_but_passwords(start, tmp_path):
    file = tmp_path / "people.json"
    person = {"name": "ana", "password": "one", "project": "class-a"}
    file.write_text(json.dumps([person]))
    entry = start(users=file)
    first = Api(Known(entry, tmp_path, "ana", "one", "class-a")).project
    running.stop(tmp_path / "demo")
    file.write_text(json.dumps([{**person, "password": "new"}]))
    entry = start(users=file)
    again = Api(Known(entry, tmp_path, "ana", "new", "class-a"))
    assert again.project == first
    assert len(again.neutron("GET", "/routers").json()["routers"]) == 1


@pytest.mark.parametrize(
    "written",
    ["", "{}", '[{"name": "ana"}]', '[{"name": "", "password": "x", "project": "y"}]'],
)
def test_a_file_that_is_no_list_of_people_is_said_to_be_none(start, tmp_path, written):
    file = tmp_path / "people.json"
    file.write_text(written)
    with pytest.raises(running.DemoFailed, match=r"people\.json"):
        start(users=file)
