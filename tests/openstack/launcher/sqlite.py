"""How the services use sqlite, and how their databases are kept."""

import sqlite3
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine


def tune() -> None:
    """Make every engine of this process fast, and patient with other writers.

    The write lock is taken at BEGIN: a deferred transaction that reads and then writes fails at
    once with `database is locked`, whatever its time-out, if another has written in between; the
    threads of nova, neutron and placement do that all the time.
    """

    @event.listens_for(Engine, "connect")
    def connect(connection, record):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=60000")
        connection.execute("PRAGMA synchronous=OFF")

    @event.listens_for(Engine, "before_cursor_execute", retval=True)
    def begin(connection, cursor, statement, parameters, context, many):
        # oslo.db emits its own BEGIN.
        return "BEGIN IMMEDIATE" if statement == "BEGIN" else statement, parameters


def copy(source: Path, target: Path) -> None:
    """Copy a database that may be in use."""
    opened, copied = sqlite3.connect(source), sqlite3.connect(target)
    with copied:
        opened.backup(copied)
    opened.close()
    copied.close()
