import pytest

from tests.support.demos import own_demo

from .refreshed import State

# Of its own: these tests count, and end, all there is
demo = own_demo("session", speed=10)


@pytest.fixture
def state():
    """A refresher on a cloud that the test scripts."""
    return State()
