"""The confirmations before a floating IP is moved, disassociated or released."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.kit.dialog import Dialog

Do = Callable[[], None]


def ask_move(dialog: Dialog, address: str, loser: str, winner: str, do: Do) -> None:
    """Ask before a floating IP is moved from one instance to another."""
    _ask(dialog, "associate_floating_ip", do, what=address, holder=loser, to=winner)


def ask_disassociate(dialog: Dialog, address: str, holder: str, do: Do) -> None:
    """Ask before a floating IP is disassociated."""
    _ask(dialog, "disassociate_floating_ip", do, what=address, holder=holder)


def ask_release(dialog: Dialog, address: str, holder: str, do: Do) -> None:
    """Ask before a floating IP is released."""
    _ask(dialog, "release_floating_ip", do, what=address, holder=holder)


def _ask(dialog: Dialog, verb: str, do: Do, *, what: str, holder: str, to: str = "") -> None:
    question = VERBS[verb].question
    assert question is not None, verb  # the rows of floating IPs have one
    words = {"what": what, "holder": holder, "to": to}
    now = question.now if holder else "{what}: not associated."
    dialog.ask(
        question.title.format(**words),
        lines=[now.format(**words)],
        warning=question.loss_of_one.format(**words),
        yes=question.yes.format(**words),
        do=do,
    )
