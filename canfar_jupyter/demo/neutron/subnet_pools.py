"""Neutron: pools of addresses from which subnets are taken."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import Refusal, bad_request
from canfar_jupyter.demo.core.exchange import Call, Routes
from canfar_jupyter.demo.core.network_records import Network, Subnet, SubnetPool
from canfar_jupyter.demo.neutron import addresses
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import Attribute, Unsaid
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve, stamps

routes = Routes()
Block = ipaddress.IPv4Network | ipaddress.IPv6Network
_SMALLEST, _LARGEST = {4: 8, 6: 64}, {4: 32, 6: 128}  # prefix lengths unless given


def _prefixes(name: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        value = [value]
    return [a.prefix(name, item) for item in value]


ATTRIBUTES = {
    **a.NAMED,
    "prefixes": Attribute(_prefixes, required=True),
    "default_prefixlen": Attribute(a.number, None),
    "min_prefixlen": Attribute(a.number, None),
    "max_prefixlen": Attribute(a.number, None),
    "default_quota": Attribute(a.optional(a.number), None),
    "address_scope_id": Attribute(a.optional(a.identifier), None),
    "is_default": Attribute(a.boolean, False, admin=True),
    "shared": Attribute(a.boolean, False, admin=True),
    "ip_version": a.READ_ONLY,
}


def _version(pool: SubnetPool) -> int:
    return ipaddress.ip_network(pool.prefixes[0]).version


def view(call: Call, pool: SubnetPool) -> dict[str, Any]:
    return {
        "id": pool.id,
        "name": pool.name,
        "project_id": pool.project,
        "tenant_id": pool.project,
        "prefixes": pool.prefixes,
        "default_prefixlen": pool.usual,
        "min_prefixlen": pool.smallest,
        "max_prefixlen": pool.largest,
        "default_quota": pool.quota,
        "address_scope_id": None,
        "ip_version": _version(pool),
        "is_default": False,
        "shared": False,
        "description": pool.description,
    } | stamps(pool)


POOLS: Resource[SubnetPool] = Resource(
    "subnetpool",
    lambda state: state.subnet_pools,
    ATTRIBUTES,
    view,
    ("Subnet pool {} could not be found.", "SubnetPoolNotFound"),
    quota="subnetpool",
)


def _merged(prefixes: list[str]) -> list[str]:
    """Return prefixes of one version, neighbours joined.

    Raises:
        Refusal: 400.
    """
    blocks = [ipaddress.ip_network(prefix) for prefix in prefixes]
    if not blocks:
        raise bad_request("Empty subnet pool prefix list.", "EmptySubnetPoolPrefixList")
    if len({block.version for block in blocks}) > 1:
        raise bad_request(
            "Cannot mix IPv4 and IPv6 prefixes in a subnet pool.", "PrefixVersionMismatch"
        )
    joined: Iterator[Block] = ipaddress.collapse_addresses(blocks)  # type: ignore[type-var]
    return [str(block) for block in joined]


def _create(call: Call, values: Values) -> SubnetPool:
    _refuse_scope(values)
    prefixes = _merged(values["prefixes"])
    version = ipaddress.ip_network(prefixes[0]).version
    smallest = values["min_prefixlen"] or _SMALLEST[version]
    made = SubnetPool(
        id=new_id(),
        name=values["name"],
        project=call.project,
        prefixes=prefixes,
        smallest=smallest,
        largest=values["max_prefixlen"] or _LARGEST[version],
        usual=values["default_prefixlen"] or smallest,
        quota=values["default_quota"],
        description=values["description"],
        created=call.cloud.clock.now(),
    )
    _check_lengths(made)
    call.cloud.state.subnet_pools[made.id] = made
    return made


def _refuse_scope(values: Values) -> None:
    if values.get("address_scope_id"):
        raise Refusal(
            404,
            f"Address scope {values['address_scope_id']} could not be found",
            "AddressScopeNotFound",
        )


def _check_lengths(pool: SubnetPool) -> None:
    """Refuse prefix lengths that contradict each other."""
    pairs = (
        ("min_prefixlen", pool.smallest, "max_prefixlen", pool.largest),
        ("min_prefixlen", pool.smallest, "default_prefixlen", pool.usual),
        ("default_prefixlen", pool.usual, "max_prefixlen", pool.largest),
    )
    for low, small, high, large in pairs:
        if small > large:
            raise bad_request(
                f"Illegal prefix bounds: {low}={small}, {high}={large}.",
                "IllegalSubnetPoolPrefixBounds",
            )


def _update(call: Call, pool: SubnetPool, values: Values) -> None:
    _refuse_scope(values)
    if "prefixes" in values:
        wanted = _merged(values["prefixes"])
        for old in pool.prefixes:
            if not any(_within(old, new) for new in wanted):
                raise bad_request(
                    "Illegal update to prefixes: Existing prefixes must be a subset of the new "
                    "prefixes.",
                    "IllegalSubnetPoolPrefixUpdate",
                )
        pool.prefixes = wanted
    pool.name = values.get("name", pool.name)
    pool.description = values.get("description", pool.description)
    pool.usual = values.get("default_prefixlen", pool.usual)
    pool.smallest = values.get("min_prefixlen", pool.smallest)
    pool.largest = values.get("max_prefixlen", pool.largest)
    pool.quota = values.get("default_quota", pool.quota)
    _check_lengths(pool)


def _within(one: str, other: str) -> bool:
    small, large = ipaddress.ip_network(one), ipaddress.ip_network(other)
    return small.version == large.version and small.subnet_of(large)  # type: ignore[arg-type]


def _delete(call: Call, pool: SubnetPool) -> None:
    if any(subnet.pool == pool.id for subnet in call.cloud.state.subnets.values()):
        raise bad_request(
            "Unable to delete subnet pool: Subnet pool has existing allocations.",
            "SubnetPoolDeleteError",
        )
    del call.cloud.state.subnet_pools[pool.id]


serve(routes, POOLS, _create, _update, _delete)


def allocate(call: Call, id_: str, values: Values, network: Network) -> Block:
    """Return addresses of a pool for a new subnet: those asked for, or the first free ones.

    Raises:
        Refusal: 400, 404 or 500 in Neutron's words.
    """
    pool = POOLS.find(call, id_)
    others = addresses.of_network(call.cloud, network.id)
    same = [subnet for subnet in others if addresses.version(subnet) == _version(pool)]
    if any(subnet.pool != pool.id for subnet in same):
        raise bad_request(
            "Subnets hosted on the same network must be allocated from the same subnet pool.",
            "NetworkSubnetPoolAffinityError",
        )
    if values["ip_version"] != _version(pool):
        raise bad_request(
            f"Bad subnets request: Cannot allocate IPv{values['ip_version']} subnet from "
            f"IPv{_version(pool)} subnet pool.",
            "BadRequest",
        )
    asked = ipaddress.ip_network(values["cidr"]) if values["cidr"] else None
    length = asked.prefixlen if asked else values["prefixlen"]
    if length is None or isinstance(length, Unsaid):
        length = pool.usual
    _check_length(pool, length)
    given = _given(call, pool)
    for block in _candidates(pool, length, asked):
        if not any(_cross(block, other) for other in given):
            return block
    if asked:
        raise Refusal(
            500,
            "Failed to allocate subnet: Cannot allocate requested subnet from the available set of "
            "prefixes.",
            "SubnetAllocationError",
        )
    raise Refusal(
        500,
        f"Failed to allocate subnet: Insufficient prefix space to allocate subnet size /{length}.",
        "SubnetAllocationError",
    )


def _check_length(pool: SubnetPool, length: int) -> None:
    for wrong, kind, bound in (
        (length > pool.largest, "Max", pool.largest),
        (length < pool.smallest, "Min", pool.smallest),
    ):
        if wrong:
            word = "maximum" if kind == "Max" else "minimum"
            raise bad_request(
                f"Unable to allocate subnet with prefix length {length}, {word} allowed prefix is "
                f"{bound}.",
                f"{kind}PrefixSubnetAllocationError",
            )


def _given(call: Call, pool: SubnetPool) -> list[Subnet]:
    return [s for s in call.cloud.state.subnets.values() if s.pool == pool.id]


def _cross(block: Block, subnet: Subnet) -> bool:
    other = ipaddress.ip_network(subnet.cidr)
    return block.version == other.version and block.overlaps(other)


def _candidates(pool: SubnetPool, length: int, asked: Block | None) -> list[Block]:
    """Return blocks to try; of a pool with millions of them the first thousand."""
    if asked:
        return [asked] if any(_within(str(asked), prefix) for prefix in pool.prefixes) else []
    found: list[Block] = []
    for prefix in pool.prefixes:
        whole = ipaddress.ip_network(prefix)
        if whole.prefixlen <= length:
            parts: Iterator[Block] = whole.subnets(new_prefix=length)
            found += [part for part, _ in zip(parts, range(1000), strict=False)]
    return found
