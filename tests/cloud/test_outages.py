"""A cloud that does not answer is a short sentence, whatever the libraries make of it."""

import socket
from threading import Thread

import pytest
from keystoneauth1 import session

from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.errors import Unreachable


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


def said(url):
    with pytest.raises(Unreachable) as caught, translating("sign in to mycloud"):
        session.Session().get(url)
    return str(caught.value)


def test_a_refused_connection():
    port = free_port()
    where = f"127.0.0.1:{port}"
    assert said(f"http://user:secret@{where}/v3?token=x") == (
        f"Could not sign in to mycloud: {where} does not answer: the connection was refused."
    )


def test_a_name_that_is_not_known():
    assert said("http://nosuch.invalid:5000/v3") == (
        "Could not sign in to mycloud: "
        "nosuch.invalid:5000 does not answer: its name cannot be resolved."
    )


def test_a_connection_that_breaks_off():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def hang_up():
            connection, _ = server.accept()
            connection.recv(65536)
            connection.close()

        Thread(target=hang_up, daemon=True).start()
        assert said(f"http://127.0.0.1:{port}/v3").endswith("the connection broke off.")
