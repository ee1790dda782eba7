import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.sites import Pool, site
from canfar_jupyter.model.userdata import Choice, condor, offered_recipes, recipe
from canfar_jupyter.model.userdata.recipes import _script

VALUES = {"packages": {"packages": "git, vim python3-astropy"}}
SHELLCHECK = Path(sys.executable).parent / "shellcheck"


@pytest.mark.parametrize("found", offered_recipes(), ids=lambda found: found.id)
def test_every_recipe_passes_bash_and_shellcheck(found, tmp_path):
    file = tmp_path / f"{found.id}.sh"
    file.write_bytes(found.part(VALUES.get(found.id)).data)
    subprocess.run(["bash", "-n", file], check=True)
    # SC2016: the site's configuration has $(NAMES) that are HTCondor's, not the shell's
    checked = subprocess.run([SHELLCHECK, "--exclude=SC2016", file], capture_output=True, text=True)
    assert checked.stdout == ""


@pytest.mark.parametrize("found", offered_recipes(), ids=lambda found: found.id)
def test_no_recipe_weakens_the_machine(found):
    text = found.part(VALUES.get(found.id)).text
    forbidden = (
        r"gpgcheck=0|nogpgcheck|allow-unauthenticated|trusted=yes|apt-key|setenforce|SELINUX="
        r"|firewalld|ufw |iptables|mkfs|--break-system-packages|http://|curl .*-k\b|--insecure"
    )
    assert not re.search(forbidden, text)


@pytest.mark.parametrize("found", offered_recipes(), ids=lambda found: found.id)
def test_every_recipe_says_what_it_does(found):
    assert found.title
    assert found.sentence.endswith(".")
    assert found.marker == f"CANFAR-{found.id.upper()}"
    assert all(parameter.help for parameter in found.parameters)


@pytest.mark.parametrize(
    ("id_", "values", "words"),
    [
        ("packages", {}, "at least one"),
        ("packages", {"packages": "git; reboot"}, "is not the name of a package"),
        ("packages", {"packages": "-y"}, "is not the name of a package"),
        ("packages", {"packages": "$(reboot)"}, "is not the name of a package"),
        ("packages", {"packages": "a" * 2000}, "too long"),
        ("htcondor", {"owner": 'a" || true'}, "is not a user name"),
        ("htcondor", {"owner": "a\nSTART = True"}, "is not a user name"),
        ("htcondor", {"colour": "red"}, "no setting 'colour'"),
    ],
)
def test_a_wrong_value_is_refused_in_words_beside_its_field(id_, values, words):
    with pytest.raises(Invalid, match=re.escape(words)) as caught:
        recipe(id_).part(values)
    assert caught.value.field in ("packages", "owner", "colour")


def test_a_choice_is_a_frozen_value_that_makes_its_part():
    choice = Choice("packages", (("packages", "git  vim,"),))
    assert hash(choice)
    assert "\npackages='git vim'\n" in choice.part().text


def test_the_script_is_for_the_sites_pool():
    text = recipe("htcondor").part().text
    assert f"\ncentral_manager={site().pool.central_manager}\n" in text
    assert text.startswith("#!/bin/bash\n")


def test_the_sites_addresses_are_https():
    pool = site().pool
    for address in (pool.repository, pool.key, site().guide_include):
        assert address.startswith("https://")


def test_a_site_file_cannot_break_out_of_the_script(tmp_path):
    evil = "x'; touch $PWD/broken; echo '"
    fields = [field.name for field in dataclasses.fields(Pool)]
    pool = Pool(**dict.fromkeys(fields, evil))
    script = _script("htcondor", {"marker": "X", "owner": "", **condor.variables(pool)})
    head = script[: script.index("# Every recipe")]
    show = head + "\nprintf '%s' \"$central_manager$config\""
    shown = subprocess.run(["bash", "-c", show], cwd=tmp_path, capture_output=True, text=True)
    assert shown.stdout == evil + evil
    assert list(tmp_path.iterdir()) == []
