"""The parts of the dashboard, each for a cell of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.apps.signed_in import SignedIn
from canfar_jupyter.errors import Invalid
from canfar_jupyter.widgets import (
    ActivityTable,
    FloatingIPTable,
    ImageBrowser,
    InstancePage,
    InstanceTable,
    KeyTable,
    LaunchForm,
    SecurityGroupTable,
)
from canfar_jupyter.widgets.consoles.console import CONSOLES
from canfar_jupyter.widgets.layout.panel import Panel

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Cloud
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.instances.server import Server


def image_browser(cloud: Cloud | str | None = None) -> SignedIn:
    """Return the images of a project; Launch on a row opens the launch form below them.

    Args:
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, _images, (ImageBrowser.saved_table,))


def launch_form(cloud: Cloud | str | None = None) -> SignedIn:
    """Return the form that launches an instance.

    Args:
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, _form)


def instance_table(cloud: Cloud | str | None = None) -> SignedIn:
    """Return the instances of a project with Overview, Log, Snapshot and Terminate.

    Args:
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, _instances, (InstanceTable.saved_table,))


def floating_ip_table(cloud: Cloud | str | None = None) -> SignedIn:
    """Return the floating IPs of a project, to allocate, associate, move and release.

    Args:
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, FloatingIPTable)


def key_table(cloud: Cloud | str | None = None) -> SignedIn:
    """Return your key pairs, to add, make and delete, with where each is used.

    Args:
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, KeyTable)


def security_group_table(cloud: Cloud | str | None = None) -> SignedIn:
    """Return the security groups of a project, to create, edit and delete.

    Args:
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, SecurityGroupTable)


def activity(cloud: Cloud | str | None = None) -> SignedIn:
    """Return what is under way, done and failed in a project, with Cancel and Retry.

    Args:
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, ActivityTable)


def instance(server: Server | str, cloud: Cloud | str | None = None) -> SignedIn:
    """Return one instance: its readiness, how to log in, its boot, and all its details.

    Args:
        server: What ``launch`` returned, or a name or id.
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, lambda store: _instance(store, server, asked=False))


def doctor(server: Server | str, cloud: Cloud | str | None = None) -> SignedIn:
    """Return what prevents you from logging in to an instance, with buttons that fix it.

    ``cloud.doctor(server)`` returns the same findings as a value.

    Args:
        server: What ``launch`` returned, or a name or id.
        cloud: As for ``dashboard``.
    """
    return SignedIn(cloud, lambda store: _instance(store, server, asked=True))


def console(server: Server | str, cloud: Cloud | str | None = None, kind: str = "vnc") -> SignedIn:
    """Return the console of an instance: its screen and keyboard.

    The kernel connects to the cloud's console proxy, so the browser need not reach it. Press
    Ctrl+Alt+Shift to give the keyboard back to the page.

    Args:
        server: What ``launch`` returned, or a name or id.
        cloud: As for ``dashboard``.
        kind: "vnc", or "serial" for a terminal on the serial line, if the cloud offers it.

    Raises:
        Invalid: There is no such kind.
    """
    if kind not in CONSOLES:
        raise Invalid(f"There is no console {kind!r}: choose one of {', '.join(CONSOLES)}.")
    return SignedIn(cloud, lambda store: _console(store, server, kind))


_NEEDED = ("servers", "security_groups", "floating_ips", "networks", "quotas")


def _instance(store: Store, server: Server | str, *, asked: bool) -> ipw.Widget:
    id_ = store.service.lists.server_id(server)
    store.refresh(*_NEEDED).result()
    page = InstancePage(store, id_)
    if asked:
        page.ask_doctor()
    return page


def _console(store: Store, server: Server | str, kind: str) -> ipw.Widget:
    id_ = store.service.lists.server_id(server)
    store.refresh("servers").result()  # the reason why there is no console may be its status
    return Panel("", [CONSOLES[kind](store, id_)])


def _images(store: Store) -> ipw.Widget:
    browser = ImageBrowser(store)
    page = ipw.VBox([browser])

    def open_form(image_id: str) -> None:
        if len(page.children) == 1:
            page.children = [browser, LaunchForm(store)]
        page.children[1].choose_image(image_id)

    browser.on_launch(open_form)
    return page


def _form(store: Store) -> ipw.Widget:
    return LaunchForm(store)


def _instances(store: Store) -> ipw.Widget:
    return InstanceTable(store)
