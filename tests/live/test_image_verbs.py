"""The store's verbs of images on the demo cloud."""

import pytest

from canfar_jupyter.cloud import connect, service_of
from canfar_jupyter.errors import Cancelled, Invalid
from canfar_jupyter.live import Store
from canfar_jupyter.model.images.spec import ImageSpec
from tests.support.waiting import until

from ..images.files import RAW


@pytest.fixture
def store(demo, tmp_path, monkeypatch):
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    monkeypatch.setenv("CANFAR_JUPYTER_FOLDERS", str(tmp_path))
    store = Store(connect("demo"))
    store.refresh("images").result(20)
    yield store
    store.close()


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.raw"
    with path.open("wb") as file:
        file.write(RAW)
        file.truncate(1 << 30)
    return path


def test_an_image_is_a_row_while_it_is_made_and_its_progress_is_seen(store, tmp_path):
    (tmp_path / "disk.raw").write_bytes(RAW * 30)
    seen = []
    store.operations.observe(seen.append)
    id_ = store.create_image(ImageSpec(name="lens", path=str(tmp_path / "disk.raw"))).result(30)
    assert store.images[id_]["name"] == "lens"
    until(lambda: seen[-1].state == "done")
    assert any(o.total == len(RAW) * 30 and o.done for o in seen)
    store.delete_image(id_).result(20)
    assert id_ not in store.images


def test_a_cancelled_image_leaves_no_row_and_nothing_in_the_cloud(store, large):
    before = set(store.images)
    future = store.create_image(ImageSpec(name="large", path=str(large)))
    until(lambda: set(store.images) - before)
    [operation] = store.operations.running()
    store.operations.cancel(operation.id)
    assert isinstance(future.exception(20), Cancelled)
    assert set(store.images) == before
    store.refresh("images").result(20)
    assert set(store.images) == before


def test_a_page_reads_and_writes_only_where_it_may(store):
    spec = ImageSpec(name="passwd", path="/etc/passwd")
    refused = store.create_image(spec).exception(20)
    assert isinstance(refused, Invalid)
    assert refused.field == "path"
    [image] = [id_ for id_, row in store.images.items() if row["name"] == "lens-pipeline-2026a"]
    refused = store.download_image(image, "/etc").exception(20)
    assert isinstance(refused, Invalid)
    assert refused.field == "path"


def test_an_offered_image_moves_when_it_is_accepted(store):
    [offered] = [id_ for id_, row in store.images.items() if row["tab"] == "pending"]
    store.accept_image(offered).result(20)
    assert store.images[offered]["tab"] == "shared"
    store.refresh("images").result(20)
    assert store.images[offered]["tab"] == "shared"


def test_the_first_tab_needs_one_answer_only(store):
    """What is offered to the project comes later."""
    early = []
    service_of(store.cloud).lists.read("images", early.append)
    assert early[0].columns["tab"].count("project") >= 1
    assert "pending" not in early[0].columns["tab"]
