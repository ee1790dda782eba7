"""Python code in a readable layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_MAX_WIDTH = 88


def call(function: str, first: Sequence[str], named: Mapping[str, str]) -> str:
    """Return a call: on one line if it fits, else one argument per line."""
    arguments = [*first, *(f"{name}={value}" for name, value in named.items())]
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= _MAX_WIDTH:
        return line
    rows = "".join(f"    {argument},\n" for argument in arguments)
    return f"{function}(\n{rows})"


def assigned(name: str, value: str) -> str:
    """Return an assignment."""
    return f"{name} = {value}"
