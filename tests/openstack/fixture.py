"""The real OpenStack for as long as some tests need it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.openstack import cloud, locks, venv
from tests.openstack.places import places


@contextmanager
def running() -> Iterator[cloud.Cloud]:
    """The cloud that `make openstack` or another test run started, or a new one.

    Whoever uses it last ends it, unless `make openstack` started it. When a test run is killed
    the kernel releases its lock, and the cloud ends by itself within a second.
    """
    here = places()
    with locks.held(here.start_lock):
        if not venv.is_installed(here):
            venv.install(here)
    try:
        with locks.held(here.users_lock, shared=True):
            yield cloud.find_or_start(here)
    finally:
        cloud.end_if_unused(here)
