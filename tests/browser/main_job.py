"""The main job as a user does it, by mouse and keyboard: from an image to nothing left."""

from __future__ import annotations

import re
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from playwright.sync_api import Locator, Page, expect

IMAGE, FLAVOR = "canfar-ubuntu-24.04", "c2-7.5gb-30"  # both clouds have them


def public_key() -> str:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    form = serialization.PublicFormat.OpenSSH
    return f"{key.public_bytes(serialization.Encoding.OpenSSH, form).decode()} me@laptop"


def private_key() -> str:
    form = serialization.PrivateFormat.OpenSSH
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(
        serialization.Encoding.PEM, form, serialization.NoEncryption()
    ).decode()


class MainJob:
    """Each step says what a user does and sees.

    Args:
        page: The browser's page.
        inside: Where the dashboard is on it.
        name: Of the instance, new in its project.
    """

    def __init__(self, page: Page, inside: Locator, name: str) -> None:
        self.page, self.inside, self.name = page, inside, name

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.inside.get_by_role("button", name=name)

    def row(self, table: str, name: str) -> Locator:
        grid = self.inside.get_by_role("grid", name=table)
        cell = self.page.get_by_role("gridcell", name=name, exact=True)
        return grid.get_by_role("row").filter(has=cell)

    def choose_the_image(self) -> None:
        """Images are under tabs; Launch on a row fills in the form."""
        for tab in ("Project", "Shared with me", "Public"):
            expect(self.inside.get_by_role("tab", name=re.compile(f"^{tab}"))).to_be_visible()
        self.inside.get_by_role("tab", name=re.compile("^Public")).click()
        expect(self.row("Images", IMAGE)).to_be_visible()
        self.button(f"Launch {IMAGE}").click()
        expect(self.inside.get_by_role("combobox", name="Image", exact=True)).to_have_value(
            re.compile(IMAGE)
        )

    def flavor(self, name: str) -> Locator:
        return self.inside.get_by_role("radio", name=name, exact=True)

    def choose_the_flavor(self) -> None:
        self.flavor(FLAVOR).check()

    def add_a_key(self) -> None:
        """A private key never gets anywhere; the public one is taken and chosen."""
        public = self.inside.get_by_label("Public key", exact=True)
        if not public.is_visible():
            self.button("Add a key").click()
        public.fill(private_key())
        expect(self.inside.get_by_text(re.compile("private key", re.I)).first).to_be_visible()
        expect(public).to_have_value("")
        public.fill(public_key())
        self.inside.get_by_label("Key name", exact=True).fill(f"key-{self.name}")
        self.button("Add key").click()
        chosen = self.inside.get_by_label("SSH key", exact=True).locator("option:checked")
        expect(chosen).to_have_text(re.compile(f"key-{self.name}"))

    def open_port_22(self) -> None:
        closed = self.inside.get_by_text(re.compile("Port 22 is closed"))
        if closed.is_visible():
            self.button(re.compile("^Open port 22")).click()
        expect(closed).to_be_hidden()

    def launch(self) -> None:
        """The instance appears as a row by itself and turns ACTIVE by itself."""
        self.inside.get_by_role("textbox", name="Name", exact=True).fill(self.name)
        self.inside.get_by_label("Install HTCondor for batch processing").check()
        self.button(re.compile("^Launch$")).click()
        expect(self.row("Instances", self.name)).to_be_in_viewport()
        expect(self.row("Instances", self.name)).to_contain_text("ACTIVE", timeout=120_000)

    def read_the_log(self, says: str) -> None:
        self.button(f"Log {self.name}").click()
        log = self.inside.locator(".cj-log-text")
        expect(log).to_contain_text(says, timeout=60_000)
        log.scroll_into_view_if_needed()

    def take_a_snapshot(self) -> None:
        """The snapshot turns up under Project."""
        self.button(f"Snapshot {self.name}").click()
        self.inside.get_by_label("Snapshot name", exact=True).fill(f"{self.name}-ready")
        self.button("Save snapshot").click()
        self.inside.get_by_role("tab", name=re.compile("^Project")).click()
        made = self.row("Images", f"{self.name}-ready")
        expect(made).to_be_visible()
        expect(made).to_contain_text("active", timeout=120_000)

    def terminate(self) -> None:
        """The question names the machine, and Cancel has the focus."""
        self.button(f"Terminate {self.name}").click()
        dialog = self.page.get_by_role("alertdialog").or_(self.page.get_by_role("dialog"))
        expect(dialog).to_contain_text(self.name)
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        dialog.get_by_role("button", name=f"Terminate {self.name}").click()
        expect(self.row("Instances", self.name)).to_have_count(0, timeout=120_000)

    def whole(self, log_says: str) -> None:
        steps: list[Callable[[], None]] = [
            self.choose_the_image,
            self.choose_the_flavor,
            self.add_a_key,
            self.open_port_22,
            self.launch,
            lambda: self.read_the_log(log_says),
            self.take_a_snapshot,
            self.terminate,
        ]
        for step in steps:
            step()
