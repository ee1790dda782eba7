"""The dashboard: tabs over pages, and a page that launches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import ipywidgets as ipw

from canfar_jupyter import widgets
from canfar_jupyter.apps.instances_page import InstancesPage
from canfar_jupyter.apps.signed_in import SignedIn
from canfar_jupyter.local import settings
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.pages import Pages
from canfar_jupyter.widgets.status.toasts import Toasts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from canfar_jupyter.cloud import Cloud
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.instances.server import Server
    from canfar_jupyter.model.launch.spec import LaunchSpec
    from canfar_jupyter.widgets.welcome.welcome import Welcome

TABS = (
    ("instances", "Instances", "servers"),
    ("images", "Images", "images"),
    ("network", "Network", ""),
    ("keys", "Keys", "keypairs"),
    ("activity", "Activity", "operations"),
    ("usage", "Usage", ""),
)
_MANY = 30  # rows of a table below which another one stands
_dashboards: dict[Hashable, SignedIn] = {}


def dashboard(cloud: Cloud | str | None = None) -> SignedIn:
    """Return the dashboard of a cloud: instances, images, network..., and a page that launches.

    Args:
        cloud: A cloud of ``connect``, its name in clouds.yaml, or None for what OS_CLOUD or
            the OS_* variables name.

    Returns:
        A widget, immediately; it signs in by itself.  Called again in the same kernel it returns
        the same widget, with everything typed so far.
    """
    key = _key(cloud)
    made = _dashboards.get(key)
    if made is None or made.comm is None:  # none yet, or closed
        made = _dashboards[key] = SignedIn(
            cloud,
            Dashboard,
            (
                lambda store: widgets.InstanceTable.saved_table(store),
                lambda store: widgets.ImageBrowser.saved_table(store),
            ),
            first=("Header", "InstanceTable"),
        )
    elif made.failed:
        made.sign_in(cloud)
    return made


def _key(cloud: Cloud | str | None) -> Hashable:
    if cloud is None:
        return settings.cloud_name()
    return cloud if isinstance(cloud, str) else cloud.identity


class Dashboard(ipw.VBox):
    """Tabs over pages: instances first; Launch and everything else one click away.

    Attributes:
        header: Cloud, quotas, tabs, Launch.
        pages: The pages that were opened so far.
        messages: What happened, over all pages.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.messages = Messages(over=True)
        self.messages.add_class("cj-toasts")
        self.header = widgets.Header(store, TABS)
        self.pages = Pages(
            {
                "instances": self._instances,
                "images": self._images,
                "network": lambda: NetworkPage(store, self.messages),
                "keys": lambda: widgets.KeyTable(store, self.messages),
                "activity": self._activity,
                "usage": lambda: widgets.UsagePage(store, self.open_instance),
                "launch": self._launch,
            }
        )
        super().__init__([self.header, self.pages, self.messages])
        self.add_class("cj")
        self.add_class("cj-dashboard")
        self.header.on_launch(self.open_launch)
        self.header.on_reopen(self._reopen)
        self._before = self.header.page  # the tab that Launch was opened from
        self.header.observe(self._turn, "page")
        self.pages.page(self.header.page)
        self._toasts = Toasts(store, self.messages, lambda: str(self.header.page))

    def close(self) -> None:
        if hasattr(self, "_toasts"):
            self._toasts.close()
        super().close()

    @property
    def instances(self) -> widgets.InstanceTable:
        return cast(InstancesPage, self.pages.page("instances")).table

    @property
    def images(self) -> widgets.ImageBrowser:
        return cast(widgets.ImageBrowser, self.pages.page("images"))

    @property
    def form(self) -> widgets.LaunchForm:
        return cast(widgets.LaunchForm, self.pages.page("launch"))

    def open_launch(self) -> None:
        """Open the page that launches an instance; what was typed there is kept."""
        self.pages.page("launch")
        self.header.page = "launch"

    def _turn(self, change: Any) -> None:
        if change["new"] == "launch":
            self._before = change["old"]
        self.pages.page(change["new"])

    def _go_back(self) -> None:
        self.header.page = self._before

    def open_instance(self, server_id: str) -> None:
        """Open the panel of an instance on the page of instances."""
        self.header.page = "instances"
        self.instances.select(server_id)

    def _activity(self) -> widgets.ActivityTable:
        page = widgets.ActivityTable(self._store, self.messages)
        page.on_form(self._launch_anew)
        return page

    def _launch_anew(self, launch: LaunchSpec | str) -> None:
        self.open_launch()
        from canfar_jupyter.widgets.activity.table import fill

        fill(self.form, launch)

    def _instances(self) -> InstancesPage:
        page = InstancesPage(self._store, self.messages, self._prepare)
        page.table.on_again(self._launch_like)
        page.table.table.observe(lambda change: self._opened(change["new"]), "current")
        return page

    def _opened(self, server_id: str) -> None:
        self.header.opened = server_id

    def _reopen(self, server_id: str) -> None:
        """Open the instance that was open on this page before, as soon as it is in the list."""
        servers = self._store.servers
        if server_id in servers:
            self.instances.show(server_id)
        elif not servers.loaded:
            stops: list[Callable[[], None]] = []

            def look(_delta: object) -> None:
                if stops and (server_id in servers or servers.loaded):
                    stops.pop()()
                    self.instances.select(server_id)

            stops.append(servers.observe(look))

    def _prepare(self, welcome: Welcome) -> None:
        welcome.on_launch(self._launch_image)
        welcome.on_step(self._step)

    def _step(self, key: str) -> None:
        """Lead to where a first step is done."""
        if key == "key":
            self.header.page = "keys"
            cast(widgets.KeyTable, self.pages.page("keys")).open_add()
        elif key == "launch":
            self.open_launch()
        elif newest := self._newest():
            self.instances.show(newest)

    def _newest(self) -> str:
        rows = self._store.servers.values()
        return max(((row["created"], row["id"]) for row in rows), default=("", ""))[1]

    def _images(self) -> widgets.ImageBrowser:
        page = widgets.ImageBrowser(self._store, self.messages)
        page.on_launch(self._launch_image)
        return page

    def _launch(self) -> widgets.LaunchForm:
        page = widgets.LaunchForm(self._store, self.messages)
        page.on_launched(self._launched)
        page.on_leave(self._go_back)
        return page

    def _launch_image(self, image_id: str) -> None:
        self.open_launch()
        self.form.choose_image(image_id)

    def _launch_like(self, server_id: str) -> None:
        self.open_launch()
        self.form.launch_like(server_id)

    def _launched(self, server: Server) -> None:
        self.open_instance(server.id)


class NetworkPage(ipw.VBox):
    """Floating IPs above security groups; the page scrolls, not they."""

    def __init__(self, store: Store, messages: Messages) -> None:
        self.floating_ips = widgets.FloatingIPTable(store, messages, max_rows=_MANY)
        self.security_groups = widgets.SecurityGroupTable(store, messages, max_rows=_MANY)
        super().__init__([self.floating_ips, self.security_groups])
        self.add_class("cj-network")
