import http.server
import socket
import threading

import pytest

from canfar_jupyter.local.fetching import fetch
from canfar_jupyter.model.sites import site
from canfar_jupyter.model.userdata.includes import TIMEOUT, Fetched, check, lines


def test_addresses_are_read_as_cloud_init_does():
    text = "#include https://a/1\n# note\n\n  https://a/2\n#include-once https://a/3\n"
    assert list(lines(text)) == [(1, "https://a/1"), (4, "https://a/2"), (5, "https://a/3")]


def test_the_guides_own_include_is_asked_and_its_answer_told():
    asked = []

    def gone(url, timeout):
        asked.append((url, timeout))
        return Fetched(404, b"")

    answer = check(site().guide_include, gone)
    assert asked == [(site().guide_include, TIMEOUT)]
    assert not answer.ok
    assert answer.text.endswith("no longer exists (404).")


@pytest.mark.parametrize(
    ("fetched", "words"),
    [
        (Fetched(200, b"#!/bin/bash\n"), "responds."),
        (Fetched(206, b"#cloud-config\n"), "responds."),
        (Fetched(200, b"<!DOCTYPE html>"), "is a web page"),
        (Fetched(200, b"echo hi"), "has no header"),
        (Fetched(403, b""), "responds with an error (403)"),
        (Fetched(500, b""), "responds with an error (500)"),
    ],
)
def test_each_answer_has_its_sentence(fetched, words):
    answer = check("https://a.b/c", lambda url, timeout: fetched)
    assert words in answer.text
    assert answer.ok == (words == "responds.")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "a.sh", "http://", "http://[x"])
def test_only_addresses_of_the_web_are_asked(url):
    def never(url, timeout):
        raise AssertionError("it was asked")

    assert not check(url, never).ok


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionRefusedError(), OSError("no name")])
def test_silence_is_told_and_not_raised(error):
    def silent(url, timeout):
        raise error

    answer = check("https://a.b/c", silent)
    assert not answer.ok
    assert "answer" in answer.text


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/script")
        elif self.path == "/trap":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
        elif self.path == "/script":
            self.send_response(200)
        else:
            self.send_response(404)
        self.end_headers()
        if self.path == "/script":
            self.wfile.write(b"#!/bin/sh\n" + b"x" * 100_000)

    def log_message(self, *args):
        pass


@pytest.fixture
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_real_server_is_asked_for_its_first_bytes_only(address):
    fetched = fetch(f"{address}/script", 5)
    assert fetched.status == 200
    assert len(fetched.begin) == 4096
    assert check(f"{address}/moved", fetch).ok
    assert "(404)" in check(f"{address}/nothing", fetch).text


def test_a_redirection_to_a_file_is_not_followed(address):
    assert not check(f"{address}/trap", fetch).ok


def test_a_port_where_nobody_listens_is_told():
    with socket.socket() as taken:  # bound and not listening: nobody else gets it meanwhile
        taken.bind(("127.0.0.1", 0))
        answer = check(f"http://127.0.0.1:{taken.getsockname()[1]}", fetch)
    assert "does not answer" in answer.text


def test_what_is_no_web_server_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble():
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

        thread = threading.Thread(target=babble, daemon=True)
        thread.start()
        answer = check(f"http://127.0.0.1:{server.getsockname()[1]}", fetch)
        thread.join()
    assert "does not answer" in answer.text
