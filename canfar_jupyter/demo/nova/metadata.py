"""Nova: a server's metadata and tags."""

from __future__ import annotations

from canfar_jupyter.demo.core.errors import bad_request, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.nova.servers import find

routes = Routes()


def _metadata(call: Call, server: Server, key: str = "metadata") -> dict[str, str]:
    given = call.json(key)
    for name, value in given.items():
        if not name or len(name) > 255 or not isinstance(value, str) or len(value) > 255:
            raise bad_request(f"Invalid input for field/attribute {name}. Value: {value}.")
    return dict(given)


def _keep_metadata(call: Call, server: Server, metadata: dict[str, str]) -> Answer:
    if len(metadata) > 128:
        raise forbidden("Maximum number of metadata items exceeds 128")
    server.metadata = metadata
    call.cloud.touch(server, call.cloud.clock.now())
    return answer({"metadata": metadata})


@routes("GET", "/v2.1/servers/{id}/metadata")
def list_metadata(call: Call, id: str) -> Answer:
    return answer({"metadata": find(call, id).metadata})


@routes("POST", "/v2.1/servers/{id}/metadata")
def add_metadata(call: Call, id: str) -> Answer:
    server = find(call, id)
    return _keep_metadata(call, server, server.metadata | _metadata(call, server))


@routes("PUT", "/v2.1/servers/{id}/metadata")
def replace_metadata(call: Call, id: str) -> Answer:
    server = find(call, id)
    return _keep_metadata(call, server, _metadata(call, server))


@routes("GET", "/v2.1/servers/{id}/metadata/{key}")
def show_metadata(call: Call, id: str, key: str) -> Answer:
    server = find(call, id)
    if key not in server.metadata:
        raise not_found("Metadata item was not found")
    return answer({"meta": {key: server.metadata[key]}})


@routes("PUT", "/v2.1/servers/{id}/metadata/{key}")
def set_metadata(call: Call, id: str, key: str) -> Answer:
    server = find(call, id)
    given = _metadata(call, server, "meta")
    if list(given) != [key]:
        raise bad_request("Request body and URI mismatch")
    _keep_metadata(call, server, server.metadata | given)
    return answer({"meta": given})


@routes("DELETE", "/v2.1/servers/{id}/metadata/{key}")
def delete_metadata(call: Call, id: str, key: str) -> Answer:
    server = find(call, id)
    if key not in server.metadata:
        raise not_found("Metadata item was not found")
    server.metadata = {k: v for k, v in server.metadata.items() if k != key}
    call.cloud.touch(server)  # Nova does not count this as an update, nor changed tags
    return Answer(204)


@routes("GET", "/v2.1/servers/{id}/tags")
def list_tags(call: Call, id: str) -> Answer:
    return answer({"tags": find(call, id).tags})


@routes("PUT", "/v2.1/servers/{id}/tags")
def replace_tags(call: Call, id: str) -> Answer:
    server = find(call, id)
    body = call.json()
    if not isinstance(body, dict) or not isinstance(body.get("tags"), list):
        raise bad_request("'tags' is a required property")
    server.tags = sorted({str(tag) for tag in body["tags"]})
    call.cloud.touch(server)
    return answer({"tags": server.tags})


@routes("DELETE", "/v2.1/servers/{id}/tags")
def delete_tags(call: Call, id: str) -> Answer:
    server = find(call, id)
    server.tags = []
    call.cloud.touch(server)
    return Answer(204)


@routes("GET", "/v2.1/servers/{id}/tags/{tag}")
def show_tag(call: Call, id: str, tag: str) -> Answer:
    if tag not in find(call, id).tags:
        raise not_found(f"Server {id} has no tag '{tag}'")
    return Answer(204)


@routes("PUT", "/v2.1/servers/{id}/tags/{tag}")
def add_tag(call: Call, id: str, tag: str) -> Answer:
    server = find(call, id)
    known = tag in server.tags
    server.tags = sorted({*server.tags, tag})
    call.cloud.touch(server)
    where = {"Location": f"{call.base}/v2.1/servers/{id}/tags/{tag}"}
    return Answer(204) if known else Answer(201, b"", where)


@routes("DELETE", "/v2.1/servers/{id}/tags/{tag}")
def delete_tag(call: Call, id: str, tag: str) -> Answer:
    server = find(call, id)
    if tag not in server.tags:
        raise not_found(f"Server {id} has no tag '{tag}'")
    server.tags = [t for t in server.tags if t != tag]
    call.cloud.touch(server)
    return Answer(204)


@routes("GET", "/v2.1/servers/{id}/os-server-password")
def show_password(call: Call, id: str) -> Answer:
    find(call, id)
    return answer({"password": ""})  # no machine here has told one


@routes("DELETE", "/v2.1/servers/{id}/os-server-password")
def clear_password(call: Call, id: str) -> Answer:
    find(call, id)
    return Answer(204)
