"""Edit the properties of an image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.same_names import image_name_taken
from canfar_jupyter.widgets.images.facts import own_properties
from canfar_jupyter.widgets.images.reading import Reading
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import Messages

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_CHANGED = "{name} is changed."
_VISIBILITIES = (
    ("private: this project only", "private"),
    ("shared: with projects that you name", "shared"),
    ("community: usable by any project, but not listed by default", "community"),
    ("public: listed for all projects", "public"),
)


class EditPane(ipw.VBox):
    """Reads the details of an image, then shows the form that edits them.

    Args:
        store: Where the image is.
        image_id: Its id.
        messages: Where it is said what happened.
        on_close: Called when the form is done: whether it has changed the image.

    Attributes:
        reading: Says that they are being read, or why that failed.
        form: The form; None: not read yet.
    """

    def __init__(
        self, store: Store, image_id: str, messages: Messages, *, on_close: Callable[[bool], None]
    ) -> None:
        self._store, self._id, self._messages = store, image_id, messages
        self._on_close = on_close
        self.form: ImageEdit | None = None
        self.reading = Reading("its details", lambda: store.image_details(image_id), self._arrived)
        super().__init__([self.reading])
        self.reading.read()

    def _arrived(self, details: Mapping[str, Any]) -> None:
        if self._id in self._store.images:
            self.form = ImageEdit(
                self._store, self._id, details, self._messages, on_close=self._on_close
            )
            self.children = [self.reading, self.form]


class ImageEdit(ipw.VBox):
    """Name, description, login user, minimum disk and memory, visibility, protection, properties.

    Only changes are sent.
    """

    def __init__(
        self,
        store: Store,
        image_id: str,
        details: Mapping[str, Any],
        messages: Messages,
        *,
        on_close: Callable[[bool], None],
    ) -> None:
        self._store, self._id, self._on_close = store, image_id, on_close
        self.messages = messages
        row = store.images[image_id]
        self.name = ipw.Text(description="New name", value=row["name"])
        self.description = ipw.Text(
            description="Description", value=str(details.get("description") or "")
        )
        self.login_user = ipw.Text(
            description="Login user", value=str(details.get("os_admin_user") or "")
        )
        self.min_disk = ipw.BoundedIntText(
            description="Minimum disk (GiB)", max=1_000_000, value=row["min_disk_gib"]
        )
        self.min_ram = ipw.BoundedIntText(
            description="Minimum memory (MiB)", max=100_000_000, value=row["min_ram_mib"]
        )
        self.visibility = ipw.Dropdown(
            description="Visibility", options=_VISIBILITIES, value=row["visibility"]
        )
        self.protected = ipw.Checkbox(
            description="Protect from deletion", indent=False, value=row["protected"]
        )
        self._properties = own_properties(details)
        self.properties = ipw.Textarea(
            description="Properties", value=_as_text(self._properties), rows=4
        )
        self.save = ipw.Button(description="Save changes", button_style="primary")
        self.cancel = ipw.Button(description="Cancel")
        self.fields = {
            "name": Field(self.name),
            "description": Field(self.description),
            "login_user": Field(self.login_user),
            "min_disk_gib": Field(self.min_disk),
            "min_ram_mib": Field(self.min_ram),
            "visibility": Field(self.visibility),
            "properties": Field(self.properties),
        }
        buttons = ipw.HBox([self.save, self.cancel])
        buttons.add_class("cj-row-of-controls")
        super().__init__([*self.fields.values(), self.protected, buttons])
        self.add_class("cj-image-form")
        self._before = self._values()
        self.name.observe(lambda _change: self._warn(), "value")
        self.save.on_click(lambda _button: self.start())
        self.cancel.on_click(lambda _button: on_close(False))

    def _warn(self) -> None:
        """Return that another image has the new name."""
        images = self._store.images.columns()
        rows = zip(images["id"], images["name"], strict=True)
        others = {name for id_, name in rows if id_ != self._id}
        self.fields["name"].note.say(image_name_taken(self.name.value.strip(), others), "warn")

    def _values(self) -> dict[str, Any]:
        return {
            "name": self.name.value.strip(),
            "description": self.description.value.strip(),
            "login_user": self.login_user.value.strip(),
            "min_disk_gib": self.min_disk.value,
            "min_ram_mib": self.min_ram.value,
            "visibility": self.visibility.value,
            "protected": self.protected.value,
        }

    def start(self) -> None:
        """Send the changes, as the button does."""
        for field in self.fields.values():
            field.note.say("")
        changes = {k: v for k, v in self._values().items() if v != self._before[k]}
        wanted, wrong = _of_text(self.properties.value)
        if wrong:
            self.fields["properties"].note.say(wrong, "bad")
            return
        if wanted != self._properties:
            gone = dict.fromkeys(self._properties.keys() - wanted.keys())
            new = {k: v for k, v in wanted.items() if self._properties.get(k) != v}
            changes["properties"] = {**gone, **new}
        if not changes:
            self._on_close(False)
            return
        self.save.disabled = True
        self._store.update_image(self._id, **changes).add_done_callback(self._settled)

    def _settled(self, future: Future[None]) -> None:
        self.save.disabled = False
        error = future.exception()
        field = error.field if isinstance(error, CloudError) else None
        if error is None:
            self.messages.say(_CHANGED.format(name=self.name.value.strip()), source=self._id)
            self._on_close(True)
        elif isinstance(error, CloudError) and field in self.fields:
            self.fields[field].note.say(f"{error} {error.hint}", "bad")
        else:
            self.messages.error(error, self._id)


def _as_text(properties: Mapping[str, str]) -> str:
    return "\n".join(f"{key}={value}" for key, value in sorted(properties.items()))


def _of_text(text: str) -> tuple[dict[str, str], str]:
    """Return the properties in lines of NAME=VALUE, and what is wrong with them ("" if nothing)."""
    found: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        key, equals, value = line.partition("=")
        if not equals or not key.strip():
            return {}, f"Write each property as NAME=VALUE: {line.strip()[:60]} is not."
        found[key.strip()] = value.strip()
    return found, ""
