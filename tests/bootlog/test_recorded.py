import pytest

from canfar_jupyter.model.bootlog import read_boot_log

from .samples import recorded

ALICES_PRINT = "SHA256:xf8yRTc1kw6hpR57Q6nzZfAt5Xi1crgXtENHVdvTPrA"


@pytest.mark.parametrize("name", ["a", "b", "t1"])
def test_a_boot_says_who_may_log_in_and_with_which_key(name):
    report = read_boot_log(recorded(name))
    assert report.login_user == "debian"
    (key,) = report.authorized_keys
    assert (key.user, key.type, key.comment) == ("debian", "ssh-ed25519", "alice@laptop")
    assert key.fingerprint == ALICES_PRINT
    assert key.certainty == "sure"
    assert report.doubts == ()


def test_a_good_boot_is_done_with_all_its_stages():
    report = read_boot_log(recorded("a"))
    assert report.user_data == "done"
    assert report.failures == ()
    assert [(s.name, s.uptime) for s in report.stages] == [
        ("init-local", 31.27),
        ("init", 38.88),
        ("modules:config", 52.8),
        ("modules:final", 59.77),
        ("finished", 64.13),
    ]
    assert (report.system, report.cloud_init) == ("Debian GNU/Linux 12", "22.4.2")
    assert report.prompt
    assert report.sshd == pytest.approx(47.47, abs=0.01)


def test_the_host_keys_are_those_whose_fingerprints_were_said_as_well():
    report = read_boot_log(recorded("a"))
    assert [k.type for k in report.host_keys] == ["ecdsa-sha2-nistp256", "ssh-ed25519", "ssh-rsa"]
    assert report.host_keys[1].fingerprint == "SHA256:AVrnUfWsCWrILzxTrXEwDkWUN3Gcw6jUQHkyeyCNILM"
    assert all(k.certainty == "sure" for k in report.host_keys)
    lines = report.known_hosts("192.0.2.7").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("192.0.2.7 ssh-ed25519 AAAAC3Nza")
    assert report.known_hosts("192.0.2.7", 2222).startswith("[192.0.2.7]:2222 ecdsa")


def test_the_addresses_are_those_of_the_devices_not_of_routes_and_loopback():
    report = read_boot_log(recorded("a"))
    assert [a.address for a in report.addresses] == ["10.0.2.15", "fec0::5054:ff:fe12:3456"]
    assert report.addresses[0].device == "ens2"


def test_a_script_that_failed_is_shown_with_its_last_lines():
    report = read_boot_log(recorded("b"))
    assert report.user_data == "failed"
    (failure,) = report.failures
    assert failure.kind == "script"
    assert failure.lines == (
        "MARKER-B about to fail",
        "ls: cannot access '/no/such/file': No such file or directory",
    )
    assert failure.uptime == pytest.approx(89.4, abs=0.1)


def test_an_include_that_cannot_be_fetched_leaves_nothing_and_says_so():
    report = read_boot_log(recorded("f"))
    assert report.user_data == "failed"
    assert report.failures[0].kind == "include"
    assert "Connection refused" in report.failures[0].lines[0]
    assert report.login_user == ""
    assert report.host_keys == ()
    assert report.sshd is None
    assert any(f.kind == "unit" and f.part.startswith("ssh.serv") for f in report.failures)


def test_key_generation_that_is_printed_after_the_end_changes_nothing():
    report = read_boot_log(recorded("t1"))  # cloud-init 25.1
    assert report.user_data == "done"
    assert report.stages[-1].name == "finished"
    assert report.stages[-1].uptime == 125.0


@pytest.mark.parametrize("name", ["a", "b", "f", "t1"])
@pytest.mark.parametrize("step", [1, 97, 4096])
def test_read_piece_by_piece_it_says_the_same(name, step):
    from canfar_jupyter.model.bootlog import BootReader

    text = recorded(name)
    if step == 1:
        text = text[-20_000:]
    reader = BootReader()
    for at in range(0, len(text), step):
        reader.feed(text[at : at + step])
    reader.feed("\n")
    assert reader.report() == read_boot_log(text)


def test_half_a_boot_is_still_running():
    text = recorded("a")
    report = read_boot_log(text[: text.index("MARKER-A start")])
    assert report.user_data == "running"
    assert report.login_user == ""
    assert report.has_key("ssh-ed25519 AAAA") is None
