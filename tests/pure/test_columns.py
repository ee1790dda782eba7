import pandas as pd
import pytest

from canfar_jupyter.model import columns as c


@pytest.mark.parametrize("name", c.SCHEMAS)
@pytest.mark.parametrize("rows", [0, 2])
def test_a_frame_has_the_documented_columns_and_is_indexed_by_id(name, rows):
    value = {
        "text": "x",
        "names": ("x", "y, z"),
        "category": "x",
        "time": "2026-11-23T17:09:32Z",
        "int": 1,
        "float": 1.5,
        "bool": True,
        "object": (),
    }
    data = {col.name: [value[col.kind]] * rows for col in c.SCHEMAS[name]}
    data["id"] = [f"id-{n}" for n in range(rows)]
    frame = c.frame(c.SCHEMAS[name], data)
    assert frame.index.name == "id"
    assert list(frame.index) == data["id"]
    assert list(frame.columns) == [col.name for col in c.SCHEMAS[name] if col.name != "id"]
    assert "name" in frame.columns


def test_several_names_are_one_text_in_a_frame():
    schema = (c.Column("id", "text", ""), c.Column("groups", "names", ""))
    frame = c.frame(schema, {"id": ["a", "b"], "groups": [(), ("default", "ssh")]})
    assert list(frame["groups"]) == ["", "default, ssh"]
    assert frame["groups"].dtype == frame.index.dtype


def test_dtypes_are_real():
    data = {
        "id": ["a", "b"],
        "name": ["x", ""],
        "status": ["ACTIVE", "BUILD"],
        "when": ["2026-11-23T17:09:32Z", ""],
        "vcpus": [2, None],
        "ram": [7.5, None],
        "flag": [True, False],
    }
    kinds = {
        "name": "text",
        "status": "category",
        "when": "time",
        "vcpus": "int",
        "ram": "float",
        "flag": "bool",
    }
    schema = (c.Column("id", "text", ""), *(c.Column(n, k, "") for n, k in kinds.items()))
    frame = c.frame(schema, data)
    assert isinstance(frame["status"].dtype, pd.CategoricalDtype)
    assert str(frame["when"].dtype).startswith("datetime64")
    assert frame["when"].dt.tz is not None
    assert pd.isna(frame.loc["b", "when"])
    assert frame["vcpus"].dtype == "Int64"
    assert pd.isna(frame.loc["b", "vcpus"])
    assert frame["ram"].dtype == "float64"
    assert frame["flag"].dtype == bool


Z = "2026-11-23T17:09:32Z"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([], []),
        ([Z, "1970-01-01T00:00:00Z"], ["2026-11-23 17:09:32", "1970-01-01"]),
        ([Z, None], ["2026-11-23 17:09:32", None]),
        (["", Z], [None, "2026-11-23 17:09:32"]),
        ([Z, "2026-13-23T17:09:32Z"], ["2026-11-23 17:09:32", None]),
        ([Z, "2026-11-23T17:09:32"], ["2026-11-23 17:09:32"] * 2),
        (["2026-11-23T17:09:32.123456Z"], ["2026-11-23 17:09:32.123456"]),
        (["2026-11-23T19:09:32+02:00"], ["2026-11-23 17:09:32"]),
        (["2026-11-23T17:09:32ZZ"], [None]),
        (["yesterday"], [None]),
    ],
)
def test_times_are_read_however_they_are_written_and_what_is_none_is_missing(written, read):
    schema = (c.Column("id", "text", ""), c.Column("when", "time", ""))
    ids = [str(n) for n in range(len(written))]
    found = c.frame(schema, {"id": ids, "when": written})["when"]
    assert str(found.dtype.tz) == "UTC"
    expected = [pd.NaT if time is None else pd.Timestamp(time, tz="UTC") for time in read]
    assert [pd.isna(a) if pd.isna(b) else a == b for a, b in zip(found, expected, strict=True)] == [
        True
    ] * len(read)
