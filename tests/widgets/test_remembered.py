"""How a user likes the columns: a small file that survives everything."""

import json
import stat
import threading

import pytest

from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.table import remembered
from canfar_jupyter.widgets.table.remembered import arrangement_of, remember
from canfar_jupyter.widgets.table.table import Table

ROWS = server_rows()
KEYS = [column.key for column in ROWS.columns]
LIKED = {
    "order": ["age", *(key for key in KEYS if key != "age")],
    "hidden": ["key"],
    "widths": {"name": 210},
}


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "canfar-jupyter" / "columns.json"


@pytest.fixture
def made(store):
    return lambda name="instances": Table(store.servers, ROWS, name=name)


def test_a_new_table_of_the_same_name_has_the_columns_as_they_were_left(made, wire):
    made().arrangement = LIKED
    again = made()
    assert again.arrangement == LIKED
    assert wire.state(again)["arrangement"] == LIKED
    assert made("others").arrangement == {}


def test_reset_is_remembered_too(made, file):
    made().arrangement = LIKED
    made().arrangement = {}
    assert made().arrangement == {}
    assert json.loads(file.read_text()) == {}


def test_the_file_is_the_users_own_and_has_nothing_of_the_cloud(made, file, store):
    made().arrangement = LIKED
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == {"instances": LIKED}
    assert [f.name for f in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "[" * 100_000,
        "\xff",
        '{"instances": 3}',
        '{"instances": {"order": 7, "hidden": {"name": 1}, "widths": ["name"]}}',
        '{"instances": {"order": [["name"], null, "gone"], "widths": {"gone": 90, "name": 1e9}}}',
        '{"instances": {"widths": {"name": true, "age": "90px", "key": -5}}}',
        json.dumps({"instances": {"hidden": KEYS}}),
    ],
)
def test_a_file_that_is_broken_is_as_none(made, file, text):
    file.parent.mkdir()
    file.write_text(text, encoding="latin-1")
    table = made()
    assert table.arrangement == {}
    table.arrangement = LIKED
    assert made().arrangement == LIKED


def test_what_can_be_used_of_an_older_file_is_used(made, file):
    file.parent.mkdir()
    file.write_text('{"instances": {"order": ["gone", "age", "age"], "hidden": ["gone", "key"]}}')
    assert made().arrangement == {"order": ["age"], "hidden": ["key"], "widths": {}}


def test_a_table_that_shows_all_its_columns_is_remembered_as_such(made):
    made().arrangement = {"order": [], "hidden": [], "widths": {}}
    assert made().arrangement == {"order": [], "hidden": [], "widths": {}}


def test_a_home_that_cannot_be_written_does_not_matter(made, monkeypatch, tmp_path):
    (tmp_path / "canfar-jupyter").write_text("a file, where the folder should be")
    table = made()
    table.arrangement = LIKED
    assert table.arrangement == LIKED
    assert made().arrangement == {}


def test_a_browser_that_sends_nonsense_writes_nothing_of_it(made, file):
    made().arrangement = {"order": ["name", "<script>"], "secret": "x", "widths": {"name": 120}}
    assert json.loads(file.read_text())["instances"] == {
        "order": ["name"],
        "widths": {"name": 120},
    }


def test_a_reader_never_sees_half_a_file(file, cloud):
    wide = {"order": KEYS, "hidden": [], "widths": dict.fromkeys(KEYS, 300)}
    remember("instances", wide)
    over = threading.Event()

    def write():
        while not over.is_set():
            remember("instances", wide)

    writer = threading.Thread(target=write)
    writer.start()
    cloud.settle()
    seen = [arrangement_of("instances", KEYS) for _ in range(300)]
    over.set()
    writer.join()
    assert seen == [wide] * 300


def test_a_failed_write_leaves_nothing_behind(file, monkeypatch):
    remember("instances", LIKED)

    def full(*_args):
        raise OSError("no space left")

    monkeypatch.setattr(remembered.Path, "replace", full)
    remember("instances", {})
    assert json.loads(file.read_text()) == {"instances": LIKED}
    assert [f.name for f in file.parent.iterdir()] == [file.name]
