import pytest

from canfar_jupyter.demo import running

from .faulty import Faulty


@pytest.fixture
def faulty():
    cloud = Faulty()
    yield cloud
    cloud.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A demo cloud of this folder's own: its tests count, and end, all there is."""
    state = tmp_path_factory.mktemp("demo")
    yield running.start(state, speed=10)
    running.stop(state)


@pytest.fixture
def clouds_yaml(demo, monkeypatch):
    """Let the SDK find the demo's clouds.yaml and none else."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
