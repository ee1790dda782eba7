import pandas as pd
import pytest

from canfar_jupyter import columns as c


@pytest.mark.parametrize("name", c.SCHEMAS)
@pytest.mark.parametrize("rows", [0, 2])
def test_a_frame_has_the_documented_columns_and_is_indexed_by_id(name, rows):
    value = {
        "text": "x",
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
