"""What is asked before somebody loses a floating IP: it is named, and who has it."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.widgets.kit.dialog import Dialog

Do = Callable[[], None]


def ask_move(dialog: Dialog, address: str, loser: str, winner: str, do: Do) -> None:
    """Ask before an address is taken from one machine and given to another."""
    dialog.ask(
        f"Move {address} to {winner}?",
        lines=[f"{loser} has {address} now."],
        warning=f"{loser} loses it: whoever is logged in there by {address} is cut off.",
        yes=f"Move {address}",
        do=do,
    )


def ask_take(dialog: Dialog, address: str, holder: str, do: Do) -> None:
    """Ask before an address is taken from a machine."""
    dialog.ask(
        f"Take {address} away from {holder}?",
        lines=["The project keeps the address."],
        warning=f"Whoever is logged in to {holder} by {address} is cut off.",
        yes=f"Take {address} away",
        do=do,
    )


def ask_release(dialog: Dialog, address: str, holder: str, do: Do) -> None:
    """Ask before an address is given back to the cloud."""
    has = f"{holder} has it, and loses it." if holder else "It leads nowhere."
    dialog.ask(
        f"Release {address}?",
        lines=[f"{address}: {has}"],
        warning="Anybody may get this address then: it hardly ever comes back.",
        yes=f"Release {address}",
        do=do,
    )
