"""The form that creates an image: from a URL, from a file on the server or on one's computer."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import PurePosixPath
from threading import RLock
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

import ipywidgets as ipw

from canfar_jupyter.errors import Cancelled, CloudError
from canfar_jupyter.local import destinations
from canfar_jupyter.model.images import formats
from canfar_jupyter.model.images.spec import ImageSpec
from canfar_jupyter.model.same_names import image_name_taken
from canfar_jupyter.widgets.images.contents import Contents
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.path_picker import PathPicker
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.kit.upload_field import UploadField
from canfar_jupyter.widgets.layout.panel import Panel

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

WEB, SERVER, OWN = "URL", "File on the notebook server", "File on my computer"
_DETECT = "Detect from the file"
_ENDINGS = re.compile(rf"(\.(gz|xz|img|{'|'.join(formats.KNOWN)}))+$", re.IGNORECASE)
_BY_CLOUD = (
    "The cloud downloads it itself; compressed files (.gz, .xz) come through the notebook "
    "server, which unpacks them. "
)
_BY_US = "This cloud does not download images itself, so it goes through the notebook server. "
_COMPARED = "It is verified against a checksum beside it (SHA256SUMS, .sha256)."
_LARGE = (
    "Of any size for which the notebook server has room. Keep this page open until all of it has "
    "arrived."
)
_LABELS = {
    "": "Create image",
    "waiting": "Waiting for the upload...",
    "working": "Creating...",
}
_WAITING = "The image is created as soon as all of the file has arrived. You can still edit it."
_ENDS_UPLOAD = "This ends the upload"
_GUARDED = " This page fetches from public addresses only."


class CreateImage(Panel):
    """Source, name, format, minimum disk and other properties of the image.

    Problems are shown beside their fields; nothing typed is lost until the image exists.
    A file that is being uploaded can be asked for as an image already: that is created once all of
    it has arrived.  Each field is an attribute (``source``, ``url``, ``picker``, ``upload``,
    ``contents``, ``name``, ``format``, ``min_disk``, ``login_user``, ``description``,
    ``protected``, ``button``).
    """

    def __init__(
        self,
        store: Store,
        messages: Messages | None = None,
        *,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self._store, self._on_close = store, on_close
        self.messages = messages or Messages()
        self._proposed = ""
        self._judging = RLock()  # or one upload could become two images
        self._state: Literal["", "waiting", "working"] = ""
        self._refused: dict[str, str] = {}
        self._make_fields()
        own = [] if messages else [self.messages]
        buttons = ipw.HBox([self.button, self.cancel, self.waits])
        buttons.add_class("cj-row-of-controls")
        super().__init__(
            "Create image",
            [*own, self.source, *self.fields.values(), self.protected, buttons],
            classes=("cj-create",),
        )
        self._watch()
        self._show_source()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def _make_fields(self) -> None:
        self.source = ipw.ToggleButtons(options=[WEB, SERVER, OWN], description="From")
        self.url = ipw.Text(
            description="Address", placeholder="https://...", continuous_update=True
        )
        self.how = StatusLine()
        self.through_us = ipw.Checkbox(
            description="Download through the notebook server", indent=False
        )
        self.through_us.layout.display = "none"  # until the cloud says that there is a choice
        self.picker = PathPicker()
        self.upload = UploadField(self._store.arriving, self._judge)
        self.contents = Contents(self._store, self._judge)
        self.name = ipw.Text(description="Image name", continuous_update=True)
        self.format = ipw.Dropdown(
            description="Format", options=[(_DETECT, ""), *((f, f) for f in formats.KNOWN)]
        )
        self.min_disk = ipw.BoundedIntText(
            description="Minimum disk (GiB)", min=0, max=1_000_000, value=0
        )
        self.login_user = ipw.Text(description="Login user", placeholder="ubuntu, rocky...")
        self.description = ipw.Text(description="Description")
        self.protected = ipw.Checkbox(description="Protect from deletion", indent=False)
        self.button = ipw.Button(description="Create image", button_style="primary")
        self.cancel = ipw.Button(description="Close")
        self.waits = StatusLine()
        auto = StatusLine("0: the virtual size of the image.")
        self.fields = {
            "url": Field(self.url, help=[self.how, self.through_us]),
            "path": Field(self.picker),
            "upload": Field(self.upload, help=[StatusLine(_LARGE)]),
            "contents": Field(self.contents),
            "name": Field(self.name),
            "disk_format": Field(self.format),
            "min_disk_gib": Field(self.min_disk, help=[auto]),
            "login_user": Field(self.login_user),
            "description": Field(self.description),
        }

    def _watch(self) -> None:
        self.source.observe(lambda _change: self._show_source(), "value")
        watched = {
            "url": (self.url, "value"),
            "path": (self.picker, "value"),
            "name": (self.name, "value"),
            "disk_format": (self.format, "value"),
            "min_disk_gib": (self.min_disk, "value"),
        }
        for field, (widget, trait) in watched.items():
            widget.observe(lambda _change, field=field: self._typed(field), trait)
        self.through_us.observe(lambda _change: self._typed("url"), "value")
        self.button.on_click(lambda _button: self.start())
        self.cancel.on_click(lambda _button: self._done())
        self._stop = self._store.images.observe(lambda _delta: self._judge())
        self._store.import_methods().add_done_callback(self._methods_known)

    def _methods_known(self, future: Future[tuple[str, ...]]) -> None:
        if future.exception() is None:
            by_cloud = "web-download" in future.result()
            how = (_BY_CLOUD if by_cloud else _BY_US) + _COMPARED
            self.how.say(how + (_GUARDED if destinations.guarded() else ""))
            self.through_us.layout.display = None if by_cloud else "none"

    def _show_source(self) -> None:
        for key, kind in (("url", WEB), ("path", SERVER), ("upload", OWN)):
            self.fields[key].show(self.source.value == kind)
        self._judge()

    def _typed(self, field: str) -> None:
        self._refused.pop(field, None)
        self._judge()

    @property
    def spec(self) -> ImageSpec:
        """The image that would be created now."""
        kind = self.source.value
        return ImageSpec(
            name=self.name.value.strip(),
            url=self.url.value.strip() if kind == WEB else None,
            path=(self.picker.value if kind == SERVER else self.upload.path)
            if kind != WEB
            else None,
            disk_format=self.format.value or None,
            min_disk_gib=self.min_disk.value or None,
            protected=self.protected.value,
            description=self.description.value.strip(),
            login_user=self.login_user.value.strip(),
            via="notebook" if kind == WEB and self.through_us.value else None,
        )

    def _propose_name(self) -> None:
        if self.name.value != self._proposed:
            return  # typed by the user
        file = {
            WEB: unquote(_path_of(self.url.value)),
            SERVER: self.picker.value,
            OWN: self.upload.file_name,
        }[self.source.value]
        self._proposed = _ENDINGS.sub("", PurePosixPath(file).name)
        self.name.value = self._proposed

    def _judge(self) -> None:
        with self._judging:
            self._judge_alone()

    def _judge_alone(self) -> None:
        self._propose_name()
        self._look()
        spec = self.spec
        if self._state == "waiting" and not (self.upload.file_name and spec.name):
            self._state = ""  # the upload was cancelled, or has failed
        if self._state == "waiting" and self.upload.complete:
            self._create(spec)
        taken = image_name_taken(spec.name, self._store.images.column("name"))
        for key, field in self.fields.items():
            if refused := self._refused.get(key):
                field.note.say(refused, "bad")
            else:
                field.note.say(taken if key == "name" and self._state != "working" else "", "warn")
        self._show_state(spec)

    def _look(self, at_once: bool = False) -> None:
        """Return what the source holds, as soon as its beginning is there."""
        own = self.source.value == OWN
        spec = self.spec
        if own and not self.upload.can_be_judged:
            spec = replace(spec, path=None)
        whole = self.upload.size if own else None
        self.contents.follow(spec, own_file=own, whole=whole, at_once=at_once)
        refused = self.contents.refused
        if own and refused is not None and refused.field == "source" and self.upload.file_name:
            self.upload.refuse(f"{refused} {refused.hint}")
            self.contents.follow(replace(spec, path=None))

    def _show_state(self, spec: ImageSpec) -> None:
        source = {WEB: "url", SERVER: "path", OWN: "upload"}[self.source.value]
        missing = not (spec.url or spec.path)
        unready = missing or not spec.name or bool(self._refused.get(source))
        self.button.disabled = unready or self._state != ""
        self.button.description = _LABELS[self._state]
        self.button.tooltip = "Choose a source and a name first" if unready else ""
        self.waits.say(_WAITING if self._state == "waiting" else "", "busy")
        self.source.disabled = self._state != ""
        coming = bool(self.upload.file_name) and not self.upload.complete
        self.cancel.tooltip = _ENDS_UPLOAD if coming else ""

    def start(self) -> None:
        """Create the image, as the button does; progress is shown with the images."""
        if self.button.disabled:
            return
        self._refused.clear()
        if self.source.value == OWN and not self.upload.complete:
            self._state = "waiting"
        else:
            self._look(at_once=True)
            self._create(self.spec)
        self._judge()

    def _create(self, spec: ImageSpec) -> None:
        self._state = "working"
        own = self.source.value == OWN
        if own:
            self.upload.hold()
        future = self._store.create_image(spec, own_file=own)
        future.add_done_callback(lambda future: self._settled(future, spec))

    def _settled(self, future: Future[str], spec: ImageSpec) -> None:
        error = future.exception()
        self._state = ""
        self.upload.release()
        if error is None:
            text, tone = self.contents.outcome(spec.name)
            self.messages.say(text, tone, source="create")
            self.upload.forget()
            self._done()
            return
        self._blame(error, spec)
        self._judge()

    def _blame(self, error: BaseException, spec: ImageSpec) -> None:
        field = error.field if isinstance(error, CloudError) else None
        now = self.spec
        if field in ("source", "url", "path"):
            field = {WEB: "url", SERVER: "path", OWN: "upload"}[self.source.value]
        if isinstance(error, Cancelled):
            self.messages.say(str(error), "quiet", hint=error.hint, source="create")
        elif (spec.url, spec.path) != (now.url, now.path):  # another source was chosen meanwhile
            self.messages.error(error, "create")
        elif isinstance(error, CloudError) and field in self.fields:
            self._refused[field] = f"{error} {error.hint}"
            self.contents.say("")  # not the same twice
        else:
            self.messages.error(error, "create")

    def _done(self) -> None:
        if self._on_close is not None:
            self._on_close()


def _path_of(url: str) -> str:
    try:
        return urlsplit(url.strip()).path
    except ValueError:
        return ""
