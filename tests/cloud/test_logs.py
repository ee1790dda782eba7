"""Nothing secret is in any log, though everything is logged: ours, the SDK's and urllib3's."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from urllib.parse import quote, quote_plus

import pytest
import yaml
from openstack import exceptions as sdk

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.store import Store
from tests.support.demos import signed_in

from .keys import PRIVATE, PUBLIC

SHORT = 'token-"quoted"-of-a-pool'  # shorter than what is hidden for its length alone
USER_DATA = f"#!/bin/sh\necho '{SHORT}' > /etc/condor/pool_password\n"


def forms(secret):
    """Every way in which a log might write a secret."""
    texts = {secret, *(line for line in secret.splitlines() if len(line) > 20)}
    for text in list(texts):
        coded = base64.b64encode(text.encode()).decode()
        texts |= {coded, coded.rstrip("="), base64.urlsafe_b64encode(text.encode()).decode()}
    for text in list(texts):
        texts |= {quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1]}
    return texts


@pytest.fixture
def logged(caplog):
    """What all loggers wrote, tracebacks included."""
    names = ("", "canfar_jupyter", "keystoneauth", "openstack", "urllib3", "requests")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.handler.setLevel(logging.DEBUG)

    def text():
        lines = [record.getMessage() for record in caplog.records]
        for record in caplog.records:
            if record.exc_info:
                lines += traceback.format_exception(*record.exc_info)
        return "\n".join(lines)

    yield text
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def account(demo):
    return yaml.safe_load(demo.clouds_yaml.read_text())["clouds"]["demo"]["auth"]


def leaks(text, *secrets):
    return [form for secret in secrets for form in forms(secret) if form and form in text]


def test_signing_in_launching_and_making_a_key_write_no_secret_to_a_log(demo, account, logged):
    cloud = signed_in(demo.clouds_yaml)
    client = service_of(cloud).client
    cloud.import_key("logged", PUBLIC)
    made = cloud.launch(
        "logged", image="canfar-rocky-9", flavor="p1-1.5gb", user_data=USER_DATA, key="logged"
    )
    body = {"keypair": {"name": "made"}}  # the private key is in the answer
    private = client.post("compute", "/os-keypairs", body).json()["keypair"]["private_key"]
    body = {"rescue": {"adminPass": 'pass "word" 1'}}
    with pytest.raises(sdk.HttpException):
        client.post("compute", f"/servers/{made.id}/action", body)
    token = client.sdk.session.get_token()
    text = logged()
    assert "/servers" in text  # requests are logged
    assert "adminPass" in text  # so are answers
    assert '"adminPass":"' not in text.replace(" ", "")  # Nova makes one at every launch
    assert not leaks(text, account["password"], token, USER_DATA, SHORT, private, 'pass "word" 1')
    for name in ("logged", "made"):
        cloud.delete_key(name)
    cloud.terminate(made)


def test_a_refused_launch_and_a_refused_sign_in_write_no_secret_to_a_log(
    demo, account, logged, tmp_path
):
    cloud = signed_in(demo.clouds_yaml)
    store = Store(cloud)
    with pytest.raises(CloudError):
        cloud.launch("x" * 300, image="canfar-rocky-9", flavor="p1-1.5gb", user_data=USER_DATA)
    with pytest.raises(CloudError):
        cloud.import_key("refused", PRIVATE)
    assert store.import_key("refused", PRIVATE).exception(20)
    store.close()
    wrong = yaml.safe_load(demo.clouds_yaml.read_text())
    wrong["clouds"]["demo"]["auth"]["password"] = "wr0ng-passw0rd-planted"
    (tmp_path / "clouds.yaml").write_text(yaml.safe_dump(wrong))
    with pytest.raises(CloudError):
        signed_in(tmp_path / "clouds.yaml").servers()
    text = logged()
    assert not leaks(text, "wr0ng-passw0rd-planted", USER_DATA, SHORT, PRIVATE)


def test_the_address_of_a_console_is_logged_without_its_token(demo, logged):
    cloud = signed_in(demo.clouds_yaml)
    made = cloud.launch("console", image="canfar-rocky-9", flavor="p1-1.5gb")
    cloud.wait_until_active(made)
    url = cloud.console_url(made)
    token = url.replace("%3D", "=").rpartition("token=")[2]
    assert len(token) > 20
    assert token not in logged()
    cloud.terminate(made)
