"""Systems that cloud-init does not set up: CirrOS, Windows, CoreOS and Flatcar, Talos.

Sources: cirros src/lib/cirros/ds; cloudbase-init cloudbaseinit/init.py and
plugins/common/userdatautils.py; coreos/ssh-key-dir and console-login-helper-messages (the text
above the login prompt); https://www.talos.dev
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from canfar_jupyter.model.bootlog.fingerprints import read_fingerprint
from canfar_jupyter.model.bootlog.lines import Line
from canfar_jupyter.model.bootlog.report import Address, Failure, HostKey, UserData

MAX_FACTS = 20
NO_METADATA = (
    "The machine did not get its metadata (metadata service or config drive), "
    "so neither the key pair nor the user data arrived."
)

_LEASE = re.compile(r"udhcpc: lease of ([0-9.]{7,15}) obtained")
_NO_CIRROS = re.compile(
    r"failed to (?:read iid from metadata|get instance-id of datasource)|no results found for mode="
)
_BASE = re.compile(
    r"(?:\d{4}-\d\d-\d\d [\d:.,]{8,15} \d{1,9} )?(?:[A-Z]{4,8} )?cloudbaseinit[\w.]*(.*)"
)
_PLUGIN = re.compile(r".*plugin '([\w.]{1,60})' failed with error '?(.{0,300}?)'?")
_ENDED = re.compile(r".*(?:User_data script|Script .{1,200}) ended with return code: (-?\d{1,10})")
# Not failures but requests: reboot, run again, both.  Source: cloudbase-init's documentation of
# userdata ("exit codes").
_WISHES = ("0", "1001", "1002", "1003")
_HOST_KEY = re.compile(r"SSH host key: (SHA256:[A-Za-z0-9+/]{43}) \((\w{2,10})\)")
_TYPES = {"ED25519": "ssh-ed25519", "RSA": "ssh-rsa", "ECDSA": "ecdsa-sha2-nistp256"}
_DEVICE = re.compile(r"(e(?:th|n)\w{1,12}):((?: [0-9A-Fa-f.:]{2,45}){1,8})")
_WROTE = re.compile(
    r"(?:Ignition|Afterburn): wrote ssh authorized keys file for user: ([\w.-]{1,64})"
)
_APPLIED = re.compile(r"Ignition: (?:user-provided config was applied|no config provided by user)")


class Others:
    """Takes lines one by one; the attributes are what is known so far."""

    def __init__(self) -> None:
        self.kind = "other"
        self.user = ""
        self.prompt = False
        self.user_data: UserData = "unknown"
        self.addresses: list[Address] = []
        self.host_keys: list[HostKey] = []
        self._failures: dict[tuple[str, str], Failure] = {}

    def start(self) -> None:
        """Start another boot; what was set up at the first one stays."""
        self.prompt = False
        self.host_keys = []
        self._failures.pop(("datasource", "metadata"), None)

    def take(self, line: Line) -> None:
        """Take one line of any program."""
        if line.origin == "kernel":
            self._talos(line.text)
        elif line.origin == "process" and line.program == "ignition":
            self._runs("ignition")
        elif line.origin == "console":
            text = line.text
            self._cirros(text)
            self._windows(text)
            self._ignition(text)
            self._talos(text)

    def _runs(self, kind: str) -> None:
        self.kind = kind
        if self.user_data == "unknown":
            self.user_data = "running"

    def _cirros(self, text: str) -> None:
        if text.startswith("login as 'cirros' user"):
            self.kind, self.user, self.prompt = "cirros", "cirros", True
        elif lease := _LEASE.match(text):
            self._address("", lease[1])
        elif _NO_CIRROS.match(text):
            self._fail("datasource", "metadata", NO_METADATA)

    def _windows(self, text: str) -> None:
        if text.startswith(("SAC>", "cloudbase-init")):
            self.kind = "windows"
        if (found := _BASE.match(text)) is None:
            return
        self._runs("windows")
        said = found[1]
        if "Plugins execution done" in said or said.rstrip().endswith("execution done"):
            self.user_data = "done"
        elif "service found" in said and " No " in f" {said.partition('] ')[2]}":
            self._fail("datasource", "metadata", NO_METADATA)
        elif plugin := _PLUGIN.fullmatch(said):
            text = f"The plugin {plugin[1]} of cloudbase-init failed: {plugin[2]}"
            self._fail("module", plugin[1], text, of_user_data=plugin[1] == "UserDataPlugin")
        elif (ended := _ENDED.fullmatch(said)) and ended[1] not in _WISHES:
            text = f"A script of the user data failed: it ended with {ended[1]}."
            self._fail("script", "script", text)

    def _ignition(self, text: str) -> None:
        if _APPLIED.match(text):
            self.kind, self.user_data = "ignition", "done"
        elif wrote := _WROTE.match(text):
            self.kind, self.user = "ignition", wrote[1]
        elif (key := _HOST_KEY.fullmatch(text)) and key[2] in _TYPES:
            if len(self.host_keys) < MAX_FACTS:
                found = HostKey(_TYPES[key[2]], read_fingerprint(key[1]), "", "likely")
                self.host_keys.append(found)
        elif device := _DEVICE.fullmatch(text):
            for address in device[2].split():
                self._address(device[1], address)

    def _talos(self, text: str) -> None:
        if "[talos] " in text[:80]:
            self.kind = "talos"

    def _address(self, device: str, text: str) -> None:
        try:
            address = ip_address(text)
        except ValueError:
            return
        known = any(a.address == text for a in self.addresses)
        if not (known or address.is_link_local or len(self.addresses) >= MAX_FACTS):
            self.addresses.append(Address(device, text))

    def _fail(self, kind: str, part: str, text: str, *, of_user_data: bool = True) -> None:
        if len(self._failures) < MAX_FACTS:
            failure = Failure(kind, part, text, of_user_data=of_user_data)
            self._failures.setdefault((kind, part), failure)

    def failures(self) -> tuple[Failure, ...]:
        """Return the failures, oldest first."""
        return tuple(self._failures.values())

    def state(self, prompt: bool) -> UserData:
        """Return the progress of the user data; after a failure of Ignition there is no prompt."""
        if any(failure.of_user_data for failure in self._failures.values()):
            return "failed"
        if self.kind == "ignition" and prompt and self.user_data == "running":
            return "done"
        return self.user_data
