import email
import subprocess

from canfar_jupyter.sites import Pool, site
from canfar_jupyter.userdata import compose, condor, encoded_size


def test_nothing_to_tell_is_no_user_data():
    assert compose(condor=False, own=None) is None
    assert compose(condor=False, own=" \n") is None


def test_own_text_goes_as_it_is():
    assert compose(condor=False, own="#!/bin/sh\necho é\n") == "#!/bin/sh\necho é\n".encode()


def test_both_become_one_message_with_two_parts():
    message = email.message_from_bytes(compose(condor=True, own="#cloud-config\npackages: [git]\n"))
    own, recipe = message.get_payload()
    assert message.get_content_type() == "multipart/mixed"
    assert own.get_payload(decode=True) == b"#cloud-config\npackages: [git]\n"
    assert recipe.get_content_type() == "text/x-shellscript"
    assert recipe.get_payload(decode=True) == compose(condor=True, own=None)


def test_equal_input_gives_equal_bytes():
    assert compose(condor=True, own="#!/bin/sh\n") == compose(condor=True, own="#!/bin/sh\n")


def test_the_recipe_is_a_shell_script_for_the_sites_pool(tmp_path):
    file = tmp_path / "condor.sh"
    file.write_text(condor.script())
    subprocess.run(["bash", "-n", file], check=True)
    assert file.read_text().startswith("#!/bin/bash\n")
    assert f"central_manager={site().pool.central_manager}\n" in file.read_text()
    assert "gpgcheck" not in file.read_text()


def test_a_site_file_cannot_break_out_of_the_script():
    pool = Pool(
        central_manager="x; rm -rf /", execute_dir="/a b", scratch_label="l", config="A = 1"
    )
    assert "central_manager='x; rm -rf /'\n" in condor.script(pool)


def test_the_size_is_that_of_the_base64():
    assert encoded_size(b"abcd") == 8
