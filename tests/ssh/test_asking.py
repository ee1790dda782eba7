"""Whom to log in as, asked of a real sshd."""

import time

from canfar_jupyter.ssh import ask_root, server_key
from tests.bootlog.samples import ALICE
from tests.support import loop

from .conftest import keygen


def test_sshd_names_the_user_and_is_not_waited_for(sshd):
    started = time.monotonic()
    answer = ask_root(sshd.address, sshd.key, sshd.known_hosts, port=sshd.port)
    assert (answer.user, answer.text) == ("debian", "sshd refuses root and names the user")
    assert time.monotonic() - started < 5  # the refusal itself stays open for ten seconds


def test_a_wrong_key_says_nothing_about_the_user(sshd, tmp_path):
    answer = ask_root(sshd.address, keygen(tmp_path / "other"), sshd.known_hosts, port=sshd.port)
    assert answer.user == ""
    assert "look alike" in answer.text


def test_a_machine_with_another_host_key_is_not_asked(sshd, start_sshd):
    other = start_sshd()
    hosts = other.known_hosts.replace(str(other.port), str(sshd.port))
    answer = ask_root(sshd.address, sshd.key, hosts, port=sshd.port)
    assert answer.user == ""
    assert "different host keys" in answer.text


def test_a_key_with_a_passphrase_is_left_alone(sshd, tmp_path):
    key = keygen(tmp_path / "locked", passphrase="secret")
    answer = ask_root(sshd.address, key, sshd.known_hosts, port=sshd.port)
    assert answer.user == ""
    assert "passphrase" in answer.text


def test_root_that_may_log_in_is_the_user(start_sshd):
    sshd = start_sshd(options="")
    assert ask_root(sshd.address, sshd.key, sshd.known_hosts, port=sshd.port).user == "root"


def test_a_name_that_is_none_is_not_taken(start_sshd):
    said = 'command="echo \'Please login as the user \\"-oProxyCommand=x\\" rather than the user'
    sshd = start_sshd(options=f'{said} \\"root\\".\'" ')
    answer = ask_root(sshd.address, sshd.key, sshd.known_hosts, port=sshd.port)
    assert answer.user in ("", "root")


def test_an_answer_that_never_ends_is_cut_off(start_sshd):
    sshd = start_sshd(options='command="yes" ')
    answer = ask_root(sshd.address, sshd.key, sshd.known_hosts, port=sshd.port)
    assert answer.user == ""


def test_a_server_that_speaks_no_ssh(serve, tmp_path):
    port = serve(lambda connection: connection.sendall(b"220 mail.example.org ESMTP\r\n" * 9))
    answer = ask_root("127.0.0.1", keygen(tmp_path / "k"), f"[127.0.0.1]:{port} x", port=port)
    assert answer.user == ""


def test_a_silent_server_is_given_up(serve, tmp_path):
    port = serve(lambda connection: connection.recv(1 << 20) and connection.recv(1 << 20))
    started = time.monotonic()
    hosts = f"[127.0.0.1]:{port} {ALICE}"
    answer = ask_root("127.0.0.1", keygen(tmp_path / "k"), hosts, port=port, seconds=1.5)
    assert answer.text == "sshd did not answer in time"
    assert time.monotonic() - started < 6


def test_it_works_inside_a_loop_that_runs(sshd):
    async def inside():
        return ask_root(sshd.address, sshd.key, sshd.known_hosts, port=sshd.port)

    assert loop.run(inside()).user == "debian"


def test_the_host_key_of_what_answers(sshd):
    assert server_key(sshd.address, port=sshd.port) == sshd.fingerprint
    assert server_key("127.0.0.1", port=1) == ""
