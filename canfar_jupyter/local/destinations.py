"""Which URLs a page may fetch from.

In a notebook the user has the whole network of the server anyway.  A Voila page may be open to
others: "through the notebook server" would let them read whatever that server reaches, such as the
cloud's metadata service.  There only public addresses are fetched from, and the networks that its
owner names in ``CANFAR_JUPYTER_NETWORKS``.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from canfar_jupyter.local import settings
from canfar_jupyter.local.folders import on_voila

NAMED = settings.NETWORKS.variable  # "10.21.0.0/16, 192.0.2.7", or "any"
PORTS = (80, 443)  # of public addresses, as Glance has it for its own downloads
_TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: the last four bytes are what is reached


def guarded() -> bool:
    """Return whether fetching is restricted to some addresses."""
    named = settings.NETWORKS.value()
    return on_voila() if named is None else [name.lower() for name in named] != ["any"]


def allows(address: str, port: int) -> bool:
    """Return whether a restricted page may connect there.

    Args:
        address: The machine's IP address: a name may resolve differently the next time.
        port: The port of its web server.
    """
    place = _reached(ip_address(address.partition("%")[0]))
    if any(place in network for network in _named()):
        return True
    return port in PORTS and place.is_global and not place.is_multicast


def _reached(place: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address embeds, if it does."""
    if isinstance(place, IPv4Address):
        return place
    if place in _TRANSLATED:
        return IPv4Address(int(place) & 0xFFFF_FFFF)
    return place.ipv4_mapped or place.sixtofour or place


def _named() -> list[IPv4Network | IPv6Network]:
    """Return the networks that the owner names; an invalid entry allows nothing."""
    found = []
    for text in settings.NETWORKS.value() or ():
        try:
            found.append(ip_network(text, strict=False))
        except ValueError:
            continue
    return found
