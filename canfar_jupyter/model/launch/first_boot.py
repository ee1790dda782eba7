"""What a launch tells its machines at first boot, in words; and what is told twice.  Pure."""

from __future__ import annotations

import re

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model import userdata
from canfar_jupyter.model.launch.spec import LaunchSpec

_CONDOR = re.compile(rb"(?im)^(?!\s*#(?!include)).*\b(?:ht)?condor", re.MULTILINE)
_MAX_BYTES = 2**18


def first_boot_title(spec: LaunchSpec) -> str:
    """Return "At first boot: HTCondor, own script"; a closed section must not hide what runs."""
    names = ["HTCondor"] if "htcondor" in _chosen(spec) else []
    names += [_name(id_) for id_ in _chosen(spec) if id_ != "htcondor"]
    if spec.user_data and spec.user_data.strip():
        names.append(f"own {userdata.Part.of(spec.user_data).kind.words}")
    names += [part.filename or f"own {part.kind.words}" for part in spec.files]
    return f"At first boot: {', '.join(names) or 'nothing'}"


def condor_twice(spec: LaunchSpec) -> str:
    """Return that HTCondor was requested in more than one way; "": it was not."""
    ways = ["its check box"] if spec.condor else []
    ways += ["the recipe"] if any(choice.id == "htcondor" for choice in spec.recipes) else []
    if spec.user_data and _has_condor(userdata.Part.of(spec.user_data)):
        ways.append("your own text")
    ways += [f"the file {p.filename}".strip() for p in spec.files if _has_condor(p)]
    if len(ways) < 2:
        return ""
    return f"HTCondor is asked for in {len(ways)} ways ({', '.join(ways)}): keep one of them."


def _chosen(spec: LaunchSpec) -> dict[str, None]:
    ids = [choice.id for choice in spec.recipes]
    return dict.fromkeys(["htcondor", *ids] if spec.condor else ids)


def _name(id_: str) -> str:
    try:
        return userdata.recipe(id_).title
    except CloudError:
        return id_  # it is not offered here: the launch says so


def _has_condor(part: userdata.Part) -> bool:
    return bool(_CONDOR.search(part.data[:_MAX_BYTES]))
