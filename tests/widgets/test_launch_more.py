"""The rarely needed options of a launch."""

import pytest

from canfar_jupyter.cloud import Offers
from canfar_jupyter.widgets.launch.form import LaunchForm
from tests.support.notes import note


@pytest.fixture
def more(form, cloud):
    form.more.show()
    cloud.settle()
    return form.more.content


def test_several_instances_are_one_launch_with_numbered_names(form, more, store):
    form.name.value = "w"
    more.count.value = 4
    assert more.pattern.text == "They will be named w-1, w-2, ..., w-4."
    assert form.bars.rows[0]["text"] == "2 → 6 of 10"
    more.count.value = 9
    assert note(form, "quota") == "The project has 8 instances left; this needs 9."


def test_tags_metadata_and_the_rest_become_parts_of_the_launch(form, more):
    more.tags.value = "lens, night 7,"
    more.metadata.value = "field = W1\nempty="
    more.description.value = " of night 7 "
    more.drive.value = True
    more.zone.value = "nova"
    more.fixed_ip.value = "10.0.0.77"
    spec = form.spec
    assert spec.tags == ("lens", "night 7")
    assert spec.metadata == (("field", "W1"), ("empty", ""))
    assert (spec.description, spec.config_drive) == ("of night 7", True)
    assert (spec.availability_zone, spec.fixed_ip) == ("nova", "10.0.0.77")


def test_what_is_wrong_in_a_closed_part_is_marked_on_its_line(form, more):
    more.tags.value = "a/b"
    form.more.button.opened = False
    form.name.value = "x"
    assert form.more.button.mark == "needs attention"
    assert form.button.tooltip.startswith("The tag 'a/b'")


def test_volumes_and_server_groups_are_offered_only_where_there_are_any(store, messages, cloud):
    form = LaunchForm(store, messages)
    cloud.settle()
    form.more.show()
    cloud.settle()
    assert form.fields["volume"].layout.display == "none"
    assert form.fields["server_group"].layout.display == "none"
    cloud.offered = Offers(("nova",), (("sg", "apart", "soft-anti-affinity"),), volumes=True)
    other = LaunchForm(store, messages)
    cloud.settle()
    other.more.show()
    cloud.settle()
    content = other.more.content
    assert other.fields["volume"].layout.display is None
    content.group.value = "sg"
    assert content.group.label == "apart (on different hosts if possible)"
    content.volume.value, content.from_volume.value = 5, True
    assert other.spec.server_group == "sg"
    assert note(other, "volume") == "The image needs a volume of 10 GiB; this has 5 GiB."


def test_the_title_says_what_is_chosen_under_more_and_one_click_clears_it(form, more, cloud, wire):
    line = form.more.button
    assert (line.label, line.clears) == ("More: copies, zone, tags, metadata", "")
    more.count.value, more.zone.value, more.tags.value = 3, "nova", "lens"
    more.fixed_ip.value, more.drive.value, more.from_volume.value = "10.0.0.77", True, True
    line.opened = False
    assert line.label == (
        "More: 3 instances, address 10.0.0.77, zone nova, 1 tag, config drive, volume of 20 GiB"
    )
    wire.say(line, op="clear")
    assert (line.label, line.clears) == ("More: copies, zone, tags, metadata", "")
    spec = form.spec
    assert (spec.count, spec.fixed_ip, spec.availability_zone, spec.tags) == (1, None, None, ())
    assert (spec.config_drive, spec.volume_gib) == (False, None)
