"""``cloud.delete_key`` on both clouds."""

import pytest

from canfar_jupyter.cloud import connect
from canfar_jupyter.errors import Invalid
from tests.contract.conftest import unique


@pytest.fixture
def ours(cloud, monkeypatch):
    """The same cloud, as users of this package have it."""
    name, clouds_yaml = cloud
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(clouds_yaml))
    monkeypatch.setenv("CANFAR_JUPYTER_KEEP_SIGN_IN", "no")
    return connect(name)


def test_a_key_is_deleted_and_deleting_it_again_is_no_error(ours, public_key):
    name = unique("key")
    ours.import_key(name, public_key)
    assert name in ours.keypairs().index
    ours.delete_key(name)
    assert name not in ours.keypairs().index
    ours.delete_key(name)


def test_a_name_with_a_blank_is_deleted_whole_and_no_other(ours, public_key):
    name = unique("my key")
    first = name.split(" ")[0]
    for each in (name, first):
        ours.import_key(each, public_key)
    ours.delete_key(name)
    assert first in ours.keypairs().index
    assert name not in ours.keypairs().index
    ours.delete_key(first)


def test_a_key_that_an_instance_was_launched_with_can_be_deleted(ours, member, launch, public_key):
    name = unique("key")
    ours.import_key(name, public_key)
    server = launch(key_name=name)
    ours.delete_key(name)
    assert name not in ours.keypairs().index
    assert member.nova.get(f"/servers/{server}").json()["server"]["key_name"] == name


@pytest.mark.parametrize("name", ["", "  "])
def test_no_name_is_refused_before_anything_is_asked(ours, name):
    with pytest.raises(Invalid, match="which key"):
        ours.delete_key(name)
