"""What a method was called with, while it does what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def spy(monkeypatch: Any, owner: Any, name: str) -> list[tuple[Any, ...]]:
    """Note the positional arguments of each call of a method from now on; return the list."""
    calls: list[tuple[Any, ...]] = []
    real: Callable[..., Any] = getattr(owner, name)

    def noted(*args: Any, **named: Any) -> Any:
        calls.append((*args, *named.values()))
        return real(*args, **named)

    monkeypatch.setattr(owner, name, noted)
    return calls
