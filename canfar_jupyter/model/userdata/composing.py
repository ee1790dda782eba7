"""Everything a machine is told at first boot, as the bytes that Nova keeps for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from canfar_jupyter.model.userdata.kinds import kind_of
from canfar_jupyter.model.userdata.mime import flatten, merge
from canfar_jupyter.model.userdata.parts import Part
from canfar_jupyter.model.userdata.recipes import Choice, recipe
from canfar_jupyter.model.userdata.repair import repair
from canfar_jupyter.model.userdata.sizes import Size, encoded_size, shrink


def parts(
    text: str | bytes | None = None,
    condor: bool = False,
    *,
    recipes: Iterable[Choice] = (),
    own: Iterable[Part] = (),
) -> tuple[Part, ...]:
    """Return the parts of one launch in the order in which the machine runs them.

    Our recipes come first, then the user's files and text, then what must find all else in place
    (HTCondor: jobs may start at once).  What an editor spoiled is mended on the way.

    Args:
        text: The user's own text, of any kind that cloud-init knows.
        condor: Switch on the recipe "htcondor", if ``recipes`` has it not already.
        recipes: The recipes that were switched on.
        own: The user's files.

    Raises:
        Invalid: A recipe is unknown or one of its values is wrong.
    """
    chosen = list(dict.fromkeys(recipes))
    if condor and all(choice.id != "htcondor" for choice in chosen):
        chosen.append(Choice("htcondor"))
    last = [choice.part() for choice in chosen if recipe(choice.id).last]
    first = [choice.part() for choice in chosen if not recipe(choice.id).last]
    mended = [replace(part, data=repair(part.data).data) for part in own]
    if text:
        data = repair(Part.of(text).data).data
        mended.append(Part(data, f"own{kind_of(data).extension}"))
    return (*first, *(part for part in mended if part.data.strip()), *last)


def encode(told: Sequence[Part]) -> bytes | None:
    """Return what is sent, before base64; None where there is nothing to tell.

    A single part goes as it is.  What Nova would not take as it is goes as gzip.
    """
    plain = _plain(told)
    return None if plain is None else shrink(plain)


def message(told: Sequence[Part]) -> str:
    """Return the same as text, never compressed; bytes that are no text travel in a message."""
    plain = _plain(told) or b""
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return merge(told).decode("ascii")


def measure(told: Sequence[Part]) -> Size:
    """Return how much of Nova's limit this takes."""
    plain = _plain(told) or b""
    sent = shrink(plain)
    return Size(len(plain), encoded_size(sent), compressed=sent is not plain)


def preview(told: Sequence[Part]) -> str:
    """Return exactly what the machine gets, as text to read: each part under its name.

    What is packed (gzip, base64, a ready message) is shown unpacked, as cloud-init sees it.
    """
    flat = list(flatten(told))
    if len(flat) == 1:
        return _readable(flat[0])
    named = flatten([Part(merge(told))]) if flat else iter(())
    shown = [
        f"# ===== part {number}: {part.filename} ({part.kind.words}) =====\n{_readable(part)}"
        for number, part in enumerate(named, 1)
    ]
    return "\n".join(shown)


def _plain(told: Sequence[Part]) -> bytes | None:
    if not told:
        return None
    return told[0].data if len(told) == 1 else merge(told)


def _readable(part: Part) -> str:
    text = part.text
    return f"({len(part.data):,} bytes that are no text)\n" if text is None else text
