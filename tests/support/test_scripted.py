"""The scripted cloud has the methods of the real one: as they are called, so they are there."""

import inspect
import re

import pytest

from canfar_jupyter.cloud import Cloud
from canfar_jupyter.cloud.instances.access import Access
from tests.openstack.places import ROOT
from tests.support.scripted import ScriptedAccess, ScriptedCloud

OWN = {"answer"}  # what a test says to it, and no cloud has


def methods():
    for scripted, real in ((ScriptedCloud, Cloud), (ScriptedAccess, Access)):
        for name, method in vars(scripted).items():
            if inspect.isfunction(method) and not name.startswith("_") and name not in OWN:
                yield pytest.param(method, real, id=f"{real.__name__}.{name}")


def shape(method):
    """How it is called: names, kinds and defaults, not the annotations."""
    parameters = inspect.signature(method).parameters.values()
    return [(p.name, p.kind, p.default) for p in parameters]


@pytest.mark.parametrize(("scripted", "real"), methods())
def test_a_scripted_method_is_called_as_the_real_one(scripted, real):
    assert hasattr(real, scripted.__name__), f"{real.__name__} has no such method any more"
    assert shape(scripted) == shape(getattr(real, scripted.__name__))


def test_all_that_the_state_layer_asks_of_a_cloud_is_there():
    """What it calls is read from its source: a method that is new there is scripted, too."""
    texts = [file.read_text() for file in (ROOT / "canfar_jupyter" / "live").rglob("*.py")]
    calls = {call for text in texts for call in re.findall(r"cloud\.(access\.)?(\w+)\(", text)}
    assert len(calls) >= 40
    for access, name in calls:
        assert hasattr(ScriptedAccess if access else ScriptedCloud, name), name
