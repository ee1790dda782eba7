"""The scripted cloud has the methods of the real one: as they are called, so they are there."""

import inspect
import re

import pytest

from canfar_jupyter.cloud.consoles.verbs import Consoles
from canfar_jupyter.cloud.images.verbs import Images
from canfar_jupyter.cloud.instances.access import Access
from canfar_jupyter.cloud.instances.verbs import Instances
from canfar_jupyter.cloud.keys.verbs import Keys
from canfar_jupyter.cloud.launch.planning import Planning
from canfar_jupyter.cloud.launch.verbs import Launches
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.cloud.network.security_groups import SecurityGroups
from canfar_jupyter.cloud.network.verbs import FloatingIPs
from canfar_jupyter.cloud.service import Service
from tests.openstack.places import ROOT
from tests.support.scripted import ScriptedAccess, ScriptedCloud

OWN = {"answer", "come_late"}  # what a test says to it, and no cloud has


PARTS = (
    *(Lists, Planning, Launches, Instances, Consoles, FloatingIPs, SecurityGroups, Keys, Images),
    Service,
)


def methods():
    for name, method in inspect.getmembers(ScriptedCloud):
        if inspect.isfunction(method) and not name.startswith("_") and name not in OWN:
            real = next((part for part in PARTS if hasattr(part, name)), Service)
            yield pytest.param(method, real, id=name)
    for name, method in vars(ScriptedAccess).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            yield pytest.param(method, Access, id=f"access.{name}")


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
    calls = {call for text in texts for call in re.findall(r"service\.(\w+)\.(\w+)\b", text)}
    assert len(calls) >= 35
    service = ScriptedCloud()._service
    for part, name in calls:
        assert hasattr(getattr(service, part), name), f"{part}.{name}"
