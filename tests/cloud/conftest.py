import pytest

from tests.support.demos import own_demo

from .faulty import Faulty


@pytest.fixture
def faulty():
    cloud = Faulty()
    yield cloud
    cloud.close()


# Of its own: these tests count, and end, all there is
demo = own_demo("session", speed=10)


@pytest.fixture
def clouds_yaml(demo, monkeypatch):
    """Let the SDK find the demo's clouds.yaml and none else."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
