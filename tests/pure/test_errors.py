"""What a user reads of an error in a notebook."""

import traceback

from canfar_jupyter.errors import NotFound


def test_a_traceback_ends_with_what_to_do():
    error = NotFound("There is no image 'x'.")
    error.hint = "Choose another."  # a hint may be sharpened on the way up
    assert traceback.format_exception(error)[-2:] == [
        "canfar_jupyter.errors.NotFound: There is no image 'x'.\n",
        "Choose another.\n",
    ]
