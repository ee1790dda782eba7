"""Each recipe runs for real, on machines of both families whose package managers are stubs."""

import dataclasses
import io
import sys
import zipfile

import pytest

from canfar_jupyter.model.sites import site
from canfar_jupyter.model.userdata import condor, recipe
from canfar_jupyter.model.userdata.recipes import _script

from . import sandbox
from .sandbox import Machine

pytestmark = pytest.mark.skipif(bool(sandbox.why_not()), reason=sandbox.why_not() or "none")
ALWAYS = {"always": "ca-certificates curl gpg epel-release dnf-plugins-core python3-venv"}
ROCKY = 'ID="rocky"\nVERSION_ID="9.4"\n'
CONFIG = "/etc/condor/config.d/90-site.conf"


@pytest.fixture
def run(tmp_path):
    def run_recipe(id_="htcondor", values=None, script=None, **machine):
        machine["state"] = ALWAYS | machine.get("state", {})
        text = script or recipe(id_).part(values).data
        return sandbox.run(text, Machine(**machine), tmp_path)

    return run_recipe


def redhat(**machine):
    return {"family": "redhat", "release": ROCKY, **machine}


def test_htcondor_comes_from_the_systems_own_archive_where_it_has_it(run):
    done = run(offers="condor")
    assert done.code == 0, done.output
    assert done.markers[0] == "CANFAR-HTCONDOR: start"
    assert done.markers[-1].startswith("CANFAR-HTCONDOR: done: worker of batch.canfar.net")
    assert "no token in /etc/condor/tokens.d yet" in done.markers[-1]
    assert not done.has("/etc/apt/sources.list.d/htcondor.list")
    assert done.read(CONFIG).startswith("# Written")
    assert "CONDOR_HOST = batch.canfar.net\nEXECUTE = /ephemeral/condor\n" in done.read(CONFIG)
    assert "CCB_ADDRESS = $(COLLECTOR_HOST)" in done.read(CONFIG)
    assert "systemctl enable condor" in done.commands


def test_the_older_name_of_the_package_is_known(run):
    done = run(offers="htcondor")
    assert done.code == 0, done.output
    assert any(line.endswith("install htcondor") for line in done.commands)


def test_debian_12_gets_it_from_htcondors_signed_repository(run):
    done = run()
    assert done.code == 0, done.output
    assert done.read("/etc/apt/sources.list.d/htcondor.list") == (
        "deb [signed-by=/etc/apt/keyrings/htcondor.asc] "
        "https://htcss-downloads.chtc.wisc.edu/repo/debian/25.0 bookworm main\n"
    )
    assert "BEGIN PGP" in done.read("/etc/apt/keyrings/htcondor.asc")
    (asked,) = [line for line in done.commands if line.startswith("curl")]
    assert "--proto =https" in asked
    assert any("trusted because it came from https://" in line for line in done.markers)


def test_a_key_that_is_not_the_pinned_one_is_refused(run):
    pool = dataclasses.replace(site().pool, key_fingerprint="A" * 40)
    variables = {"marker": "HTCONDOR", "owner": "", **condor.variables(pool)}
    script = _script("htcondor", variables).encode()
    done = run(script=script, state={"fingerprint": "B" * 40})
    assert done.code == 1
    assert "is not the one that is expected" in done.markers[-1]
    assert not done.has("/etc/apt/keyrings/htcondor.asc")


def test_the_pinned_key_is_taken(run):
    pool = dataclasses.replace(site().pool, key_fingerprint="A" * 40)
    variables = {"marker": "HTCONDOR", "owner": "", **condor.variables(pool)}
    done = run(script=_script("htcondor", variables).encode(), state={"fingerprint": "A" * 40})
    assert done.code == 0, done.output


def test_no_network_is_a_failure_with_its_line(run):
    done = run(state={"offline": ""})
    assert done.code == 6
    assert done.markers[-1].startswith("CANFAR-HTCONDOR: failed: fetch the key of HTCondor's")
    assert not done.has("/etc/apt/sources.list.d/htcondor.list")


def test_a_system_that_htcondor_does_not_serve_keeps_a_working_apt(run):
    release = "ID=debian\nVERSION_CODENAME=forky\n"
    done = run(release=release, state={"no_such_suite": ""})
    assert done.code == 1
    assert "HTCondor has no packages for debian forky" in done.markers[-1]
    assert not done.has("/etc/apt/sources.list.d/htcondor.list")


def test_a_held_lock_is_waited_for(run):
    done = run(offers="condor", state={"locked": "3"})
    assert done.code == 0, done.output
    assert done.commands.count("sleep 10") == 3
    assert all("DPkg::Lock::Timeout" in x for x in done.commands if x.startswith("apt-get"))


def test_a_lock_that_is_never_given_up_is_a_failure_with_its_line(run):
    done = run(offers="condor", state={"locked": "1000"})
    assert done.code != 0
    assert done.markers[-1] == "CANFAR-HTCONDOR: failed: install HTCondor"


def test_red_hats_family_gets_it_from_epel_where_that_has_it(run):
    done = run(**redhat(offers="condor crb --set-enabled"))
    assert done.code == 0, done.output
    assert not done.has("/etc/yum.repos.d/htcondor.repo")
    assert any(line.endswith("install epel-release") for line in done.commands)


def test_red_hats_family_gets_it_from_htcondors_signed_repository(run):
    done = run(**redhat())
    assert done.code == 0, done.output
    repo = done.read("/etc/yum.repos.d/htcondor.repo")
    assert "baseurl=https://htcss-downloads.chtc.wisc.edu/repo/25.0/el9/$basearch/release" in repo
    assert "gpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-HTCondor\n" in repo
    assert done.has("/etc/pki/rpm-gpg/RPM-GPG-KEY-HTCondor")


def test_fedora_needs_no_epel(run):
    done = run(**redhat(release="ID=fedora\nVERSION_ID=43\n", offers="condor"))
    assert done.code == 0, done.output
    assert not any("epel" in line for line in done.commands)


def test_another_system_is_told_to_be_unsupported(run):
    done = run(family="none")
    assert done.code == 1
    assert done.markers == [
        "CANFAR-HTCONDOR: start",
        "CANFAR-HTCONDOR: failed: neither apt nor dnf is here: this system is not supported",
    ]


def test_the_ephemeral_disk_is_used_where_cloud_init_mounted_it(run):
    done = run(offers="condor", state={"ephemeral": "", "mounted_on": "/mnt\n"})
    assert "EXECUTE = /mnt/condor\n" in done.read(CONFIG)
    assert done.has("/mnt/condor")
    assert not any(line.startswith("mount ") for line in done.commands)


def test_a_disk_without_a_label_is_used_where_cloud_init_mounted_it(run):
    done = run(offers="condor", state={"on_mnt": "/dev/vdb\n"})
    assert "EXECUTE = /mnt/condor\n" in done.read(CONFIG)


def test_what_comes_over_the_network_is_no_scratch_disk(run):
    done = run(offers="condor", state={"on_mnt": "nfs.example:/home\n"})
    assert "EXECUTE = /ephemeral/condor\n" in done.read(CONFIG)


def test_an_ephemeral_disk_that_is_not_mounted_is_mounted_now_and_at_every_boot(run):
    done = run(offers="condor", state={"ephemeral": ""}, times=2)
    assert done.code == 0, done.output
    assert done.read("/etc/fstab") == "LABEL=ephemeral0 /ephemeral auto defaults,nofail 0 2\n"
    assert "EXECUTE = /ephemeral/condor\n" in done.read(CONFIG)


def test_an_ephemeral_disk_that_cannot_be_mounted_is_told(run):
    done = run(offers="condor", state={"ephemeral": "", "unmountable": ""})
    assert done.code == 0, done.output
    assert any("cannot be mounted" in line for line in done.markers)
    assert any("jobs share the root disk" in line for line in done.markers)


def test_running_again_changes_nothing(run):
    done = run(offers="condor", times=2)
    assert done.code == 0, done.output
    assert "CANFAR-HTCONDOR: note: HTCondor is here already" in done.markers
    assert done.read(CONFIG).count("CONDOR_HOST") == 1
    assert len([line for line in done.commands if line.endswith("install condor")]) == 1


def test_only_the_jobs_of_one_person_are_taken_when_asked(run):
    done = run(values={"owner": "ada"}, offers="condor")
    assert 'START = TARGET.Owner == "ada"\n' in done.read(CONFIG)


def test_a_service_that_falls_over_is_a_failure_with_its_line(run):
    done = run(offers="condor", state={"falls_over": ""})
    assert done.code == 1
    assert done.markers[-1].endswith("failed: HTCondor does not stay up: see journalctl -u condor")


def test_a_manager_that_does_not_answer_yet_is_told_and_no_failure(run):
    done = run(offers="condor")
    assert any("does not answer on port 9618" in line for line in done.markers)


def test_packages_are_installed_together(run):
    done = run("packages", {"packages": "git vim"}, offers="git vim")
    assert done.code == 0, done.output
    assert done.markers == ["CANFAR-PACKAGES: start", "CANFAR-PACKAGES: done: installed git vim"]


@pytest.mark.parametrize("machine", [{}, redhat()], ids=["debian", "redhat"])
def test_packages_that_do_not_exist_are_named(run, machine):
    done = run("packages", {"packages": "git nosuch1 nosuch2"}, offers="git", **machine)
    assert done.code == 1
    assert done.markers[-1].endswith("failed: this system offers no package nosuch1 nosuch2")


@pytest.mark.parametrize("machine", [{}, redhat()], ids=["debian", "redhat"])
def test_updates_are_installed(run, machine):
    done = run("updates", **machine)
    assert done.code == 0, done.output
    assert done.markers[-1] == "CANFAR-UPDATES: done: the system is up to date"
    assert any(line.endswith("upgrade") for line in done.commands)


def wheel(name):
    """Make a package with one command, as pip takes it."""
    file, info = io.BytesIO(), f"{name}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}.py", f"def main():\n    print('{name} runs')\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(
            f"{info}/entry_points.txt", f"[console_scripts]\n{name}-go = {name}:main\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return file.getvalue()


# A real Python, a real venv and a real pip; only what it installs is ours
PYTHON = f'#!/bin/bash\nexec {sys._base_executable} "$@"\n'.encode()
OFFLINE = {
    "/etc/pip.conf": b"[global]\nno-index = true\nfind-links = /wheels\n",
    "/wheels/vos-1.0-py3-none-any.whl": wheel("vos"),
    "/wheels/cadcutils-1.0-py3-none-any.whl": wheel("cadcutils"),
    "/sandbox/stubs/python3": PYTHON,
}


@pytest.mark.parametrize("machine", [{"times": 2}, redhat()], ids=["debian twice", "redhat"])
def test_the_tools_get_a_python_of_their_own_and_their_commands_are_in_the_path(run, machine):
    done = run("tools", files=OFFLINE, **machine)
    assert done.code == 0, done.output
    assert done.markers[-1] == "CANFAR-TOOLS: done: vos cadcutils in /opt/canfar"
    assert done.has("/usr/local/bin/vos-go")
    assert done.has("/usr/local/bin/cadcutils-go")
    assert not done.has("/usr/local/bin/pip")


def test_tools_that_cannot_be_had_are_a_failure_with_its_line(run):
    without = {path: data for path, data in OFFLINE.items() if "cadcutils" not in path}
    done = run("tools", files=without)
    assert done.code != 0
    assert done.markers[-1] == "CANFAR-TOOLS: failed: install vos cadcutils from PyPI"


def test_a_python_that_is_too_old_is_told(run):
    old = b"#!/bin/bash\nexit 1\n"
    names = [f"python3{minor}" for minor in ("", ".13", ".12", ".11", ".10", ".9")]
    files = {f"/sandbox/stubs/{name}": old for name in names}
    done = run("tools", files=files, offers="python3.11", **redhat())
    assert done.markers[-1] == "CANFAR-TOOLS: failed: this system has no Python 3.9 or newer"
    assert any(line.endswith("install python3.11") for line in done.commands)
