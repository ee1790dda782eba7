import openstack
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from canfar_jupyter.demo import running
from tests.demo.cloud import Api
from tests.support.demos import own_demo

# Of its own: these tests count, and end, all there is; its Nova is asked, and hears at once
demo = own_demo("module", speed=50, nova_lag=0)


@pytest.fixture
def start(tmp_path):
    """Start demo clouds on folders of this test; all end with it."""
    folders = []

    def run(name="demo", **options):
        folder = tmp_path / name
        folders.append(folder)
        return running.start(folder, **options)

    yield run
    for folder in folders:
        running.stop(folder)


@pytest.fixture
def api(demo):
    """The project of the demo's first user; left without servers."""
    yield Api(demo)
    Api(demo).clear()  # the test may have spoilt its own token


@pytest.fixture
def batch(demo):
    return Api(demo, "demo-batch")


@pytest.fixture
def conn(demo, monkeypatch):
    """Unmodified openstacksdk on the demo."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    with openstack.connect(cloud="demo") as connection:
        yield connection


@pytest.fixture(scope="session")
def public_key():
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + " me@laptop"
