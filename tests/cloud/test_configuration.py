import pytest

from canfar_jupyter.cloud import config, connect
from canfar_jupyter.demo import running
from canfar_jupyter.errors import CloudFailure, NotConfigured, NotSignedIn, Unreachable

ENTRY = """\
  {name}:
    auth:
      auth_url: {url}
      username: me
      password: s3cret
      project_name: p
      user_domain_name: d
      project_domain_name: d
"""


@pytest.fixture
def clouds(tmp_path, monkeypatch):
    """Write a clouds.yaml that is found first; none of this machine is."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "clouds.yaml"
    monkeypatch.setattr("openstack.config.loader.CONFIG_FILES", [str(path)])
    monkeypatch.setattr("openstack.config.loader.SECURE_FILES", [])

    def write(*names, url="http://127.0.0.1:9/v3"):
        path.write_text("clouds:\n" + "".join(ENTRY.format(name=n, url=url) for n in names))

    return write


def test_the_only_cloud_is_used_when_none_is_named(clouds):
    clouds("mine")
    assert config.find().name == "mine"


def test_os_cloud_names_it(clouds, monkeypatch):
    clouds("mine", "other")
    monkeypatch.setenv("OS_CLOUD", "other")
    assert config.find().name == "other"
    assert config.find("mine").name == "mine"


def test_os_variables_come_before_the_only_cloud(clouds, monkeypatch):
    clouds("mine")
    for name in ("AUTH_URL", "USERNAME", "PASSWORD", "PROJECT_NAME"):
        monkeypatch.setenv(f"OS_{name}", "http://127.0.0.1:9/v3")
    assert config.find().config["auth"]["username"] == "http://127.0.0.1:9/v3"


def test_several_clouds_are_named_when_none_was_chosen(clouds):
    clouds("mine", "other")
    with pytest.raises(NotConfigured, match=r"Several clouds .* has: mine, other\."):
        config.find()


def test_a_name_that_is_not_there_is_refused_with_those_that_are(clouds):
    clouds("mine", "other")
    with pytest.raises(NotConfigured, match=r"There is no cloud 'nine'.* has: mine, other\."):
        config.find("nine")


def test_no_configuration_at_all_says_where_it_was_looked_for(clouds, tmp_path):
    with pytest.raises(NotConfigured) as caught:
        config.find()
    assert "No cloud was given" in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert 'connect("demo")' in caught.value.hint


def test_a_broken_clouds_yaml_is_told_by_its_line_and_shows_nothing_of_it(clouds, tmp_path):
    (tmp_path / "clouds.yaml").write_text("clouds:\n  a:\n  password: 's3cret\n x")
    with pytest.raises(NotConfigured, match=r"clouds\.yaml, line \d") as caught:
        config.find()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["[]", "clouds: 3", "clouds:\n  a: 3", "clouds:\n  a:\n    auth: 3"]
)
def test_a_clouds_yaml_of_another_shape_is_not_a_traceback(clouds, tmp_path, text):
    (tmp_path / "clouds.yaml").write_text(text)
    with pytest.raises(NotConfigured):
        config.find("a")


def test_an_entry_without_an_address_says_what_is_missing(clouds, tmp_path):
    (tmp_path / "clouds.yaml").write_text("clouds:\n  a:\n    auth:\n      username: me\n")
    with pytest.raises(NotConfigured, match="auth_url"):
        connect("a")


def test_a_password_that_is_not_given_is_asked_for(clouds, monkeypatch):
    monkeypatch.setenv("OS_AUTH_URL", "http://127.0.0.1:9/v3")
    monkeypatch.setenv("OS_USERNAME", "me")
    monkeypatch.setenv("OS_PROJECT_NAME", "p")
    with pytest.raises(NotConfigured, match=r"No password .* user me of 127\.0\.0\.1\.") as caught:
        connect()
    assert "OS_PASSWORD" in caught.value.hint


def test_an_address_without_its_scheme_is_refused_with_it(clouds):
    clouds("mine", url="cloud.example.org:5000/v3")
    with pytest.raises(NotConfigured, match=r"https://.*: cloud\.example\.org:5000/v3"):
        connect("mine")


def test_an_application_credential_without_its_type_is_told_by_that(clouds, tmp_path):
    auth = "auth_url: http://127.0.0.1:9/v3, application_credential_id: a"
    secret = "application_credential_secret: s3cret"
    (tmp_path / "clouds.yaml").write_text(f"clouds:\n  a:\n    auth: {{{auth}, {secret}}}\n")
    with pytest.raises(NotConfigured, match="but no auth_type") as caught:
        connect("a")
    assert "v3applicationcredential" in caught.value.hint
    assert "s3cret" not in str(caught.value)


def test_an_address_where_nothing_answers_is_unreachable(clouds):
    clouds("mine")
    with pytest.raises(Unreachable, match="Could not sign in to mine") as caught:
        connect("mine")
    assert "s3cret" not in str(caught.value)


def test_an_address_that_is_not_a_cloud_is_told_so(clouds, faulty, monkeypatch):
    clouds("mine", url=f"{faulty.url}/nothing")
    with pytest.raises(
        Unreachable, match="not as the identity service of an OpenStack cloud"
    ) as caught:
        connect("mine")
    assert "auth_url should be the identity service" in caught.value.hint


def test_a_wrong_password_names_who_but_not_the_password(clouds, faulty):
    clouds("mine", url=f"{faulty.url}/v3")
    faulty.answer = lambda *_: (401, {"error": {"message": "requires authentication"}})
    with pytest.raises(NotSignedIn, match="mine does not accept user me and project p") as caught:
        connect("mine")
    assert "s3cret" not in str(caught.value)


def test_signing_in_says_who_is_where(clouds, faulty):
    clouds("mine", url=f"{faulty.url}/v3")
    cloud = connect()
    assert (cloud.identity.user, cloud.identity.project_id) == ("me", "p" * 32)
    assert repr(cloud) == "<Cloud mine: project p as me>"


def test_a_cloud_of_os_variables_is_called_by_its_host(clouds, faulty, monkeypatch):
    names = ("USERNAME", "PASSWORD", "PROJECT_NAME", "USER_DOMAIN_NAME", "PROJECT_DOMAIN_NAME")
    for name in names:
        monkeypatch.setenv(f"OS_{name}", "x")
    monkeypatch.setenv("OS_AUTH_URL", f"{faulty.url}/v3")
    cloud = connect()
    assert cloud.identity.title == "127.0.0.1"
    assert connect(cloud.identity.cloud).identity == cloud.identity  # as the commands name it


def test_the_demo_is_started_when_no_clouds_yaml_has_it(clouds, tmp_path, monkeypatch):
    clouds("mine")
    state = tmp_path / "demo state"
    monkeypatch.setattr(running, "default_state", lambda: state)
    try:
        assert connect("demo").identity.cloud == "demo"
        monkeypatch.setenv("OS_CLOUD", "demo")
        assert connect().identity.auth_url == running.find(state).auth_url
    finally:
        running.stop(state)


def test_a_demo_that_cannot_start_is_told_in_a_sentence(clouds, tmp_path, monkeypatch):
    clouds("mine")
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(running, "default_state", lambda: tmp_path / "file" / "demo")
    with pytest.raises(CloudFailure, match="The demo cloud did not start"):
        connect("demo")
