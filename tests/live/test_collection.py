from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.model.columns import QUOTAS, SERVERS

NAN = float("nan")


def columns(rows):
    """Lay out id -> (used, limit) as columns of QUOTAS."""
    return {
        "id": list(rows),
        "name": [f"name of {id_}" for id_ in rows],
        "used": [used for used, _ in rows.values()],
        "limit": [limit for _, limit in rows.values()],
    }


def values(collection):
    return {id_: (row["used"], row["limit"]) for id_, row in collection.items()}


ROWS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.integers(0, 2).map(float), st.sampled_from([1.0, 2.0])),
)


@given(st.lists(ROWS, max_size=6))
def test_a_reading_replaces_all_and_its_delta_says_what_it_changed(readings):
    collection, mirror = Collection("quotas", QUOTAS), {}
    for reading in readings:
        before, generation = values(collection), collection.generation
        delta = collection.replace(columns(reading))
        assert values(collection) == reading
        for id_ in delta.removed:
            del mirror[id_]
        for id_ in (*delta.added, *delta.changed):
            mirror[id_] = (collection[id_]["used"], collection[id_]["limit"])
        assert mirror == reading
        assert set(delta.added) == set(reading) - set(before)
        assert set(delta.changed) == {i for i in reading if i in before and before[i] != reading[i]}
        assert collection.generation == generation + (before != reading)


@settings(deadline=None)  # the first frame imports pandas
@given(ROWS, st.lists(ROWS, max_size=4), st.sets(st.sampled_from("abcdefgh")))
def test_rows_are_merged_and_dropped_by_id_in_any_order(start, more, gone):
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns(start))
    expected = dict(start)
    for rows in more:
        collection.upsert(columns(rows))
        expected |= rows
    assert values(collection) == expected
    delta = collection.remove(gone)
    assert set(delta.removed) == gone & set(expected)
    assert values(collection) == {i: v for i, v in expected.items() if i not in gone}
    assert list(collection.frame().index) == list(collection)


@given(ROWS, ROWS, st.sets(st.sampled_from("abcdefgh")))
def test_rows_that_are_kept_are_left_as_they_are(start, reading, keep):
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns(start))
    collection.replace(columns(reading), keep)
    expected = {i: v for i, v in reading.items() if i not in keep}
    assert values(collection) == expected | {i: v for i, v in start.items() if i in keep}


def test_only_the_cells_that_differ_are_named():
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns({"a": (1.0, 2.0), "b": (1.0, 2.0)}))
    delta = collection.replace(columns({"b": (1.0, 3.0), "a": (1.0, 2.0)}))
    assert delta == Delta(2, changed={"b": ("limit",)})


def test_not_a_number_is_equal_to_itself():
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns({"a": (1.0, NAN)}))
    assert not collection.replace(columns({"a": (1.0, float("nan"))}))


def test_rows_keep_their_place_and_new_ones_come_last():
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns({"b": (1.0, 1.0), "a": (1.0, 1.0)}))
    collection.replace(columns({"c": (1.0, 1.0), "a": (2.0, 1.0), "b": (1.0, 1.0)}))
    assert list(collection) == ["b", "a", "c"]


def test_some_cells_of_a_row_are_patched_if_it_is_there():
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns({"a": (1.0, 1.0)}))
    assert collection.patch("a", used=5.0).changed == {"a": ("used",)}
    assert collection["a"]["used"] == 5.0
    assert not collection.patch("z", used=5.0)


def test_a_row_of_which_little_is_known_is_blank_elsewhere():
    collection = Collection("servers", SERVERS)
    assert collection.put({"id": "s", "name": "lens"}).added == ("s",)
    row = collection["s"]
    assert (row["name"], row["vcpus"], row["fault"], row["launched"]) == ("lens", 0, "", None)
    assert list(row) == [column.name for column in SERVERS]


def test_a_pin_holds_until_a_reading_that_began_after_it():
    collection = Collection("servers", SERVERS)
    collection.pin(["a", "b"], 5.0)
    assert collection.pinned(4.0) == {"a", "b"}
    collection.pin(["a"], 7.0)
    assert collection.pinned(6.0) == {"a"}
    assert collection.pinned(8.0) == set()


def test_it_is_a_mapping_of_rows():
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns({"a": (1.0, 2.0)}))
    assert dict(collection) == {"a": {"id": "a", "name": "name of a", "used": 1.0, "limit": 2.0}}
    assert "a" in collection
    assert "z" not in collection
    assert collection.get("z") is None
    with pytest.raises(KeyError):
        collection["z"]


def test_a_frame_is_made_once_a_generation_and_belongs_to_who_asked():
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns({"a": (1.0, 2.0)}))
    frame = collection.frame()
    frame.loc["a", "used"] = 99.0
    assert collection.frame().loc["a", "used"] == 1.0
    collection.replace(columns({"a": (3.0, 2.0)}))
    assert collection.frame().loc["a", "used"] == 3.0


def test_an_empty_collection_makes_an_empty_frame():
    frame = Collection("servers", SERVERS).frame()
    assert len(frame) == 0
    assert frame.index.name == "id"
    assert list(frame.columns) == [c.name for c in SERVERS if c.name != "id"]


def test_columns_that_were_handed_out_do_not_change_afterwards():
    collection = Collection("quotas", QUOTAS)
    collection.replace(columns({"a": (1.0, 2.0)}))
    taken = collection.columns()
    collection.replace(columns({"b": (1.0, 2.0)}))
    assert taken["id"] == ["a"]


def test_threads_that_read_never_see_half_a_reading():
    collection = Collection("quotas", QUOTAS)
    readings = [columns({str(i): (float(n), float(n)) for i in range(n, n + 50)}) for n in range(9)]
    collection.replace(readings[0])
    wrong, done = [], []

    def read():
        while not done:
            rows = [(row["used"], row["limit"]) for row in collection.values()]
            if len(rows) != 50 or len(set(rows)) != 1:
                wrong.append(rows)
            taken = collection.columns()
            whole = {len(v) for v in taken.values()} == {50} and len(set(taken["used"])) == 1
            if not whole or taken["used"] != taken["limit"] or len(collection.frame()) != 50:
                wrong.append(taken)

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(200):
        collection.replace(readings[n % 9])
    done.append(True)
    for reader in readers:
        reader.join()
    assert not wrong
