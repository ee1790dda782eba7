import gzip

import pytest

from canfar_jupyter.model.userdata import Kind, Part
from canfar_jupyter.model.userdata.kinds import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#!/bin/sh\n", Kind.SHELL),
        ("#cloud-config\na: 1\n", Kind.CLOUD_CONFIG),
        ("#Cloud-Config\n", Kind.CLOUD_CONFIG),
        ("#include https://a.b/c\n", Kind.INCLUDE),
        ("#include-once\nhttps://a.b/c\n", Kind.INCLUDE_ONCE),
        ("#cloud-boothook\n#!/bin/sh\n", Kind.BOOTHOOK),
        ("#cloud-config-archive\n- a\n", Kind.ARCHIVE),
        ("#cloud-config-jsonp\n[]\n", Kind.JSONP),
        ("#part-handler\n", Kind.PART_HANDLER),
        ("## template: jinja\n#cloud-config\n", Kind.JINJA),
        ('Content-Type: multipart/mixed; boundary="a"\n\n', Kind.MIME),
        ("MIME-Version: 1.0\nX: y\n z\ncontent-type: multipart/mixed\n\n", Kind.MIME),
        ("From: me\nContent-Type: text/plain\n\nmultipart/mixed", Kind.UNKNOWN),
        ("# a note\n#cloud-config\n", Kind.UNKNOWN),
        ("echo #!/bin/sh", Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
    ],
)
def test_the_beginning_tells_the_kind(text, kind):
    assert kind_of(text.encode()) is kind


def test_gzip_is_told_by_its_first_bytes():
    assert kind_of(gzip.compress(b"#!/bin/sh\n")) is Kind.GZIP


def test_every_kind_has_words():
    assert all(kind.words for kind in Kind)


def test_a_type_that_a_message_declared_wins_over_the_first_line():
    assert Part(b"#!/bin/sh\n", "", "text/cloud-boothook").kind is Kind.BOOTHOOK
    assert Part(b"#!/bin/sh\n", "", "text/x-shellscript-per-boot").kind is Kind.SHELL


def test_plain_text_in_a_message_is_told_by_its_first_line_all_the_same():
    assert Part(b"#cloud-config\n", "", 'text/plain; charset="utf-8"').kind is Kind.CLOUD_CONFIG
    assert Part(b"#cloud-config\n", "", "text/x-shellscript").kind is Kind.CLOUD_CONFIG


def test_a_bomb_in_gzip_is_not_unpacked():
    bomb = Part(gzip.compress(bytes(20 * 2**20)))
    assert len(bomb.data) < 65535
    assert bomb.unpacked() is None


def test_broken_gzip_is_not_unpacked():
    assert Part(b"\x1f\x8bnonsense").unpacked() is None
    assert Part(gzip.compress(b"x" * 1000)[:-9]).unpacked() is None
