"""What a notebook shows of an error, asked of IPython itself."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from canfar_jupyter.errors import NotFound


@pytest.fixture
def shell():
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def run(shell, capsys, code):
    shell.run_cell(code)
    caught = capsys.readouterr()
    return caught.out + caught.err


def test_an_error_is_its_sentence_and_its_hint(shell, capsys):
    shell.user_ns["error"] = NotFound("There is no image 'x'.")
    shown = run(shell, capsys, "raise error")
    assert [line for line in shown.splitlines() if line.strip()] == [
        "NotFound: There is no image 'x'.",
        NotFound.hint,
    ]


def test_the_traceback_is_there_for_who_asks(shell, capsys):
    shell.user_ns["error"] = NotFound("There is no image 'x'.")
    run(shell, capsys, "raise error")
    assert "Traceback" in run(shell, capsys, "%tb")


def test_control_characters_of_the_cloud_reach_no_terminal(shell, capsys):
    shell.user_ns["error"] = NotFound("There is no image '\x1b[31mred\x07'.")
    assert "\x07" not in run(shell, capsys, "raise error")
