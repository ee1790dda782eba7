"""The dashboard: tabs over pages, and a page that launches."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import ipywidgets as ipw

from canfar_jupyter import widgets
from canfar_jupyter.apps.signed_in import SignedIn
from canfar_jupyter.local import settings
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Hashable

    from canfar_jupyter.cloud import Cloud
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.instances.server import Server

TABS = (
    ("instances", "Instances", "servers"),
    ("images", "Images", "images"),
    ("network", "Network", ""),
    ("keys", "Keys", "keypairs"),
)
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
        self.messages = Messages()
        self.messages.add_class("cj-toasts")
        self.header = widgets.Header(store, TABS)
        self.pages = Pages(
            {
                "instances": self._instances,
                "images": self._images,
                "network": lambda: NetworkPage(store, self.messages),
                "keys": lambda: widgets.KeyTable(store, self.messages),
                "launch": self._launch,
            }
        )
        super().__init__([self.header, self.pages, self.messages])
        self.add_class("cj")
        self.add_class("cj-dashboard")
        self.header.on_launch(self.open_launch)
        self.header.observe(lambda change: self.pages.page(change["new"]), "page")
        self.pages.page(self.header.page)

    @property
    def instances(self) -> widgets.InstanceTable:
        return cast(widgets.InstanceTable, self.pages.page("instances"))

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

    def _instances(self) -> widgets.InstanceTable:
        page = widgets.InstanceTable(self._store, self.messages)
        page.on_again(self._launch_like)
        return page

    def _images(self) -> widgets.ImageBrowser:
        page = widgets.ImageBrowser(self._store, self.messages)
        page.on_launch(self._launch_image)
        return page

    def _launch(self) -> widgets.LaunchForm:
        page = widgets.LaunchForm(self._store, self.messages)
        page.on_launched(self._launched)
        return page

    def _launch_image(self, image_id: str) -> None:
        self.open_launch()
        self.form.choose_image(image_id)

    def _launch_like(self, server_id: str) -> None:
        self.open_launch()
        self.form.launch_like(server_id)

    def _launched(self, server: Server) -> None:
        self.header.page = "instances"
        self.instances.select(server.id)


class NetworkPage(ipw.VBox):
    """Floating IPs above security groups."""

    def __init__(self, store: Store, messages: Messages) -> None:
        self.floating_ips = widgets.FloatingIPTable(store, messages)
        self.security_groups = widgets.SecurityGroupTable(store, messages)
        super().__init__([self.floating_ips, self.security_groups])
        self.add_class("cj-network")
