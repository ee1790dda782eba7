"""The demo cloud's logs say what the recorded ones say."""

import time

import pytest

from tests.cloud.keys import PUBLIC


@pytest.fixture(scope="module")
def cloud(cloud):
    cloud.import_key("log", PUBLIC)
    return cloud


def booted(cloud, **more):
    image = more.pop("image", "canfar-ubuntu-24.04")
    flavor = more.pop("flavor", "c2-7.5gb-30")
    server = cloud.launch("log", image=image, flavor=flavor, **more)
    cloud.wait_until_active(server)
    until = time.monotonic() + 30
    # user data may be done before the host keys are told: the last stage ends it all
    while "finished" not in [stage.name for stage in cloud.boot_log(server).stages]:
        assert time.monotonic() < until, cloud.console_log(server)
        time.sleep(0.2)
    report = cloud.boot_log(server)
    cloud.terminate(server)
    return report


def test_a_recipe_and_a_key(cloud):
    report = booted(cloud, key="log", condor=True)
    assert report.login_user == "ubuntu"
    assert report.has_key(PUBLIC) is True
    assert report.authorized_keys[0].certainty == "sure"
    assert report.host_keys[0].certainty == "sure"
    assert report.recipes()["HTCONDOR"].state == "done"
    assert report.addresses[0].address
    assert report.system.startswith("Ubuntu 24.04")
    assert report.sshd
    assert report.doubts == ()


def test_rocky_has_a_user_of_its_own(cloud):
    assert booted(cloud, image="canfar-rocky-9", key="log").login_user == "rocky"


@pytest.mark.parametrize(
    ("user_data", "kind"),
    [
        ("#!/bin/sh\necho hello\nexit 3\n", "script"),
        ("#cloud-config\na: [\n", "yaml"),
        ("#include\nhttp://127.0.0.1:9/x\n", "include"),
    ],
)
def test_failures_are_named(cloud, user_data, kind):
    report = booted(cloud, key="log", user_data=user_data)
    assert report.user_data == "failed"
    assert kind in [failure.kind for failure in report.failures]


def test_no_key(cloud):
    report = booted(cloud)
    assert report.users_without_keys == ("ubuntu",)
    assert report.login_user == "ubuntu"
