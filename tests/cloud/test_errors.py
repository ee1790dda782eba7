import inspect

import msgspec
import pytest
import requests
from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk

from canfar_jupyter import errors
from canfar_jupyter.cloud.faults import messages
from canfar_jupyter.cloud.faults.translation import translating

from .recorded import made, response

OURS = {name: kind for name, kind in vars(errors).items() if inspect.isclass(kind)}


def every(module):
    """Return all exception classes a module has, in whatever tree they stand."""
    classes = {c for _, c in inspect.getmembers(module, inspect.isclass)}
    return sorted((c for c in classes if issubclass(c, Exception)), key=lambda c: c.__name__)


def instance(kind):
    """Make one without knowing what its constructor wants."""
    made = kind.__new__(kind)
    Exception.__init__(made, "boom")
    made.message = "boom"
    return made


def translated(raised, doing="launch lens"):
    with pytest.raises(errors.CloudError) as caught, translating(doing):
        raise raised
    assert caught.value.__cause__ is raised
    return caught.value


@pytest.mark.parametrize(
    "kind", every(sdk) + every(ksa), ids=lambda k: f"{k.__module__}.{k.__name__}"
)
def test_no_exception_of_either_tree_escapes(kind):
    error = translated(instance(kind))
    assert str(error).startswith("Could not launch lens")
    assert error.hint.endswith((".", '").'))


def test_both_trees_are_walked_whole():
    assert len(every(sdk)) >= 20
    assert len(every(ksa)) > 50


@pytest.mark.parametrize("kind", every(requests.exceptions), ids=lambda k: k.__name__)
def test_no_exception_of_requests_escapes(kind):
    if issubclass(kind, requests.RequestException):
        translated(instance(kind))


def refused(name):
    """Raise what the SDK raises for a recorded answer."""
    try:
        sdk.raise_from_response(response(name))
    except sdk.HttpException as raised:
        return translated(raised)
    raise AssertionError(f"{name} is not refused")


@pytest.mark.parametrize(
    ("name", "kind", "field", "words"),
    [
        ("glance_404", "NotFound", "image", "No image found with ID 00000000"),
        ("glance_403", "NotAllowed", None, "not authorized to complete publicize_image action."),
        ("glance_401", "NotSignedIn", None, "could not verify that you are authorized"),
        ("glance_415", "Invalid", "image", "does not match"),
        ("glance_tasks_403", "NotAllowed", None, "not authorized to complete tasks_api_access"),
        ("neutron_404", "NotFound", "network", "Network private could not be found."),
        ("rule_exists_409", "Conflict", "security_groups", "rule already exists"),
        ("group_in_use_409", "Conflict", "security_groups", "in use."),
        ("stopped_409", "Conflict", None, "while it is in vm_state stopped"),
        ("snapshot_409", "Conflict", None, "task_state image_snapshot_pending"),
        ("server_404", "NotFound", None, "Instance 00000000"),
        ("key_409", "Conflict", "name", "already exists."),
        ("key_400", "Invalid", "key", "Keypair data is invalid"),
        ("flavor_400", "Invalid", "flavor", "Flavor nope could not be found."),
        ("image_400", "Invalid", "image", "The image no longer exists."),
        ("name_400", "Invalid", "name", "The name is empty."),
        ("console_400", "Invalid", None, "Unavailable console type"),
        ("policy_403", "NotAllowed", None, "Policy doesn't allow"),
        ("all_tenants_403", "NotAllowed", None, "Policy doesn't allow"),
        ("quota_403", "QuotaReached", None, "instances: 105 of 105 used, this needs 1 more"),
        ("quota_409", "QuotaReached", "security_groups", "the quota of security groups is reached"),
        ("version_406", "CloudFailure", None, "Version 2.999 is not supported"),
        ("password_401", "NotSignedIn", None, "requires authentication"),
    ],
)
def test_a_recorded_refusal_becomes_a_sentence_beside_its_field(name, kind, field, words):
    error = refused(name)
    assert type(error).__name__ == kind
    assert error.field == field
    assert words in str(error)
    assert "<" not in str(error)
    assert "\n" not in str(error)


def test_the_request_id_is_kept():
    assert refused("quota_403").request_id == "req-504a0a71-d54c-4008-b7ee-ce5e9ba1441b"


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("Invalid key_name provided.", "key"),
        ("Flavor's disk is too small for requested image. Flavor disk is 1 bytes.", "flavor"),
        ("Flavor's memory is too small for requested image.", "flavor"),
        ("Image 1234 is not active.", "image"),
        ("Network 1234 could not be found.", "network"),
        ("Multiple possible networks found, use a Network ID to be more specific.", "network"),
        ("Security group 1234 not found for project 5678.", "security_groups"),
        ("User data too large. User data must be no larger than 65535 bytes", "user_data"),
        ("Invalid input for field/attribute user_data. Value: x. 'x' is too long", "user_data"),
        ("Invalid input for field/attribute imageRef. Value: x. 'x' is no image", "image"),
        ("Invalid input for field/attribute 0. Value: {'uuid': 'x'}. x is no network", "network"),
        (
            "Quota exceeded for cores, ram: Requested 8, 512, but already used 1, 2 of 3, 4",
            "flavor",
        ),
        ("Something else is wrong.", None),
    ],
)
def test_a_400_of_nova_names_the_field(message, field):
    assert messages.field(message) == field


def test_several_quotas_are_told_one_by_one():
    text = (
        "Quota exceeded for cores, ram: Requested 8, 512, but already used 1, 2 of 3, 4 cores, ram"
    )
    assert messages.quota(text) == (
        "the quota is reached (cores: 1 of 3 used, this needs 8 more; "
        "memory (MiB): 2 of 4 used, this needs 512 more)."
    )


def http(status, content=b"", **headers):
    try:
        sdk.raise_from_response(made(status, content, headers))
    except sdk.HttpException as raised:
        return translated(raised)
    raise AssertionError


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "Invalid"),
        (401, "NotSignedIn"),
        (403, "NotAllowed"),
        (404, "NotFound"),
        (408, "TimedOut"),
        (409, "Conflict"),
        (410, "NotFound"),
        (413, "Busy"),
        (422, "Invalid"),
        (429, "Busy"),
        (500, "CloudFailure"),
        (501, "CloudFailure"),
        (502, "Unreachable"),
        (503, "Busy"),
        (504, "TimedOut"),
    ],
)
def test_each_status_has_its_class_though_nothing_is_said(status, kind):
    assert type(http(status)) is OURS[kind]


def test_busy_says_how_long_to_wait():
    assert http(429, **{"Retry-After": "7"}).retry_after == 7
    assert "Wait 7 seconds" in http(429, **{"Retry-After": "7"}).hint
    assert http(503, **{"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}).retry_after is None


def test_a_page_of_a_proxy_is_shown_as_a_few_words():
    page = b"<html><head><title>502</title></head><body><h1>502 Bad Gateway</h1>" + b"x" * 90_000
    error = http(502, page, **{"content-type": "text/html"})
    assert len(str(error)) < 700


def test_no_secret_is_shown():
    raised = ksa.ConnectFailure(
        "Unable to establish connection to https://me:s3cret@host/v3: gAAAAABk" + "x" * 40
    )
    assert "s3cret" not in str(translated(raised))
    assert "gAAAAABk" not in str(translated(raised))


def test_user_data_that_nova_sends_back_is_not_shown():
    text = "Invalid input for field/attribute user_data. Value: cGFzc3dvcmQ=. 'cGFzc' is too long"
    assert "cGFz" not in messages.clean(text)
    assert messages.field(messages.clean(text)) == "user_data"


def test_a_name_that_is_taken_is_no_reason_to_wait():
    assert "another name" in refused("key_409").hint
    assert "wait" in refused("snapshot_409").hint


def test_a_refusal_may_be_any_bytes():
    for body in (b"", b"{", b"[]", b"null", b'"\\ud800"', b"\xff\xfe", b"{" * 90_000):
        for kind in ("application/json", "text/html", ""):
            assert str(http(400, body, **{"content-type": kind})).startswith("Could not")


def test_an_answer_that_makes_no_sense_is_the_clouds_mistake():
    assert type(translated(msgspec.DecodeError("cut off"))) is errors.CloudFailure
    assert type(translated(RecursionError("too deep"))) is errors.CloudFailure


def test_our_own_errors_pass_through():
    with pytest.raises(errors.Invalid) as caught, translating("launch lens"):
        raise errors.Invalid("as it was")
    assert str(caught.value) == "as it was"
