import subprocess
import sys

import canfar_jupyter


def test_importing_the_package_imports_no_sdk_no_pandas_no_widgets():
    heavy = {
        "openstack",
        "keystoneauth1",
        "pandas",
        "numpy",
        "ipywidgets",
        "anywidget",
        "requests",
        "tornado",
    }
    code = "import sys, canfar_jupyter; print(*{m.split('.')[0] for m in sys.modules})"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(out.stdout.split())
    assert out.stderr == ""


def test_every_public_name_is_there():
    assert canfar_jupyter.__all__ == sorted(canfar_jupyter.__all__)
    for name in canfar_jupyter.__all__:
        assert getattr(canfar_jupyter, name) is not None
    assert set(canfar_jupyter.__all__) <= set(dir(canfar_jupyter))
