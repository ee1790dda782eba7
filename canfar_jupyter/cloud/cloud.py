"""One cloud, as one user in one project: lists as DataFrames, and verbs."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from canfar_jupyter import moved
from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.cloud.consoles.verbs import Consoles
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images.verbs import Images
from canfar_jupyter.cloud.instances.verbs import Instances
from canfar_jupyter.cloud.keys.verbs import Keys
from canfar_jupyter.cloud.launch.planning import Planning
from canfar_jupyter.cloud.launch.verbs import Launches
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.cloud.network.security_groups import SecurityGroups
from canfar_jupyter.cloud.network.verbs import FloatingIPs
from canfar_jupyter.cloud.service import Service
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.verbs import VERBS

Part = TypeVar("Part")
P = ParamSpec("P")
Result = TypeVar("Result")


def _of(
    part: Callable[[Service], Part], method: Callable[Concatenate[Part, P], Result]
) -> Callable[Concatenate[Cloud, P], Result]:
    """Expose a method of a part, with its signature and docstring."""

    @wraps(method)
    def call(cloud: Cloud, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        bound: Callable[P, Result] = getattr(part(cloud._service), method.__name__)
        return bound(*args, **kwargs)

    call.__qualname__, call.__module__ = f"Cloud.{method.__name__}", __name__
    return call


def nova_action(verb: str) -> Callable[[Cloud, Server | str], None]:
    """Offer an action of Nova that takes no arguments: all about it is its row of the table."""

    def call(cloud: Cloud, /, server: Server | str) -> None:
        cloud._service.instances.do(verb, server)

    call.__name__, call.__qualname__, call.__doc__ = verb, f"Cloud.{verb}", VERBS[verb].text
    return call


class Cloud:
    """One cloud; created by ``connect``.

    Names and ids are accepted wherever they are unambiguous.  Every method may raise a
    ``CloudError``: ``NotSignedIn``, ``NotAllowed``, ``Unreachable``, ``Busy`` and
    ``CloudFailure`` anywhere, and those that its docstring names.
    """

    def __init__(
        self,
        client: HttpClient,
        identity: Identity,
        machines: str = "",
        console_hosts: Any = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.identity = identity
        self._service = Service(client, identity, machines, console_hosts, pause)

    def __repr__(self) -> str:
        i = self.identity
        return f"<Cloud {i.title}: project {i.project} as {i.user}>"

    if not TYPE_CHECKING:  # before 0.2 these were methods of every cloud; they go with 0.3

        def __getattr__(self, name: str) -> Any:
            if (part := moved.METHODS.get(name)) is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            text = f"cloud.{name} is now service_of(cloud).{part}.{name}; it ends with 0.3."
            warnings.warn(text, DeprecationWarning, stacklevel=2)
            return getattr(getattr(self._service, part), name)

    servers = _of(lambda s: s.lists, Lists.servers)
    images = _of(lambda s: s.lists, Lists.images)
    flavors = _of(lambda s: s.lists, Lists.flavors)
    keypairs = _of(lambda s: s.lists, Lists.keypairs)
    security_groups = _of(lambda s: s.lists, Lists.security_groups)
    networks = _of(lambda s: s.lists, Lists.networks)
    floating_ips = _of(lambda s: s.lists, Lists.floating_ips)
    quotas = _of(lambda s: s.lists, Lists.quotas)

    launch = _of(lambda s: s.launches, Launches.launch)
    launch_copies = _of(lambda s: s.launches, Launches.launch_copies)
    launch_many = _of(lambda s: s.launches, Launches.launch_many)
    launch_total = _of(lambda s: s.launches, Launches.launch_total)
    fitting_flavors = _of(lambda s: s.planning, Planning.fitting_flavors)
    problems = _of(lambda s: s.planning, Planning.problems)
    spec_of = _of(lambda s: s.planning, Planning.spec_of)
    offers = _of(lambda s: s.planning, Planning.offers)

    terminate = _of(lambda s: s.instances, Instances.terminate)
    start = _of(lambda s: s.instances, Instances.start)
    snapshot = _of(lambda s: s.instances, Instances.snapshot)
    console_log = _of(lambda s: s.instances, Instances.console_log)
    wait_until_active = _of(lambda s: s.instances, Instances.wait_until_active)
    wait_until_ready = _of(lambda s: s.instances, Instances.wait_until_ready)
    readiness = _of(lambda s: s.instances, Instances.readiness)
    details = _of(lambda s: s.instances, Instances.details)
    boot_log = _of(lambda s: s.instances, Instances.boot_log)
    login_user = _of(lambda s: s.instances, Instances.login_user)
    login_info = _of(lambda s: s.instances, Instances.login_info)
    ssh_command = _of(lambda s: s.instances, Instances.ssh_command)
    doctor = _of(lambda s: s.instances, Instances.doctor)

    console_url = _of(lambda s: s.consoles, Consoles.console_url)
    console_page = _of(lambda s: s.consoles, Consoles.console_page)

    create_key = _of(lambda s: s.keys, Keys.create_key)
    import_key = _of(lambda s: s.keys, Keys.import_key)
    delete_key = _of(lambda s: s.keys, Keys.delete_key)

    allocate_floating_ip = _of(lambda s: s.floating_ips, FloatingIPs.allocate_floating_ip)
    associate_floating_ip = _of(lambda s: s.floating_ips, FloatingIPs.associate_floating_ip)
    disassociate_floating_ip = _of(lambda s: s.floating_ips, FloatingIPs.disassociate_floating_ip)
    release_floating_ip = _of(lambda s: s.floating_ips, FloatingIPs.release_floating_ip)
    own_address = _of(lambda s: s, Service.own_address)

    create_security_group = _of(lambda s: s.security_groups, SecurityGroups.create_security_group)
    update_security_group = _of(lambda s: s.security_groups, SecurityGroups.update_security_group)
    delete_security_group = _of(lambda s: s.security_groups, SecurityGroups.delete_security_group)
    open_port = _of(lambda s: s.security_groups, SecurityGroups.open_port)
    add_rule = _of(lambda s: s.security_groups, SecurityGroups.add_rule)
    delete_rule = _of(lambda s: s.security_groups, SecurityGroups.delete_rule)

    create_image = _of(lambda s: s.images, Images.create_image)
    download_image = _of(lambda s: s.images, Images.download_image)
    image_details = _of(lambda s: s.images, Images.image_details)
    update_image = _of(lambda s: s.images, Images.update_image)
    delete_image = _of(lambda s: s.images, Images.delete_image)
    import_methods = _of(lambda s: s.images, Images.import_methods)
    share_image = _of(lambda s: s.images, Images.share_image)
    unshare_image = _of(lambda s: s.images, Images.unshare_image)
    image_members = _of(lambda s: s.images, Images.image_members)
    accept_image = _of(lambda s: s.images, Images.accept_image)
    decline_image = _of(lambda s: s.images, Images.decline_image)
    deactivate_image = _of(lambda s: s.images, Images.deactivate_image)
    reactivate_image = _of(lambda s: s.images, Images.reactivate_image)


def service_of(cloud: Cloud) -> Service:
    """Return the service that the state layer uses."""
    return cloud._service
