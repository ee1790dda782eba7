import pytest

from canfar_jupyter.cloud import connect
from canfar_jupyter.demo import running


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A demo cloud of this folder's own: its tests count, and end, all there is."""
    state = tmp_path_factory.mktemp("demo")
    yield running.start(state, speed=10)
    running.stop(state)


@pytest.fixture(scope="module")
def cloud(demo):
    """The demo cloud, as its user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
        return connect("demo")
