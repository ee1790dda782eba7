"""Launches as the rows of a table: parsed, checked, added up, and sent."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.launch.names import as_tuple, choices, only_plug, with_ids
from canfar_jupyter.errors import CloudError, Invalid, OutcomeUnknown, PartlyDone, QuotaReached
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch.problems import problems, refuse
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.quotas import of_volumes

if TYPE_CHECKING:
    import pandas as pd

Rows = dict[str, dict[str, Any]]
_KNOWN = {field.name for field in fields(LaunchSpec)} - {"floating_ip"}
_NEEDED = ("name", "image", "flavor")
_SEVERAL = ("security_groups", "more_networks", "tags")
_MOST_NAMED = 5  # rows an error names
_MAX_ROWS = 200  # rows; more is a slip: equal ones are one row with a count


def spec(name: str, count: int, options: Mapping[str, Any]) -> LaunchSpec:
    """Return a launch with names not yet resolved to ids."""
    given = dict(options)
    for field in _SEVERAL:
        if field in given:
            given[field] = as_tuple(given[field])
    if "recipes" in given:
        given["recipes"] = choices(given["recipes"])
    if "metadata" in given:
        given["metadata"] = tuple(dict(given["metadata"] or {}).items())
    if "files" in given:
        given["files"] = tuple(given["files"])
    return LaunchSpec(name=name, count=count, **given)


def checked(frame: pd.DataFrame, project: Mapping[str, Rows]) -> list[LaunchSpec]:
    """Return a launch for each row, with ids, each checked on its own.

    Raises:
        Invalid, NotFound, Ambiguous: A row is wrong; the sentence says which.
    """
    columns = {str(name) for name in frame.columns}
    if strange := sorted(columns - _KNOWN):
        raise Invalid(
            f"launch() has no parameter {strange[0]!r}: name columns after its parameters."
        )
    if lacking := [name for name in _NEEDED if name not in columns]:
        raise Invalid(f"The table lacks the column {lacking[0]!r}.", field=lacking[0])
    if not 0 < len(frame) <= _MAX_ROWS:
        raise Invalid(f"The table has {len(frame)} rows: give 1 to {_MAX_ROWS}.")
    alone = {**project, "quotas": {}}  # what all need together is added up afterwards
    specs = []
    for number, row in enumerate(frame.to_dict("records"), 1):
        given = {str(name): _plain(value) for name, value in row.items() if not _empty(value)}
        try:
            named = spec(str(given.pop("name", "")), _count(given.pop("count", 1)), given)
            one = with_ids(named, project)
            refuse(problems(one, alone))
            if one.network is None:
                one = replace(one, network=only_plug(project["networks"]))
        except CloudError as wrong:
            raise type(wrong)(
                f"Row {number}: {wrong}", hint=wrong.hint, field=wrong.field
            ) from wrong
        except TypeError as wrong:
            raise Invalid(f"Row {number} lacks its image or flavor.") from wrong
        specs.append(one)
    _distinct(specs)
    return specs


def total(specs: Sequence[LaunchSpec], project: Mapping[str, Rows]) -> pd.DataFrame:
    """Add up what launches use of the quotas."""
    import pandas as pd  # late: costs half a second

    flavors = [(project["flavors"][one.flavor], one.count) for one in specs]
    more = {
        "instances": float(sum(count for _, count in flavors)),
        "cores": float(sum(count * row["vcpus"] for row, count in flavors)),
        "ram_gib": float(sum(count * row["ram_gib"] for row, count in flavors)),
    }
    volumes = [of_volumes(one.volume_gib, one.count) for one in specs]
    if any(one["volumes"] for one in volumes):
        more |= {name: float(sum(one[name] for one in volumes)) for name in volumes[0]}
    rows = []
    for name, needed in more.items():
        quota = project["quotas"].get(name, {"used": math.nan, "limit": math.nan})
        after = quota["used"] + needed
        rows.append((quota["used"], needed, after, quota["limit"], not after > quota["limit"]))
    index = pd.Index(list(more), name="name")
    return pd.DataFrame(rows, index=index, columns=["used", "more", "after", "limit", "fits"])


def refuse_total(totals: pd.DataFrame) -> None:
    """Reject launches that exceed a quota.

    Raises:
        QuotaReached: The message has the first limit that would be exceeded.
    """
    for name, row in totals.iterrows():
        if not row["fits"]:
            raise QuotaReached(
                f"All rows together need {row['more']:g} of {name}; the project has "
                f"{row['limit'] - row['used']:g} of {row['limit']:g} left.",
                field="quota",
            )


def send(
    specs: Sequence[LaunchSpec],
    workers: DaemonExecutor,
    launch: Callable[[LaunchSpec], list[Server]],
) -> list[Server]:
    """Send all, several at a time.

    Raises:
        PartlyDone: Some were refused, or may have been launched all the same; those that are
            known to exist are in ``servers``.
    """
    futures: list[Future[list[Server]]] = [
        workers.submit(lambda one=one: launch(one))  # type: ignore[misc]
        for one in specs
    ]
    made: list[Server] = []
    failed: list[tuple[str, CloudError]] = []
    for one, future in zip(specs, futures, strict=True):
        try:
            made += future.result()
        except PartlyDone as partly:
            made += partly.servers
            failed.append((one.name, partly))
        except CloudError as refused:
            failed.append((one.name, refused))
    if not failed:
        return made
    if not made and len(failed) == 1:
        raise failed[0][1]
    raise _partly(made, failed) from failed[0][1]


def _partly(made: Sequence[Server], failed: Sequence[tuple[str, CloudError]]) -> PartlyDone:
    """Return what exists, what failed, and what may exist all the same, in words."""
    unknown = [name for name, raised in failed if isinstance(raised, OutcomeUnknown)]
    refused = [name for name, raised in failed if not isinstance(raised, OutcomeUnknown)]
    parts = [f"{len(made)} instances exist"]
    if refused:
        parts.append(f"these rows failed: {_first(refused)}")
    if unknown:
        parts.append(f"these rows may have been launched all the same: {_first(unknown)}")
    hint = OutcomeUnknown.hint if unknown else None
    return PartlyDone(f"{'; '.join(parts)}. {failed[0][1]}", servers=made, hint=hint)


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED])


def _distinct(specs: Sequence[LaunchSpec]) -> None:
    """Reject a name that two rows have: they could not be told apart."""
    names = [name for one in specs for name in one.names]
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise Invalid(f"Two rows are named {twice}: give each a unique name.", field="name")


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or _is_na(value)


def _is_na(value: Any) -> bool:
    import pandas as pd  # late: costs half a second

    return value is pd.NA or value is pd.NaT


def _plain(value: Any) -> Any:
    """Return a numpy number as a Python one."""
    return value.item() if hasattr(value, "item") and not isinstance(value, str) else value


def _count(value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if number != value:
        raise Invalid(f"{value!r} is not a number of instances.", field="count")
    return number
