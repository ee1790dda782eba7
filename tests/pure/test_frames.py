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


def test_sizes_are_shown_in_words_and_kept_in_bytes():
    cells = {column.name: ["x"] for column in SCHEMAS["images"]}
    rest = {column.name: [None] for column in SCHEMAS["images"] if column.kind == "time"}
    zero = ("min_disk_gib", "min_ram_mib", "is_snapshot", "supported", "protected")
    rest |= {name: [0] for name in zero}
    sizes = {"size": [3 * 2**30], "virtual_size": [None]}
    made = frame(SCHEMAS["images"], cells | rest | sizes)
    assert "3 GiB" in made._repr_html_()
    assert list(made["size"]) == [3 * 2**30]
