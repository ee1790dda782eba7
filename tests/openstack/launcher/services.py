"""The services: each function runs one, in a process of its own, and does not return.

Every import is inside: the services share names (oslo.config's global CONF, table names), so that
no two of them fit into one process.
"""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from tests.openstack.launcher import proxies
from tests.openstack.launcher.plan import Plan
from tests.openstack.places import PLUG


def keystone(plan: Plan) -> None:
    os.environ["OS_KEYSTONE_CONFIG_DIR"] = str(plan.etc)
    from keystone.wsgi.api import application

    _serve(application, plan, "keystone")


def glance(plan: Plan) -> None:
    os.environ["OS_GLANCE_CONFIG_DIR"] = str(plan.etc)
    from glance.wsgi.api import application

    _serve(application, plan, "glance")


def placement(plan: Plan) -> None:
    os.environ["OS_PLACEMENT_CONFIG_DIR"] = str(plan.etc)
    from placement.wsgi.api import application

    _serve(application, plan, "placement")


def neutron(plan: Plan) -> None:
    sys.path.insert(0, str(PLUG))  # the mechanism driver and its entry point
    os.environ["OS_NEUTRON_CONFIG_DIR"] = str(plan.etc)
    os.environ["OS_NEUTRON_CONFIG_FILES"] = "neutron.conf"
    # All models, configured before the first request: Port.port_forwardings is a backref of a
    # model that is otherwise imported and mapped in the middle of some request, and the requests
    # beside it answered 500 "type object 'Port' has no attribute 'port_forwardings'".
    from neutron.db.migration.models import head
    from sqlalchemy.orm import configure_mappers

    head.get_metadata()
    configure_mappers()
    from neutron.wsgi.api import application

    _serve(application, plan, "neutron")


def cinder(plan: Plan) -> None:
    """API, scheduler and volume in one process, as nova's; on threads, not on eventlet."""
    from cinder import monkey_patch

    monkey_patch.patch("threading")
    sys.path.insert(0, str(PLUG))  # the volume driver
    sys.argv = ["cinder", "--config-file", f"{plan.etc}/cinder.conf"]
    from cinder.wsgi.api import application

    threading.Thread(target=_serve, args=(application, plan, "cinder"), daemon=True).start()
    _start_cinder_workers()
    threading.Event().wait()


def _start_cinder_workers() -> None:
    import os_brick
    from cinder import service
    from oslo_config import cfg

    os_brick.setup(cfg.CONF)
    workers = (  # the scheduler second: it waits until it has heard of a volume service
        service.Service.create(
            binary="cinder-volume", host="real@real", service_name="real", coordination=True
        ),
        service.Service.create(binary="cinder-scheduler"),
    )
    for worker in workers:
        worker.start()
        _workers.append(worker)


def nova(plan: Plan) -> None:
    """API, conductor, scheduler and compute in one process: `fake:/` messages don't leave it.

    The console proxies come when they are first called; their messages arrive by `wire`.
    """
    sys.path.insert(0, str(PLUG))
    os.environ["OS_NOVA_CONFIG_DIR"] = str(plan.etc)
    os.environ["OS_NOVA_CONFIG_FILES"] = "api-paste.ini;nova.conf"  # the first is paste's
    import nova.virt
    from nova.wsgi.osapi_compute import application

    nova.virt.__path__.append(str(PLUG))  # compute_driver is looked up only below nova.virt
    threading.Thread(target=_serve, args=(application, plan, "nova"), daemon=True).start()
    _start_nova_workers()
    proxies.start_when_called(plan)
    threading.Event().wait()


def _start_nova_workers() -> None:
    import nova.conf
    import nova.context
    import nova.servicegroup.api
    import os_vif
    from nova import objects, service
    from nova.compute import rpcapi as compute
    from nova.conductor import rpcapi as conductor
    from nova.objects import host_mapping
    from nova.scheduler import rpcapi as scheduler
    from oslo_service import opts

    opts.register_service_opts(nova.conf.CONF)
    os_vif.initialize()
    # Report at once: after a restart the last report is old, and nothing boots until the next.
    nova.servicegroup.api.INITIAL_REPORTING_DELAY = 0
    objects.Service.enable_min_version_cache()
    topics: dict[str, dict[str, str]] = {
        "nova-conductor": {"topic": conductor.RPC_TOPIC},
        "nova-scheduler": {"topic": scheduler.RPC_TOPIC},
        "nova-compute": {"topic": compute.RPC_TOPIC, "topic_alt": compute.RPC_TOPIC_ALT},
    }
    for binary, where in topics.items():
        worker = service.Service.create(binary=binary, **where)
        worker.start()
        _workers.append(worker)
    host_mapping.discover_hosts(nova.context.get_admin_context())


_workers: list[Any] = []  # kept alive

RUN: dict[str, Callable[[Plan], None]] = {
    "keystone": keystone,
    "glance": glance,
    "placement": placement,
    "neutron": neutron,
    "cinder": cinder,
    "nova": nova,
}


def _serve(application: Callable[..., Any], plan: Plan, name: str) -> None:
    from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

    class Handler(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_request(self, *arguments):
            pass

    descriptor = plan.sockets[name].fileno()
    server = ThreadedWSGIServer("127.0.0.1", 0, application, handler=Handler, fd=descriptor)
    server.daemon_threads = True
    server.serve_forever()
