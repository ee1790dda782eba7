"""A sign-in that is kept for the next kernel: what it saves, and who cannot have it."""

import os
import stat
import time
from pathlib import Path

import pytest
import yaml

from canfar_jupyter.cloud import connect, service_of
from canfar_jupyter.cloud.http.token_cache import DAY
from canfar_jupyter.errors import NotAllowed, NotSignedIn, Unreachable
from canfar_jupyter.local.settings import KEEP_SIGN_IN

SERVERS = "/v2.1/servers/detail"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "canfar-jupyter" / "sign-in"


@pytest.fixture
def kernel(faulty, folder, tmp_path, monkeypatch):
    """Connect as a kernel that has just started."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "clouds.yaml"))
    faulty.on("GET", SERVERS, (200, {"servers": []}))

    def start(password="s3cret", user="me"):
        auth = {"auth_url": f"{faulty.url}/v3", "username": user, "password": password}
        auth |= {"project_name": "p", "user_domain_name": "d", "project_domain_name": "d"}
        clouds = {"clouds": {"faulty": {"auth": auth}}}
        (tmp_path / "clouds.yaml").write_text(yaml.safe_dump(clouds))
        faulty.requests.clear()
        return connect("faulty")

    return start


def the_file(folder):
    [path] = folder.iterdir()
    return path


def asked(faulty):
    return [path for _, path, _, _ in faulty.requests]


def test_a_new_kernel_has_its_first_rows_after_one_request(kernel, faulty):
    first = kernel()
    service_of(first).lists.read("servers")
    assert asked(faulty).count("/v3/auth/tokens") == 1
    second = kernel()
    assert asked(faulty) == []
    assert second.identity == first.identity
    service_of(second).lists.read("servers")
    assert asked(faulty) == [SERVERS]


def test_only_its_owner_can_read_it_and_it_shows_no_secret(kernel, folder):
    kernel()
    path = the_file(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    told = path.read_bytes() + path.name.encode()
    assert all(secret not in told for secret in (b"token-1", b"s3cret", b"compute"))


def test_a_wrong_password_does_not_get_in_by_a_sign_in_that_was_kept(kernel, faulty):
    kernel()
    kernel(password="wrong")
    assert "/v3/auth/tokens" in asked(faulty)


def test_each_user_has_a_sign_in_of_their_own(kernel, faulty, folder):
    kernel()
    kernel(user="you")
    assert "/v3/auth/tokens" in asked(faulty)
    assert len(list(folder.iterdir())) == 2


def test_a_token_that_is_refused_is_renewed_and_no_longer_kept(kernel, faulty, folder):
    kernel()
    faulty.revoked.add("token-1")
    old = the_file(folder).read_bytes()
    cloud = kernel()
    assert service_of(cloud).lists.read("servers").columns["id"] == []
    assert faulty.tokens == 2
    assert the_file(folder).read_bytes() != old
    service_of(kernel()).lists.read("servers")
    assert faulty.tokens == 2


def test_a_password_that_was_changed_meanwhile_is_said_at_the_first_use(kernel, faulty, folder):
    kernel()
    faulty.revoked.add("token-1")
    cloud = kernel()
    faulty.refuses_sign_in = True
    with pytest.raises(NotSignedIn):
        service_of(cloud).lists.read("servers")
    assert list(folder.iterdir()) == []


def test_a_cloud_that_is_down_is_said_at_the_first_use(kernel, faulty):
    kernel()
    faulty.close()
    cloud = kernel()
    with pytest.raises(Unreachable, match="Could not list the instances"):
        service_of(cloud).lists.read("servers")


def test_a_right_that_was_missing_is_looked_for_by_the_next_kernel(kernel, faulty):
    cloud = kernel()
    faulty.on("GET", SERVERS, (403, {"forbidden": {"message": "Policy does not allow it."}}))
    with pytest.raises(NotAllowed):
        service_of(cloud).lists.read("servers")
    kernel()
    assert faulty.tokens == 2


def test_a_sign_in_that_ends_soon_is_not_used(kernel, faulty, folder):
    faulty.expires = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() + 60))
    kernel()
    kernel()
    assert faulty.tokens == 2


def garbled(path):
    path.write_bytes(path.read_bytes()[:-10])


def linked(path):
    other = path.parent.parent / "other"
    path.rename(other)
    path.symlink_to(other)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.chmod(0o640), id="the file is open to a group"),
        pytest.param(lambda path: path.parent.chmod(0o755), id="the folder is open to all"),
        pytest.param(lambda path: path.write_bytes(b""), id="it is empty"),
        pytest.param(garbled, id="it is cut off"),
        pytest.param(linked, id="it is a link"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="it is a folder"),
    ],
)
def test_a_file_that_somebody_may_have_touched_is_not_used(kernel, faulty, folder, spoil):
    kernel()
    spoil(the_file(folder))
    service_of(kernel()).lists.read("servers")
    assert "/v3/auth/tokens" in asked(faulty)


def test_nothing_is_kept_in_a_folder_that_others_can_look_into(kernel, folder):
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    kernel()
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_belongs_to_somebody_else_is_not_used(kernel, faulty, folder, what):
    kernel()
    os.chown(the_file(folder) if what == "file" else folder, 12345, -1)
    kernel()
    assert faulty.tokens == 2


def test_signing_in_goes_on_where_nothing_can_be_written(kernel, folder, faulty):
    folder.parent.parent.write_text("a file where a folder should be")
    service_of(kernel()).lists.read("servers")
    assert faulty.tokens == 1


def test_it_can_be_switched_off(kernel, folder, faulty, monkeypatch):
    kernel()
    monkeypatch.setenv(KEEP_SIGN_IN.variable, "no")
    kernel()
    assert faulty.tokens == 2
    the_file(folder).unlink()
    kernel()
    assert list(folder.iterdir()) == []


def test_old_files_are_dropped(kernel, folder):
    kernel()
    old = the_file(folder)
    os.utime(old, (0, time.time() - DAY - 1))
    kernel(user="you")
    assert old not in folder.iterdir()
    assert isinstance(the_file(folder), Path)
