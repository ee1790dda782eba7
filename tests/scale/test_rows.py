"""The same expectations with 0, 1, 100, 1,000, 1,001 and 10,000 rows: none lost, none twice."""

from __future__ import annotations

import pandas as pd
import pytest
import requests

from canfar_jupyter.cloud import service_of
from canfar_jupyter.model.columns import SCHEMAS
from tests.support.waiting import until

from .conftest import refresh_until, rename

DTYPES = {
    "text": pd.api.types.is_string_dtype,
    "names": pd.api.types.is_string_dtype,
    "category": lambda dtype: isinstance(dtype, pd.CategoricalDtype),
    "time": lambda dtype: isinstance(dtype, pd.DatetimeTZDtype),
    "int": pd.api.types.is_integer_dtype,
    "float": pd.api.types.is_float_dtype,
    "bool": pd.api.types.is_bool_dtype,
}


def some(ids, count=7):
    """Return a few of many: the first, the last and some between them."""
    ids = list(ids)
    return ids[:: max(1, len(ids) // count)][:count] + ids[-1:] if len(ids) > count else ids


def ours(sized, cloud, kind):
    project = cloud.identity.project_id
    rows = sized.held(kind).values()
    return {
        row["id"]: row
        for row in rows
        if (row.get("project") or row.get("owner")) == project and not row.get("deleted")
    }


def test_every_server_is_read_once_with_its_own_name(sized, cloud):
    frame = cloud.servers()
    held = ours(sized, cloud, "servers")
    assert len(held) == len(frame) == sized.rows
    assert frame.index.is_unique
    assert frame["name"].to_dict() == {id_: row["name"] for id_, row in held.items()}
    assert frame.attrs["partial"] == ""
    assert set(frame["image"]) <= {"canfar-ubuntu-24.04"}
    assert (frame["addresses"] != "").all()


def test_every_image_is_read_once_with_its_own_name(sized, cloud):
    frame = cloud.images()
    held = ours(sized, cloud, "images")
    mine = frame[frame["tab"] == "project"]
    assert frame.index.is_unique
    assert mine["name"].to_dict() == {id_: row["name"] for id_, row in held.items()}
    assert (frame["tab"] == "pending").sum() == 1
    assert len(frame) >= sized.rows


def test_the_first_images_are_there_after_one_request(cloud, monkeypatch):
    """How many there are makes no difference; what is offered is asked for beside it."""
    lists = []
    send = requests.Session.send

    def counted(session, request, **more):
        answer = send(session, request, **more)
        if "/images" in request.url and "member_status" not in request.url:
            lists.append(request.url)
        return answer

    monkeypatch.setattr(requests.Session, "send", counted)
    seen = []
    service_of(cloud).lists.read(
        "images", lambda page: seen.append((len(lists), len(page.columns["id"])))
    )
    requested, rows = seen[0]
    assert requested == 1
    assert 0 < rows <= 1000


@pytest.mark.parametrize("name", ["servers", "images"])
def test_a_frame_has_the_same_dtypes_however_many_rows_it_has(name, cloud):
    frame = getattr(cloud, name)()
    assert frame.index.name == "id"
    assert list(frame.columns) == [c.name for c in SCHEMAS[name] if c.name != "id"]
    for column in SCHEMAS[name]:
        if column.name != "id":
            dtype = frame[column.name].dtype
            assert DTYPES[column.kind](dtype), f"{column.name} is {dtype}"


def test_what_is_read_early_is_the_beginning_of_the_whole(sized, cloud):
    early = []
    whole = service_of(cloud).lists.read("servers", early.append)
    assert len(early) == (1 if sized.rows >= 100 else 0)
    for first in early:
        assert first.columns["id"] == whole.columns["id"][: len(first.columns["id"])]


def test_ids_alone_are_the_same_as_those_of_the_rows(cloud):
    assert service_of(cloud).lists.read_ids("servers") == set(
        service_of(cloud).lists.read("servers").columns["id"]
    )


def test_an_equal_reading_changes_nothing_and_wakes_nobody(sized, store):
    store.refresh("servers").result()
    assert len(store.servers) == sized.rows
    generation, deltas = store.servers.generation, []
    store.servers.observe(deltas.append)
    store.refresh("servers").result()
    assert (store.servers.generation, deltas) == (generation, [])


def test_only_what_changed_is_patched(cloud, store):
    store.refresh("servers").result()
    ids, deltas = set(some(store.servers)), []
    before = dict(zip(store.servers, store.servers.column("name"), strict=True))
    rename(cloud, ids, "renamed")
    store.servers.observe(deltas.append)
    store.refresh("servers").result()
    after = dict(zip(store.servers, store.servers.column("name"), strict=True))
    assert after == {id_: "renamed" if id_ in ids else name for id_, name in before.items()}
    until(lambda: {id_ for delta in deltas for id_ in delta.changed} == ids)
    assert all(not delta.added and not delta.removed for delta in deltas)


def test_rows_come_and_go_and_all_others_stay(cloud, store):
    store.refresh().result()
    before = list(store.servers)
    gone = some(before, 3)
    server = cloud.launch("newcomer", image="canfar-ubuntu-24.04", flavor="c1-3.75gb-15")
    for id_ in gone:
        cloud.terminate(id_)
    refresh_until(store, lambda: server.id in store.servers and set(gone).isdisjoint(store.servers))
    assert set(store.servers) == set(before) - set(gone) | {server.id}
    assert store.servers[server.id]["name"] == "newcomer"
    assert list(store.servers.frame().index) == list(store.servers)
    cloud.terminate(server)
    refresh_until(store, lambda: server.id not in store.servers)
