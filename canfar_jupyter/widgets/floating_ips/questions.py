"""The confirmations before a floating IP is moved, disassociated or released."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.widgets.kit.dialog import Dialog

Do = Callable[[], None]


def ask_move(dialog: Dialog, address: str, loser: str, winner: str, do: Do) -> None:
    """Ask before a floating IP is moved from one instance to another."""
    dialog.ask(
        f"Move {address} to {winner}?",
        lines=[f"{address} is associated with {loser} now."],
        warning=f"{loser} loses it: SSH sessions to {loser} through {address} are cut off.",
        yes=f"Move {address}",
        do=do,
    )


def ask_disassociate(dialog: Dialog, address: str, holder: str, do: Do) -> None:
    """Ask before a floating IP is disassociated."""
    dialog.ask(
        f"Disassociate {address} from {holder}?",
        lines=["It stays allocated to the project."],
        warning=f"SSH sessions to {holder} through {address} are cut off.",
        yes=f"Disassociate {address}",
        do=do,
    )


def ask_release(dialog: Dialog, address: str, holder: str, do: Do) -> None:
    """Ask before a floating IP is released."""
    has = f"associated with {holder}, which loses it." if holder else "not associated."
    dialog.ask(
        f"Release {address}?",
        lines=[f"{address}: {has}"],
        warning="Another project may then get this address: you are unlikely to get it back.",
        yes=f"Release {address}",
        do=do,
    )
