"""Why a command cannot do what it was asked: sentences, never a traceback."""

from __future__ import annotations


class CommandFailed(Exception):
    """A command cannot go on; the text says why, and what to do."""


class MissingExtra(CommandFailed):
    """A package that only a part of this one needs is not installed."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(
            f"{what} needs {extra if extra != 'lab' else 'jupyterlab'}, which is not installed. "
            f'Install it: pip install "canfar_jupyter[{extra}]"'
        )
