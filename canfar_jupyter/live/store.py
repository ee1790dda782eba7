"""The last known state of a project, and the only way for widgets to change the project."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from canfar_jupyter.live.base.activity import Activity
from canfar_jupyter.live.base.project import Project
from canfar_jupyter.live.base.schedule import Schedule
from canfar_jupyter.live.verbs.floating_ips import FloatingIPActions
from canfar_jupyter.live.verbs.images import ImageActions
from canfar_jupyter.live.verbs.instances import InstanceActions
from canfar_jupyter.live.verbs.keys import KeyActions
from canfar_jupyter.live.verbs.launch import LaunchActions
from canfar_jupyter.live.verbs.security_groups import SecurityGroupActions

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Cloud


class Store:
    """Collections that are kept fresh, and verbs that change them.

    Verbs return at once with a ``Future``: its result when the cloud has answered, its
    ``CloudError`` when it refused.  A verb that fails leaves the rows as they were.
    Observers are called on worker threads.  Each verb is the method of its part itself.
    """

    def __init__(self, cloud: Cloud, schedule: Schedule | None = None) -> None:
        self._project = project = Project(cloud, schedule)
        self.cloud, self.service, self.identity = cloud, project.service, cloud.identity
        self.collections, self.operations = project.collections, project.operations
        self.boots = project.boots
        self.servers, self.images = project.servers, project.images
        self.flavors, self.keypairs = project.flavors, project.keypairs
        self.security_groups, self.networks = project.security_groups, project.networks
        self.floating_ips, self.quotas = project.floating_ips, project.quotas

        self.look, self.begin, self.refresh = project.look, project.begin, project.refresh
        self.afterwards, self.close = project.afterwards, project.close
        self.problems = project.problems

        floating_ips = FloatingIPActions(project)
        self.associate_floating_ip = floating_ips.associate_floating_ip
        self.disassociate_floating_ip = floating_ips.disassociate_floating_ip
        self.allocate_floating_ip = floating_ips.allocate_floating_ip
        self.release_floating_ip = floating_ips.release_floating_ip
        self.own_address = floating_ips.own_address

        self._launches = launches = LaunchActions(project, floating_ips)
        self.launch, self.spec_of, self.offers = launches.launch, launches.spec_of, launches.offers
        self.look_at_subnets = launches.look_at_subnets

        instances = InstanceActions(project)
        self.do, self.terminate, self.start = instances.do, instances.terminate, instances.start
        self.snapshot = instances.snapshot
        self.snapshots_under_way = instances.snapshots_under_way
        self.console_log, self.read_log = instances.console_log, instances.read_log
        self.console_endpoint = instances.console_endpoint
        self.console_page = instances.console_page
        self.details, self.doctor = instances.details, instances.doctor
        self.login_info = instances.login_info
        self.add_host, self.add_known_hosts = instances.add_host, instances.add_known_hosts

        keys = KeyActions(project)
        self.import_key, self.delete_key = keys.import_key, keys.delete_key

        groups = SecurityGroupActions(project)
        self.create_security_group = groups.create_security_group
        self.update_security_group = groups.update_security_group
        self.delete_security_group = groups.delete_security_group
        self.open_port = groups.open_port
        self.add_rule, self.delete_rule = groups.add_rule, groups.delete_rule

        images = ImageActions(project)
        self.create_image, self.download_image = images.create_image, images.download_image
        self.image_details, self.update_image = images.image_details, images.update_image
        self.delete_image, self.import_methods = images.delete_image, images.import_methods
        self.look_at_source, self.arriving = images.look_at_source, images.arriving
        self.share_image, self.unshare_image = images.share_image, images.unshare_image
        self.image_members, self.project_names = images.image_members, images.project_names
        self.accept_image, self.decline_image = images.accept_image, images.decline_image
        self.deactivate_image = images.deactivate_image
        self.reactivate_image = images.reactivate_image

    @cached_property
    def activity(self) -> Activity:
        """What is under way, done and failed in the project; made when it is first asked for."""
        return Activity(self._project)

    def __repr__(self) -> str:
        return f"<Store of {self.cloud!r}>"
