"""A file is written whole or not at all, on every file system that people have."""

import errno
import os
import stat
from pathlib import Path

import pytest

from canfar_jupyter.local import atomic

ROOT = Path(__file__).parents[2]


def test_a_new_file_and_its_folder_are_the_owners_only(tmp_path):
    path = tmp_path / "new" / "file.json"
    atomic.write(path, b"text")
    assert path.read_bytes() == b"text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_replacement_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "file.json"
    atomic.write(path, b"old")
    atomic.write(path, b"new")
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("file.json", b"new")]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_alone(tmp_path, monkeypatch, step):
    path = tmp_path / "file.json"
    atomic.write(path, b"old")

    def full(*_args):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="no space"):
        atomic.write(path, b"new")
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("file.json", b"old")]


def test_a_file_system_without_modes_links_and_sync_will_do(tmp_path, monkeypatch):
    def none(*_args, **_more):
        raise OSError(errno.ENOTSUP, "not supported")

    for name in ("fchmod", "chmod", "link", "symlink", "fsync"):
        monkeypatch.setattr(os, name, none)
    atomic.write(tmp_path / "file", b"text")
    assert [f.read_bytes() for f in tmp_path.iterdir()] == [b"text"]


def test_it_is_the_only_writer_of_its_kind():
    files = (ROOT / "canfar_jupyter").rglob("*.py")
    ours = {f.relative_to(ROOT / "canfar_jupyter").as_posix(): f.read_text() for f in files}
    makers = {n for n, text in ours.items() if "mkstemp(" in text and not n.startswith("demo/")}
    assert makers == {"local/atomic.py"}
