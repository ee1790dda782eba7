"""Names that several things have."""

from canfar_jupyter.model.same_names import image_name_taken, several

NOBLE = {
    "i1": {"status": "active", "visibility": "public", "created": "2026-11-01T08:00:00Z"},
    "i2": {"status": "queued", "visibility": "private", "created": None},
}


def test_two_of_one_name_are_told_apart_by_what_differs():
    assert several("noble", "image", NOBLE) == (
        "2 images are called noble: i1 (active, public, made 2026-11-01 08:00); "
        "i2 (queued, private)."
    )


def test_of_many_the_first_are_told():
    rows = {f"i{n}": {} for n in range(9)}
    assert several("noble", "image", rows) == (
        "9 images are called noble: i0; i1; i2; i3; i4; and 4 more."
    )


def test_a_name_that_an_image_has_is_warned_of():
    assert image_name_taken("noble", ["noble"]).startswith("An image called noble exists already")
    assert image_name_taken("jammy", ["noble"]) == ""
    assert image_name_taken("", [""]) == ""
