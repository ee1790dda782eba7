import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canfar_jupyter.model.amounts import bytes_in_words, count


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        (2**20 - 1, "1 MiB"),
        (41.25 * 2**20, "41.2 MiB"),
        (600 * 2**20, "600 MiB"),
        (1.25 * 2**30, "1.2 GiB"),
        (2 * 2**30, "2 GiB"),
        (10 * 2**30, "10 GiB"),
        (3 * 2**40, "3 TiB"),
    ],
)
def test_a_size_has_binary_units_and_at_most_one_decimal(number, words):
    assert bytes_in_words(number) == words


@given(st.floats(min_value=0, max_value=2**60))
def test_a_size_never_needs_more_than_four_digits(number):
    digits, _, unit = bytes_in_words(number).partition(" ")
    assert float(digits) < 1024
    assert unit in {"byte", "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}


@pytest.mark.parametrize(
    ("number", "noun", "plural", "words"),
    [
        (1, "core", "", "1 core"),
        (0, "core", "", "0 cores"),
        (2.5, "core hour", "", "2.5 core hours"),
        (1_234_567.8, "core hour", "", "1,234,567.8 core hours"),
        (100, "instance", "", "100 instances"),
        (7.5, "GiB memory", "GiB memory", "7.5 GiB memory"),
        (-2, "core", "", "-2 cores"),
        (math.inf, "core", "", "inf cores"),
    ],
)
def test_a_number_has_the_noun_that_fits_it(number, noun, plural, words):
    assert count(number, noun, plural) == words
