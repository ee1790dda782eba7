"""Images on the demo cloud and on the real OpenStack: the same tests on both."""

import functools
import http.server
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.images.files import RAW
from tests.openstack.fixture import running as real_cloud
from tests.support.demo_faults import DemoFaults
from tests.support.demos import demo_in, signed_in

CLOUDS = [pytest.param("demo"), pytest.param("real", marks=pytest.mark.real)]
OTHER = {"demo": "demo-batch", "real": "real-other"}


@pytest.fixture(scope="session", params=CLOUDS)
def which(request, tmp_path_factory):
    """Name of the cloud, its clouds.yaml, and how it is told to fail (the demo only)."""
    if request.param == "real":
        with real_cloud() as real:
            yield SimpleNamespace(name="real", yaml=real.clouds_yaml, entry=None)
    else:
        with demo_in(tmp_path_factory.mktemp("demo"), speed=10) as entry:
            yield SimpleNamespace(name="demo", yaml=entry.clouds_yaml, entry=entry)


@pytest.fixture
def demo_only(which):
    if which.entry is None:
        pytest.skip("faults are put into the demo cloud only")
    return which


@pytest.fixture
def fault(demo_only):
    """Let the demo cloud fail once: fault(method=..., path=..., ...)."""
    faults = DemoFaults(demo_only.entry)
    yield faults.add
    faults.clear()


@pytest.fixture(scope="session")
def cloud(which):
    return signed_in(which.yaml, which.name, pause=lambda seconds: time.sleep(min(seconds, 0.2)))


@pytest.fixture(scope="session")
def other(which):
    """The same user in another project."""
    return signed_in(which.yaml, OTHER[which.name])


@pytest.fixture(autouse=True)
def nothing_left(request):
    """What a test makes is deleted; before that ``ours`` lists it."""
    if "cloud" not in request.fixturenames:
        yield
        return
    cloud = request.getfixturevalue("cloud")
    before = set(cloud.images().index)
    yield
    for id_ in set(cloud.images().index) - before:
        cloud.update_image(id_, protected=False)
        cloud.delete_image(id_)


@pytest.fixture
def ours(cloud):
    """ours() -> names of the images that came since the test began."""
    before = set(cloud.images().index)

    def names():
        images = cloud.images()
        return sorted(images.loc[[i for i in images.index if i not in before], "name"])

    return names


@pytest.fixture
def web(tmp_path):
    """A web server on loopback: its folder, its address, and what was asked of it."""
    folder = tmp_path / "web"
    folder.mkdir()
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path)

        def do_GET(self):
            if self.path == "/broken.raw":  # promises more than it gives
                self.send_response(200)
                self.send_header("Content-Length", "9000000")
                self.end_headers()
                self.wfile.write(RAW * 5)
            elif self.path == "/private.raw":
                self.send_error(403)
            else:
                super().do_GET()

    handler = functools.partial(Handler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"

    def put(name, content):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return f"{url}/{name}"

    yield SimpleNamespace(folder=folder, url=url, put=put, asked=asked)
    server.shutdown()
    server.server_close()


@pytest.fixture
def file(tmp_path):
    """file(content, name) -> path."""

    def make(content, name="disk.img") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make
