"""Sizes and counts in words, the same everywhere."""

from __future__ import annotations

import humanize


def bytes_in_words(number: float) -> str:
    """Return "512 bytes", "41.2 MiB" or "3 GiB": binary units, at most one decimal."""
    text = str(humanize.naturalsize(number, binary=True, format="%.1f"))
    if text.startswith("1024.0 "):  # 1023.97 of a unit: one of the next
        text = str(humanize.naturalsize(number * 1.0001, binary=True, format="%.1f"))
    return text.replace(".0 ", " ").replace("Byte", "byte")


def count(number: float, noun: str, plural: str = "") -> str:
    """Return "1 core", "2 cores", "1,234.5 core hours"; humanize has no plurals.

    Args:
        number: At most two decimals are shown.
        noun: Of one.
        plural: Of several, where it is not the noun with an s.
    """
    digits = f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{digits} {noun if number == 1 else plural or f'{noun}s'}"
