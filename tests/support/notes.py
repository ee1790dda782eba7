"""What a form says beside one of its fields."""

from __future__ import annotations

from typing import Any


def note(form: Any, field: str) -> str:
    return str(form.fields[field].note.text)
