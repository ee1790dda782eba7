"""Whatever clouds.yaml names wrongly is a sentence that names it: the key, and the file."""

import re
import ssl
import subprocess

import pytest

from canfar_jupyter.cloud import connect
from canfar_jupyter.errors import CloudError, NotConfigured, Unreachable

from .test_configuration import clouds  # noqa: F401  a fixture

SECRET = "pl4nted-p4ssword"
ENTRY = f"""clouds:
  mine:
    auth:
      auth_url: https://127.0.0.1:9/v3
      username: me
      password: {SECRET}
      project_name: p
      user_domain_name: d
      project_domain_name: d
"""


@pytest.fixture
def written(clouds, tmp_path):  # noqa: F811
    """Write one file, sign in, and return the error."""
    (tmp_path / "junk.pem").write_text("no certificate")

    def refused(text):
        path = tmp_path / "clouds.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(CloudError) as caught:
            connect("mine")
        assert SECRET not in str(caught.value) + caught.value.hint
        return caught.value

    return refused


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cacert: /old-laptop/ca.pem", "cacert of mine names /old-laptop/ca.pem, which is not"),
        ("cacert: junk.pem", "cacert of mine names junk.pem, which has no certificates in it"),
        ("cacert: [a, b]", "cacert of mine is not the path of a file"),
        ("cert: /old-laptop/me.pem", "cert of mine names /old-laptop/me.pem, which is not there"),
        ("cert: junk.pem\n    key: /gone", "key of mine names /gone, which is not there"),
        ("cert: junk.pem\n    key: junk.pem", "cert and key of mine cannot be used together"),
        ("key: junk.pem", "key of mine is set without cert"),
        ("verify: flase", "verify of mine is 'flase', not true or false"),
        ("verify: 3", "verify of mine is '?3'?, not true or false"),
        ("insecure: ture", "insecure of mine is 'ture', not true or false"),
        ("api_timeout: soon", "api_timeout of mine is 'soon', not a number of seconds"),
        ("api_timeout: -1", "api_timeout of mine is"),
        ("auth_type: v3pasword", "v3pasword"),
    ],
)
def test_a_wrong_value_of_an_entry_is_named_with_its_key(written, line, said):
    refused = written(f"{ENTRY}    {line}\n")
    assert isinstance(refused, NotConfigured)
    assert re.search(said, str(refused))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY.replace("  mine", "  5"), "cloud 5 in .*clouds.yaml has a name that YAML"),
        (ENTRY + ENTRY.split("\n", 1)[1], r"clouds.yaml, line 10 .*duplicate key mine"),
        (ENTRY + "    region_name: a\n    region_name: b\n", "duplicate key region_name"),
        (ENTRY.encode("utf-16"), "clouds.yaml, line 1 is not UTF-8"),
        (ENTRY.replace("username: me", "username: mé").encode("latin-1"), "line 5 is not UTF-8"),
        ("hello", "does not begin with `clouds:`"),
        ("- mine\n", "does not begin with `clouds:`"),
        ("clouds:\n", "clouds in .* is not a mapping"),
        ("clouds: [mine]\n", "clouds in .* is not a mapping"),
        ("clouds:\n  mine:\n", "entry mine of .* is empty"),
        ("clouds:\n  mine: x\n", "entry mine of .* is empty"),
        ("clouds:\n  mine: {auth: x}\n", "auth of mine in .* is empty"),
        (ENTRY.replace(":9/", ":99999/"), "port that cannot be"),
        (ENTRY.replace("127.0.0.1:9", "127.0.0.1 :9"), "a blank"),
        ("[" * 3000, "nested too deep|cannot be read"),
    ],
)
def test_a_file_of_another_shape_is_a_sentence_with_its_name(written, text, said):
    refused = written(text)
    assert isinstance(refused, NotConfigured)
    assert re.search(said, str(refused))


def test_a_folder_in_place_of_the_file_is_told(clouds, tmp_path):  # noqa: F811
    (tmp_path / "clouds.yaml").mkdir()
    with pytest.raises(NotConfigured, match=r"clouds\.yaml is a folder, not a file"):
        connect("mine")


def test_a_variable_that_names_no_file_is_told(clouds, monkeypatch):  # noqa: F811
    clouds("mine")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", "/gone/clouds.yaml")
    with pytest.raises(NotConfigured, match=r"OS_CLIENT_CONFIG_FILE names /gone/clouds\.yaml"):
        connect("mine")


def test_a_bundle_of_the_environment_that_is_not_there_is_named(written, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/gone/ca.pem")
    assert "REQUESTS_CA_BUNDLE of the environment names /gone/ca.pem" in str(written(ENTRY))


@pytest.mark.parametrize("proxy", ["127.0.0.1:9", "http://127.0.0.1:9", "ttp://nowhere:1", "http:"])
def test_a_proxy_that_cannot_be_asked_is_told_as_that(written, monkeypatch, proxy):
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    refused = written(ENTRY)
    assert isinstance(refused, Unreachable)
    assert "HTTPS_PROXY" in str(refused)


@pytest.mark.parametrize("below", ["/v3", "/identity/v3", "/identity", ""])
def test_a_certificate_that_is_not_trusted_is_told_wherever_the_sign_in_is(
    written, faulty, tmp_path, below
):
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {tmp_path}/k -out {tmp_path}/c"
    command = f"{made} -days 2 -subj /CN=127.0.0.1".split()
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c", tmp_path / "k")
    faulty._server.socket = context.wrap_socket(faulty._server.socket, server_side=True)
    url = faulty.url.replace("http:", "https:") + below
    refused = written(ENTRY.replace("https://127.0.0.1:9/v3", url))
    assert "certificate is not trusted here" in str(refused)
    assert "cacert" in refused.hint


@pytest.mark.parametrize("below", ["/v3", "/identity", ""])
def test_an_address_that_refuses_connections_is_told_as_that(written, below):
    refused = written(ENTRY.replace(":9/v3", f":9{below}"))
    assert "127.0.0.1:9 does not answer: the connection was refused" in str(refused)
