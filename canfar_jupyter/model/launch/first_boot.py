"""What a launch tells its machines at first boot, in words; and what is told twice.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model import userdata
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.sites import site

NOTE = "canfar_first_boot"  # key of the note in metadata of a server and properties of an image
_CONDOR = re.compile(rb"(?im)^(?!\s*#(?!include)).*\b(?:ht)?condor", re.MULTILINE)
_MAX_BYTES = 2**18
_LONGEST_NOTE = 255  # characters of a value of Nova's metadata
_ID, _HTCONDOR = "htcondor", "HTCondor"


def ran_by(spec: LaunchSpec) -> tuple[str, ...]:
    """Return what runs at first boot, such as ("HTCondor", "own script"); never its contents."""
    chosen = [choice.id for choice in spec.recipes]
    names = [_name(id_) for id_ in dict.fromkeys([_ID, *chosen] if spec.condor else chosen)]
    if spec.user_data and spec.user_data.strip():
        names.append(f"own {userdata.Part.of(spec.user_data).kind.words}")
    return (*names, *(_file(part) for part in spec.files))


def first_boot_title(spec: LaunchSpec) -> str:
    """Return "At first boot: HTCondor, own script"; a closed section must not hide what runs."""
    return f"At first boot: {', '.join(ran_by(spec)) or 'nothing'}"


def condor_twice(spec: LaunchSpec) -> str:
    """Return that HTCondor was requested in several ways, and what to do; "": it was not."""
    ways = _ways(spec)
    if len(ways) < 2:
        return ""
    (kept, _), *others = ways
    return (
        f"HTCondor is asked for in {len(ways)} ways: {_all(what for what, _ in ways)}. "
        f"To keep only {kept}, {_all(rid for _, rid in others)}."
    )


def note_of(spec: LaunchSpec) -> str:
    """Return what runs at first boot as a note: names with commas between, as many as fit."""
    noted = ""
    for name in _noted(spec):
        longer = f"{noted}, {name}" if noted else name
        if len(longer) > _LONGEST_NOTE:
            break
        noted = longer
    return noted


def joined_notes(*notes: str) -> str:
    """Return several notes as one, each name once, as long as Nova takes it."""
    names = dict.fromkeys(name for note in notes for name in _names(note))
    whole = ", ".join(names)
    return whole if len(whole) <= _LONGEST_NOTE else whole[:_LONGEST_NOTE].rpartition(",")[0]


def snapshot_holds(note: str) -> str:
    """Return what a snapshot holds by the note on it; "": nothing that is known."""
    if not (names := _names(note)):
        return ""
    it = "it" if len(names) == 1 else "them"
    return (
        f"This snapshot was made from an instance whose first boot ran {_all(names)}; "
        f"choosing {it} again runs {it} again."
    )


def runs_again(spec: LaunchSpec, note: str) -> str:
    """Return what a snapshot holds and would run again in this launch; "": nothing would."""
    again = [name for name in _names(note) if name in _noted(spec)]
    return f"{snapshot_holds(note)} Chosen now: {_all(again)}." if again else ""


def _ways(spec: LaunchSpec) -> list[tuple[str, str]]:
    """Return in which ways HTCondor is asked for: what each is, and how to be rid of it."""
    ways = [("the check box", "clear the check box")] if spec.condor else []
    if any(choice.id == _ID for choice in spec.recipes):
        ways.append(("the recipe", "leave out the recipe"))
    for part in filter(_has_condor, spec.files):
        what = _file(part)
        ways.append((what, f"clear {what}" if _is_guide(part) else f"remove {what}"))
    if spec.user_data and _has_condor(userdata.Part.of(spec.user_data)):
        ways.append(("your own text", "take it out of your own text"))
    return ways


def _noted(spec: LaunchSpec) -> list[str]:
    names = [_HTCONDOR] if _ways(spec) else []
    names += [" ".join(name.replace(",", " ").split()) for name in ran_by(spec)]
    return list(dict.fromkeys(names))


def _names(note: str) -> list[str]:
    return [name.strip() for name in note.split(",") if name.strip()]


def _name(id_: str) -> str:
    if id_ == _ID:
        return _HTCONDOR
    try:
        return userdata.recipe(id_).title
    except CloudError:
        return id_  # it is not offered here: the launch says so


def _file(part: userdata.Part) -> str:
    if _is_guide(part):
        return f"the script of the {site().name} guide"
    return part.filename or f"own {part.kind.words}"


def _is_guide(part: userdata.Part) -> bool:
    address = site().guide_include
    return bool(address) and part.data.strip() == f"#include\n{address}".encode()


def _has_condor(part: userdata.Part) -> bool:
    return bool(_CONDOR.search(part.data[:_MAX_BYTES]))


def _all(words: Iterable[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
