"""Check that a console URL is on one of the cloud's own hosts.

The kernel connects to the URL that Nova returns, from inside the user's network, and
shows the response.  A malicious Nova, or a wrong ``base_url`` in its configuration, must not
direct it to other hosts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

# Anyone can register names below these, as in example.ac.uk: an owner has one more label.
_SHARED = {"ac", "co", "com", "edu", "gc", "gov", "go", "net", "ne", "or", "org"}


@dataclass(frozen=True)
class ConsoleHosts:
    """The hosts whose consoles are trusted.

    A console's host is one of the ``own`` hosts (of the identity and compute endpoints), or a
    sibling or subdomain of one (console.example.ca for keystone.example.ca), or one that
    the user ``named`` as canfar_console_hosts in clouds.yaml.  An IP address must be exactly the
    same.  This computer is trusted only if the identity service is on this computer.
    """

    sign_in: str
    own: frozenset[str]
    named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sign_in: str, own: Iterable[str], named: Any = None) -> ConsoleHosts:
        """Accept ``canfar_console_hosts`` as a list or as a comma-separated string."""
        texts = named.split(",") if isinstance(named, str) else named or ()
        return cls(
            sign_in=sign_in.lower(),
            own=frozenset(host.lower() for host in own if host),
            named=frozenset(str(text).strip().lower() for text in texts),
        )

    def believe(self, host: str) -> bool:
        """Return whether a console on this host may be opened."""
        host = host.lower().rstrip(".")
        if host in self.named:
            return True
        if is_this_computer(host):
            return is_this_computer(self.sign_in)
        if host in self.own:
            return True
        return any(_are_beside(host, own) for own in self.own)


def is_this_computer(host: str) -> bool:
    """Return whether a host is loopback: 127.0.0.0/8, ::1, 0.0.0.0, localhost, in any spelling."""
    host = host.lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return _is_number(host)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def _is_number(host: str) -> bool:
    """Return whether it is an address in a form that only resolvers accept, such as 2130706433."""
    last = host.rpartition(".")[2]
    return last.isdigit() or last.startswith("0x")


def _are_beside(host: str, own: str) -> bool:
    """Return whether ``host`` is beneath what ``own`` is beneath, and that has an owner."""
    if _is_address(host) or _is_address(own):
        return False
    above = own.split(".")[1:]
    has_owner = len(above) >= 2 and not (len(above) == 2 and above[0] in _SHARED)
    domain = ".".join(above) if has_owner else own
    return host.endswith(f".{domain}") and "." in domain


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
