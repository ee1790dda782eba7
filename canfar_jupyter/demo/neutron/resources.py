"""Neutron: what its resources have in common: list, show, make (also many), change, delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.errors import Refusal, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import State
from canfar_jupyter.demo.neutron.attributes import Table, prepared, sent
from canfar_jupyter.demo.neutron.listing import listed


class Thing(Protocol):
    """What every record of Neutron's has."""

    id: str
    project: str


Kind = TypeVar("Kind", bound=Thing)
Values = dict[str, Any]


def _own(call: Call, thing: Thing) -> bool:
    return thing.project == call.project


@dataclass(frozen=True, slots=True)
class Resource(Generic[Kind]):
    """``missing`` is what is said of an id that is not there, and Neutron's name of it."""

    name: str  # floatingip
    table: Callable[[State], dict[str, Kind]]
    attributes: Table
    view: Callable[[Call, Kind], dict[str, Any]]
    missing: tuple[str, str]
    sees: Callable[[Call, Kind], bool] = _own
    quota: str = ""

    @property
    def plural(self) -> str:
        return self.name + "s"

    @property
    def path(self) -> str:
        return "/v2.0/" + self.plural.replace("_", "-")

    def absent(self, id_: str) -> Refusal:
        words, kind = self.missing
        return not_found(words.format(id_), kind)

    def find(self, call: Call, id_: str) -> Kind:
        """Return a thing that the caller may see.

        Raises:
            Refusal: 404.
        """
        thing = self.table(call.cloud.state).get(id_)
        if thing is None or not self.sees(call, thing):
            raise self.absent(id_)
        return thing

    def own(self, call: Call, id_: str, verb: str) -> Kind:
        """Return a thing of the caller's project, to do ``verb`` with.

        Raises:
            Refusal: 404 or 403.
        """
        thing = self.find(call, id_)
        if thing.project != call.project:
            raise forbidden(f"rule:{verb}_{self.name} is disallowed by policy")
        return thing

    def all(self, call: Call) -> list[Kind]:
        """Return everything that the caller may see."""
        return [t for t in self.table(call.cloud.state).values() if self.sees(call, t)]


def stamps(record: Any) -> dict[str, Any]:
    """Return what the view of every record ends with."""
    return {
        "tags": record.tags,
        "created_at": iso(record.created),
        "updated_at": iso(record.updated or record.created),
        "revision_number": record.revision,
    }


def stamp(call: Call, record: Any) -> None:
    """Note that a record has changed."""
    record.updated = call.cloud.clock.now()
    record.revision += 1
    call.cloud.file.changed()


def check_revision(call: Call, record: Any) -> None:
    """Refuse a change that is meant for an older state.

    Source: https://docs.openstack.org/api-ref/network/v2/#revisions (If-Match)
    """
    wanted = call.headers.get("If-Match", "")
    name, _, number = wanted.partition("=")
    if name == "revision_number" and number.isdigit() and int(number) != record.revision:
        message = f"Constrained to {number}, but current revision is {record.revision}"
        raise Refusal(412, message, "RevisionNumberConstraintFailed")


def serve_reads(routes: Routes, kind: Resource[Kind]) -> None:
    """Let a resource be listed and shown."""

    @routes("GET", kind.path)
    def list_(call: Call) -> Answer:
        return listed(call, kind.plural, [kind.view(call, thing) for thing in kind.all(call)])

    @routes("GET", kind.path + "/{id}")
    def show(call: Call, id: str) -> Answer:
        row = kind.view(call, kind.find(call, id))
        fields = call.query.get("fields")
        return answer({kind.name: {k: v for k, v in row.items() if not fields or k in fields}})


def serve(
    routes: Routes,
    kind: Resource[Kind],
    create: Callable[[Call, Values], Kind],
    update: Callable[[Call, Kind, Values], None] | None,
    delete: Callable[[Call, Kind], None],
) -> None:
    """Let a resource be listed, shown, made, changed and deleted."""
    serve_reads(routes, kind)

    @routes("POST", kind.path)
    def post(call: Call) -> Answer:
        bodies, many = sent(call, kind.name, kind.plural)
        wanted = [prepared(call, kind.name, kind.attributes, body) for body in bodies]
        if kind.quota:
            quotas.check_network(call, kind.quota, len(wanted))
        made: list[Kind] = []
        try:
            for values in wanted:
                made.append(create(call, values))
        except Refusal:
            for thing in reversed(made):  # all or none
                delete(call, thing)
            raise
        call.cloud.file.changed()
        rows = [kind.view(call, thing) for thing in made]
        return answer({kind.plural: rows} if many else {kind.name: rows[0]}, 201)

    @routes("DELETE", kind.path + "/{id}")
    def remove(call: Call, id: str) -> Answer:
        thing = kind.own(call, id, "delete")
        check_revision(call, thing)
        delete(call, thing)
        call.cloud.file.changed()
        return Answer(204)

    if update:
        _serve_changes(routes, kind, update)


def _serve_changes(
    routes: Routes, kind: Resource[Kind], update: Callable[[Call, Kind, Values], None]
) -> None:
    @routes("PUT", kind.path + "/{id}")
    def put(call: Call, id: str) -> Answer:
        thing = kind.find(call, id)
        ((body,), _) = sent(call, kind.name, kind.plural)
        thing = kind.own(call, id, "update")
        values = prepared(call, kind.name, kind.attributes, body)
        check_revision(call, thing)
        before = msgspec.json.encode(thing)
        update(call, thing, values)
        if msgspec.json.encode(thing) != before:
            stamp(call, thing)
        return answer({kind.name: kind.view(call, thing)})
