"""Whatever a cloud repeats of a request, nothing secret hangs on the error that a user gets."""

import base64
import traceback
from urllib.parse import quote

import pytest

from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, translating
from canfar_jupyter.errors import CloudError

from .faulty import CUT, DROP

PLAIN = {
    "user_data": "#cloud-config\npl4nted: user-data-of-mine\n",
    "adminPass": "pl4nted!pass/word+of=mine",
    "token": "pl4nted-token-of-mine",
    "private_key": "-----BEGIN OPENSSH PRIVATE KEY-----\npl4ntedkey\n-----END PRIVATE KEY-----",
}


def coded(text):
    plain = base64.b64encode(text.encode()).decode()
    return [text, plain, quote(text, safe=""), quote(plain, safe="")]


def reachable(value, seen, depth=0):
    """Yield every text that can be reached from an exception."""
    if id(value) in seen or depth > 12:
        return
    seen[id(value)] = value
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
    elif isinstance(value, dict) or hasattr(value, "items"):
        for key, part in list(value.items()):
            yield from reachable(key, seen, depth + 1)
            yield from reachable(part, seen, depth + 1)
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from reachable(part, seen, depth + 1)
    elif isinstance(value, BaseException):
        yield from (str(value), repr(value))
        for part in (value.__cause__, value.__context__, value.args, vars(value)):
            yield from reachable(part, seen, depth + 1)
    elif type(value).__name__ in ("Response", "PreparedRequest"):
        yield from reachable(vars(value), seen, depth + 1)


def told(raised):
    yield "".join(traceback.format_exception(raised))
    yield from reachable(raised, {})


@pytest.mark.parametrize("status", [400, 403, 409, 500, "cut", "drop"])
@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("form", range(4))
def test_a_refusal_that_repeats_the_request_shows_no_secret(faulty, name, form, status):
    secret = coded(PLAIN[name])[form]
    sent = base64.b64encode(PLAIN[name].encode()).decode() if name == "user_data" else PLAIN[name]

    def refuse(_query, _body):
        if status in ("cut", "drop"):
            return CUT if status == "cut" else DROP
        return status, {"badRequest": {"message": f"Bad {name}. Value: {secret} is too long"}}

    faulty.on("POST", "/v2.1/servers", refuse)
    wire = faulty.wire()
    with pytest.raises(CloudError) as caught, translating("launch lens"):
        wire.post("compute", "/servers", {"server": {name: sent, "name": "lens"}})
    assert isinstance(caught.value.__cause__, SDK_ERRORS)
    for text in told(caught.value):
        for planted in ("pl4nted", "token-1", *(c[:24] for c in coded(PLAIN[name])[1:])):
            assert planted not in text
