"""Sizes in words: one table, for Python here and for the browser in vitest."""

import json
from pathlib import Path

import pytest

from canfar_jupyter.model.amounts import bytes_in_words

TABLE = json.loads((Path(__file__).parents[1] / "widgets" / "data" / "sizes.json").read_text())


@pytest.mark.parametrize(("number", "text"), TABLE)
def test_a_size_is_said_alike_in_python_and_in_the_browser(number, text):
    assert bytes_in_words(number) == text
