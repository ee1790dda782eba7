"""How several parts of user data affect each other.  Pure.

cloud-init merges cloud-configs by ``dict(replace)+list()+str()``: if two of them have the same
name, the last value is kept, unless that part says how to merge.

Source: https://cloudinit.readthedocs.io/en/latest/reference/merging.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from canfar_jupyter.model.userdata.kinds import Kind
from canfar_jupyter.model.userdata.mime import flatten
from canfar_jupyter.model.userdata.parts import Part
from canfar_jupyter.model.userdata.yamltext import read

_SAYS_HOW = ("merge_how", "merge_type")
_ALONE = (Kind.IGNITION, Kind.TALOS)  # their readers do not support messages with several parts
_MAX_CHARS = 2**18
_HOW = "merge_how: 'list(append)+dict(no_replace,recurse_list)+str()'"


def conflicts(parts: Sequence[Part]) -> list[str]:
    """Return a sentence for each value that one part replaces in another; none: all are kept."""
    flat = list(flatten(parts))
    if len(flat) < 2:
        return []
    return [*_not_alone(flat), *_replaced(flat)]


def _not_alone(parts: Sequence[Part]) -> Iterator[str]:
    alone = next((part.kind for part in parts if part.kind in _ALONE), None)
    if alone is not None:
        yield f"A {alone.words} must be the only user data: with other parts it is not read."


def _replaced(parts: Sequence[Part]) -> Iterator[str]:
    set_before: set[str] = set()
    lost: dict[str, None] = {}
    for part in parts:
        if part.kind is not Kind.CLOUD_CONFIG:
            continue
        value = read((part.text or "")[:_MAX_CHARS]).value
        if not isinstance(value, dict):
            continue
        names = {str(name) for name in value}
        if not names.intersection(_SAYS_HOW) and not _header_says_how(part):
            lost.update(dict.fromkeys(sorted(names & set_before)))
        set_before |= names
    if lost:
        said = ", ".join(name[:40] for name in list(lost)[:6])
        yield (
            f"Several cloud-configs have {said}: cloud-init keeps only the last one. "
            f"Merge them into one, or add to each: {_HOW}"
        )


def _header_says_how(part: Part) -> bool:
    return any(name.lower() in ("merge-type", "x-merge-type") for name, _ in part.headers)
