"""Images, the launch form, instances and, collapsed, floating IPs on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.apps.signed_in import SignedIn
from canfar_jupyter.local import settings
from canfar_jupyter.widgets import (
    FloatingIPSection,
    Header,
    ImageBrowser,
    InstanceTable,
    LaunchForm,
    Messages,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from canfar_jupyter.cloud import Cloud
    from canfar_jupyter.live.store import Store

_dashboards: dict[Hashable, SignedIn] = {}


def dashboard(cloud: Cloud | str | None = None) -> SignedIn:
    """Return the dashboard of a cloud: images, the launch form, instances, floating IPs.

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
            cloud, Dashboard, (ImageBrowser.saved_table, InstanceTable.saved_table)
        )
    elif made.failed:
        made.sign_in(cloud)
    return made


def _key(cloud: Cloud | str | None) -> Hashable:
    if cloud is None:
        return settings.cloud_name()
    return cloud if isinstance(cloud, str) else cloud.identity


class Dashboard(ipw.VBox):
    """The page: Launch on an image's row fills the form; the new instance appears below."""

    def __init__(self, store: Store) -> None:
        self.messages = Messages()
        self.images = ImageBrowser(store, self.messages)
        self.form = LaunchForm(store, self.messages)
        self.instances = InstanceTable(store, self.messages)
        self.addresses = FloatingIPSection(store, self.messages)
        work = ipw.HBox([self.images, self.form])
        work.add_class("cj-work")
        super().__init__([Header(store), self.messages, work, self.instances, self.addresses])
        self.add_class("cj")
        self.add_class("cj-dashboard")
        self.images.on_launch(self.form.choose_image)
        self.instances.on_again(self.form.launch_like)
        self.form.on_launched(lambda server: self.instances.select(server.id))
