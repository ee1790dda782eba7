"""An error in a notebook is its sentence and what to do; the whole traceback comes by %tb."""

import subprocess
import sys

CELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
shell.run_cell(
    "from canfar_jupyter.errors import Conflict\\ndef inner():\\n    raise Conflict('It is busy.', "
    "hint='Wait for it.')\\ninner()"
)
print("BY %TB")
shell.run_line_magic("tb", "")
"""


def test_a_notebook_shows_the_sentence_and_the_hint_and_tb_shows_all():
    ran = subprocess.run([sys.executable, "-c", CELL], capture_output=True, text=True, check=True)
    shown, _, by_tb = ran.stdout.partition("BY %TB")
    assert shown.split("\n") == ["Conflict: It is busy.", "Wait for it.", ""]
    assert "inner()" in by_tb
    assert "Traceback" in by_tb
