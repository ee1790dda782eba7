import pytest

from .faulty import Faulty


@pytest.fixture
def faulty():
    cloud = Faulty()
    yield cloud
    cloud.close()
