"""What is asked before a verb is applied to instances: naming each, and what would be lost."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from canfar_jupyter.model.instances.states import is_being_saved
from canfar_jupyter.model.verbs import VERBS

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.kit.dialog import Dialog
    from canfar_jupyter.widgets.kit.messages import Messages

_MOST_NAMED = 8  # machines a question names; more are counted


class Questions:
    """Applies verbs to instances; asks first where something would be lost."""

    def __init__(self, store: Store, dialog: Dialog, messages: Messages) -> None:
        self._store, self._dialog, self._messages = store, dialog, messages

    def ask(self, verb: str, ids: tuple[str, ...]) -> None:
        """Apply a verb to instances, after the confirmation if it has one."""
        rows = {id_: row for id_ in ids if (row := self._store.servers.get(id_)) is not None}
        if not rows:
            return
        if (question := VERBS[verb].question) is None:
            self._do(verb, tuple(rows))
            return
        if verb == "terminate" and (saving := self._being_saved(rows)):
            self._ask_to_wait(rows, saving)
            return
        lines = [_in_words(row) for row in list(rows.values())[:_MOST_NAMED]]
        if len(rows) > _MOST_NAMED:
            lines.append(f"and {len(rows) - _MOST_NAMED} more")
        one = next(iter(rows.values()))["name"] if len(rows) == 1 else ""
        what = one or f"{len(rows)} instances"
        self._dialog.ask(
            question.title.format(what=what),
            lines=lines,
            warning=question.loss_of_one if one else question.loss_of_many,
            yes=question.yes.format(what=what),
            do=lambda: self._do(verb, tuple(rows)),
        )

    def ask_to_open_port(self, server_id: str, group_id: str, group: str) -> None:
        """Open port 22 in a security group, after naming it and who else it is for.

        Args:
            server_id: The instance that is to be reached.
            group_id: The group.
            group: Its name.
        """
        rows = self._store.servers.values()
        users = [str(row["name"]) for row in rows if group in row["security_groups"]]
        named = users[:_MOST_NAMED]
        more = [f"and {len(users) - len(named)} more"] if len(users) > len(named) else []

        def opened(future: Future[Any]) -> None:
            if future.exception() is None:
                self._store.boots.again(server_id)

        def open_port() -> None:
            done = self._store.open_port(group_id)
            done.add_done_callback(self._messages.of(f"open_port {group_id}"))
            done.add_done_callback(opened)

        self._dialog.ask(
            f"Open port 22 in {group}?",
            lines=[f"Used by {', '.join([*named, *more])}"],
            warning="SSH is then allowed from anywhere to every instance that has this security "
            "group; only those who have a key can log in.",
            yes="Open port 22",
            do=open_port,
            danger=False,
        )

    def _being_saved(self, rows: Mapping[str, Any]) -> list[str]:
        """Return the snapshots that terminating these instances now would lose."""
        found = [name for id_ in rows for name in self._store.snapshots_under_way(id_)]
        tasks = [str(row["name"]) for row in rows.values() if is_being_saved(row)]
        return found or [f"of {name}" for name in tasks]

    def _ask_to_wait(self, rows: Mapping[str, Any], saving: list[str]) -> None:
        """Offer to terminate once the snapshots are complete: Nova gives them up with it."""
        several = len(rows) > 1
        what = f"{len(rows)} instances" if several else next(iter(rows.values()))["name"]
        self._dialog.ask(
            f"Terminate {what} after the snapshot?",
            lines=[
                *(_in_words(row) for row in list(rows.values())[:_MOST_NAMED]),
                f"Being saved: {', '.join(saving[:_MOST_NAMED])}",
            ],
            warning="A snapshot is not complete yet and would be lost. Each instance is "
            "terminated once its snapshot is complete; keep this page open until then.",
            yes="Terminate after the snapshot",
            do=lambda: self._terminate_later(tuple(rows)),
        )

    def _terminate_later(self, ids: tuple[str, ...]) -> None:
        for id_ in ids:
            done = self._store.terminate(id_, after_snapshot=True)
            done.add_done_callback(self._messages.of(f"terminate {id_}"))

    def _do(self, verb: str, ids: tuple[str, ...]) -> None:
        for id_ in ids:
            done = self._store.do(verb, id_)
            done.add_done_callback(self._messages.of(f"{verb} {id_}"))


def _in_words(row: Any) -> str:
    where = row["addresses"] or "no address"
    image = row["image"] or row["image_id"] or "a volume"
    return f"{row['name']} ({where}), {row['flavor']}, made from {image}"
