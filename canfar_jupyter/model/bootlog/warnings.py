"""cloud-init's warnings, as sentences that a user can act on.

Source: https://github.com/canonical/cloud-init, as printed by 22.4 and 25.1
"""

from __future__ import annotations

import re

from canfar_jupyter.model.bootlog.report import Failure

_WARNING = re.compile(
    r"(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - )?"
    r"[\w.-]{1,64}\[(?:WARNING|ERROR|CRITICAL)\]: (.{1,1900})"
)
_MODULE = re.compile(r"Running module ([\w-]{1,64}) \(.{0,400}\) failed")
_PARTS = re.compile(r"Runparts: \d{1,6} failures \((.{1,300}?)\) in \d{1,6} attempted commands")
_PART = re.compile(r"Failed at merging in cloud config part from ([\w.-]{1,64})")
_WHERE = re.compile(r"Invalid format at (line \d{1,9} column \d{1,9})")

_SCRIPT = "A script of the user data failed: it ended with an error."
_RUNCMD = "The commands under runcmd could not be prepared: none of them ran."
_PACKAGES = "Packages that the user data asks for could not be installed."
_HEADER = (
    "The user data was not understood and nothing of it ran: "
    "its first line must say what it is, such as #!/bin/bash or #cloud-config."
)

# Modules that do what user data asks for; failures of others are not about user data.
_MODULES = {
    "scripts-user": ("script", "script", _SCRIPT),
    "runcmd": ("script", "runcmd", _RUNCMD),
    "package-update-upgrade-install": ("packages", "packages", _PACKAGES),
}
_NOT_OF_USER_DATA = frozenset(
    {"ssh-authkey-fingerprints", "keys-to-console", "final-message", "resizefs", "growpart"}
)


def warning_of(text: str) -> Failure | None:
    """Return the failure that a line reports; None: it reports none, or a harmless one."""
    found = _WARNING.fullmatch(text)
    return _failure(found[1]) if found else None


def _failure(said: str) -> Failure | None:
    if module := _MODULE.match(said):
        return _of_module(module[1].replace("_", "-"))
    if said.startswith(("Failed to run module scripts-user", "Failed to run module scripts_user")):
        return Failure("script", "script", _SCRIPT)
    if parts := _PARTS.match(said):
        return Failure("script", parts[1], f"{_SCRIPT[:-1]} ({parts[1]}).")
    if "is not executable" in said or "as its not executable" in said:
        return Failure("script", "script", "A script was skipped: it is not executable.")
    if said.startswith(("Unhandled non-multipart", "Unhandled unknown content-type")):
        empty = said.endswith(("userdata: ''", "userdata: 'b'''"))
        return None if empty else Failure("header", "first line", _HEADER)
    if said.startswith("Failed loading yaml blob"):
        where = _WHERE.search(said)
        place = f" (wrong at {where[1]})" if where else ""
        return Failure(
            "yaml", "cloud-config", f"The cloud-config is not valid YAML{place}: it was ignored."
        )
    if part := _PART.match(said):
        return Failure("yaml", "cloud-config", f"The cloud-config in {part[1]} was ignored.")
    if said.startswith(("Failed to install packages", "Failure when attempting to install")):
        return Failure("packages", "packages", f"{_PACKAGES[:-1]}:{said.partition(':')[2]}.")
    if "resulted in a invalid http code" in said or " for url: " in said:
        return Failure("include", "#include", "An #include of the user data could not be fetched.")
    if said.startswith("failed stage "):
        stage = said.removeprefix("failed stage ")[:40]
        return Failure("stage", stage, f"cloud-init gave up in its stage {stage}.")
    return None


def _of_module(name: str) -> Failure:
    if name in _MODULES:
        return Failure(*_MODULES[name])
    said = f"The part {name} of cloud-init failed."
    return Failure("module", name, said, of_user_data=name not in _NOT_OF_USER_DATA)
