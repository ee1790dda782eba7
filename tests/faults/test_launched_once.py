"""Whatever happens to the connection, exactly the asked number of instances exists."""

import pytest

from benchmarks.launches import trials
from canfar_jupyter.demo import running


@pytest.fixture
def state(tmp_path, monkeypatch):
    entry = running.start(tmp_path / "demo", scale="servers=1")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(entry.clouds_yaml))
    yield tmp_path / "demo"
    running.stop(tmp_path / "demo")


def test_a_launch_whose_connection_is_cut_makes_exactly_what_was_asked(state):
    result = trials(str(state), number=60, seed=7)
    assert (result["too_many"], result["too_few"]) == (0, 0)
    assert result["asked"] >= 60
    assert result["posts"] == 1
    for kind in ("cut before", "cut during", "cut after"):
        assert kind in result["faults"]
