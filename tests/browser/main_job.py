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
        return self.inside.get_by_role("grid", name=table).get_by_role("row", name=name, exact=True)

    @property
    def panel(self) -> Locator:
        return self.inside.get_by_role("complementary", name=self.name, exact=True)

    def open_tab(self, name: str) -> None:
        self.inside.get_by_role("tab", name=re.compile(f"^{name}")).first.click()

    def choose(self, name: str, action: str) -> None:
        """Choose an action in the menu of a row."""
        self.button(f"Actions for {name}").first.click()
        self.page.get_by_role("menuitem", name=action).click()

    def open_the_form(self) -> None:
        self.button("Launch instance").first.click()
        expect(self.button(re.compile("^Launch$"))).to_be_visible()

    def choose_the_image(self) -> None:
        """Launch on a row of the images fills in the form."""
        self.open_tab("Images")
        self.button(re.compile("^Public")).click()
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
        said = self.inside.get_by_text(re.compile("private key", re.I)).filter(visible=True)
        expect(said.first).to_be_visible()
        expect(public).to_have_value("")
        public.fill(public_key())
        self.inside.get_by_label("Key name", exact=True).fill(f"key-{self.name}")
        self.button("Add key").click()
        chosen = self.inside.get_by_label("Key pair", exact=True).locator("option:checked")
        expect(chosen).to_have_text(re.compile(f"key-{self.name}"))

    def launch(self) -> None:
        """The instance appears as a row, with its panel, and its steps move by themselves."""
        self.inside.get_by_role("textbox", name="Name", exact=True).fill(self.name)
        self.inside.get_by_label("HTCondor").check()
        self.button(re.compile("^Launch$")).click()
        row = self.row("Instances", self.name)
        expect(row).to_be_in_viewport()
        expect(self.panel).to_be_visible()
        self.step_is_done("Built")

    def step_is_done(self, title: str) -> None:
        done = self.panel.locator(".cj-step-done", has_text=title)
        expect(done).to_be_visible(timeout=120_000)

    def is_up(self) -> None:
        """What it waits for is said, with what to do: here, for a floating IP."""
        known = re.compile("Ready|Booted|No way in|No SSH yet")
        expect(self.row("Instances", self.name)).to_contain_text(known, timeout=120_000)

    def let_in(self) -> None:
        """Where a floating IP is lacking, the row leads to one; then to the port."""
        row = self.row("Instances", self.name)
        if row.get_by_role("button", name="associate one").is_visible():
            row.get_by_role("button", name="associate one").click()
            self.panel.get_by_role("button", name=re.compile("^A(llocate and a)?ssociate")).click()
        expect(row).not_to_contain_text("no floating IP", timeout=60_000)

    def copy_the_ssh_line(self) -> None:
        self.panel.get_by_role("tab", name="Overview").click()
        expect(self.panel.locator(".cj-command")).to_contain_text(re.compile(r"^ssh .*@"))
        self.panel.get_by_role("button", name="Copy the ssh command").click()

    def read_the_log(self, says: str) -> None:
        self.panel.get_by_role("tab", name="Log").click()
        expect(self.panel.locator(".cj-log-text")).to_contain_text(says, timeout=60_000)

    def take_a_snapshot(self) -> None:
        """The snapshot turns up among the images."""
        self.choose(self.name, "Snapshot")
        self.inside.get_by_label("Snapshot name", exact=True).fill(f"{self.name}-ready")
        self.button("Save snapshot").click()
        self.open_tab("Images")
        self.button(re.compile("^Project")).click()
        made = self.row("Images", f"{self.name}-ready")
        expect(made).to_be_visible()
        saved = re.compile("Yes|Not supported")  # the real one's has no version of its system
        expect(made).to_contain_text(saved, timeout=120_000)
        self.open_tab("Instances")

    def terminate(self) -> None:
        """The question names the machine, and Cancel has the focus."""
        self.choose(self.name, "Terminate")
        dialog = self.page.get_by_role("alertdialog", name=f"Terminate {self.name}")
        expect(dialog).to_contain_text(self.name)
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        dialog.get_by_role("button", name=f"Terminate {self.name}").click()
        expect(self.row("Instances", self.name)).to_have_count(0, timeout=120_000)
        expect(self.panel).to_be_hidden()

    def release_the_address(self) -> None:
        """It stays with the project until it is released; then nothing is left."""
        self.open_tab("Network")
        idle = self.inside.get_by_role("grid", name="Floating IPs").get_by_role("row")
        row = idle.filter(has_text="not associated").first
        address = row.get_attribute("aria-label") or ""
        self.choose(address, "Release")
        dialog = self.page.get_by_role("alertdialog", name=f"Release {address}?")
        dialog.get_by_role("button", name=f"Release {address}").click()
        expect(self.row("Floating IPs", address)).to_have_count(0)

    def whole(self, log_says: str) -> None:
        steps: list[Callable[[], None]] = [
            self.open_the_form,
            self.choose_the_image,
            self.choose_the_flavor,
            self.add_a_key,
            self.launch,
            self.is_up,
            self.let_in,
            self.copy_the_ssh_line,
            lambda: self.read_the_log(log_says),
            self.take_a_snapshot,
            self.terminate,
            self.release_the_address,
        ]
        for step in steps:
            step()
