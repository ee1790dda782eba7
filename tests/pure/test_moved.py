"""The paths that modules had before still import."""

import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace

import pytest

from canfar_jupyter import moved
from canfar_jupyter.cloud import Cloud


@pytest.mark.parametrize(("old", "new"), moved.MODULES.items())
def test_a_module_is_found_under_its_old_path(old, new):
    code = (
        "import importlib, warnings\n"
        "with warnings.catch_warnings(record=True) as told:\n"
        "    warnings.simplefilter('always')\n"
        f"    module = importlib.import_module('canfar_jupyter.{old}')\n"
        f"assert module is importlib.import_module('canfar_jupyter.{new}')\n"
        f"assert module.__spec__.name == 'canfar_jupyter.{new}'\n"
        "assert any('is now' in str(one.message) for one in told), told\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("module", moved.NAMES)
def test_what_is_called_otherwise_is_there(module):
    found = import_module(f"canfar_jupyter.{module}")
    assert all(hasattr(found, new) for new in moved.NAMES[module].values())


def test_a_method_of_the_state_layer_is_still_had_from_a_cloud_but_not_listed():
    class Part:
        def read(self, name):
            return name

    cloud = Cloud.__new__(Cloud)
    cloud._service = SimpleNamespace(lists=Part())
    with pytest.warns(DeprecationWarning, match="service_of"):
        assert cloud.read("servers") == "servers"
    assert "read" not in dir(cloud)
    with pytest.raises(AttributeError):
        _ = cloud.nonsense


def test_what_never_was_is_not_found():
    with pytest.raises(ModuleNotFoundError):
        import_module("canfar_jupyter.nonsense")
