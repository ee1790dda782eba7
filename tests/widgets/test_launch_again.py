"""Launching another like this, the same as commands, and what follows."""

from canfar_jupyter.errors import Invalid
from canfar_jupyter.live import Collection
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.userdata import Choice
from canfar_jupyter.widgets.launch.form import LaunchForm
from tests.support.spies import spy


def test_launch_again_fills_in_all_of_it_with_a_name_of_its_own(form, cloud, home):
    cloud.specs["s-a"] = LaunchSpec(
        name="lens-a",
        image="i-rocky",
        flavor="f8",
        key="laptop",
        security_groups=("g-default",),
        condor=True,
        recipes=(Choice("updates"),),
        user_data="#!/bin/sh\n",
        tags=("t",),
        metadata=(("a", "b"),),
        description="d",
    )
    form.launch_like("s-a")
    cloud.settle()
    spec = form.spec
    assert spec.name == "lens-a-1"
    assert (spec.image, spec.flavor, spec.key, spec.condor) == ("i-rocky", "f8", "laptop", True)
    assert (spec.recipes, spec.user_data) == ((Choice("updates"),), "#!/bin/sh\n")
    assert (spec.tags, spec.metadata, spec.description) == (("t",), (("a", "b"),), "d")


def test_launch_again_of_what_is_gone_keeps_what_the_form_has(form, cloud):
    cloud.specs["s-a"] = LaunchSpec(name="old", image="", flavor="gone", key="gone")
    form.launch_like("s-a")
    cloud.settle()
    assert (form.spec.image, form.spec.key) == ("i-ubuntu", "laptop")
    assert not form.button.disabled


def test_why_an_instance_cannot_be_read_goes_to_the_messages(form, cloud, messages):
    cloud.refuse = Invalid("It has gone.")
    form.launch_like("s-a")
    cloud.settle()
    assert messages.items[0]["text"] == "It has gone."


def test_the_same_launch_is_shown_as_commands_and_follows_the_form(form, cloud):
    form.commands.show()
    view = form.commands.content
    assert "openstack --os-cloud memory server create" in view.texts["client"]
    assert "net-id=n1" in view.texts["client"]
    form.name.value = "lens"
    assert "cloud.launch(\n    'lens'" in view.texts["ours"]
    form.name.value = ""
    assert view.texts["sdk"] == "Enter a name for the instance.\n"


def test_an_instance_that_finds_no_host_is_said_with_what_to_do(form, store, messages, cloud):
    form.button.click()
    cloud.settle()
    made = next(id_ for id_, row in store.servers.items() if row["status"] == "BUILD")
    cloud.servers.change(made, status="ERROR", task="", fault="No valid host was found.")
    (item,) = messages.items
    assert item["text"] == "ubuntu-1 could not be started: No valid host was found."
    assert "choose a smaller one" in item["hint"]


def test_ten_thousand_instances_do_not_slow_a_key_down(cloud, store, messages, monkeypatch):
    cloud.servers.load(*({"id": f"w{n}", "name": f"worker-{n}"} for n in range(10_000)))
    form = LaunchForm(store, messages)
    cloud.settle()
    reads = spy(monkeypatch, Collection, "__getitem__")
    for text in ("l", "le", "len", "lens"):
        form.name.value = text
    assert [call for call in reads if call[0] is store.servers] == []  # no row is made for a key


def test_nothing_folded_is_made_before_it_is_opened(form):
    assert all(
        fold.content is None for fold in (form.editor, form.first_boot, form.more, form.commands)
    )
