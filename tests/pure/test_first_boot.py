import pytest

from canfar_jupyter.model.launch.first_boot import condor_twice, first_boot_title
from canfar_jupyter.model.launch.spec import LaunchSpec
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
