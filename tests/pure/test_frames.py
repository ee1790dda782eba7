import pickle

import pandas as pd
import pytest

from canfar_jupyter.model.columns import SCHEMAS, frame

ID = "5a5a5a5a-0000-4000-8000-000000000001"


def keys(*names):
    return frame(
        SCHEMAS["keypairs"],
        {
            "id": list(names),
            "name": list(names),
            "fingerprint": ["SHA256:x"] * len(names),
            "type": ["ssh-ed25519"] * len(names),
            "public_key": ["ssh-ed25519 " + "A" * 200] * len(names),
        },
    )


def test_mathematics_in_a_name_is_not_typeset():
    html = keys(r"$\huge x$")._repr_html_()
    assert 'class="dataframe tex2jax_ignore mathjax_ignore"' in html
    assert html.count("<table") == html.count("mathjax_ignore") == 1


def test_markup_in_a_name_is_text():
    html = keys("<img src=x onerror=alert(1)>")._repr_html_()
    assert "<img" not in html
    assert "&lt;img" in html


def test_ids_are_short_where_they_are_shown_and_whole_where_they_are_used():
    made = keys(ID)
    assert ID not in made._repr_html_()
    assert ID[:8] in made._repr_html_()
    assert list(made.index) == [ID]


def test_a_row_is_one_line():
    html = keys("a name of several words", "b")._repr_html_()
    assert "<td>" not in html
    assert "A" * 100 not in html


def test_a_part_of_a_frame_and_an_empty_one_are_shown_alike():
    made = keys("a", "b")
    for part in (made[made.name == "a"], made.head(1), made.sort_values("name"), keys()):
        assert "mathjax_ignore" in part._repr_html_()


MARKUP = r"$\huge x$ <img src=x onerror=alert(1)>"
MADE_OF_ONE = {
    "a column": lambda f: f["name"].to_frame(),
    "a row": lambda f: f.iloc[0].to_frame(),
    "turned": lambda f: f.T,
    "words": lambda f: f["name"].astype(str).str.split("x", expand=True),
    "changed": lambda f: f["name"].astype(str).map(str.title).to_frame(),
    "applied": lambda f: f.apply(lambda row: row["name"], axis=1).to_frame(),
    "first of each": lambda f: f.groupby("type", observed=True).first(),
    "lists": lambda f: f.groupby("type", observed=True)["name"].agg(list).to_frame(),
    "chosen of each": lambda f: f.groupby("type", observed=True).agg({"name": "first"}),
    "size of each": lambda f: f.groupby("name", observed=True).size().reset_index(name="n"),
    "unstacked": lambda f: f.groupby(["name", "type"], observed=True).size().unstack(),
    "stacked": lambda f: f.stack().to_frame(),
    "counted": lambda f: f["name"].value_counts().to_frame(),
    "counted together": lambda f: f[["name", "type"]].value_counts().reset_index(),
    "described": lambda f: f.describe(),
    "a column described": lambda f: f["name"].describe().to_frame(),
    "joined": lambda f: pd.concat([f["name"], f["type"]], axis=1),
    "merged": lambda f: f.merge(f, on="name"),
    "stored": lambda f: pickle.loads(pickle.dumps(f["name"])).to_frame(),
    "styled": lambda f: f.style.format(lambda v: v, subset=["type"]),
}


@pytest.mark.parametrize("make", MADE_OF_ONE.values(), ids=MADE_OF_ONE)
def test_what_is_made_of_a_frame_is_shown_as_text_too(make):
    html = make(keys(MARKUP, MARKUP.title()))._repr_html_()
    assert html.count("mathjax_ignore") == 1
    assert "<img" not in html.lower()


def test_a_column_has_no_html_and_its_text_no_control_characters():
    made = keys("a\x1b[31mb", "c")
    assert not hasattr(made["name"], "_repr_html_")
    for shown in (made["name"], made.iloc[0], made, made["name"].value_counts()):
        assert "\x1b" not in repr(shown)
        assert "b" in repr(shown)
    assert made["name"].iloc[0] == "a\x1b[31mb"


def test_a_number_of_rows_is_not_shown_as_bytes():
    counts = keys("a", "b").groupby("type", observed=True).size().reset_index(name="size")
    assert "2 B" not in counts._repr_html_()
    assert "<td" in counts._repr_html_()


def test_sizes_are_shown_in_words_and_kept_in_bytes():
    cells = {column.name: ["x"] for column in SCHEMAS["images"]}
    rest = {column.name: [None] for column in SCHEMAS["images"] if column.kind == "time"}
    zero = ("min_disk_gib", "min_ram_mib", "is_snapshot", "supported", "protected")
    rest |= {name: [0] for name in zero}
    sizes = {"size": [3 * 2**30], "virtual_size": [None]}
    made = frame(SCHEMAS["images"], cells | rest | sizes)
    assert "3 GiB" in made._repr_html_()
    assert list(made["size"]) == [3 * 2**30]
