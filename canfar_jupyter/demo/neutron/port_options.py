"""Neutron: allowed address pairs, DHCP options and port security of a port."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, conflict
from canfar_jupyter.demo.neutron.attributes import Unsaid, mac, objects, wrong


def pairs(name: str, value: Any) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for pair in objects(name, value):
        if "ip_address" not in pair:
            raise bad_request(
                "AllowedAddressPair must contain ip_address", "AllowedAddressPairsMissingIP"
            )
        if strange := set(pair) - {"ip_address", "mac_address"}:
            raise wrong(name, f"Unrecognized attribute(s) '{', '.join(sorted(strange))}'")
        try:
            ipaddress.ip_interface(pair["ip_address"])
        except ValueError:
            why = f"'{pair['ip_address']}' is not a valid IP address"
            raise wrong(name, f"{why}. '{pair['ip_address']}' is not a valid IP subnet") from None
        if "mac_address" in pair:
            mac(name, pair["mac_address"])
        if pair in found:
            raise bad_request(
                "Request contains duplicate address pair: mac_address "
                f"{pair.get('mac_address')} ip_address {pair['ip_address']}.",
                "DuplicateAddressPairInRequest",
            )
        found.append(dict(pair))
    return found


def complete(given: list[dict[str, str]], own: str) -> list[dict[str, str]]:
    """Return address pairs, each with a MAC: unless said, the port's own."""
    return [{"mac_address": own, **pair} for pair in given]


def dhcp_options(name: str, value: Any) -> list[dict[str, Any]]:
    found = []
    for option in objects(name, value):
        if not isinstance(option.get("opt_name"), str) or "opt_value" not in option:
            keys = "{'opt_name', 'opt_value'}"
            why = f"Validation of dictionary's keys failed. Expected keys: {keys}"
            raise wrong(name, f"{why} Provided keys: {set(option)}")
        found.append({"ip_version": 4, **option})
    return found


def merged(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return DHCP options after an update; one whose value is null goes."""

    def key(option: dict[str, Any]) -> tuple[Any, Any]:
        return option["opt_name"], option["ip_version"]

    rows = {key(option): option for option in old} | {key(option): option for option in new}
    return [option for option in rows.values() if option["opt_value"] is not None]


def refuse_insecure(values: dict[str, Any], secure: bool) -> None:
    """Refuse what needs port security when that is off."""
    if secure:
        return
    groups = values["security_groups"]
    if values["allowed_address_pairs"]:
        raise conflict(
            "Port Security must be enabled in order to have allowed address pairs on a port.",
            "AddressPairAndPortSecurityRequired",
        )
    refuse_groups([] if isinstance(groups, Unsaid) else groups, secure)


def refuse_groups(groups: list[str], secure: bool) -> None:
    if groups and not secure:
        raise conflict(
            "Port has security group associated. Cannot disable port security or IP address until "
            "security group is removed.",
            "PortSecurityPortHasSecurityGroup",
        )
