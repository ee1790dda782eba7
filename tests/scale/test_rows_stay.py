"""An answer that lacks something never takes rows away, in no list, and the list says so."""

from __future__ import annotations

import contextlib

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.store import Store
from tests.cloud.keys import PUBLIC
from tests.support.demos import demo_in, signed_in

from .conftest import Sized

ANY = r"(\?.*)?"
REQUESTS = {  # list, and which of its requests fails
    "servers": ("servers", r"/compute/v2\.1/servers/detail" + ANY),
    "images": ("images", r"/image/v2/images\?(?!.*pending).*"),
    "images, second page": ("images", r"/image/v2/images\?(?!.*pending).*marker=.*"),
    "images that are offered": ("images", r"/image/v2/images\?.*pending.*"),
    "flavors": ("flavors", r"/compute/v2\.1/flavors/detail" + ANY),
    "keypairs": ("keypairs", r"/compute/v2\.1/os-keypairs" + ANY),
    "security_groups": ("security_groups", r"/network/v2\.0/security-groups" + ANY),
    "networks": ("networks", r"/network/v2\.0/networks" + ANY),
    "floating_ips": ("floating_ips", r"/network/v2\.0/floatingips" + ANY),
    "quotas of Nova": ("quotas", r"/compute/v2\.1/limits" + ANY),
    "quotas of Neutron": ("quotas", r"/network/v2\.0/quotas/.*"),
    "quotas of Cinder": ("quotas", r"/volume/v3/.*limits" + ANY),
}
FAULTS = {
    "503 with Retry-After": {"status": 503, "headers": {"Retry-After": "5"}, "body": "busy"},
    "502": {"status": 502, "body": "<h1>Bad Gateway</h1>"},
    "403": {"status": 403, "body": "no"},
    "404": {"status": 404, "body": "<h1>Not Found</h1>"},
    "no list in it": {"status": 200, "body": "{}", "headers": {"Content-Type": "application/json"}},
    "cut": {"cut": 5},
    "no answer": {"drop": "before"},
}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A cloud with some of each thing, and two pages of images."""
    folder = tmp_path_factory.mktemp("rows-stay")
    with demo_in(folder, scale="servers=3,images=1001", speed=20) as entry:
        yield Sized(3, entry)


@pytest.fixture(scope="module")
def store(small):
    cloud = signed_in(small.entry.clouds_yaml)
    cloud.import_key("a key", PUBLIC)
    cloud.allocate_floating_ip()
    store = Store(cloud)
    store.refresh().result()
    yield store
    store.close()


def is_said(collection):
    return bool(collection.error or collection.partial)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("request_", REQUESTS)
def test_rows_that_were_shown_stay_whatever_a_request_of_their_list_brings(
    small, store, request_, fault
):
    name, path = REQUESTS[request_]
    rows = store.collections[name]
    store.refresh(name).result()
    before = rows.columns()
    assert before["id"]
    assert not is_said(rows)
    small.fail(path=path, times=20, **FAULTS[fault])
    with contextlib.suppress(CloudError):
        store.refresh(name).result()
    small.behave()
    assert set(rows) == set(before["id"])
    assert is_said(rows)
    store.refresh(name).result()
    assert not is_said(rows)
    assert sorted(rows) == sorted(before["id"])


def test_use_that_is_known_stays_while_only_the_quota_would_be_told(small, store):
    store.refresh("quotas").result()
    used = store.quotas["floating_ips"]["used"]
    assert used == 1
    small.fail(path=r"/network/v2\.0/quotas/.*/details", status=503, body="busy")
    store.refresh("quotas").result()
    assert store.quotas["floating_ips"]["used"] == used
    assert is_said(store.quotas)
    store.refresh("quotas").result()


def test_an_id_that_cannot_be_decoded_in_a_sweep_ends_no_instance(small, store):
    body = '{"servers": [{"id": "x", "name": "x"}, {"name": "no id"}]}'
    small.fail(path=r"/compute/v2\.1/servers(\?.*)?", status=200, body=body)
    with pytest.raises(CloudError, match="1 row could not be decoded"):
        service_of(store.cloud).lists.read_ids("servers")
