import pytest

from canfar_jupyter.errors import Invalid
from canfar_jupyter.local import folders


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with a file, a link out of it, and a place outside."""
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "disk.img").write_bytes(b"x" * 10)
    (home / ".hidden").write_bytes(b"")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.img").write_bytes(b"s")
    (home / "way-out").symlink_to(tmp_path / "outside")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv(folders.NAMED, raising=False)
    monkeypatch.delenv("VOILA_BASE_URL", raising=False)
    monkeypatch.chdir(home)
    return home


def test_in_a_notebook_home_may_be_used(home):
    assert folders.allowed() == [home]
    assert folders.check("disk.img") == home / "disk.img"
    assert folders.check("~/disk.img") == home / "disk.img"
    assert folders.entries(home) == [
        ("data", True, 0),
        ("way-out", True, 0),
        ("disk.img", False, 10),
    ]


@pytest.mark.parametrize("path", ["../outside/secret.img", "way-out/secret.img", "/etc/passwd"])
def test_a_path_outside_is_refused_by_whatever_way_it_leads_there(home, path):
    with pytest.raises(Invalid, match="outside the folders") as caught:
        folders.check(path)
    assert caught.value.field == "path"
    assert str(home) in caught.value.hint


@pytest.mark.parametrize("path", ["", " ", "a\0b"])
def test_a_path_that_is_none_is_refused(home, path):
    with pytest.raises(Invalid):
        folders.check(path)


def test_on_voila_only_folders_that_are_named(home, tmp_path, monkeypatch):
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    assert folders.allowed() == []
    with pytest.raises(Invalid, match="may not use files") as caught:
        folders.check(home / "disk.img")
    assert folders.NAMED in caught.value.hint
    monkeypatch.setenv(folders.NAMED, f"{tmp_path / 'outside'}:{tmp_path / 'nowhere'}")
    assert folders.allowed() == [tmp_path / "outside"]
    assert folders.check("secret.img") == tmp_path / "outside" / "secret.img"
    with pytest.raises(Invalid):
        folders.check(home / "disk.img")


def test_a_folder_that_is_gone_is_said_so(home):
    with pytest.raises(Invalid, match="cannot be read"):
        folders.entries(home / "nope")
