"""Demo clouds of tests, and signing in to clouds: every ``demo`` and ``cloud`` is made here.

``demo`` and ``cloud`` are fixtures of ``tests/conftest.py``. What counts, or ends, all there is
has a demo of its own, for a file or a folder: ``demo = own_demo(speed=50)`` puts it in the place
of the shared one, and ``cloud`` follows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from canfar_jupyter.cloud import Cloud, connect
from canfar_jupyter.demo import running
from canfar_jupyter.demo.running import Entry

NOVA_LAG = 2.0  # seconds


@contextmanager
def demo_in(folder: Path, **options: Any) -> Iterator[Entry]:
    """Run a demo cloud while the block does: its auth_url and clouds_yaml.

    As on a real cloud, its Nova hears of changed floating IPs seconds later.
    """
    options.setdefault("nova_lag", NOVA_LAG * options.get("speed", 1))
    try:
        yield running.start(folder, **options)
    finally:
        running.stop(folder)


def own_demo(scope: str = "module", **options: Any) -> Any:
    """Return the fixture ``demo``: a cloud that only those who see this fixture use."""

    @pytest.fixture(scope=scope, name="demo")
    def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entry]:
        with demo_in(tmp_path_factory.mktemp("demo"), **options) as entry:
            yield entry

    return demo


def signed_in(
    clouds_yaml: Path, name: str = "demo", pause: Callable[[float], None] = time.sleep
) -> Cloud:
    """Connect to a cloud of a clouds.yaml; the environment is as it was afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS_CLIENT_CONFIG_FILE", str(clouds_yaml))
        return connect(name, pause=pause)
