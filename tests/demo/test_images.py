import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.waiting import until

PATCH = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
QCOW2 = b"QFI\xfb\x00\x00\x00\x03" + b"\0" * 16 + (5 << 30).to_bytes(8, "big") + b"\0" * 2000


def make(api, name="mine", **more):
    body = {"name": name, "disk_format": "raw", "container_format": "bare", **more}
    reply = api.glance("POST", "/images", body)
    assert reply.status_code == 201, reply.text
    return reply.json()["id"]


def upload(api, id_, data, purpose="file"):
    headers = {"Content-Type": "application/octet-stream"}
    return api.glance("PUT", f"/images/{id_}/{purpose}", data=data, headers=headers)


def names(api, query=""):
    return [i["name"] for i in api.glance("GET", "/images?limit=1000&" + query).json()["images"]]


def html(reply, status, words):
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "text/html; charset=UTF-8"
    assert words in reply.text


def test_bytes_come_back_as_they_were_sent(api):
    id_ = make(api, **{"owner_specified.openstack.md5": ""})
    assert api.glance("GET", f"/images/{id_}").json()["status"] == "queued"
    assert api.glance("GET", f"/images/{id_}/file").status_code == 204
    data = bytes(range(256)) * 9000
    assert upload(api, id_, data).status_code == 204
    row = api.glance("GET", f"/images/{id_}").json()
    assert (row["status"], row["size"], row["virtual_size"]) == ("active", len(data), len(data))
    assert row["checksum"] == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert row["os_hash_value"] == hashlib.sha512(data).hexdigest()
    assert row["owner_specified.openstack.md5"] == ""
    assert api.glance("GET", f"/images/{id_}/file").content == data
    again = upload(api, id_, b"other")
    html(again, 409, "Image status transition from active to saving is not allowed")
    assert api.glance("GET", f"/images/{id_}/file").content == data
    assert api.glance("DELETE", f"/images/{id_}").status_code == 204
    html(api.glance("GET", f"/images/{id_}"), 404, f"No image found with ID {id_}")


def test_a_stream_of_unknown_length_is_taken(api):
    id_ = make(api)
    assert upload(api, id_, (b"x" * 1000 for _ in range(5))).status_code == 204
    assert api.glance("GET", f"/images/{id_}").json()["size"] == 5000


def test_bytes_of_another_format_are_refused_and_the_image_waits_again(api):
    id_ = make(api, disk_format="qcow2")
    html(upload(api, id_, b"raw bytes"), 415, "disk_format qcow2 does not match stream data raw")
    row = api.glance("GET", f"/images/{id_}").json()
    assert (row["status"], row["size"]) == ("queued", None)
    assert upload(api, id_, QCOW2).status_code == 204
    assert api.glance("GET", f"/images/{id_}").json()["virtual_size"] == 5 << 30


def test_staged_bytes_become_an_image_by_import(api):
    id_ = make(api)
    early = api.glance("POST", f"/images/{id_}/import", {"method": {"name": "glance-direct"}})
    assert early.status_code == 409
    assert upload(api, id_, b"abc" * 100, "stage").status_code == 204
    assert api.glance("GET", f"/images/{id_}").json()["status"] == "uploading"
    body = {"method": {"name": "glance-direct"}}
    assert api.glance("POST", f"/images/{id_}/import", body).status_code == 202
    until(lambda: api.glance("GET", f"/images/{id_}").json()["status"] == "active")
    assert api.glance("GET", f"/images/{id_}/file").content == b"abc" * 100


@pytest.fixture
def web(tmp_path):
    (tmp_path / "disk.raw").write_bytes(b"from the web" * 1000)
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def web_download(api, id_, uri):
    body = {"method": {"name": "web-download", "uri": uri}}
    return api.glance("POST", f"/images/{id_}/import", body)


def test_an_image_is_fetched_from_the_web_of_this_machine(api, web):
    id_ = make(api)
    assert web_download(api, id_, web + "/disk.raw").status_code == 202
    until(lambda: api.glance("GET", f"/images/{id_}").json()["status"] == "active")
    assert api.glance("GET", f"/images/{id_}").json()["size"] == 12000


def test_a_download_that_fails_leaves_a_note_and_can_be_tried_again(api, web):
    id_ = make(api)
    assert web_download(api, id_, web + "/nope").status_code == 202
    row = until(
        lambda: (
            (row := api.glance("GET", f"/images/{id_}").json()).get("os_glance_failed_import")
            and row
        )
    )
    assert (row["status"], row["os_glance_failed_import"]) == ("queued", "fs")
    web_download(api, id_, web + "/disk.raw")
    row = until(
        lambda: (row := api.glance("GET", f"/images/{id_}").json())["status"] == "active" and row
    )
    assert "os_glance_failed_import" not in row


@pytest.mark.parametrize("uri", ["http://example.org/x", "file:///etc/passwd", "nonsense"])
def test_other_addresses_are_filtered(api, uri):
    html(web_download(api, make(api), uri), 400, "URI for web-download does not pass filtering")


def test_tabs_show_own_shared_pending_and_public_images(api):
    everything = names(api)
    assert {"canfar-ubuntu-24.04", "lens-pipeline-2026a", "batch-worker"} <= set(everything)
    assert "batch-worker-gpu" not in everything
    pending = names(api, "member_status=pending&visibility=shared")
    assert "batch-worker-gpu" in pending
    assert "batch-worker" not in pending
    assert set(names(api, "member_status=all&visibility=shared")) >= {
        "batch-worker",
        "batch-worker-gpu",
    }
    assert names(api, "visibility=community") == ["sky-survey-tools"]
    assert "sky-survey-tools" not in everything
    assert "sky-survey-tools" in names(api, "visibility=all")
    assert set(names(api, "visibility=public&os_distro=rocky")) == {
        "canfar-rocky-9",
        "rocky-9-genericcloud",
    }


def test_filters_order_and_pages(api):
    two = [api.image("cirros-0.6.3"), api.image("fedora-41-cloud")]
    found = api.glance("GET", f"/images?id=in:{','.join(two)}&sort=name:asc").json()["images"]
    assert [i["id"] for i in found] == two
    assert names(api, "name=in:cirros-0.6.3,nope") == ["cirros-0.6.3"]
    assert names(api, "tag=canfar&sort_key=name&sort_dir=asc") == [
        "canfar-rocky-9",
        "canfar-ubuntu-24.04",
    ]
    small = names(api, f"size_max={400 << 20}&visibility=public")
    assert set(small) == {"cirros-0.6.3", "debian-12-genericcloud"}
    assert names(api, "created_at=gt:2090-01-01T00:00:00Z") == []
    page = api.glance("GET", "/images?limit=2&visibility=public").json()
    assert page["first"] == "/v2/images?limit=2&visibility=public"
    assert page["next"].startswith("/v2/images?limit=2&visibility=public&marker=")
    rest = api.call("GET", "/image" + page["next"]).json()["images"]
    assert not {i["id"] for i in rest} & {i["id"] for i in page["images"]}
    html(api.glance("GET", "/images?visibility=secret"), 400, "Invalid visibility value: secret")
    html(api.glance("GET", "/images?marker=nope"), 400, "No image found with ID nope")


def test_patching_properties(api):
    id_ = make(api, foo="bar", os_hidden=True)
    assert id_ not in [i["id"] for i in api.glance("GET", "/images?name=mine").json()["images"]]
    changes = [
        {"op": "add", "path": "/colour", "value": "red"},
        {"op": "replace", "path": "/min_ram", "value": 64},
        {"op": "replace", "path": "/os_hidden", "value": False},
        {"op": "remove", "path": "/foo"},
    ]
    row = api.glance("PATCH", f"/images/{id_}", changes, headers=PATCH).json()
    assert (row["colour"], row["min_ram"], row["os_hidden"]) == ("red", 64, False)
    assert "foo" not in row
    assert api.glance("PUT", f"/images/{id_}/tags/t1").status_code == 204
    assert api.glance("GET", f"/images/{id_}").json()["tags"] == ["t1"]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"op": "replace", "path": "/id", "value": "x"}, 403, "&#x27;id&#x27; is read-only."),
        ({"op": "replace", "path": "/nope", "value": "x"}, 409, "Property nope does not exist."),
        ({"op": "remove", "path": "/stores"}, 409, "Property stores does not exist."),
        ({"op": "add", "path": "/os_glance_x", "value": "y"}, 403, "is reserved."),
        ({"op": "remove", "path": "/name"}, 403, "Property name may not be removed."),
        ({"op": "replace", "path": "/min_disk", "value": "ten"}, 400, "is not of type"),
        ({"op": "replace", "path": "/visibility", "value": "public"}, 403, "publicize_image"),
        ({"op": "add", "path": "/number", "value": 5}, 400, "is not of type"),
    ],
)
def test_bad_patches_change_nothing(api, change, status, words):
    id_ = make(api)
    first = {"op": "add", "path": "/applied", "value": "yes"}
    html(api.glance("PATCH", f"/images/{id_}", [first, change], headers=PATCH), status, words)
    assert "applied" not in api.glance("GET", f"/images/{id_}").json()


def test_protected_and_foreign_images_stay(api, batch):
    id_ = make(api, protected=True)
    html(api.glance("DELETE", f"/images/{id_}"), 403, f"Image {id_} is protected")
    public = api.image()
    html(api.glance("DELETE", f"/images/{public}"), 403, "not authorized to complete delete_image")
    html(batch.glance("GET", f"/images/{id_}"), 404, "No image found")


def test_sharing_needs_to_be_accepted(api, batch):
    id_ = make(api, "together")
    path = f"/images/{id_}/members"
    added = api.glance("POST", path, {"member": batch.project})
    assert added.json()["status"] == "pending"
    assert api.glance("POST", path, {"member": batch.project}).status_code == 409
    assert "together" not in names(batch)
    assert "together" in names(batch, "visibility=shared&member_status=pending")
    mine = f"{path}/{batch.project}"
    assert api.glance("PUT", mine, {"status": "accepted"}).status_code == 403
    assert batch.glance("PUT", mine, {"status": "accepted"}).json()["status"] == "accepted"
    assert "together" in names(batch)
    members = api.glance("GET", path).json()["members"]
    assert [m["member_id"] for m in members] == [batch.project]
    assert api.glance("DELETE", mine).status_code == 204
    assert "together" not in names(batch)
    private = make(api, visibility="private")
    refused = api.glance("POST", f"/images/{private}/members", {"member": batch.project})
    html(refused, 403, f"Not allowed to create members for image {private}.")


def test_a_deactivated_image_can_be_neither_read_nor_launched(api):
    id_ = make(api)
    upload(api, id_, b"data")
    assert api.glance("POST", f"/images/{id_}/actions/deactivate").status_code == 204
    html(api.glance("GET", f"/images/{id_}/file"), 403, "has been deactivated")
    assert api.launch(imageRef=id_).status_code == 400
    assert api.glance("POST", f"/images/{id_}/actions/reactivate").status_code == 204
    assert api.glance("GET", f"/images/{id_}/file").content == b"data"


def test_what_clients_ask_about_glance_itself(api):
    methods = api.glance("GET", "/info/import").json()["import-methods"]["value"]
    assert methods == ["glance-direct", "web-download"]
    assert api.glance("GET", "/info/stores").json()["stores"] == [{"id": "fs", "default": "true"}]
    assert "disk_format" in api.glance("GET", "/schemas/image").json()["properties"]
    assert api.glance("GET", "/schemas/images").json()["name"] == "images"
    assert api.glance("GET", "/tasks").status_code == 403
