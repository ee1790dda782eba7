"""The console log of a server: it grows with the machine's uptime, as a real boot's does.

All of it is worked out from the server's record; what has not happened yet is cut off.
"""

from __future__ import annotations

import base64
import ipaddress
import time
from email.utils import formatdate

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.network_records import Port
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.core.tables import table
from canfar_jupyter.demo.guests.distros import Distro, distro_of
from canfar_jupyter.demo.guests.host_keys import host_keys, sha256_pairs
from canfar_jupyter.demo.guests.user_data import Effects, effects

BOOT_SECONDS = 20.0  # from ACTIVE to cloud-init's "finished", unless scripts take longer
_SYSTEMD = (
    "Created slice system-getty.slice - Slice /system/getty.",
    "Started systemd-ask-passwo…quests to Console Directory Watch.",
    "Reached target paths.target - Path Units.",
    "Reached target slices.target - Slice Units.",
    "Reached target swap.target - Swaps.",
    "Listening on systemd-journald.socket - Journal Socket.",
    "Listening on systemd-udevd.socket - udev Kernel Socket.",
    "Mounted dev-hugepages.mount - Huge Pages File System.",
    "Finished systemd-modules-load.service - Load Kernel Modules.",
    "Started systemd-journald.service - Journal Service.",
    "Reached target local-fs.target - Local File Systems.",
)
_LATER = (
    "Reached target network-online.target - Network is Online.",
    "Reached target sysinit.target - System Initialization.",
    "Started fstrim.timer - Discard unused blocks once a week.",
    "Listening on dbus.socket - D-Bus System Message Bus Socket.",
    "Reached target basic.target - Basic System.",
    "Started dbus.service - D-Bus System Message Bus.",
    "Started systemd-logind.service - User Login Management.",
    "Started ssh.service - OpenBSD Secure Shell server.",
)


def output(cloud: DemoCloud, server: Server, length: int | None) -> str:
    """Return the log so far, or its last ``length`` lines."""
    if server.booted is None:
        return ""
    uptime = cloud.clock.since(server.booted)
    boot = Boot(cloud, server)
    boot.write()
    log = "".join(f"{text}\r\n" for moment, text in boot.lines if moment <= uptime)
    if length is None or length < 0:
        return log
    return "\n".join(log.split("\n")[-length:]) if length else ""


class Boot:
    """One boot of one server, written line by line: (uptime, text)."""

    def __init__(self, cloud: DemoCloud, server: Server) -> None:
        self.cloud = cloud
        self.server = server
        self.distro: Distro = distro_of(server.image_properties)
        self.first = server.boots <= 1
        self.lines: list[tuple[float, str]] = []
        self.effects = self._effects()

    def _effects(self) -> Effects:
        if not self.first or not self.server.user_data:
            return Effects()
        data = base64.b64decode("".join(self.server.user_data.split()))
        return effects(data, self.distro, self.server.hostname)

    def write(self) -> None:
        """Write the whole boot."""
        self._kernel()
        if not self.distro.cloud_init:
            self._cirros()
            return
        self._systemd(2.0, _SYSTEMD)
        self.stage(4.0, "init-local", 323)
        self.stage(6.0, "init", 394)
        self._network(6.2)
        for warning in self.effects.warnings:
            self.say(6.6, 394, f"{self._stamp(6.6)} - {warning}")
        if self.effects.unreachable:
            self._broken(self.effects.unreachable)
            return
        if self.first:
            self._keygen(7.0)
        self._systemd(9.0, _LATER)
        self.stage(11.0, "modules:config", 458)
        self.raw(12.0, "")
        self.raw(12.0, f"{self.distro.title} {self.server.hostname} ttyS0")
        self.raw(12.0, "")
        self.stage(13.0, "modules:final", 487, lead=f"{self.server.hostname} login: ")
        end = self._scripts(14.0) if self.first else 15.0
        if self.first:
            self._authorised(end + 1.0)
            self._host_keys(end + 1.5)
        self._finished(end + 3.0)

    def raw(self, moment: float, text: str) -> None:
        self.lines.append((moment, text))

    def say(self, moment: float, pid: int, text: str, lead: str = "") -> None:
        """Write a line that a process printed, as journald passes it on."""
        seconds = moment + len(self.lines) % 97 / 1000
        self.raw(moment, f"{lead}[{seconds:12.6f}] cloud-init[{pid}]: {text}")

    def stage(self, moment: float, name: str, pid: int, lead: str = "") -> None:
        version = self.distro.cloud_init
        words = f"Cloud-init v. {version} running '{name}' at {self._date(moment)}."
        self.say(moment, pid, f"{words} Up {moment:.2f} seconds.", lead)

    def _when(self, moment: float) -> float:
        return (self.server.booted or 0) + moment / self.cloud.clock.speed

    def _date(self, moment: float) -> str:
        return formatdate(self._when(moment))[:-6] + " +0000"

    def _stamp(self, moment: float) -> str:
        return time.strftime("%Y-%m-%d %H:%M:%S,482", time.gmtime(self._when(moment)))

    def _kernel(self) -> None:
        flavor, distro = self.server.flavor, self.distro
        texts = [
            f"Linux version {distro.kernel} ({distro.builder}) #1 SMP PREEMPT_DYNAMIC",
            f"Command line: BOOT_IMAGE=/boot/vmlinuz-{distro.kernel} root=LABEL=cloudimg-rootfs ro "
            "console=tty1 console=ttyS0",
            "BIOS-provided physical RAM map:",
            f"BIOS-e820: [mem 0x0000000000100000-0x{(flavor.ram << 20) - 1:016x}] usable",
            "NX (Execute Disable) protection: active",
            "DMI: OpenStack Foundation OpenStack Nova, BIOS 1.16.3-2 04/01/2014",
            "Hypervisor detected: KVM",
            "kvm-clock: Using msrs 4b564d01 and 4b564d00",
            f"smpboot: Allowing {flavor.vcpus} CPUs, 0 hotplug CPUs",
            f"Memory: {flavor.ram * 1000}K/{flavor.ram * 1024}K available",
            "virtio_blk virtio2: [vda] "
            f"{flavor.disk * 2097152} 512-byte logical blocks ({flavor.disk} GiB)",
        ]
        if flavor.ephemeral:
            texts.append(
                f"virtio_blk virtio3: [vdb] {flavor.ephemeral * 2097152} 512-byte logical blocks "
                f"({flavor.ephemeral} GiB)"
            )
        texts += ["EXT4-fs (vda1): mounted filesystem with ordered data mode", "Run /sbin/init"]
        for position, text in enumerate(texts):
            moment = 0.12 * position
            self.raw(moment, f"[{moment:12.6f}] {text}")

    def _systemd(self, start: float, units: tuple[str, ...]) -> None:
        for position, unit in enumerate(units):
            verb, _, rest = unit.partition(" ")
            if verb in ("Reached", "Listening", "Created"):
                word, _, rest = rest.partition(" ")
                verb = f"{verb} {word}"
            name, dash, about = rest.partition(" - ")
            line = f"[\x1b[0;32m  OK  \x1b[0m] {verb} \x1b[0;1;39m{name}\x1b[0m{dash}{about}"
            self.raw(start + 0.15 * position, line)

    def _ports(self) -> list[Port]:
        return self.cloud.ports_of.get(self.server.id, [])

    def _network(self, moment: float) -> None:
        devices: list[list[str]] = []
        paths: list[list[str]] = []
        for port, (subnet_id, address) in ((p, a) for p in self._ports() for a in p.addresses):
            subnet = self.cloud.state.subnets[subnet_id]
            net = ipaddress.ip_network(subnet.cidr)
            name, mask = self.distro.interface, str(net.netmask)
            if net.version == 6:
                known = f"{address}/{net.prefixlen}"
                devices.append([name, "True", known, ".", "global", port.mac])
                continue
            devices.append([name, "True", address, mask, "global", port.mac])
            if subnet.gateway:
                row = str(len(paths))
                paths.append([row, "0.0.0.0", subnet.gateway, "0.0.0.0", name, "UG"])
            row = str(len(paths))
            paths.append([row, str(net.network_address), "0.0.0.0", mask, name, "U"])
        devices.append(["lo", "True", "127.0.0.1", "255.0.0.0", "host", "."])
        head = ["Device", "Up", "Address", "Mask", "Scope", "Hw-Address"]
        routes = ["Route", "Destination", "Gateway", "Genmask", "Interface", "Flags"]
        lines = table("Net device info", head, devices)
        lines += table("Route IPv4 info", routes, paths) if paths else []
        for line in lines:
            self.say(moment, 394, line)

    def _keys_seed(self) -> str:
        return f"{self.cloud.state.secret}/{self.server.id}"

    def _keygen(self, moment: float) -> None:
        for key in host_keys(self._keys_seed()):
            path = f"/etc/ssh/ssh_host_{key.name}_key"
            for text in (
                f"Generating public/private {key.name} key pair.",
                f"Your identification has been saved in {path}",
                f"Your public key has been saved in {path}.pub",
                "The key fingerprint is:",
                f"{key.fingerprint} root@{self.server.hostname}",
            ):
                self.say(moment, 394, text)

    def _scripts(self, start: float) -> float:
        """Write what scripts print; return when they are over."""
        step = 0.6 if self.effects.condor else 0.1
        moment = start
        for text in self.effects.output:
            self.say(moment, 487, text)
            moment += step
        if self.effects.failed:
            warnings = (
                "cc_scripts_user.py[WARNING]: Failed to run module scripts-user "
                "(scripts in /var/lib/cloud/instance/scripts)",
                "util.py[WARNING]: Running module scripts-user (<module "
                "'cloudinit.config.cc_scripts_user' from "
                "'/usr/lib/python3/dist-packages/cloudinit/config/cc_scripts_user.py'>) failed",
            )
            for warning in warnings:
                self.say(moment, 487, f"{self._stamp(moment)} - {warning}")
        return max(moment, BOOT_SECONDS - 3.0)

    def _authorised(self, moment: float) -> None:
        user, key = self.distro.user, self.server.public_key
        if not key:
            text = f"ci-info: no authorized SSH keys fingerprints found for user {user}."
            self.raw(moment, text)
            return
        words = key.strip().split(None, 2)
        comment = words[2] if len(words) > 2 else "-"
        row = [words[0], sha256_pairs(key), "-", comment]
        head = ["Keytype", "Fingerprint (sha256)", "Options", "Comment"]
        title = f"Authorized keys from /home/{user}/.ssh/authorized_keys for user {user}"
        for line in table(title, head, [row]):
            self.raw(moment, line)

    def _host_keys(self, moment: float) -> None:
        keys = host_keys(self._keys_seed())
        host = f"root@{self.server.hostname}"
        day = time.strftime("%b %d %H:%M:%S", time.gmtime(self._when(moment)))
        lead = f"<14>{day} cloud-init: "
        self.raw(moment, lead + "#" * 61)
        self.raw(moment, lead + "-----BEGIN SSH HOST KEY FINGERPRINTS-----")
        for key in keys:
            self.raw(moment, f"{lead}{key.bits} {key.fingerprint} {host} ({key.title})")
        self.raw(moment, lead + "-----END SSH HOST KEY FINGERPRINTS-----")
        self.raw(moment, lead + "#" * 61)
        self.raw(moment, "-----BEGIN SSH HOST KEY KEYS-----")
        for key in keys:
            self.raw(moment, f"{key.line} {host}")
        self.raw(moment, "-----END SSH HOST KEY KEYS-----")

    def _finished(self, moment: float) -> None:
        message = self.effects.message or (
            f"Cloud-init v. {self.distro.cloud_init} finished at {self._date(moment)}. "
            f"Datasource DataSourceOpenStackLocal [net,ver=2].  Up {moment:.2f} seconds"
        )
        self.say(moment, 487, message)

    def _broken(self, url: str) -> None:
        """Write how a boot goes on whose #include could not be fetched."""
        for text in (
            f"Calling '{url}' failed [50/50s]: request error",
            f"{self._stamp(8.0)} - util.py[WARNING]: failed stage init",
            "failed run of stage init",
            "cloudinit.url_helper.UrlError: HTTPConnectionPool: Max retries exceeded",
        ):
            self.say(8.0, 394, text)
        line = "[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mcloud-init.service\x1b[0m."
        self.raw(8.5, line)
        sshd = "Failed to start \x1b[0;1;39mssh.service\x1b[0m - OpenBSD Secure Shell server."
        self.raw(9.5, f"[\x1b[0;1;31mFAILED\x1b[0m] {sshd}")
        self.stage(11.0, "modules:config", 458)
        self.stage(13.0, "modules:final", 487, lead=f"{self.server.hostname} login: ")
        self._finished(15.0)

    def _cirros(self) -> None:
        self.raw(3.0, "Starting network: udhcpc: started, v1.36.1")
        for port in self._ports():
            self.raw(3.5, f"udhcpc: lease of {port.address} obtained, lease time 43200")
        self.raw(5.0, "checking http://169.254.169.254/2009-04-04/instance-id")
        self.raw(6.0, "Top of dropbear init script")
        self.raw(8.0, "login as 'cirros' user. default password: 'gocubsgo'. use 'sudo' for root.")
        self.raw(8.0, f"{self.server.hostname} login: ")
