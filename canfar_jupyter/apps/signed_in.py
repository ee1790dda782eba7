"""A widget that signs in first, in the background, and then shows its contents."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter import widgets
from canfar_jupyter.errors import NotAllowed
from canfar_jupyter.local import settings
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.presence import Presence
from canfar_jupyter.widgets.kit.sheet import sheet
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.panel import close_all, saved_tables_in
from canfar_jupyter.widgets.table.saved_view import Bundle, SavedTable, with_saved_tables
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Cloud
    from canfar_jupyter.live.base.collection import Collection
    from canfar_jupyter.live.base.joined import JoinedRows
    from canfar_jupyter.live.store import Store

Build = Callable[["Store"], ipw.Widget]
MAX_PAUSE = 1.0  # seconds a loading page may wait for the contents
REST = 1.0  # seconds in which a page may draw the contents before the kernel does more
MAX_WAIT = 1.0  # seconds a cell may wait for the rows that a saved notebook shows


class SignedIn(ipw.VBox):
    """Says "Signing in", then shows what ``build(store)`` makes, or why it cannot.

    Importing the SDK takes seconds, and so may the cloud's response: both happen in a
    worker thread, so that the cell returns and the page is usable at once.  A page that is still
    loading (Voila, a reload) would get some of the widgets created meanwhile and miss the others:
    the contents are created when it asks for all widgets, if they can be by then, else when
    it has reported that it is loaded.

    Args:
        cloud: As for ``dashboard``.
        build: Makes the contents.
        saved_tables: What a saved notebook shows of a store before the contents exist.
        first: The names of the ``widgets`` of which ``build`` makes some at once.  With them
            ``build`` neither waits nor reads; without them it may.

    Attributes:
        note: What is in progress.
        messages: Why signing in failed.
        store: The store, once signed in.
        content: What ``build`` returned, once a page shows this.
        again: The button that tries again, after a failure that may pass.
        demo: The button that uses the demo cloud instead, after a failed sign-in.
    """

    def __init__(
        self,
        cloud: Cloud | str | None,
        build: Build,
        saved_tables: Sequence[Callable[[Store], SavedTable]] = (),
        first: Sequence[str] = (),
    ) -> None:
        self.store: Store | None = None
        self.content: ipw.Widget | None = None
        self._cloud, self._build, self._saved_tables = cloud, build, saved_tables
        self._first = first
        self._ready = threading.Event()  # signed in, with the rows that are shown first; or failed
        self._lock = threading.Lock()
        self._attempt = 0
        self._page = False  # a page has said that it is there
        self._failure: Exception | None = None  # of the last attempt, which is over
        self.note, self.messages = StatusLine(), Messages()
        self.again = ipw.Button(description="Try again", button_style="primary")
        self.demo = ipw.Button(description="Use the demo cloud")
        self.again.on_click(lambda _button: self.sign_in(self._cloud))
        self.demo.on_click(lambda _button: self.sign_in("demo"))
        buttons = ipw.HBox([self.again, self.demo])
        self._card = ipw.VBox([self.note, self.messages, buttons])
        self._card.add_class("cj-card")
        self._always = [sheet(), Presence(loading=self.loading, seen=self.seen)]
        super().__init__([*self._always, self._card])
        self.add_class("cj")
        self.sign_in(cloud)

    def close(self) -> None:
        for child in self.children:
            if child is not sheet():
                close_all(child)
        super().close()

    def _repr_mimebundle_(self, **keys: Any) -> Bundle:
        """Return what is displayed now; a saved notebook shows it where no kernel runs."""
        texts = [self.note.text, *(item["text"] for item in self.messages.items)]
        now = " ".join(filter(None, texts)) or "A form."
        otherwise = f"{now} Run the notebook to see it live."
        return with_saved_tables(super()._repr_mimebundle_(**keys), self._on_display(), otherwise)

    @property
    def failed(self) -> bool:
        """Whether the last attempt failed and none is in progress."""
        return self._failure is not None

    def _on_display(self) -> list[SavedTable]:
        """Return the tables, with their first rows even before a page shows them.

        With a cloud that is signed in already they are available in a moment; a sign-in may take
        seconds, which a cell must not wait for.
        """
        if self.content is not None or self._cloud is None or isinstance(self._cloud, str):
            return saved_tables_in(self)
        saved_tables = [table(_store(self._cloud)) for table in self._saved_tables]
        _wait_for(table.rows for table in saved_tables)
        return saved_tables

    def sign_in(self, cloud: Cloud | str | None) -> None:
        """Sign in, in the background; an attempt in progress is superseded."""
        with self._lock:
            self._attempt += 1
            self._cloud = cloud
            attempt = self._attempt
        self._failure = None
        self._ready.clear()
        self._offer()
        self.messages.items = []
        self.note.say(f"Signing in to {_called(cloud)}...", "busy")
        self._in_background(lambda: self._open(cloud, attempt))

    def loading(self) -> None:
        """Create the contents, for a page that asks for all widgets now and waits for them."""
        if self._first and self.content is None and self._ready.wait(MAX_PAUSE):
            self._fill()
        if self.store is not None:
            self.store.look()

    def seen(self) -> None:
        """Note that a page shows this; called by the page when it has loaded."""
        self._page = True
        for widget in _tree(self):  # what changed while it was loading has passed it by
            widget.send_state([key for key in widget.keys if not key.startswith("_")])
        self._in_background(self._show)

    def _in_background(self, work: Callable[[], None]) -> None:
        def safely() -> None:
            attempt = self._attempt
            try:
                work()
            except Exception as error:  # noqa: BLE001 - the top of a thread: who else would say it
                if attempt == self._attempt:
                    self._say(error)

        threading.Thread(target=safely, name="canfar-sign-in", daemon=True).start()

    def _open(self, cloud: Cloud | str | None, attempt: int) -> None:
        store = _store(cloud)
        with self._lock:
            if attempt != self._attempt:
                return
            self.store = store
        store.begin()
        for name in self._first:  # the requests are on their way meanwhile
            getattr(widgets, name)
        if self._first:
            _wait_for(table(store).rows for table in self._saved_tables[:1])
        self._ready.set()
        self._show()

    def _show(self) -> None:
        if self._page:
            self._fill()
            time.sleep(REST)
            for name in widgets.__all__:  # what is opened next is to open at once
                getattr(widgets, name)

    def _fill(self) -> None:
        with self._lock:
            if self.store is None or self.content is not None:
                return
            self.content = self._build(self.store)
            self._failure = None
        self.children = [*self._always, self.content]

    def _say(self, error: Exception) -> None:
        self._ready.set()
        self.note.say("")
        self.messages.error(error)
        if not isinstance(error, NotAllowed):  # the same would be refused again
            self._offer(self.again, *([self.demo] if self.store is None else []))
        self._failure = error

    def _offer(self, *buttons: ipw.Button) -> None:
        """Show these buttons and no others: only what can help."""
        for button in (self.again, self.demo):
            button.layout.display = None if button in buttons else "none"


def _wait_for(collections: Iterable[Collection | JoinedRows]) -> None:
    """Wait briefly until all of these have been read, or have failed to be."""
    event, waiting = threading.Event(), list(collections)

    def look(_delta: object = None) -> None:
        if all(rows.loaded or rows.error for rows in waiting):
            event.set()

    stops = [rows.observe(look) for rows in waiting]
    look()
    event.wait(MAX_WAIT)
    for stop in stops:
        stop()


def _store(cloud: Cloud | str | None) -> Store:
    from canfar_jupyter import live  # late: the SDK costs more than a second
    from canfar_jupyter.cloud import connect

    if cloud is None or isinstance(cloud, str):
        cloud = connect(cloud)
    return live.store_of(cloud)


def _called(cloud: Cloud | str | None) -> str:
    if cloud is None:
        return settings.cloud_name() or "your cloud"
    return cloud if isinstance(cloud, str) else cloud.identity.title


def _tree(widget: ipw.Widget) -> Iterator[ipw.Widget]:
    """Yield a widget and everything in it except tables, which are asked for separately."""
    if isinstance(widget, Table):
        return
    yield widget
    yield widget.layout
    for child in getattr(widget, "children", ()):
        yield from _tree(child)
