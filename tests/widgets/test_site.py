"""At another site nothing that the user sees speaks of CANFAR."""

import re

import pytest

from canfar_jupyter.apps.page import Dashboard
from canfar_jupyter.model.commands import Names, openstack_client, openstack_sdk, our_python
from canfar_jupyter.model.images import systems
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.sites import site
from canfar_jupyter.model.userdata import offered_recipes
from canfar_jupyter.widgets import InstanceView
from tests.support import project
from tests.support.scripted import ScriptedCloud

# Names of this package and of its settings; what a recipe's lines in the boot log begin with;
# what the cloud of these tests calls an image
NAMES = r"canfar[_-]jupyter\w*|canfar_console_hosts|CANFAR-\$marker|canfar-(ubuntu|rocky)-[\d.]+"
TECHNICAL = re.compile(NAMES, re.IGNORECASE)
FILE = 'name = "Example"\ntools = ["example-client"]\nguide_include = "https://example.org/x"\n'


@pytest.fixture(params=["none", "another"])
def _elsewhere(request, tmp_path, monkeypatch):
    file = tmp_path / "example.toml"
    file.write_text(FILE)
    named = "none" if request.param == "none" else str(file)
    monkeypatch.setenv("CANFAR_JUPYTER_SITE", named)
    site.cache_clear()
    systems._why_not.cache_clear()
    yield
    site.cache_clear()
    systems._why_not.cache_clear()


@pytest.fixture
def cloud(_elsewhere):
    return project.fill(ScriptedCloud())


def texts(value):
    """Yield every text in what was sent to the browser, but code and style sheets."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("_esm", "_css", "_anywidget_id"):
                yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def of_canfar(found):
    return [text for text in found if "canfar" in TECHNICAL.sub("", text).lower()]


def test_no_widget_speaks_of_canfar(store, wire):
    page = Dashboard(store)
    for more in (page.form.first_boot, page.form.more, page.form.editor):
        more.show()
    page.form.key.choice.value = ""
    page.form.name.value = "lens"
    InstanceView(store, next(iter(store.servers)))
    wire.everything()
    seen = list(texts([data for _id, _kind, data in wire.published]))
    assert any("More at first boot" in text for text in seen)
    assert any("Extra packages" in text for text in seen)
    assert of_canfar(seen) == []


def test_htcondor_and_the_guide_are_not_offered_without_a_pool_and_a_guide(store):
    form = Dashboard(store).form
    form.first_boot.show()
    assert form.condor.layout.display == "none"
    guide = form.first_boot.content.guide
    assert guide.layout.display == (None if site().guide_include else "none")


def test_no_recipe_and_no_command_speaks_of_canfar(store):
    for one in offered_recipes():
        values = {"packages": "git"} if one.id == "packages" else {}
        assert of_canfar([one.title, one.sentence, one.part(values).text]) == []
    spec = LaunchSpec(name="lens", image="i", flavor="f", key="k", user_data="#!/bin/sh\ntrue\n")
    for words in (openstack_client, openstack_sdk, our_python):
        assert of_canfar([str(words(spec, Names("mycloud", {})))]) == []
