import socket
import time

from canfar_jupyter.ssh import probe


def test_a_real_sshd_answers(sshd):
    port = probe(sshd.address, sshd.port)
    assert port.state == "ssh"
    assert port.text.startswith("SSH-2.0-OpenSSH")
    assert port.at is not None


def test_nothing_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
    port = probe("127.0.0.1", number)
    assert port.state == "closed"
    assert "no SSH server runs there yet" in port.text


def test_something_else_answers(serve):
    port = probe("127.0.0.1", serve(lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")))
    assert port.state == "other"


def test_other_lines_may_come_first(serve):
    number = serve(lambda c: c.sendall(b"welcome\r\nto this\r\nSSH-2.0-x\x1b[2J\r\n"))
    port = probe("127.0.0.1", number)
    assert (port.state, port.text) == ("ssh", "SSH-2.0-x[2J")


def test_a_banner_that_never_ends_is_cut_off(serve):
    def flood(connection):
        while True:
            connection.sendall(b"x" * 1024)

    port = probe("127.0.0.1", serve(flood))
    assert port.state == "other"


def test_a_drip_of_a_banner_is_not_waited_for(serve):
    def drip(connection):
        while True:
            connection.sendall(b"x")
            connection.settimeout(0.2)
            try:
                connection.recv(1)
            except TimeoutError:
                continue

    started = time.monotonic()
    assert probe("127.0.0.1", serve(drip), seconds=1).state == "other"
    assert time.monotonic() - started < 2


def test_a_connection_that_is_cut_at_once_is_a_server_that_starts(serve):
    port = probe("127.0.0.1", serve(lambda connection: None))
    assert port.state == "closed"
    assert "SSH is starting" in port.text
