"""Whatever happens to an answer and to the clock: done once, and never said otherwise."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import yaml

from canfar_jupyter.cloud import service_of
from canfar_jupyter.cloud.cloud import Cloud, nova_action
from canfar_jupyter.cloud.images import upload
from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.model.verbs import VERBS, Verb
from tests.cloud.keys import PUBLIC
from tests.images.files import with_data
from tests.support.demos import own_demo, signed_in
from tests.support.web import served

from . import image_trials, instance_trials, network_trials
from .proxy import Fault, proxy
from .trial import PARTS, World

FASTER = 100  # a pause is so much shorter here: the demo is done with everything at once
PATIENCE = 0.4  # seconds that an answer may take
SKEWS = [timedelta(0), *(s * t for t in (timedelta(minutes=10), timedelta(1)) for s in (1, -1))]
KINDS = {  # what the proxy does -> whether the cloud gets the request, the proxy's own answer
    "cut after": (True, 0),
    "cut before": (False, 0),
    **{f"{s} after": (True, s) for s in (502, 503, 504)},
    **{f"{s} before": (False, s) for s in (502, 503, 504)},
    "no answer after": (True, None),
    "no answer before": (False, None),
}
TRIALS = [*network_trials.TRIALS, *image_trials.TRIALS, *instance_trials.TRIALS]
READS = {  # methods of a cloud that change nothing there
    *SCHEMAS,
    *("launch_total", "fitting_flavors", "problems", "spec_of", "offers", "own_address"),
    *("details", "doctor", "login_info", "login_user", "ssh_command", "boot_log", "console_log"),
    *("readiness", "wait_until_active", "wait_until_ready", "console_page", "console_url"),
    *("download_image", "image_details", "image_members", "import_methods"),
}
UNKNOWN = "It is not known whether the request to"

demo = own_demo(speed=200)


@pytest.fixture(scope="module")
def ways(demo, tmp_path_factory):
    """The cloud past the proxy, the proxy, and the cloud behind it."""
    with proxy(demo.auth_url.partition("/identity")[0]) as between:
        clouds = yaml.safe_load(demo.clouds_yaml.read_text())
        clouds["clouds"]["demo"]["auth"]["auth_url"] = f"{between.url}/identity/v3"
        behind = tmp_path_factory.mktemp("behind") / "clouds.yaml"
        behind.write_text(yaml.safe_dump(clouds))
        cloud = signed_in(behind, pause=lambda seconds: time.sleep(seconds / FASTER))
        yield signed_in(demo.clouds_yaml), between, cloud


@pytest.fixture(scope="module")
def world(demo, ways, tmp_path_factory):
    plain, _, _ = ways
    folder = tmp_path_factory.mktemp("web")
    (folder / "disk.qcow2").write_bytes(with_data(1))
    launched = plain.launch("lens", **PARTS)
    plain.wait_until_active(launched)
    other = signed_in(demo.clouds_yaml, "demo-batch")
    disk = folder / "disk.qcow2"
    with served(folder) as url:
        yield World(plain, other, launched.id, PUBLIC, str(disk), f"{url}/{disk.name}")


@pytest.fixture(autouse=True)
def reboot(monkeypatch):
    body = {"reboot": {"type": "SOFT"}}
    row = Verb("reboot", "servers", "Rebooting {name}", action=body, what="reboot the instance")
    monkeypatch.setitem(VERBS, "reboot", row)
    monkeypatch.setattr(Cloud, "reboot", nova_action("reboot"), raising=False)


class Noted:
    """A cloud that notes which of its methods are called."""

    def __init__(self):
        self.verbs = set()

    def __getattr__(self, name):
        self.verbs.add(name)
        return lambda *_arguments, **_options: "made"


def test_every_method_that_changes_something_has_a_trial():
    noted = Noted()
    for trial in TRIALS:
        trial().do(noted, World(noted, noted, "id", "key", "path", "url"), "made")
    methods = {name for name in dir(Cloud) if callable(getattr(Cloud, name)) and name[0] != "_"}
    assert methods - READS - {"reboot"} <= noted.verbs
    assert set(VERBS) - READS <= noted.verbs
    assert methods >= noted.verbs


def attempt(ways, world, trial, kind, skew):
    """Do a verb once while the proxy does what it does; return what was said, what was done."""
    _, between, cloud = ways
    world.number += 1
    made = trial.prepare(world)
    assert trial.count(world, made) == 0
    passed_on, status = KINDS[kind]
    between.off = skew
    between.met.clear()
    between.faults[:] = [Fault(trial.method, trial.path, passed_on, status)]
    try:
        trial.do(cloud, world, made)
        said = ""
    except CloudError as failed:
        said = f"{failed} {failed.hint}"
    assert between.met, f"the proxy did nothing: the trial waits for another request ({said})"
    between.faults.clear()
    try:
        return said, trial.count(world, made)
    finally:
        trial.clear(world, made)


def judge(said, done, kind, repeatable=True):
    assert done <= 1, "it was done twice"
    if not said:
        assert done == 1, "it was said to be done"
    elif not said.startswith(UNKNOWN):
        assert done == 0, f"it was said to have failed: {said}"
    if kind.endswith("after"):
        assert not said, f"it was done, and could be seen: {said}"
    if repeatable and kind in ("cut before", "502 before", "503 before"):
        assert not said, f"it could have been done by asking again: {said}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.__name__)
def test_a_verb_whose_answer_is_lost_is_done_once_and_never_said_otherwise(
    ways, world, trial, kind, monkeypatch
):
    if KINDS[kind][1] is None:
        monkeypatch.setattr(service_of(ways[2]).client.sdk.session, "timeout", (10.0, PATIENCE))
        monkeypatch.setattr(upload, "TIMEOUT", (10.0, PATIENCE))
    skew = SKEWS[(TRIALS.index(trial) + list(KINDS).index(kind)) % len(SKEWS)]
    said, done = attempt(ways, world, trial(), kind, skew)
    judge(said, done, kind, trial.repeatable)


@pytest.mark.parametrize("skew", SKEWS[1:], ids=str)
@pytest.mark.parametrize("trial", [t for t in TRIALS if t.looks], ids=lambda t: t.__name__)
def test_a_clock_that_is_off_does_not_make_a_verb_be_done_twice(ways, world, trial, skew):
    said, done = attempt(ways, world, trial(), "cut after", skew)
    judge(said, done, "cut after")
