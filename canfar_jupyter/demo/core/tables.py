"""Tables as cloud-init prints them, each line with ``ci-info:`` in front."""

from __future__ import annotations


def table(title: str, head: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a table, its title on top."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    body = [_line(row, widths) for row in (head, *rows)]
    lines = [f"{title:+^{len(rule)}}", rule, body[0], rule, *body[1:], rule]
    return [f"ci-info: {line}" for line in lines]


def _line(row: list[str], widths: list[int]) -> str:
    cells = (_centred(text, width) for text, width in zip(row, widths, strict=True))
    return "| " + " | ".join(cells) + " |"


def _centred(text: str, width: int) -> str:
    """Centre as prettytable does: an odd blank goes right of odd text, left of even."""
    spare = width - len(text)
    left = spare // 2 + (spare % 2 if len(text) % 2 == 0 else 0)
    return " " * left + text + " " * (spare - left)
