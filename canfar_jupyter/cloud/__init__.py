"""SERVICE: what can be asked of a cloud.  The only folder that imports the SDK."""

from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.cloud.cloud import Cloud, service_of
from canfar_jupyter.cloud.connection import connect
from canfar_jupyter.cloud.consoles.verbs import Endpoint
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.launch.options import Offers
from canfar_jupyter.cloud.launch.problems import problems
from canfar_jupyter.cloud.lists.reading import Reading
from canfar_jupyter.cloud.service import Service

__all__ = [
    "Cloud",
    "DaemonExecutor",
    "Endpoint",
    "Identity",
    "Offers",
    "Reading",
    "Service",
    "connect",
    "problems",
    "service_of",
]
