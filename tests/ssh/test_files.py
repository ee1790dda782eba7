"""The user's own ~/.ssh: added to when asked, whole or not at all, with a backup."""

import shlex
import stat
import subprocess

import pytest

from canfar_jupyter.errors import Conflict
from canfar_jupyter.model.keys.public_key import fingerprint_of
from canfar_jupyter.ssh import (
    LoginInfo,
    add_host,
    add_known_hosts,
    configured_user,
    own_key,
    remembered,
)

from .conftest import keygen

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGDgNvtwR2QP0glOg07+Frug6l4A1R9Svn/DAFt2OITs"
OLD = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoNt5G363QGXGe6C5hzapKQ7Jn6Z2YiRSC6kG7IFpdg"
WAY = LoginInfo(
    "my lens", "203.0.113.7", "ubuntu", "boot log", "/home/me/.ssh/cloud", f"203.0.113.7 {KEY}\n"
)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_an_entry_is_one_that_ssh_itself_understands(home):
    path = add_host(WAY)
    assert mode(path) == 0o600
    shown = subprocess.run(
        ["ssh", "-G", "-F", str(path), "my-lens"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {"hostname 203.0.113.7", "user ubuntu", "identityfile /home/me/.ssh/cloud"} <= set(shown)


def test_what_was_there_stays_and_is_kept_aside(home):
    path = home / ".ssh" / "config"
    path.write_text("# mine\nHost old\n  User me")
    add_host(WAY)
    assert path.read_text() == f"# mine\nHost old\n  User me\n\n{WAY.config}"
    assert (home / ".ssh" / "config.before-canfar").read_text() == "# mine\nHost old\n  User me"


def test_the_same_entry_is_not_added_twice(home):
    add_host(WAY)
    before = (home / ".ssh" / "config").read_text()
    add_host(WAY)
    assert (home / ".ssh" / "config").read_text() == before


def test_an_entry_of_the_users_own_is_not_touched(home):
    path = home / ".ssh" / "config"
    path.write_text("Host other my-lens\n  User me\n")
    with pytest.raises(Conflict, match="a different entry for my-lens"):
        add_host(WAY)
    assert path.read_text() == "Host other my-lens\n  User me\n"


def test_a_config_kept_elsewhere_stays_a_link(home):
    real = home / "dotfiles"
    real.write_text("")
    (home / ".ssh" / "config").symlink_to(real)
    add_host(WAY)
    assert (home / ".ssh" / "config").is_symlink()
    assert "Host my-lens" in real.read_text()


def test_bytes_that_are_no_text_survive(home):
    path = home / ".ssh" / "config"
    path.write_bytes(b"# caf\xe9\n")
    add_host(WAY)
    assert path.read_bytes().startswith(b"# caf\xe9\n")


def test_host_keys_replace_those_of_the_machine_that_had_the_address_before(home):
    path = home / ".ssh" / "known_hosts"
    path.write_text(f"203.0.113.7 {OLD}\nexample.org {OLD}\n")
    assert remembered("203.0.113.7", [KEY]) == (True, False)
    add_known_hosts(WAY)
    assert path.read_text() == f"example.org {OLD}\n203.0.113.7 {KEY}\n"
    assert mode(path) == 0o600
    assert remembered("203.0.113.7", [KEY]) == (False, True)


def test_hashed_names_are_found_too(home):
    path = home / ".ssh" / "known_hosts"
    path.write_text(f"203.0.113.7 {OLD}\nexample.org {OLD}\n")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(path)], check=True, capture_output=True)
    assert "203.0.113.7" not in path.read_text()
    assert remembered("203.0.113.7", [KEY]) == (True, False)
    assert remembered("203.0.113.8", [KEY]) == (False, False)
    add_known_hosts(WAY)
    found = subprocess.run(
        ["ssh-keygen", "-F", "203.0.113.7", "-f", str(path)], capture_output=True, text=True
    )
    assert KEY in found.stdout
    assert OLD not in found.stdout


def test_host_keys_that_are_not_sure_are_not_added(home):
    with pytest.raises(Conflict, match="not known for sure"):
        add_known_hosts(LoginInfo("lens", "203.0.113.7"))
    assert not (home / ".ssh" / "known_hosts").exists()


def test_the_private_key_is_found_by_its_public_half_and_not_read(home):
    key = keygen(home / ".ssh" / "cloud key")
    keygen(home / ".ssh" / "id_ed25519")
    print_ = fingerprint_of((home / ".ssh" / "cloud key.pub").read_text())
    key.chmod(0o000)
    assert own_key(print_) == key
    assert own_key("SHA256:" + "A" * 43) is None
    assert own_key("") is None


def test_the_command_is_safe_for_a_shell():
    way = LoginInfo("x", "203.0.113.7", "ubuntu", "", "/home/me/.ssh/my key; rm -rf ~")
    assert shlex.split(way.command)[:3] == ["ssh", "-i", "/home/me/.ssh/my key; rm -rf ~"]
    assert LoginInfo("x", "203.0.113.7", "u", "", "/h/.ssh/id_rsa").command == "ssh u@203.0.113.7"
    assert LoginInfo("x", "203.0.113.7", "u", port=40022).command == "ssh -p 40022 u@203.0.113.7"


def test_a_key_in_the_home_folder_is_written_short_and_a_shell_finds_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    for name, word in {
        "cloud": "~/.ssh/cloud",
        "my key": "~/'.ssh/my key'",
        "$(id)'s": """~/'.ssh/$(id)'"'"'s'""",
    }.items():
        key = f"{tmp_path}/me/.ssh/{name}"
        way = LoginInfo("x", "203.0.113.7", "u", "", key)
        assert way.command == f"ssh -i {word} u@203.0.113.7"
        told = way.command.replace("ssh", "printf '%s\\n'", 1)
        said = subprocess.run(["sh", "-c", told], capture_output=True, text=True, check=True).stdout
        assert said.splitlines() == ["-i", key, "u@203.0.113.7"]
    other = LoginInfo("x", "203.0.113.7", "u", "", f"{tmp_path}/merlin/key")
    assert other.command == f"ssh -i {tmp_path}/merlin/key u@203.0.113.7"


def test_where_the_private_half_is_not_here_the_command_has_a_place_for_it_and_says_so():
    way = LoginInfo("x", "203.0.113.7", "u", absent="laptop (SHA256:abc)")
    assert way.command == "ssh -i PATH/TO/KEY u@203.0.113.7"
    assert "laptop (SHA256:abc)" in way.note
    assert "PATH/TO/KEY" in way.note
    here = LoginInfo("x", "203.0.113.7", "u", "", "/h/.ssh/id_rsa", absent="laptop")
    assert (here.command, here.note) == ("ssh u@203.0.113.7", "")
    assert LoginInfo("x", "203.0.113.7", "u").note == ""


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("my lens", "my-lens"),
        ("*", "203.0.113.7"),
        ("a\nHost *", "a-Host"),
        ("!x?", "x"),
        ("-o", "o"),
    ],
)
def test_an_alias_means_nothing_else_to_ssh(name, alias):
    assert LoginInfo(name, "203.0.113.7").alias == alias


def test_ssh_with_the_added_files_logs_in_without_a_question(home, sshd):
    """OpenSSH itself, with what was added, on the real sshd."""
    way = LoginInfo(
        "lens", sshd.address, "root", "", str(sshd.key), sshd.known_hosts, port=sshd.port
    )
    config, hosts = add_host(way), add_known_hosts(way)
    command = ["ssh", "-F", str(config), "-o", f"UserKnownHostsFile={hosts}"]
    command += ["-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "lens", "true"]
    ran = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert 'as the user "debian"' in ran.stdout.readline()
    finally:
        ran.terminate()
        ran.wait(15)


def test_whom_the_config_logs_in_as_is_what_ssh_itself_makes_of_it(home):
    config = home / ".ssh" / "config"
    assert configured_user("203.0.113.7") == ""  # there is no file
    config.write_text("Host 198.51.100.*\n  User ada\n")
    assert configured_user("203.0.113.7") == ""  # another machine's
    config.write_text("Host 203.0.113.*\n  User centos\n")
    assert configured_user("203.0.113.7") == "centos"
    config.write_text("Host 203.0.113.*\n  Usr centos\n")  # ssh refuses to read it
    assert configured_user("203.0.113.7") == ""
    assert configured_user("-oProxyCommand=touch pwned") == ""
