"""SERVICE: what can be asked of a cloud.  The only folder that imports the SDK."""

from canfar_jupyter.cloud.asking import problems
from canfar_jupyter.cloud.cloud import Cloud
from canfar_jupyter.cloud.connecting import connect
from canfar_jupyter.cloud.consoles import Endpoint
from canfar_jupyter.cloud.identity import Identity
from canfar_jupyter.cloud.offers import Offers
from canfar_jupyter.cloud.reading import Reading
from canfar_jupyter.cloud.workers import Workers

__all__ = ["Cloud", "Endpoint", "Identity", "Offers", "Reading", "Workers", "connect", "problems"]
