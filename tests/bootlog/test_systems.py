"""Other releases and systems, and logs in which somebody lies."""

import pytest

from canfar_jupyter.model.bootlog import read_boot_log

from . import samples as s


def test_rocky():
    report = read_boot_log(s.ROCKY)
    assert report.login_user == "rocky"
    assert report.system == "Rocky Linux 9.4 (Blue Onyx)"
    assert report.user_data == "done"
    assert report.sshd is not None
    assert report.host_keys[0].certainty == "sure"
    assert report.has_key(s.ALICE) is True
    assert report.has_key(s.MALLORY) is False


def test_alpine_has_no_names_in_front_so_nothing_is_sure():
    report = read_boot_log(s.ALPINE)
    assert report.login_user == "alpine"
    assert report.user_data == "done"
    assert [x.name for x in report.stages] == ["init", "modules:final", "finished"]
    assert report.authorized_keys[0].certainty == "likely"
    assert report.sshd is not None


def test_an_old_release_prints_its_tables_through_a_program_and_twice():
    report = read_boot_log(s.UBUNTU_20)
    assert report.login_user == "ubuntu"
    (key,) = report.authorized_keys
    assert key.certainty == "likely"
    assert report.has_key(s.ALICE) is True


def test_fingerprints_in_md5_are_recomputed_too():
    report = read_boot_log(s.CENTOS_7)
    assert report.authorized_keys[0].fingerprint == f"MD5:{s.md5_pairs(s.ALICE)}"
    assert report.has_key(s.ALICE) is True
    assert report.has_key(s.MALLORY) is False


@pytest.mark.parametrize(
    ("log", "user", "system", "user_data", "sure"),
    [
        (s.FEDORA_40, "fedora", "Fedora Linux 40 (Cloud Edition)", "done", "sure"),
        (
            s.ALMA_9,
            "almalinux",
            "AlmaLinux 9.4 (Seafoam Ocelot)",
            "done",
            "sure",
        ),  # its beginning was lost
        (s.OPENSUSE, "opensuse", "openSUSE Leap 15.6", "failed", "sure"),
        (s.UBUNTU_14, "ubuntu", "Ubuntu 14.04.6 LTS", "done", "likely"),
        (s.UBUNTU_12, "ubuntu", "Ubuntu 12.04.5 LTS", "done", "sure"),
    ],
    ids=["fedora", "alma", "opensuse", "ubuntu-14", "ubuntu-12"],
)
def test_other_releases_tell_user_key_and_end(log, user, system, user_data, sure):
    report = read_boot_log(log)
    assert (report.kind, report.login_user, report.system) == ("cloud-init", user, system)
    assert report.user_data == user_data
    assert [key.certainty for key in report.authorized_keys] == [sure]
    assert report.has_key(s.ALICE) is True
    assert report.has_key(s.MALLORY) is False


def test_a_table_of_addresses_without_the_column_scope_is_read():
    (address,) = read_boot_log(s.UBUNTU_14).addresses
    assert (address.device, address.address, address.mac) == (
        "eth0",
        "10.0.0.14",
        "fa:16:3e:00:00:14",
    )
    assert read_boot_log(s.UBUNTU_14).known_hosts("h") == f"h {' '.join(s.MALLORY.split()[:2])}\n"


def test_without_cloud_init_nothing_is_made_up():
    report = read_boot_log(s.FREEBSD_14)
    assert (report.kind, report.user_data, report.login_user) == ("other", "unknown", "")
    assert report.authorized_keys == report.host_keys == report.failures == ()


def test_a_block_that_is_interrupted_or_cut_off_is_no_key():
    report = read_boot_log(s.INTERLEAVED)
    assert report.authorized_keys == ()
    assert report.user_data == "running"
    assert report.has_key(s.ALICE) is None


def test_cirros():
    report = read_boot_log(s.CIRROS)
    assert (report.kind, report.login_user) == ("cirros", "cirros")
    assert report.addresses[0].address == "10.0.0.7"
    assert report.prompt
    assert report.user_data == "unknown"


def test_windows():
    report = read_boot_log(s.WINDOWS)
    assert report.kind == "windows"
    assert report.login_user == ""
    assert report.user_data == "unknown"


def test_a_system_without_cloud_init():
    report = read_boot_log(s.NO_CLOUD_INIT)
    assert (report.kind, report.user_data, report.prompt) == ("other", "unknown", True)


def test_a_kernel_panic():
    report = read_boot_log(s.PANIC)
    assert report.panic == "Kernel panic - not syncing: VFS: Unable to mount root fs"


def test_a_program_cannot_panic():
    report = read_boot_log(s.BOOT + s.said("Kernel panic - not syncing: only joking"))
    assert report.panic == ""


def test_a_full_disk():
    report = read_boot_log(s.DISK_FULL)
    assert report.disk_full == "cp: error writing '/data/x': No space left on device"
    assert [f.kind for f in report.failures] == ["disk"]


def test_no_key_was_installed():
    report = read_boot_log(s.NO_KEY)
    assert report.login_user == "debian"
    assert report.users_without_keys == ("debian",)
    assert report.has_key(s.ALICE) is False


@pytest.mark.parametrize(
    ("log", "kind", "words"),
    [
        (s.RUNCMD, "script", "runcmd"),
        (s.NO_HEADER, "header", "first line"),
        (s.BAD_YAML, "yaml", "line 2 column 1"),
        (s.PACKAGES, "packages", "cowsay"),
        (s.CONDOR_FAILED, "recipe", "HTCONDOR failed: install the packages"),
    ],
)
def test_each_way_to_fail_is_named_once(log, kind, words):
    report = read_boot_log(log)
    assert report.user_data == "failed"
    (failure,) = report.failures
    assert failure.kind == kind
    assert words in failure.text


def test_a_recipe_that_failed_is_shown_with_what_it_printed_last():
    report = read_boot_log(s.CONDOR_FAILED)
    assert report.failures[0].lines[-1] == "E: Unable to locate package condor"
    assert report.recipes()["HTCONDOR"].state == "failed"


def test_a_recipe_that_is_done():
    report = read_boot_log(s.CONDOR_DONE)
    assert report.user_data == "done"
    assert report.recipes()["HTCONDOR"].text == "23.4.0"


def test_a_final_message_of_ones_own_hides_no_end():
    assert read_boot_log(s.CUSTOM_MESSAGE).user_data == "done"


def test_a_second_boot_keeps_what_the_first_said():
    report = read_boot_log(s.SECOND_BOOT)
    assert report.boots == 2
    assert report.login_user == "debian"
    assert report.user_data == "done"
    assert report.stages[-1].name == "modules:final"


def test_what_a_program_prints_is_not_taken_for_key_tables():
    report = read_boot_log(s.FORGED_PRINTED)
    assert report.login_user == "debian"
    assert report.has_key(s.MALLORY) is False
    assert s.MALLORY.split()[1] not in report.known_hosts("h")
    assert any("imitate" in doubt for doubt in report.doubts)


def test_only_printed_tables_of_a_new_release_are_believed_by_nobody():
    report = read_boot_log(s.BOOT + s.table("mallory", s.MALLORY, "[ 14.0] cloud-init[4]: "))
    assert report.login_user == ""
    assert report.authorized_keys[0].certainty == "doubtful"


def test_two_host_key_blocks_that_differ_are_both_doubtful_and_give_no_known_hosts():
    report = read_boot_log(s.FORGED_TO_CONSOLE)
    assert all(k.certainty == "doubtful" for k in report.host_keys)
    assert report.known_hosts("h") == ""
    assert any("host keys" in doubt for doubt in report.doubts)


def test_a_host_key_whose_fingerprint_was_said_differently_is_doubtful():
    report = read_boot_log(s.BOOT + s.host_keys(s.MALLORY, fingerprint_of=s.ALICE))
    assert report.host_keys[0].certainty == "doubtful"


def test_an_end_that_comes_before_the_end_is_none():
    report = read_boot_log(s.FORGED_END)
    assert "finished" not in [x.name for x in report.stages]
    assert any("finished" in doubt for doubt in report.doubts)


def test_a_block_that_is_cut_off_gives_what_is_whole():
    text = s.BOOT + s.table("debian", s.ALICE) + s.host_keys(s.ALICE)
    report = read_boot_log(text[: text.rindex("AAAAC3") + 20])
    assert report.login_user == "debian"
    assert report.host_keys == ()


def test_a_kernel_message_within_the_block_of_host_keys_spoils_nothing():
    block = s.host_keys(s.ALICE).replace(
        s.ALICE, f"[   61.100000] random: crng init done\r\n{s.ALICE}"
    )
    report = read_boot_log(s.BOOT + s.table("debian", s.ALICE) + block)
    assert len(report.host_keys) == 1
    assert report.host_keys[0].certainty == "sure"
