"""All user data of one instance, as the bytes that Nova stores."""

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

    Our recipes come first, then the user's files and text, then what needs all the rest in place
    (HTCondor: jobs may start at once).  Damage done by editors is repaired.

    Args:
        text: The user's own text, of any kind that cloud-init knows.
        condor: Select the recipe "htcondor", unless ``recipes`` already has it.
        recipes: The selected recipes.
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
    """Return what is sent, before base64; None if there is no user data.

    A single part is sent as it is.  What is too large for Nova is compressed with gzip.
    """
    plain = _plain(told)
    return None if plain is None else shrink(plain)


def message(told: Sequence[Part]) -> str:
    """Return the same as text, never compressed; binary data are wrapped in a message."""
    plain = _plain(told) or b""
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return merge(told).decode("ascii")


def measure(told: Sequence[Part]) -> Size:
    """Return how much of Nova's limit this uses."""
    plain = _plain(told) or b""
    sent = shrink(plain)
    return Size(len(plain), encoded_size(sent), compressed=sent is not plain)


def preview(told: Sequence[Part]) -> str:
    """Return exactly what the machine gets, as readable text: each part under its name.

    Encoded parts (gzip, base64, a MIME message) are shown decoded, as cloud-init sees them.
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
    return f"({len(part.data):,} bytes of binary data)\n" if text is None else text
