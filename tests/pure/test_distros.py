from datetime import date

import pytest

from canfar_jupyter.model.images import systems
from canfar_jupyter.model.images.systems import cloud_init, system_of, why_not_supported

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("name", "distro", "version", "words"),
    [
        ("anything", "ubuntu", "24.04", "Ubuntu 24.04"),
        ("anything", "gentoo", "", "Gentoo"),
        ("anything", "haiku", "r1", "haiku r1"),
        ("canfar-rocky-9", "", "", "Rocky Linux 9"),
        ("canfar-rocky-9", "", "9.4", "Rocky Linux 9.4"),
        ("CentOS_7_2023", "", "", "CentOS 7"),
        ("centos-stream-9-genericcloud", "", "", "CentOS 9"),
        ("rocky9-cuda", "", "", "Rocky Linux 9"),
        ("archlinux-2026", "", "", "Arch Linux 2026"),
        ("ubuntu-server-24.04", "", "", "Ubuntu 24.04"),
        ("noble-server-cloudimg-amd64", "", "", "Ubuntu 24.04"),
        ("ubuntu-jammy-20240612", "", "", "Ubuntu"),
        ("planck-archive", "", "", ""),
        ("monarch-2", "", "", ""),
        ("my galaxies", "", "", ""),
    ],
)
def test_a_system_comes_from_the_properties_or_else_from_the_name(name, distro, version, words):
    assert str(system_of(name, distro, version)) == words


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ubuntu-24.04", ""),
        ("rocky-9.4", ""),
        ("debian-12", ""),
        ("ubuntu-20.04", "Ubuntu 20.04 has had no security updates since 2025-05-31."),
        ("centos-7", "CentOS 7 has had no security updates since 2024-06-30."),
        (
            "ubuntu-12.10",
            "The tools of CANFAR are made for Ubuntu 20.04, 22.04, 24.04, not for 12.10.",
        ),
        ("freebsd-14", "The tools of CANFAR are not made for FreeBSD."),
        ("ubuntu", "Its version of Ubuntu is not known: set the property os_version."),
        ("lens", "Its system is not known: set the property os_distro."),
    ],
)
def test_a_system_is_supported_or_the_reason_is_said(name, why):
    assert why_not_supported(system_of(name), TODAY) == why


def test_the_end_of_life_is_the_day_after_the_last_update():
    system = system_of("ubuntu-24.04")
    assert why_not_supported(system, date(2029, 5, 31)) == ""
    assert "no security updates" in why_not_supported(system, date(2029, 6, 1))


@pytest.mark.parametrize(
    ("name", "disk_format", "told", "answer"),
    [
        ("canfar-ubuntu-24.04", "qcow2", "", "yes"),
        ("debian-12-genericcloud", "qcow2", "", "yes"),
        ("noble-server-cloudimg", "qcow2", "", "yes"),
        ("magellanic-clouds", "qcow2", "", ""),
        ("cirros-0.6.3", "qcow2", "", "no"),
        ("ubuntu-24.04-server", "iso", "", "no"),
        ("my lens", "qcow2", "", ""),
        ("my lens", "qcow2", "yes", "yes"),
        ("canfar-old", "qcow2", "no", "no"),
    ],
)
def test_cloud_init_is_there_or_not_or_not_known(name, disk_format, told, answer):
    assert cloud_init(name, system_of(name), disk_format, told) == answer


def test_no_end_of_life_was_checked_more_than_a_year_ago():
    """Compare the rows with the makers' pages, then date them anew."""
    assert set(systems.ENDS_CHECKED) == set(systems._ENDS)
    for name, checked in systems.ENDS_CHECKED.items():
        assert (date.today() - checked).days <= 366, f"{name}: last checked on {checked}"
