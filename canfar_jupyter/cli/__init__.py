"""The command ``canfar-jupyter``: ``command_line`` reads the words; each command has its file."""

from canfar_jupyter.cli.command_line import main

__all__ = ["main"]
