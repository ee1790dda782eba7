"""Names of images that others have: told apart where one is chosen, warned of where one is made."""

from canfar_jupyter.widgets.images.browser import ImageBrowser
from canfar_jupyter.widgets.images.facts import facts
from canfar_jupyter.widgets.images.rows import IMAGE_ROWS
from canfar_jupyter.widgets.instances.snapshot import SnapshotButton
from canfar_jupyter.widgets.launch.image_choice import ImageChoice
from tests.support.rows import image


def test_a_name_that_two_images_have_is_not_said_to_be_unknown(store, cloud):
    cloud.images.load(image("i1", "noble"), image("i2", "noble", visibility="public"))
    choice = ImageChoice()
    choice.offer(store.images.columns())
    choice.value = "noble"
    assert choice.chosen == ""
    assert choice.unknown == (
        "2 images are called noble: i1 (active, private, made 2026-11-01 08:00); "
        "i2 (active, public, made 2026-11-01 08:00)."
    )
    choice.value = "i2"
    assert (choice.chosen, choice.unknown) == ("i2", "")


def test_a_new_name_that_another_image_has_is_warned_of_in_edit(store, cloud):
    browser = ImageBrowser(store)
    browser.show("i-lens", "edit")
    cloud.settle()
    form = browser.panel.pane("edit").form
    note = form.fields["name"].note
    form.name.value = "debian-12"
    assert note.text.startswith("An image called debian-12 exists already")
    form.name.value = "lens-ready"  # its own
    assert note.text == ""


def test_a_name_that_an_image_has_is_warned_of_before_a_snapshot(store, cloud):
    form = SnapshotButton(store, "s-a")
    form.name.value = "debian-12"
    assert form.field.note.text.startswith("An image called debian-12 exists already")
    assert not form.save.disabled


def test_a_system_that_only_the_name_tells_is_said_to_be_by_name(store, cloud):
    cloud.images.load(image("i1", "noble"))
    by_name, told = store.images["i1"], store.images["i-ubuntu"]
    cells = {column.key: column for column in IMAGE_ROWS.columns}
    assert cells["name"].value(by_name)[1] == "Ubuntu 24.04 (by its name)"
    assert cells["os"].value(told) == "Ubuntu 24.04"
    assert cells["ready"].value(by_name)[:2] == ("Probably", "quiet")
    assert cells["ready"].value(told)[:2] == ("Yes", "good")
    shown = dict(facts(by_name, (), None))
    assert shown["System"] == "Ubuntu 24.04 (by its name)"
    assert shown["Supported"] == "yes, if its name is right about the system"
