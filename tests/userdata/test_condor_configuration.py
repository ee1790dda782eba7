"""The configuration that the recipe writes is read by HTCondor itself (its Python package)."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from canfar_jupyter.model.sites import site
from canfar_jupyter.model.userdata import Choice

from . import sandbox

pytestmark = [
    pytest.mark.skipif(find_spec("htcondor2") is None, reason="htcondor has no wheel here"),
    pytest.mark.skipif(bool(sandbox.why_not()), reason=sandbox.why_not() or "none"),
]

NAMES = (
    "CONDOR_HOST",
    "COLLECTOR_HOST",
    "CCB_ADDRESS",
    "DAEMON_LIST",
    "EXECUTE",
    "START",
    "SLOT_TYPE_1",
    "SLOT_TYPE_1_PARTITIONABLE",
    "UPDATE_COLLECTOR_WITH_TCP",
    "SEC_TOKEN_SYSTEM_DIRECTORY",
)
ASK = f"import htcondor2\nfor name in {NAMES}: print(htcondor2.param.get(name, ''))"


@pytest.fixture
def values(tmp_path):
    script = Choice("htcondor", (("owner", "ada"),)).part().data
    ran = sandbox.run(script, sandbox.Machine(offers="condor"), tmp_path)
    assert ran.code == 0, ran.output
    file = ran.after / "etc/condor/config.d/90-site.conf"
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "CONDOR_CONFIG": str(file)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return dict(zip(NAMES, done.stdout.splitlines(), strict=True))


def test_the_worker_calls_the_sites_manager_and_needs_no_open_port(values):
    manager = site().pool.central_manager
    assert values["CONDOR_HOST"] == manager
    assert values["CCB_ADDRESS"] == values["COLLECTOR_HOST"] == manager
    assert values["UPDATE_COLLECTOR_WITH_TCP"] == "True"


def test_it_only_runs_jobs_in_one_slot_that_is_cut_to_size(values):
    assert values["DAEMON_LIST"].replace(" ", "") == "MASTER,STARTD"
    assert values["SLOT_TYPE_1"] == "100%"
    assert values["SLOT_TYPE_1_PARTITIONABLE"] == "True"
    assert values["EXECUTE"] == site().pool.execute_dir


def test_the_owners_condition_is_an_expression_of_htcondors(values):
    assert values["START"] == 'TARGET.Owner == "ada"'


def test_the_token_is_looked_for_where_we_tell_people_to_put_it(values):
    assert values["SEC_TOKEN_SYSTEM_DIRECTORY"] == site().pool.token_dir
