import pytest

from canfar_jupyter.cloud.base.names import choose, is_id
from canfar_jupyter.errors import Ambiguous, NotFound

ROWS = {
    "1": {"name": "canfar-ubuntu-24.04"},
    "2": {"name": "canfar-rocky-9"},
    "3": {"name": "twice"},
    "4": {"name": "twice"},
}


def test_an_id_or_an_only_name_is_chosen():
    assert choose("2", ROWS, "image") == "2"
    assert choose("canfar-rocky-9", ROWS, "image") == "2"


def test_a_name_that_several_have_is_refused_with_their_ids():
    with pytest.raises(Ambiguous, match="2 images are called twice: 3; 4") as caught:
        choose("twice", ROWS, "image", "image")
    assert caught.value.field == "image"


def test_a_misspelt_name_is_refused_with_what_is_near():
    with pytest.raises(NotFound, match=r"Did you mean canfar-ubuntu-24\.04"):
        choose("Canfar-ubuntu-2404", ROWS, "image")


def test_a_name_that_is_like_nothing_is_refused_with_the_few_there_are():
    with pytest.raises(NotFound, match="There is canfar-ubuntu"):
        choose("x", ROWS, "image")
    with pytest.raises(NotFound) as caught:
        choose("x", {}, "image")
    assert str(caught.value) == "There is no image 'x'."


def test_only_what_looks_like_an_id_is_taken_for_one_unseen():
    assert is_id("9f171ac8-49d9-4227-9398-203809cb9295")
    assert not is_id("lens")
    assert not is_id("9f171ac8-49d9-4227-9398-203809cb9295 ")
