"""The pages of the dashboard: one is shown at a time, and built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets as ipw

from canfar_jupyter.widgets.layout.panel import close_all

Build = Callable[[], ipw.Widget]


class Pages(ipw.VBox):
    """A box of pages; the header's tabs say which one is shown.

    A page that was built stays: nothing typed is lost by looking at another one.

    Args:
        builds: What creates each page, by its key.
    """

    def __init__(self, builds: Mapping[str, Build]) -> None:
        self._builds = builds
        self._built: dict[str, ipw.Widget] = {}
        super().__init__()
        self.add_class("cj-pages")

    def page(self, key: str) -> ipw.Widget:
        """Build the page ``key`` if it does not exist yet, and return it."""
        if key not in self._built:
            page = self._builds[key]()
            page.add_class("cj-page")
            page.add_class(f"cj-page-{key}")
            self._built[key] = page
            self.children = tuple(self._built.values())
        return self._built[key]

    def get(self, key: str) -> ipw.Widget | None:
        """Return the page ``key`` if it was built."""
        return self._built.get(key)

    def close(self) -> None:
        for page in getattr(self, "_built", {}).values():
            close_all(page)
        super().close()
