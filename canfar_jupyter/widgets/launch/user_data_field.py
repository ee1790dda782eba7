"""The user's own user data: text and files, with problems shown beside them.

They may contain secrets, so they are not traits (traits are saved in notebooks): they are sent as
messages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import anywidget

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model import userdata
from canfar_jupyter.model.userdata import Finding, Part
from canfar_jupyter.widgets.kit.bundle import Bundled

LARGEST = 2**20  # bytes of a file; the browser has the same limit
_MAX_FINDINGS = 20  # findings shown


class UserDataField(anywidget.AnyWidget):
    """A field for text and files, with findings, the size and a preview.

    ``on_change()`` is called when ``text`` or ``files`` changed.  ``tell`` passes the whole
    user data of the instances, for size and preview.
    """

    _esm = Bundled("user_data_field")

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._lock = threading.Lock()
        self._turn = 0  # of looking for what is wrong: only the last one counts
        self._told: Sequence[Part] = ()
        self._previews = False
        self.text = ""
        self.files: tuple[Part, ...] = ()
        self.findings: tuple[tuple[str, Finding], ...] = ()  # (where, what)
        super().__init__()
        self.on_msg(self._receive)

    def fill(self, text: str, files: Iterable[Part] = ()) -> None:
        """Set text and files."""
        self.text, self.files = text, tuple(files)
        self.send({"op": "text", "text": text})
        self._send_files()
        self._changed()

    def tell(self, told: Sequence[Part]) -> None:
        """Show its size and, if the preview is open, its contents."""
        self._told = told
        size = userdata.measure(told)
        self.send({"op": "size", "text": size.text if told else "", "over": not size.fits})
        if self._previews:
            self.send({"op": "preview", "text": userdata.preview(told) or "Nothing."})

    def add_file(self, name: str, data: bytes) -> None:
        """Add a file; one of the same name is replaced."""
        if len(data) > LARGEST:
            return
        others = [part for part in self.files if part.filename != name]
        self.files = (*others, Part(data, name))
        self._send_files()
        self._changed()

    def fix(self, number: int) -> None:
        """Replace the text by the one repaired according to a finding."""
        where, finding = self.findings[number]
        if not where and finding.repaired is not None:
            self.fill(finding.repaired, self.files)

    def _receive(self, _widget: object, message: Mapping[str, Any], buffers: Any) -> None:
        op = message.get("op")
        if op == "text":
            self.text = str(message.get("text", ""))
            self._changed()
        elif op == "file" and buffers:
            self.add_file(str(message.get("name", "file"))[:100], bytes(buffers[0]))
        elif op == "drop":
            number = int(message.get("number", -1))
            self.files = tuple(part for at, part in enumerate(self.files) if at != number)
            self._send_files()
            self._changed()
        elif op == "fix":
            number = int(message.get("number", -1))
            if 0 <= number < len(self.findings):
                self.fix(number)
        elif op == "preview":
            self._previews = message.get("on") is True
            self.tell(self._told)
        elif op == "ready":
            self.send({"op": "text", "text": self.text, "first": True})
            self._send_files()
            self._send_findings()
            self.tell(self._told)

    def _send_files(self) -> None:
        names = [f"{part.filename} ({len(part.data):,} bytes)" for part in self.files]
        self.send({"op": "files", "files": names})

    def _changed(self) -> None:
        """Notify, and check for problems on a thread, so that typing is not delayed."""
        with self._lock:
            self._turn += 1
            turn = self._turn
        self._on_change()
        what = [("", self.text)] if self.text.strip() else []
        threading.Thread(
            target=self._look, args=(turn, what, self.files), name="canfar-lint", daemon=True
        ).start()

    def _look(self, turn: int, texts: list[tuple[str, str]], files: tuple[Part, ...]) -> None:
        found: list[tuple[str, Finding]] = []
        contents: list[tuple[str, str | bytes]] = [*texts]
        contents += [(part.filename, part.data) for part in files]
        for where, content in contents:
            try:
                found += [(where, finding) for finding in userdata.lint(content)]
            except CloudError as wrong:
                found.append((where, Finding(severity="error", message=str(wrong))))
        with self._lock:
            if turn != self._turn:
                return
            self.findings = tuple(found[:_MAX_FINDINGS])
        self._send_findings()

    def _send_findings(self) -> None:
        self.send(
            {
                "op": "findings",
                "findings": [
                    {
                        "number": number,
                        "severity": finding.severity,
                        "text": f"{where}: {finding.message}" if where else finding.message,
                        "repair": not where and finding.repaired not in (None, self.text),
                    }
                    for number, (where, finding) in enumerate(self.findings)
                ],
            }
        )
