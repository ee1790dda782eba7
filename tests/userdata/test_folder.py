import os

from canfar_jupyter.local.recipe_folder import Own, Unread, recipes_in


def test_files_with_known_endings_are_recipes_in_order_with_their_comment_as_title(tmp_path):
    (tmp_path / "b.sh").write_text(
        "#!/bin/bash\n# Mount the survey\n# read-only, over\n# NFS\nset -e\n"
    )
    (tmp_path / "a.yaml").write_text(
        "#cloud-config\n#\n# Timezone of the mountain\n\ntimezone: HST\n"
    )
    (tmp_path / "notes.txt").write_text("no recipe")
    config, script = recipes_in(tmp_path)
    assert (config.title, config.sentence) == ("Timezone of the mountain", "")
    assert (script.title, script.sentence) == ("Mount the survey", "read-only, over NFS")
    assert script.part.data == (tmp_path / "b.sh").read_bytes()
    assert script.part.filename == "b.sh"


def test_a_file_without_a_comment_is_called_by_its_name(tmp_path):
    (tmp_path / "quiet.sh").write_text("#!/bin/sh\ntrue\n")
    (own,) = recipes_in(tmp_path)
    assert isinstance(own, Own)
    assert own.title == "quiet"


def test_a_folder_that_is_not_there_has_no_recipes(tmp_path):
    assert list(recipes_in(tmp_path / "nothing")) == []


def test_what_cannot_be_a_recipe_is_told_and_does_not_keep_us_waiting(tmp_path):
    os.mkfifo(tmp_path / "a.sh")
    (tmp_path / "b.sh").mkdir()
    (tmp_path / "c.sh").write_bytes(b"#" * 2_000_000)
    (tmp_path / "d.sh").symlink_to(tmp_path / "gone")
    found = list(recipes_in(tmp_path))
    assert all(isinstance(item, Unread) for item in found)
    assert ["larger" in item.text for item in found] == [False, False, True, False]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "f").write_text("")
    (found,) = recipes_in(tmp_path / "f")
    assert "cannot be read" in found.text
