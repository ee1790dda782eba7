"""Bytes on their way: read once, hashed beside the sending, told of ten times a second."""

import gzip
import hashlib
import lzma
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canfar_jupyter.cloud.http.session import Session
from canfar_jupyter.cloud.images import checksums
from canfar_jupyter.cloud.images.compression import compression, unpacked
from canfar_jupyter.cloud.images.transfer import Body, Pace
from canfar_jupyter.errors import CloudFailure, Invalid


def body(*blocks, size=None):
    return Body(iter(blocks), size, lambda _: None)


def test_a_body_is_hashed_while_it_is_read_and_has_the_length_it_was_given():
    sent = body(b"one", b"two", size=6)
    assert len(sent.given()) == 6
    assert list(sent) == [b"one", b"two"]
    assert sent.sha512() == hashlib.sha512(b"onetwo").hexdigest()


def test_a_body_that_is_asked_for_again_raises_instead_of_sending_nothing():
    sent = body(b"one")
    assert list(sent.given()) == [b"one"]
    with pytest.raises(CloudFailure, match="second time"):
        sent.read()
    sent.close()


def test_a_body_shorter_than_it_was_said_to_be_raises():
    sent = body(b"one", size=6)
    with pytest.raises(Invalid, match="became shorter"):
        list(sent)
    sent.close()


def test_progress_is_told_ten_times_a_second_and_at_the_end():
    clock, told = SimpleNamespace(now=0.0), []
    pace = Pace(lambda *step: told.append(step), lambda: clock.now)
    for done in range(1000):
        clock.now = done / 1000
        pace.say(done, 1000)
    pace.say(1000, 1000, last=True)
    assert 10 <= len(told) <= 11
    assert told[-1] == (1000, 1000)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.binary(max_size=5000), min_size=1, max_size=4),
    st.integers(1, 4000),
    st.sampled_from([gzip.compress, lzma.compress]),
)
def test_whatever_is_packed_comes_out_as_it_went_in(parts, step, pack):
    packed = b"".join(pack(part) for part in parts)
    blocks = (packed[at : at + step] for at in range(0, len(packed), step))
    assert b"".join(unpacked(blocks, compression(packed))) == b"".join(parts)


def test_unpacking_keeps_no_more_than_a_block_in_memory():
    packed = gzip.compress(bytes(50_000_000))
    assert max(len(block) for block in unpacked(iter([packed]), "gzip")) <= 1 << 20
    packed = lzma.compress(bytes(50_000_000))
    assert max(len(block) for block in unpacked(iter([packed]), "xz")) <= 1 << 20


ONE, TWO = "1" * 64, "2" * 64


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, None),
        ({"/a/SHA256SUMS": f"{ONE}  other.img\n{TWO} *disk.img"}, TWO),
        ({"/a/SHA256SUMS": f"{ONE}  ./disk.img"}, ONE),
        ({"/a/SHA256SUMS": f"{ONE}  other.img", "/a/disk.img.sha256": TWO}, TWO),
        ({"/a/disk.img.sha256": f"{ONE}  /build/disk.img\n"}, ONE),
        ({"/a/CHECKSUM": f"# disk.img: 1 bytes\nSHA256 (disk.img) = {TWO}"}, TWO),
        ({"/a/SHA256SUMS": "no such thing"}, None),
        ({"/a/SHA256SUMS": ONE}, None),  # of which file?
    ],
)
def test_a_checksum_is_found_beside_the_file(texts, expected):
    fetched = {f"http://x{path}": text for path, text in texts.items()}
    found = checksums.beside("http://x/a/disk.img?v=1", fetched.get)
    assert (found and found.hexdigest) == expected


class Plugin:
    """What keystoneauth's session asks of a way to sign in."""

    def __init__(self, lives, age):
        self.given = 0
        self.lives, self.age = lives, age
        self.auth_ref = None

    def get_token(self, _session, **_more):
        if self.auth_ref is None:
            self.given += 1
            now = datetime.now(UTC)
            ends = now + timedelta(seconds=self.lives)
            self.auth_ref = SimpleNamespace(
                issued=now - timedelta(seconds=self.age if self.given == 1 else 0),
                will_expire_soon=lambda seconds: ends < now + timedelta(seconds=seconds),
            )
        return f"token-{self.given}"

    def get_headers(self, session, **more):
        return {"X-Auth-Token": self.get_token(session)}

    def get_auth_state(self):
        return None

    def invalidate(self):
        self.auth_ref = None
        return True


@pytest.mark.parametrize(
    ("lives", "age", "needed", "given"),
    [(600, 3000, 900, 2), (600, 3000, 300, 1), (600, 5, 900, 1)],
)
def test_a_token_is_renewed_before_an_upload_that_would_outlive_it(lives, age, needed, given):
    plugin = Plugin(lives, age)
    Session(auth=plugin).renew_before(needed)
    assert plugin.given == given
