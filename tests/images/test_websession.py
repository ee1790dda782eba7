"""A page for others fetches from public addresses only, whatever a name or a redirection says."""

import datetime
import http.server
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from canfar_jupyter.cloud.images import web
from canfar_jupyter.cloud.images.web_session import session
from canfar_jupyter.errors import Invalid, Unreachable
from canfar_jupyter.local import destinations


@pytest.fixture
def inside():
    """A web server that only this computer reaches: its port, and what was asked of it."""
    asked = []

    class Inside(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            asked.append((self.path, self.headers["Host"], self.headers["Authorization"]))
            if self.path.startswith("/to/"):
                self.send_response(302)
                self.send_header("Location", self.path.removeprefix("/to/"))
            else:
                self.send_response(200)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"secret")

    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Inside)
    server.asked = asked
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(monkeypatch):
    """A page for others: page(networks) names what it may use."""
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    monkeypatch.delenv(destinations.NAMED, raising=False)
    return lambda networks: monkeypatch.setenv(destinations.NAMED, networks)


@pytest.fixture
def names(monkeypatch):
    """Names of this test's own: names["a.test"] = what they lead to, one after the other."""
    known = {}
    ask = socket.getaddrinfo

    def asked(host, port, *args, **more):
        if host in known:
            host = known[host].pop(0)
        return ask(host, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    return known


ADDRESSES = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0")


@pytest.mark.parametrize("host", ADDRESSES)
def test_what_only_the_server_reaches_is_not_fetched(inside, page, host):
    url = f"http://{host}:{inside.server_port}/latest/meta-data"
    with pytest.raises(Invalid, match="may not fetch from") as caught:
        web.Download(url)
    assert (caught.value.field, destinations.NAMED in caught.value.hint) == ("url", True)
    with pytest.raises(Invalid):
        web.text_at(url)
    assert inside.asked == []


def test_a_redirection_leads_nowhere_else(inside, page):
    page("127.0.0.1")
    port = inside.server_port
    assert list(web.Download(f"http://127.0.0.1:{port}/to//disk").blocks()) == [b"secret"]
    inside.asked.clear()
    for place in (f"http://127.0.0.2:{port}/disk", "http://169.254.169.254/latest"):
        with pytest.raises(Invalid, match="may not fetch from"):
            web.Download(f"http://127.0.0.1:{port}/to/{place}")
    with pytest.raises(Invalid, match=r"is not an http\(s\) URL"):
        web.Download(f"http://127.0.0.1:{port}/to/file:///etc/passwd")
    assert {path for path, *_ in inside.asked} == {
        f"/to/http://127.0.0.2:{port}/disk",
        "/to/http://169.254.169.254/latest",
        "/to/file:///etc/passwd",
    }


def test_a_name_that_changes_its_mind_is_asked_once(inside, page, names):
    """The numbers that were looked at are connected to, not what the name says a moment later."""
    page("127.0.0.1")
    names["moves.test"] = ["127.0.0.1", "127.0.0.2"]
    url = f"http://moves.test:{inside.server_port}/disk"
    assert list(web.Download(url).blocks()) == [b"secret"]
    assert inside.asked == [("/disk", f"moves.test:{inside.server_port}", None)]
    with pytest.raises(Invalid, match=r"may not fetch from moves\.test"):
        web.Download(url)


@pytest.fixture
def certificate(tmp_path):
    """A file with a certificate for secure.test, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "secure.test")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.DNSName("secure.test")])
    made = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "certificate.pem").write_bytes(made.public_bytes(encoding) + secret)
    return tmp_path / "certificate.pem"


def test_a_certificate_is_compared_with_the_name(inside, page, names, certificate, monkeypatch):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    inside.socket = tls.wrap_socket(inside.socket, server_side=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    page("127.0.0.1")
    names["secure.test"] = names["other.test"] = ["127.0.0.1"] * 2
    port = inside.server_port
    assert list(web.Download(f"https://secure.test:{port}/disk").blocks()) == [b"secret"]
    with pytest.raises(Unreachable):
        web.Download(f"https://other.test:{port}/disk")
    assert inside.asked == [("/disk", f"secure.test:{port}", None)]


def test_a_name_that_nobody_knows_and_a_port_where_nobody_is_are_said_so(page, names):
    page("127.0.0.0/8")
    with pytest.raises(Unreachable, match="its name cannot be resolved"):
        web.Download("http://no-such-host.invalid/disk")
    with pytest.raises(Unreachable, match="the connection was refused"):
        web.Download("http://127.0.0.1:1/disk")


def test_the_owners_passwords_and_proxies_are_not_used(inside, page, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login owner password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    page("127.0.0.1")
    url = f"http://127.0.0.1:{inside.server_port}/disk"
    web.Download(url).close()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{inside.server_port}")
    with pytest.raises(Invalid):
        web.Download("http://127.0.0.9:1234/through-a-proxy")
    assert [(path, secret) for path, _, secret in inside.asked] == [("/disk", None)]


def test_in_a_notebook_everything_is_reached(inside, monkeypatch):
    monkeypatch.delenv("VOILA_BASE_URL", raising=False)
    monkeypatch.delenv(destinations.NAMED, raising=False)
    web.Download(f"http://127.0.0.1:{inside.server_port}/disk").close()
    assert len(inside.asked) == 1
    assert session().trust_env
