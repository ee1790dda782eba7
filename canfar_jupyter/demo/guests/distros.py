"""Linux distributions as their console logs show them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Distro:
    """What differs from one to another in the log of a boot."""

    user: str
    kernel: str
    builder: str
    title: str
    cloud_init: str
    interface: str = "ens3"
    installer: str = "apt"


_EL = "mockbuild@iad1-prod-build001.bld.equ.rockylinux.org"
UBUNTU = Distro(
    "ubuntu",
    "6.8.0-48-generic",
    "buildd@lcy02-amd64-010",
    "Ubuntu 24.04.1 LTS",
    "24.3.1-0ubuntu0~24.04.2",
)
DISTROS = MappingProxyType(
    {
        "ubuntu": UBUNTU,
        "debian": Distro(
            "debian",
            "6.1.0-28-cloud-amd64",
            "debian-kernel@lists.debian.org",
            "Debian GNU/Linux 12",
            "22.4.2",
        ),
        "rocky": Distro(
            "rocky",
            "5.14.0-427.40.1.el9_4.x86_64",
            _EL,
            "Rocky Linux 9.4 (Blue Onyx)",
            "23.4-7.el9_4.7.0.1",
            "eth0",
            "dnf",
        ),
        "almalinux": Distro(
            "almalinux",
            "5.14.0-427.40.1.el9_4.x86_64",
            "mockbuild@x64-builder02.almalinux.org",
            "AlmaLinux 9.4 (Seafoam Ocelot)",
            "23.4-7.el9_4.7.alma.1",
            "eth0",
            "dnf",
        ),
        "fedora": Distro(
            "fedora",
            "6.11.4-301.fc41.x86_64",
            "mockbuild@be03da54f8364b379359fe70f52a8f23",
            "Fedora Linux 41 (Cloud Edition)",
            "24.2",
            "eth0",
            "dnf",
        ),
        "centos": Distro(
            "cloud-user",
            "5.14.0-529.el9.x86_64",
            "mockbuild@x86-05.stream.rdu2.redhat.com",
            "CentOS Stream 9",
            "24.1.4-19.el9",
            "eth0",
            "dnf",
        ),
        "cirros": Distro("cirros", "5.15.0-117-generic", "buildd@lcy02", "CirrOS 0.6.3", ""),
    }
)


def distro_of(properties: dict[str, str]) -> Distro:
    """Return the distribution an image's properties or name speak of; Ubuntu if none."""
    told = properties.get("os_distro", "").lower()
    if told in DISTROS:
        return DISTROS[told]
    name = properties.get("name", "").lower()
    return next((d for word, d in DISTROS.items() if word in name), UBUNTU)
