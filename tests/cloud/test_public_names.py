"""What users see of a cloud, and what of it is the state layer's alone."""

import inspect

from canfar_jupyter.cloud import Cloud, service_of
from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.model.verbs import VERBS

NAMES = """
accept_image add_rule allocate_floating_ip associate_floating_ip boot_log console_log console_page
console_url create_image create_key create_security_group deactivate_image decline_image
delete_image delete_key delete_rule delete_security_group details disassociate_floating_ip doctor
download_image fitting_flavors flavors floating_ips identity image_details image_members images
import_key import_methods keypairs launch launch_copies launch_many launch_total login_info
login_user networks offers open_port own_address problems quotas reactivate_image readiness
release_floating_ip security_groups servers share_image snapshot spec_of ssh_command start
terminate unshare_image update_image update_security_group wait_until_active wait_until_ready
"""
ACTIONS = {verb.name for verb in VERBS.values() if verb.action is not None}


def test_users_see_exactly_these_names_and_the_actions_of_the_table(faulty):
    identity = Identity("faulty", faulty.url, "me", "u", "p", "p" * 32, "R")
    cloud = Cloud(faulty.wire(), identity)
    assert [name for name in dir(cloud) if not name.startswith("_")] == sorted(
        {*NAMES.split(), *ACTIONS}
    )
    assert service_of(cloud).identity is cloud.identity


def test_each_method_has_its_text_and_its_signature():
    for name in {*NAMES.split(), *ACTIONS} - {"identity"}:
        assert inspect.getdoc(getattr(Cloud, name)), name
    assert list(inspect.signature(Cloud.delete_key).parameters) == ["self", "name"]


def test_a_key_that_is_gone_already_is_no_error_and_its_name_is_quoted(faulty):
    identity = Identity("faulty", faulty.url, "me", "u", "p", "p" * 32, "R")
    faulty.on("DELETE", "/v2.1/os-keypairs/a%20b", (404, {"itemNotFound": {"message": "gone"}}))
    Cloud(faulty.wire(), identity).delete_key("a b")
