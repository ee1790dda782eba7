import pytest

from canfar_jupyter.model.launch.more_title import more_chosen, more_title
from canfar_jupyter.model.launch.spec import LaunchSpec

NAMES = {"n2": "storage", "sg": "apart"}


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({}, "More: copies, zone, tags, metadata"),
        ({"count": 3, "availability_zone": "nova"}, "More: 3 instances, zone nova"),
        ({"fixed_ip": "10.0.0.5"}, "More: address 10.0.0.5"),
        ({"more_networks": ("n2", "n3")}, "More: also on storage, also on n3"),
        ({"server_group": "sg", "volume_gib": 20}, "More: server group apart, volume of 20 GiB"),
        ({"tags": ("a",), "metadata": (("b", "c"),)}, "More: 1 tag, metadata"),
        ({"tags": ("a", "b"), "description": "d"}, "More: 2 tags, description"),
        ({"config_drive": True}, "More: config drive"),
    ],
)
def test_the_title_says_what_is_not_as_by_default(more, title):
    spec = LaunchSpec(name="x", image="i", flavor="f", **more)
    assert more_title(more_chosen(spec, NAMES)) == title
