"""What is in the packages, and that an sdist becomes a wheel on a machine without Node."""

import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from canfar_jupyter import __version__

ROOT = Path(__file__).parents[2]
DATA = f"canfar_jupyter-{__version__}.data/data"


def build(kind, source, out, **env):
    command = [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", f"--outdir={out}"]
    done = subprocess.run(
        [*command, "--skip-dependency-check", str(source)],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.iterdir())


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """The source distribution, with the bundle that installing the package has made."""
    assert (ROOT / "canfar_jupyter/labextension/package.json").exists(), "pip install -e . first"
    out = tmp_path_factory.mktemp("sdist")
    return build("sdist", ROOT, out, HATCH_JUPYTER_BUILDER_SKIP_NPM="1")


@pytest.fixture(scope="module")
def unpacked(sdist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def wheel(unpacked, tmp_path_factory):
    """The wheel made of the sdist, where no program can be found at all."""
    nothing = tmp_path_factory.mktemp("nothing")
    out = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(build("wheel", unpacked, out, PATH=str(nothing))) as archive:
        yield archive


def test_the_wheel_is_made_of_the_sdist_without_node(wheel, unpacked):
    bundle = unpacked / "canfar_jupyter/labextension/static"
    for file in bundle.iterdir():
        name = f"{DATA}/share/jupyter/labextensions/canfar-jupyter/static/{file.name}"
        assert wheel.read(name) == file.read_bytes()
    assert not (unpacked / "labextension/node_modules").exists()


def test_the_wheel_puts_everything_where_jupyter_looks(wheel):
    names = set(wheel.namelist())
    for path in (
        "share/jupyter/labextensions/canfar-jupyter/package.json",
        "share/jupyter/labextensions/canfar-jupyter/install.json",
        "share/jupyter/labextensions/canfar-jupyter/schemas/canfar-jupyter/dashboard.json",
        "share/jupyter/voila/templates/canfar/index.html.j2",
        "share/jupyter/voila/templates/canfar/conf.json",
        "share/jupyter/canfar-jupyter/notebooks/dashboards/dashboard.ipynb",
        "share/jupyter/canfar-jupyter/notebooks/tutorials/01_first_instance.ipynb",
    ):
        assert f"{DATA}/{path}" in names


def test_the_wheel_has_no_file_whose_name_is_not_ours(wheel):
    data = [n.removeprefix(f"{DATA}/") for n in wheel.namelist() if n.startswith(f"{DATA}/")]
    ours = ("labextensions/canfar-jupyter/", "voila/templates/canfar/", "canfar-jupyter/")
    assert [n for n in data if not n.startswith(tuple(f"share/jupyter/{o}" for o in ours))] == []


def test_installing_and_uninstalling_leaves_an_administrators_voila_json_alone(wheel, tmp_path):
    venv.create(tmp_path / "venv")
    file = tmp_path / "venv/etc/jupyter/voila.json"
    file.parent.mkdir(parents=True)
    theirs = b'{"VoilaConfiguration":   {"file_allowlist": [".*\\\\.png"]}}\n'
    file.write_bytes(theirs)
    template = tmp_path / "venv/share/jupyter/voila/templates/canfar/index.html.j2"
    pip = [sys.executable, "-m", "pip", "--python", str(tmp_path / "venv"), "-q"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", wheel.filename], check=True)
    assert template.is_file()
    assert file.read_bytes() == theirs
    subprocess.run([*pip, "uninstall", "-y", "canfar_jupyter"], check=True)
    assert not template.exists()
    assert file.read_bytes() == theirs


def test_the_wheel_has_each_thing_once_and_nothing_of_the_workshop(wheel):
    names = wheel.namelist()
    assert len(names) == len(set(names))
    package = [n for n in names if n.startswith("canfar_jupyter/")]
    assert not [n for n in package if "/labextension/" in n or "/voila_template/" in n]
    assert not [n for n in names if "node_modules" in n or n.endswith((".ts", ".tsbuildinfo"))]
    assert not [n for n in names if "checkpoint" in n]


def test_the_wheel_names_no_folder_of_the_machine_that_built_it(wheel):
    for name in wheel.namelist():
        assert str(ROOT).encode() not in wheel.read(name), name


def test_the_wheel_has_all_that_widgets_read(wheel):
    inside = {n for n in wheel.namelist() if n.startswith("canfar_jupyter/")}
    for file in (ROOT / "canfar_jupyter/widgets").rglob("*.*"):
        if file.suffix in {".py", ".mjs", ".css"}:
            assert file.relative_to(ROOT).as_posix() in inside


def test_the_widgets_are_bundled_small_and_with_the_licences_of_what_is_in_them(wheel, unpacked):
    bundles = "canfar_jupyter/widgets/bundles"
    sizes = {}
    for file in (unpacked / bundles).glob("*.mjs"):
        assert wheel.read(f"{bundles}/{file.name}") == file.read_bytes()
        sizes[file.stem] = len(gzip.compress(file.read_bytes()))
    consoles = [sizes.pop(name) for name in ("vnc", "serial")]
    assert max(consoles) < 150_000
    assert sum(sizes.values()) < 60_000  # each has the kit in it: that must stay cheap
    licences = {n for n in wheel.namelist() if n.startswith(f"{bundles}/licences/")}
    texts = {n.rpartition("/")[2]: wheel.read(n).decode() for n in licences}
    assert "Mozilla Public License Version 2.0" in texts["noVNC-MPL-2.0.txt"]
    for name in ("pako", "xterm", "xterm-addon-fit"):
        assert "without restriction, including without limitation" in texts[f"{name}-MIT.txt"]
    assert "noVNC 1." in texts["README.txt"]
    told = {n.rpartition("/")[2] for n in wheel.namelist() if ".dist-info/licenses/" in n}
    assert set(texts) <= told


def test_no_widget_fetches_anything(wheel):
    bundles = [name for name in wheel.namelist() if name.endswith(".mjs")]
    assert len(bundles) > 10
    for name in bundles:
        text = wheel.read(name).decode()
        assert not re.search(r"\bfetch\(|\bimport\(|\beval\(|new Function\(|XMLHttpRequest", text)


def test_python_and_npm_have_one_version():
    package = json.loads((ROOT / "labextension/package.json").read_text())
    assert package["version"] == __version__
    assert package["license"] == "BSD-3-Clause"


def test_the_lock_file_names_no_host():
    lock = (ROOT / "labextension/yarn.lock").read_text()
    assert "://" not in lock
