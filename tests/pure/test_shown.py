"""Every value that a user gets is short at the end of a cell, and text."""

import dataclasses
import inspect
import re
import sys
import typing
from datetime import UTC, datetime

import pytest

from canfar_jupyter import connect, read_boot_log
from canfar_jupyter.cloud import Cloud
from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.model.shown import MOST
from canfar_jupyter.model.userdata import Part

HOSTILE = r"<img src=x onerror=alert(1)>$\huge x$" * 40
SECRET = "hunter2-secret"
HIDDEN = {"LaunchSpec.user_data", "Choice.values", "Part.data"}


def given():
    """Return every dataclass in what public functions return, and in the fields of those."""
    names = [name for name in dir(Cloud) if not name.startswith("_")]
    functions = [getattr(Cloud, name) for name in names] + [connect, read_boot_log]
    found = {Identity}
    for function in functions:
        inner = inspect.unwrap(function)
        found |= classes(inner.__annotations__.get("return"), sys.modules[inner.__module__])
    todo = list(found)
    while todo:
        one = todo.pop()
        for field in dataclasses.fields(one):
            new = classes(field.type, sys.modules[one.__module__]) - found
            found |= new
            todo += new
    return sorted(found, key=lambda one: one.__qualname__)


def classes(annotation, module):
    """Return the dataclasses that an annotation names, even one imported for types only."""
    if isinstance(annotation, str):
        words = set(re.findall(r"\w+", annotation))
        return {one for word in words for one in named(word, module)}
    parts = typing.get_args(annotation) or (annotation,)
    return {one for one in parts if isinstance(one, type) and dataclasses.is_dataclass(one)}


def named(word, module):
    here = getattr(module, word, None)
    others = (
        ()
        if here
        else (
            getattr(m, word, None)
            for n, m in list(sys.modules.items())
            if n.startswith("canfar_jupyter.") and m
        )
    )
    return {o for o in (here, *others) if isinstance(o, type) and dataclasses.is_dataclass(o)}


def filled(one, text=HOSTILE):
    """Return a value of a class, with a text in all fields that take one."""
    values = {}
    for field in dataclasses.fields(one):
        kind = str(field.type)
        secret = SECRET if f"{one.__name__}.{field.name}" in HIDDEN else text
        if kind.startswith("tuple[tuple"):
            size = kind.partition("]")[0].count("str")
            values[field.name] = ((secret,) * size,) * 30
        elif kind.startswith("tuple["):
            inner = [c for c in classes(kind, sys.modules[one.__module__]) if c is not one]
            values[field.name] = tuple(filled(c, text) for c in inner) or (secret,) * 30
        elif "bytes" in kind:
            values[field.name] = secret.encode()
        elif "dict" in kind or "Mapping" in kind:
            values[field.name] = {text: text}
        elif "bool" in kind:
            values[field.name] = True
        elif "datetime" in kind:
            values[field.name] = datetime(2026, 11, 1, tzinfo=UTC)
        elif "int" in kind or "float" in kind:
            values[field.name] = 7
        elif "State" in kind:
            values[field.name] = "unknown"
        elif inner := classes(kind, sys.modules[one.__module__]):
            values[field.name] = filled(inner.pop(), text)
        elif field.default is not None:
            values[field.name] = secret
    return one(**values)


def test_the_walk_finds_what_users_get():
    names = {one.__name__ for one in given()}
    assert {"Server", "Readiness", "Step", "Diagnosis", "Finding", "Details", "BootReport"} <= names
    assert {"LaunchSpec", "Problem", "LoginInfo", "LoginUser", "Offers", "Member"} <= names


@pytest.mark.parametrize("one", given(), ids=lambda one: one.__name__)
def test_a_value_is_short_and_says_no_secret(one):
    made = filled(one)
    assert len(repr(made)) <= MOST
    assert repr(made).isprintable()
    assert SECRET not in repr(made)


@pytest.mark.parametrize("one", given(), ids=lambda one: one.__name__)
def test_a_value_is_text_in_a_notebook_never_markup_mathematics_or_a_secret(one):
    html = filled(one)._repr_html_()
    assert "<img" not in html
    assert html.index("mathjax_ignore") < html.index(">") + 60
    assert SECRET not in html
    assert html.count("<div") + html.count("<pre") == 1


def test_an_operation_is_short():
    from canfar_jupyter.live.base.operations import Operation

    assert repr(Operation(1, "Launching lens")) == "Operation(id=1, text='Launching lens')"


def test_a_server_has_a_short_id_and_no_more_than_it_knows():
    from canfar_jupyter.model.instances.server import Server

    made = Server("5a5a5a5a-0000-4000-8000-000000000001", "lens", "ACTIVE")
    assert repr(made) == "Server(id='5a5a5a5a', name='lens', status='ACTIVE')"
    assert "lens" in made._repr_html_()


def test_a_secret_of_a_part_or_of_a_launch_is_not_shown():
    assert SECRET not in repr(Part.of(SECRET, "a.sh"))
