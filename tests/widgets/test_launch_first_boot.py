"""What a launch runs at first boot."""

import pytest

from canfar_jupyter.model.userdata import Choice, Part
from canfar_jupyter.widgets.launch import user_data_options
from tests.support.notes import note
from tests.support.waiting import until


@pytest.fixture
def boot(form, home):
    (home / "recipes").mkdir()
    (home / "recipes" / "mount.sh").write_text("#!/bin/sh\n# Mount my disk\nmount /data\n")
    form.first_boot.show()
    return form.first_boot.content


def test_recipes_are_toggles_with_what_can_be_set_on_them(form, boot):
    packages = boot.recipes["packages"]
    packages.tick.value = True
    assert note(form, "user_data").startswith("Packages: give at least one")
    packages.values["packages"].value = "git; rm -rf /"
    assert "is not the name of a package" in packages.about.text
    assert form.button.disabled
    packages.values["packages"].value = "git python3-astropy"
    assert form.spec.recipes == (Choice("packages", (("packages", "git python3-astropy"),)),)
    assert not form.button.disabled


def test_files_of_a_folder_are_recipes_too(form, boot):
    assert boot.ticks["mount.sh"].description == "Mount my disk"
    boot.ticks["mount.sh"].value = True
    assert [part.filename for part in form.spec.files] == ["mount.sh"]


def test_own_text_is_linted_measured_and_shown_and_is_no_trait(form, boot, wire):
    secret = "hunter2-very-secret"
    wire.say(boot.text, op="text", text=f"password: {secret}\n")
    assert form.spec.user_data == f"password: {secret}\n"
    until(lambda: boot.text.findings)
    sent = [message for message in wire.sent(boot.text) if message["op"] == "findings"]
    assert sent[-1]["findings"][0]["severity"] == "error"
    wire.say(boot.text, op="preview", on=True)
    assert secret in [m for m in wire.sent(boot.text) if m["op"] == "preview"][-1]["text"]
    states = [d for _, _, d in wire.published if d and "state" in d]
    assert secret not in repr(states)


def test_what_can_be_mended_is_mended_by_a_click(form, boot, wire):
    wire.say(boot.text, op="text", text="set -e\necho hello\n")
    until(lambda: boot.text.findings)
    wire.say(boot.text, op="fix", number=0)
    assert form.spec.user_data == "#!/bin/bash\nset -e\necho hello\n"


def test_a_file_is_added_replaced_and_removed(form, boot, cloud):
    boot.text.add_file("a.sh", b"#!/bin/sh\n")
    boot.text.add_file("a.sh", b"#!/bin/sh\necho\n")
    cloud.settle()
    assert form.spec.files == (Part(b"#!/bin/sh\necho\n", "a.sh"),)
    boot.text.add_file("huge", b"x" * (2**20 + 1))
    cloud.settle()
    assert len(form.spec.files) == 1


def test_too_much_user_data_is_said_beside_the_toggles(form, boot, cloud):
    import random

    boot.text.add_file("noise", b"#!/bin/sh\n" + random.Random(1).randbytes(60_000))
    cloud.settle()
    assert "Nova accepts 65,535" in note(form, "user_data")
    assert form.button.disabled


def test_the_guides_script_is_said_to_be_gone_when_it_does_not_answer(form, boot, monkeypatch):
    def gone(url, seconds):
        raise OSError("no route")

    monkeypatch.setattr(user_data_options, "fetch", gone)
    boot.guide.value = True
    until(lambda: "does not answer" in boot.answer.text)
    assert form.spec.files[0].data.startswith(b"#include\nhttps://")


def title(fold):
    return fold.button.label


def test_the_title_of_a_closed_section_says_what_would_run(form, boot, wire):
    assert title(form.first_boot) == "More at first boot: recipes, custom script"
    form.condor.value = True
    assert title(form.first_boot) == "At first boot: HTCondor"
    wire.say(boot.text, op="text", text="#!/bin/sh\necho hello\n")
    form.first_boot.button.opened = False
    assert title(form.first_boot) == "At first boot: HTCondor, own script"


def test_what_is_kept_after_a_launch_is_in_the_title_and_cleared_by_one_click(
    form, boot, cloud, wire
):
    form.condor.value = True
    boot.recipes["updates"].tick.value = boot.ticks["mount.sh"].value = True
    wire.say(boot.text, op="text", text="#!/bin/sh\necho hello\n")
    form.button.click()
    cloud.settle()
    assert title(form.first_boot) == (
        "At first boot: HTCondor, Updates of the system, own script, mount.sh"
    )
    assert form.first_boot.button.clears == "Clear all that runs at first boot"
    wire.say(form.first_boot.button, op="clear")
    assert title(form.first_boot) == "More at first boot: recipes, custom script"
    assert form.first_boot.button.clears == ""
    form.button.click()
    first, second = [what[1] for what in cloud.sent if what[0] == "launch"]
    assert (first.condor, len(first.recipes), len(first.files)) == (True, 1, 1)
    assert (second.condor, second.recipes, second.files) == (False, (), ())
    assert second.user_data is None


def test_a_snapshot_says_what_it_holds_and_warns_of_what_would_run_again(form, cloud):
    cloud.images.change("i-lens", first_boot="HTCondor")
    form.choose_image("i-lens")
    holds = (
        "This snapshot was made from an instance whose first boot ran HTCondor; "
        "choosing it again runs it again."
    )
    assert (form.boot.held.text, note(form, "user_data")) == (holds, "")
    form.condor.value = True
    assert (form.boot.held.text, note(form, "user_data")) == (
        "",
        f"{holds} Chosen now: HTCondor.",
    )
    assert form.fields["user_data"].note.tone == "warn"
    assert not form.button.disabled
    form.choose_image("i-ubuntu")
    assert (form.boot.held.text, note(form, "user_data")) == ("", "")


def test_htcondor_chosen_three_ways_is_said_with_what_to_clear(form, boot, wire, monkeypatch):
    def gone(url, seconds):
        raise OSError("no route")

    monkeypatch.setattr(user_data_options, "fetch", gone)
    form.condor.value = boot.guide.value = True
    wire.say(boot.text, op="text", text="#include\nhttps://example.org/condor.sh\n")
    assert note(form, "user_data").startswith(
        "HTCondor is asked for in 3 ways: the check box, the script of the CANFAR guide and your "
        "own text. To keep only the check box, clear "
    )
