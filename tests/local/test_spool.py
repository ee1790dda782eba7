"""Files that arrive in pieces: whole, private, and gone when their process is."""

import subprocess
import sys
from pathlib import Path

import pytest

from canfar_jupyter.errors import Invalid
from canfar_jupyter.local.spool import Spool

MAKES_ONE = """
from canfar_jupyter.local.spool import Spool
spool = Spool(5)
spool.add(b"abc")
print(spool.path)
"""


@pytest.fixture
def spool(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    made = Spool(5)
    yield made
    made.remove()


def test_pieces_stand_one_after_the_other(spool):
    spool.add(b"ab")
    spool.add(memoryview(b"cde"))
    assert spool.complete
    assert spool.path.read_bytes() == b"abcde"
    assert spool.begins_with(b"abc")
    assert not spool.begins_with(b"abd")


def test_who_has_it_open_can_read_it_after_it_was_removed(spool):
    spool.add(b"abc")
    with spool.path.open("rb") as file:
        spool.remove()
        assert file.read() == b"abc"
    assert not spool.path.parent.exists()


def test_it_is_gone_when_its_process_has_ended():
    run = [sys.executable, "-c", MAKES_ONE]
    path = Path(subprocess.run(run, capture_output=True, check=True, text=True).stdout.strip())
    assert path.name == "image"
    assert not path.parent.exists()


def test_what_no_disk_has_room_for_is_refused_with_the_room_there_is():
    with pytest.raises(Invalid, match=r"The notebook server has room for .* 512 PiB"):
        Spool(1 << 59)
