"""What can be shown is shown, the rest is said in one line, and the next tick repairs it."""

from __future__ import annotations

import json
import time

import pytest
import yaml

import canfar_jupyter
from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.store import Store

from .conftest import rename
from .skewed import skewed

DETAIL = r"/compute/v2\.1/servers/detail"
FIRST_PAGE = DETAIL + r"\?(?!.*marker=).*"
LATER_PAGE = DETAIL + r"\?.*marker=.*"
MIB = 2**20


@pytest.fixture
def sized(two_pages):
    yield two_pages
    two_pages.behave()


def answer_with(sized, cloud, change):
    """Answer the next first page with 100 rows as ``change`` leaves them, and no other page."""
    content = service_of(cloud).client.get("compute", "/servers/detail", {"limit": 100}).content
    rows = json.loads(content)["servers"]
    change(rows)
    sized.fail(path=FIRST_PAGE, status=200, body=json.dumps({"servers": rows}))
    return rows


def repaired(store, rows=1001):
    store.refresh("servers").result()
    return len(store.servers) == rows and store.servers.partial == "" and not store.servers.error


def test_of_a_list_that_breaks_off_the_pages_before_are_shown(sized, store):
    sized.fail(path=LATER_PAGE, cut=70_000, times=2)  # a broken answer is asked for once more
    store.refresh("servers").result()
    assert 0 < len(store.servers) < 1001
    assert store.servers.partial.startswith("Could not read the whole list: ")
    assert "\n" not in store.servers.partial
    assert repaired(store)


def test_an_answer_that_breaks_off_once_is_asked_for_again(sized, store):
    sized.fail(path=LATER_PAGE, cut=70_000)
    assert repaired(store)


def test_a_first_page_that_breaks_off_is_an_error_and_the_next_tick_has_all(sized, store):
    sized.fail(path=FIRST_PAGE, cut=70_000, times=2)
    with pytest.raises(CloudError):
        store.refresh("servers").result()
    assert store.servers.error is not None
    assert len(store.servers) == 0
    assert repaired(store)


def test_rows_that_were_shown_stay_when_a_tick_breaks_off(sized, cloud, store):
    store.refresh("servers").result()
    [id_] = list(store.servers)[:1]
    rename(cloud, [id_], "meanwhile")
    sized.fail(path=FIRST_PAGE, cut=100, times=2)
    with pytest.raises(CloudError):
        store.refresh("servers").result()
    assert len(store.servers) == 1001
    assert repaired(store)
    assert store.servers[id_]["name"] == "meanwhile"


def test_a_marker_that_was_purged_costs_no_row_in_the_end(sized, store):
    refusal = {"badRequest": {"code": 400, "message": "marker [6ba7] not found"}}
    sized.fail(path=LATER_PAGE, status=400, body=json.dumps(refusal))
    store.refresh("servers").result()
    assert len(store.servers) >= 100
    said = "marker [6ba7] not found" in store.servers.partial
    assert said or len(store.servers) == 1001
    assert repaired(store)


def test_rows_of_a_cell_that_is_down_are_shown_without_flavor_and_image(sized, cloud, store):
    def lose(rows):
        kept = ("id", "tenant_id", "created", "links")  # microversion 2.69, a cell that is down
        rows[3] = {"status": "UNKNOWN", **{k: rows[3][k] for k in kept}}
        rows[4] = {**rows[4], "image": "", "flavor": None}

    rows = answer_with(sized, cloud, lose)
    store.refresh("servers").result()
    assert (len(store.servers), store.servers.partial) == (100, "")
    down, strange = store.servers[rows[3]["id"]], store.servers[rows[4]["id"]]
    assert (down["status"], down["name"], down["flavor"], down["image"]) == ("UNKNOWN", "", "", "")
    assert (strange["flavor"], strange["image"]) == ("", "")
    assert len(store.servers.frame()) == 100


def test_rows_that_make_no_sense_are_counted_and_come_back(sized, cloud, store):
    def garble(rows):
        rows[3] = {**rows[3], "name": {"a": "b"}}
        rows[4] = "a word"

    lost = answer_with(sized, cloud, lambda rows: None)[3]["id"]
    sized.behave()
    answer_with(sized, cloud, garble)
    store.refresh("servers").result()
    assert len(store.servers) == 98
    assert store.servers.partial == "2 rows could not be decoded and are not shown."
    assert lost not in store.servers
    assert repaired(store)
    assert lost in store.servers


def test_an_item_of_5_mb_is_shown_like_any_other(sized, cloud, store):
    def swell(rows):
        rows[3]["metadata"] = {"note": "x" * 5 * MIB}
        rows[4] |= {"status": "ERROR", "fault": {"code": 500, "message": "y" * 5 * MIB}}

    rows = answer_with(sized, cloud, swell)
    store.refresh("servers").result()
    assert (len(store.servers), store.servers.partial) == (100, "")
    assert store.servers[rows[3]["id"]]["name"] == rows[3]["name"]
    assert len(store.servers[rows[4]["id"]]["fault"]) <= 1000


@pytest.mark.parametrize("hours", [-1, 1], ids=["behind", "ahead"])
def test_a_cloud_whose_clock_is_wrong_by_an_hour_is_followed(sized, hours, tmp_path, monkeypatch):
    with skewed(sized.base, hours) as base:
        clouds = yaml.safe_load(sized.entry.clouds_yaml.read_text())
        clouds["clouds"]["demo"]["auth"]["auth_url"] = f"{base}/identity/v3"
        (tmp_path / "clouds.yaml").write_text(yaml.safe_dump(clouds))
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "clouds.yaml"))
        cloud = canfar_jupyter.connect("demo")
        store = Store(cloud)
        store.refresh("servers").result()
        ids = list(store.servers)[:3]
        rename(cloud, ids, f"by {hours}")
        store.refresh("servers").result()
        assert {store.servers[id_]["name"] for id_ in ids} == {f"by {hours}"}
        assert len(store.servers) == 1001
        store.close()


def test_a_change_is_seen_though_the_front_end_is_an_hour_ahead_of_the_database(
    sized, tmp_path, monkeypatch
):
    with skewed(sized.base, 1, database=False) as base:
        clouds = yaml.safe_load(sized.entry.clouds_yaml.read_text())
        clouds["clouds"]["demo"]["auth"]["auth_url"] = f"{base}/identity/v3"
        (tmp_path / "clouds.yaml").write_text(yaml.safe_dump(clouds))
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "clouds.yaml"))
        cloud = canfar_jupyter.connect("demo")
        store = Store(cloud)
        store.refresh("servers").result()
        time.sleep(1.1)  # Nova's times are exact to a second: what changes must have a later one
        for turn in range(3):
            ids = list(store.servers)[turn : turn + 3]
            rename(cloud, ids, f"turn {turn}")
            store.refresh("servers").result()
            assert {store.servers[id_]["name"] for id_ in ids} == {f"turn {turn}"}
        store.close()
