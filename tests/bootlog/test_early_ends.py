"""Boots that end before a system runs, and systems that cloud-init does not set up."""

import pytest

from canfar_jupyter.model.bootlog import read_boot_log

from . import samples as s

ENDINGS = {
    "SeaBIOS": "SeaBIOS (version 1.16)\nBoot failed: not a bootable disk\nNo bootable device.\n",
    "UEFI": "BdsDxe: No bootable option or device was found.\n",
    "UEFI-entry": 'BdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot: Not Found\n',
    "UEFI-shell": "UEFI Interactive Shell v2.2\nEDK II\nShell> \n",
    "iPXE": "iPXE 1.21.1\nNothing to boot: No such file or directory (https://ipxe.org/2d03e13b)\n",
    "MBR": "Booting from Hard Disk...\nMissing operating system\n",
    "Windows": "BOOTMGR is missing\nPress Ctrl+Alt+Del to restart\n",
    "GRUB": "error: no such device: 0a1b2c3d.\nEntering rescue mode...\ngrub rescue> ",
    "GRUB-shell": "Minimal BASH-like line editing is supported.\ngrub> ",
    "GRUB-kernel": "error: ../../grub-core/fs/fshelp.c:257:file `/vmlinuz' not found.\n",
    "dracut": s.KERNEL
    + "[  133.1] dracut-initqueue[312]: Warning: dracut-initqueue: timeout, still waiting\n"
    + 'Generating "/run/initramfs/rdsosreport.txt"\ndracut:/# ',
    "initramfs": s.KERNEL
    + "Gave up waiting for root file system device.  Common problems:\n"
    + "ALERT!  UUID=0a1b does not exist.  Dropping to a shell!\n(initramfs) ",
    "fsck": s.KERNEL + "/dev/vda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.\n",
    "fstab": s.KERNEL + "[DEPEND] Dependency failed for Local File Systems.\n",
    "emergency": s.KERNEL + "Give root password for maintenance\n",
    "CPU": s.KERNEL + "Fatal glibc error: CPU does not support x86-64-v2\n",
    "FreeBSD": "---<<BOOT>>---\nMounting from ufs:/dev/vtbd0p2 failed with error 19.\nmountroot> ",
    "FreeBSD-panic": "---<<BOOT>>---\npanic: vm_fault: fault on nofault entry\n",
    "OpenBSD-panic": "OpenBSD 7.5 (GENERIC) #79: Wed Mar 20\npanic: no root filesystem\n",
    "Ignition": s.KERNEL + "Ignition has failed. Please ensure your config is valid.\n",
}


@pytest.mark.parametrize("log", ENDINGS.values(), ids=ENDINGS)
def test_a_boot_that_ended_early_says_why(log):
    report = read_boot_log(log)
    assert report.stopped is not None
    assert report.stopped.text
    assert report.boots == 1


@pytest.mark.parametrize("log", [ENDINGS["SeaBIOS"], ENDINGS["iPXE"], ENDINGS["GRUB"]])
def test_what_the_firmware_tried_first_is_forgotten_where_a_system_starts(log):
    report = read_boot_log(log + "\n" + s.ROCKY)
    assert report.stopped is None
    assert report.user_data == "done"


def test_a_prompt_after_the_emergency_shell_says_that_the_boot_went_on():
    assert read_boot_log(ENDINGS["fstab"] + "\nlens login: ").stopped is None


@pytest.mark.parametrize("said", ["No bootable device.", "grub rescue>", "panic: lost"])
def test_a_program_cannot_end_a_boot(said):
    assert read_boot_log(s.KERNEL + s.said(said, 9.0)).stopped is None


NONE = (
    "Cloud-init v. 22.4.2 finished at Tue, 04 Mar 2025 10:00:16 +0000. "
    "Datasource {}  Up 9.50 seconds"
)


def test_no_metadata_is_a_failure_until_a_boot_gets_it():
    without = s.KERNEL + s.said(NONE.format("DataSourceNone."), 9.6)
    report = read_boot_log(without)
    assert report.user_data == "failed"
    assert report.failures[0].kind == "datasource"
    later = s.KERNEL + s.said(NONE.format("DataSourceOpenStackLocal [net,ver=2]."), 9.6)
    assert read_boot_log(without + later).user_data == "done"


@pytest.mark.parametrize(
    "log",
    [
        "failed to read iid from metadata. tried 20\nlogin as 'cirros' user. default password\n",
        "2025-03-04 10:00:11.597 3820 ERROR cloudbaseinit.init [-] No metadata service found\n",
    ],
    ids=["cirros", "windows"],
)
def test_other_systems_without_metadata_say_it_too(log):
    assert read_boot_log(log).failures[0].kind == "datasource"


WINDOWS = "2025-03-04 10:00:1{}.102 3820 {} cloudbaseinit.init [-] {}\n"


def test_cloudbase_init_runs_ends_and_fails():
    begun = WINDOWS.format(2, "INFO", "Executing plugin 'UserDataPlugin'")
    assert (read_boot_log(begun).kind, read_boot_log(begun).user_data) == ("windows", "running")
    done = begun + WINDOWS.format(5, "INFO", "Plugins execution done")
    assert read_boot_log(done).user_data == "done"
    code = WINDOWS.format(3, "INFO", "User_data script ended with return code: {}")
    assert read_boot_log(begun + code.format("1") + done).user_data == "failed"
    assert read_boot_log(begun + code.format("1001") + done).user_data == "done"
    broken = WINDOWS.format(3, "ERROR", "plugin 'UserDataPlugin' failed with error 'no'")
    assert read_boot_log(begun + broken + done).user_data == "failed"


BSD = (
    "/usr/local/bin/cloud-init startingCloud-init v. 24.1.4 running 'init' "
    "at Tue, 04 Mar 2025 10:00:09 +0000. Up 10.97 seconds.\n"
)


@pytest.mark.parametrize(
    ("start", "prompt", "system"),
    [
        (
            "---<<BOOT>>---\nFreeBSD 14.1-STABLE x\n",
            "FreeBSD/amd64 () (ttyu0)",
            "FreeBSD 14.1-STABLE",
        ),
        ("OpenBSD 7.5 (GENERIC.MP) #82: Wed Mar\n", "OpenBSD/amd64 (l.my) (tty00)", "OpenBSD 7.5"),
        ("", "NetBSD/amd64 (lens) (constty)", "NetBSD/amd64"),
    ],
    ids=["FreeBSD", "OpenBSD", "NetBSD"],
)
def test_a_bsd_has_its_prompt_on_a_line_of_its_own(start, prompt, system):
    report = read_boot_log(f"{start}{BSD}\n{prompt}\n\nlogin: ")
    assert report.prompt
    assert report.system == system
    assert [stage.name for stage in report.stages] == ["init"]
    assert report.boots == 1


def test_what_stands_above_the_prompt_of_coreos_is_read():
    report = read_boot_log(
        s.KERNEL
        + "\nFedora CoreOS 41.20241109.3.0\nKernel 6.11.4 on an x86_64 (ttyS0)\n\n"
        + "SSH host key: SHA256:qcV78SvGyASqjAOZrDpIGg0XVUMSQm1y4hoO+o5nvtk (ED25519)\n"
        + "ens3: 10.0.0.17 fe80::f816:3eff:fe00:1122\n"
        + "Ignition: user-provided config was applied\n"
        + "Ignition: wrote ssh authorized keys file for user: core\nlens login: "
    )
    assert (report.kind, report.login_user, report.user_data) == ("ignition", "core", "done")
    assert [key.type for key in report.host_keys] == ["ssh-ed25519"]
    assert [(a.device, a.address) for a in report.addresses] == [("ens3", "10.0.0.17")]
    assert report.system.startswith("Fedora CoreOS 41")


def test_flatcar_has_ignition_too_and_its_prompt_says_that_it_went_well():
    report = read_boot_log(s.FLATCAR)
    assert (report.kind, report.user_data, report.login_user) == ("ignition", "done", "")
    assert report.addresses[0].address == "10.0.0.21"


def test_talos_is_known_by_its_lines():
    log = s.KERNEL + "[    3.1] [talos] phase systemRequirements (1/7): done, 5ms\n"
    assert read_boot_log(log).kind == "talos"


def test_times_of_an_older_boot_are_not_told_on_the_clock_of_the_newer():
    older = read_boot_log(s.CONDOR_FAILED)
    assert any(failure.uptime for failure in older.failures if failure.of_user_data)
    both = read_boot_log(s.CONDOR_FAILED + "\n" + s.KERNEL + s.banner("init-local", 4))
    assert both.boots == older.boots + 1
    assert both.user_data == "failed"  # scripts run at the first boot only
    assert all(failure.uptime is None for failure in both.failures)
    assert all(marker.uptime is None for marker in both.markers)
    assert [stage.name for stage in both.stages] == ["init-local"]
