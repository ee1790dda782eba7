"""What a real OpenStack answered (keystone 30, glance 33, nova 34, neutron 29)."""

import json
from pathlib import Path

import requests

ANSWERS = json.loads((Path(__file__).parent / "data" / "recorded.json").read_text())


def body(name: str) -> bytes:
    return ANSWERS[name]["body"].encode()


def response(name: str) -> requests.Response:
    """Make the answer again, as the SDK hands it on."""
    answer = ANSWERS[name]
    return made(answer["status"], answer["body"].encode(), answer["headers"])


def made(status: int, content: bytes = b"", headers: dict[str, str] | None = None):
    made = requests.Response()
    made.status_code, made._content, made.reason = status, content, ""
    made.headers.update(headers or {})
    made.url = "https://nova.example:8774/v2.1/servers"
    made.request = requests.Request("POST", made.url).prepare()
    return made
