"""How each service says no."""

import html
import re

from requests import Response


def assert_nova_refuses(answer: Response, status: int, kind: str, message: str) -> None:
    """Nova: one key, which names the kind; `message` is a regular expression for all of it."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert list(body) == [kind], body
    assert body[kind]["code"] == status
    assert re.fullmatch(message, body[kind]["message"], re.DOTALL), body[kind]["message"]


def assert_neutron_refuses(answer: Response, status: int, kind: str, message: str) -> None:
    assert answer.status_code == status, answer.text
    error = answer.json()["NeutronError"]
    assert error["type"] == kind
    assert re.fullmatch(message, error["message"], re.DOTALL), error["message"]
    assert error["detail"] == ""


def assert_glance_refuses(answer: Response, status: int, message: str) -> None:
    """Glance: a small HTML page; its title is the status, its text the message."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    assert f"<title>{status} " in answer.text
    _, _, below = answer.text.partition("</h1>")
    told = html.unescape(re.sub(r"<[^>]+>", " ", below))
    told = " ".join(told.split())
    assert re.fullmatch(message, told, re.DOTALL), told
