import pytest

from canfar_jupyter.model.launch.first_boot import (
    condor_twice,
    first_boot_title,
    joined_notes,
    note_of,
    runs_again,
    snapshot_holds,
)
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.sites import site
from canfar_jupyter.model.userdata import Choice, Part


def spec(**more):
    return LaunchSpec(name="x", image="i", flavor="f", **more)


CONDOR = (Choice("htcondor"),)
SCRIPT = "#!/bin/bash\necho hello\n"
INCLUDE = "#include\nhttps://example.org/canfar/condor.sh\n"


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({}, "At first boot: nothing"),
        ({"condor": True, "user_data": SCRIPT}, "At first boot: HTCondor, own script"),
        ({"condor": True, "recipes": CONDOR}, "At first boot: HTCondor"),
        ({"recipes": (Choice("updates"),)}, "At first boot: Updates of the system"),
        ({"user_data": "#cloud-config\n"}, "At first boot: own cloud-config"),
        ({"files": (Part.of(SCRIPT, "a.sh"),)}, "At first boot: a.sh"),
        ({"user_data": "  \n"}, "At first boot: nothing"),
    ],
)
def test_the_title_says_what_runs(more, title):
    assert first_boot_title(spec(**more)) == title


@pytest.mark.parametrize(
    ("more", "ways"),
    [
        ({"condor": True}, 0),
        ({"recipes": CONDOR}, 0),
        ({"user_data": INCLUDE}, 0),
        ({"condor": True, "user_data": "#!/bin/bash\n# no condor here\necho\n"}, 0),
        ({"condor": True, "recipes": CONDOR}, 2),
        ({"condor": True, "user_data": INCLUDE}, 2),
        ({"recipes": CONDOR, "user_data": "#!/bin/sh\napt install -y htcondor\n"}, 2),
        ({"condor": True, "recipes": CONDOR, "user_data": INCLUDE}, 3),
    ],
)
def test_htcondor_asked_for_in_several_ways_is_said(more, ways):
    said = condor_twice(spec(**more))
    assert bool(said) is bool(ways)
    assert not ways or f"in {ways} ways" in said


def test_each_way_is_named_with_how_to_be_rid_of_it():
    guide = Part.of(f"#include\n{site().guide_include}\n", "guide.txt")
    assert condor_twice(spec(condor=True, files=(guide,), user_data=INCLUDE)) == (
        "HTCondor is asked for in 3 ways: the check box, the script of the CANFAR guide and your "
        "own text. To keep only the check box, clear the script of the CANFAR guide and take it "
        "out of your own text."
    )


def test_what_runs_is_noted_by_name_and_never_by_content():
    secret = "#!/bin/sh\nexport PASSWORD=hunter2\n"
    more = spec(condor=True, user_data=secret, files=(Part.of(SCRIPT, "a, b.sh"),))
    assert note_of(more) == "HTCondor, own script, a b.sh"
    assert note_of(spec()) == ""
    assert note_of(spec(user_data=INCLUDE)).startswith("HTCondor, own ")


def test_a_note_is_as_long_as_nova_takes_it_and_has_whole_names():
    files = tuple(Part.of(SCRIPT, f"{n}-{'x' * 56}.sh") for n in range(9))
    note = note_of(spec(files=files))
    assert len(note) <= 255
    assert note.endswith(".sh")
    assert joined_notes(note, "HTCondor", note) == note  # no room for another
    assert joined_notes("HTCondor", "own script, HTCondor") == "HTCondor, own script"


@pytest.mark.parametrize(
    ("more", "again"),
    [
        ({}, ""),
        ({"recipes": (Choice("updates"),)}, ""),
        ({"condor": True}, " Chosen now: HTCondor."),
        ({"user_data": INCLUDE}, " Chosen now: HTCondor."),
        ({"condor": True, "user_data": SCRIPT}, " Chosen now: HTCondor and own script."),
    ],
)
def test_what_a_snapshot_holds_already_and_would_run_again_is_said(more, again):
    said = runs_again(spec(**more), "HTCondor, own script")
    holds = (
        "This snapshot was made from an instance whose first boot ran HTCondor and own script; "
        "choosing them again runs them again."
    )
    assert said == (f"{holds}{again}" if again else "")
    assert snapshot_holds("HTCondor, own script") == holds
    assert snapshot_holds("") == ""
