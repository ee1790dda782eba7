"""The bytes of a console between a real websocket server and a page that a test plays."""

import logging
import ssl
import threading
import time
from concurrent.futures import Future

import pytest

from canfar_jupyter.cloud import Endpoint
from canfar_jupyter.errors import Conflict
from canfar_jupyter.live.console_bridge import session as bridge
from canfar_jupyter.live.console_bridge.loop import loop
from tests.live.certificate import certificate
from tests.live.proxy import Proxy
from tests.support.waiting import until

TOKEN = "f3c1-secret"


class Page:
    """What the browser does: it takes messages, and says how far it is."""

    def __init__(self, *urls, deals=True, tls=None, **options):
        self.messages = []
        self.data = bytearray()
        self.asked = 0
        self.threads = set()
        self._deals = deals
        self._endpoint = Endpoint("console.example.ca", urls, tls)
        self.over = threading.Event()
        self.session = bridge.Session(self._ask, self._post, ended=self.over.set, **options)

    def _ask(self):
        self.asked += 1
        answer = Future()
        if isinstance(self._endpoint.urls[0], Exception):
            answer.set_exception(self._endpoint.urls[0])
        else:
            answer.set_result(self._endpoint)
        return answer

    def _post(self, message, buffers):
        self.threads.add(threading.current_thread().name)
        for data in buffers:
            self.data += data
        self.messages.append(message)
        if buffers and self._deals:
            self.say("a", a=len(self.data))

    def say(self, op, data=None, **more):
        self.session.feed({"op": op, **more}, [data] if data else [])

    def of(self, op):
        return [m for m in self.messages if m["op"] == op]

    def end(self):
        """Wait for the end; return what was said of it."""
        until(lambda: self.of("close"))
        return self.of("close")[0]


@pytest.fixture
def page():
    pages = []

    def make(*urls, **more):
        pages.append(Page(*urls, **more))
        return pages[-1]

    yield make
    for made in pages:
        made.session.stop()


def test_bytes_go_both_ways_and_none_waits_for_the_connection(proxy, page):
    one = page(proxy.url(f"echo?token={TOKEN}"))
    one.say("d", b"typed at once ")  # before there is a connection
    until(lambda: one.data)
    one.say("d", memoryview(b"and later"))
    until(lambda: one.data == b"typed at once and later")
    assert one.messages[0] == {"op": "open", "plain": True}
    assert [m["s"] for m in one.of("d")] == list(range(len(one.of("d"))))
    assert one.threads == {"canfar-consoles"}


def test_what_nova_wants_to_see_is_sent(proxy, page):
    page(proxy.url(f"hello?token={TOKEN}"))
    until(lambda: proxy.seen)
    uri, headers = proxy.seen[0]
    assert uri == f"/hello?token={TOKEN}"
    assert headers["Sec-Websocket-Protocol"] == "binary"
    assert "Origin" not in headers  # else nova compares it with its own


def test_small_messages_travel_together(proxy, page):
    one = page(proxy.url("drops"), coalesce=0.05)
    until(lambda: len(one.data) == 200)
    assert bytes(one.data) == bytes(range(200))
    assert len(one.of("d")) < 20


def test_a_page_that_does_not_keep_up_holds_the_console_back(proxy, page):
    one = page(proxy.url("flood"), deals=False, window=1 << 20)
    until(lambda: len(one.data) == 1 << 20)
    held = proxy.sent
    assert held < 16 << 20  # the socket is not read on: the server waits
    time.sleep(0.3)  # nothing can be waited for: nothing comes
    assert len(one.data) == 1 << 20
    one.say("a", a=1 << 20)
    until(lambda: len(one.data) == 2 << 20)


def test_a_page_cannot_say_that_it_has_more_than_was_sent(proxy, page):
    one = page(proxy.url("flood"), deals=False, window=1 << 20)
    until(lambda: len(one.data) == 1 << 20)
    one.say("a", a=1 << 40)
    until(lambda: len(one.data) == 2 << 20)
    time.sleep(0.2)
    assert len(one.data) == 2 << 20


def test_all_of_a_flood_comes_in_order(proxy, page):
    one = page(proxy.url("flood"))
    until(lambda: len(one.data) == 16 << 20)
    until(lambda: len(one.of("d")) >= 64)
    one.say("hb")
    until(lambda: one.of("hb"))
    assert one.of("hb")[0]["t"] == len(one.data)  # by which the page sees that nothing was lost


def test_a_sign_of_life_is_answered_before_there_is_a_connection(page):
    one = page("ws://127.0.0.1:9/")
    one.say("hb")
    until(lambda: one.of("hb"))
    assert one.of("hb")[0] == {"op": "hb", "t": 0}


def test_closed_before_the_first_byte_means_the_token_or_the_machine(proxy, page):
    end = page(proxy.url(f"refuse?token={TOKEN}")).end()
    assert end["refused"]
    assert "token was refused or has expired, or the machine is off" in end["text"]
    assert TOKEN not in end["text"]


def test_the_last_words_of_a_console_arrive_before_its_end(proxy, page):
    one = page(proxy.url("last"), coalesce=0.1)
    end = one.end()
    assert one.data == b"bye"
    assert one.messages[-1] is end
    assert end["text"] == "console.example.ca says: Session timed out"
    assert "refused" not in end
    assert one.over.wait(5)


def test_each_connection_asks_for_a_token_of_its_own(proxy, page):
    one, two = page(proxy.url("echo?token=1")), page(proxy.url("echo?token=2"))
    until(lambda: len(proxy.viewers) == 2)
    assert (one.asked, two.asked) == (1, 1)
    one.say("d", b"mine")
    until(lambda: one.data)
    assert not two.data


def test_leaving_closes_the_connection_and_says_nothing_more(proxy, page):
    one = page(proxy.url("hello"))
    until(lambda: one.data and proxy.viewers)
    one.session.stop()
    until(lambda: not proxy.viewers)
    assert one.over.wait(5)
    assert not one.of("close")


def test_a_page_that_is_not_heard_of_any_more_is_given_up(proxy, page):
    one = page(proxy.url("hello"), silence=0.6)
    until(lambda: proxy.viewers)
    one.say("hb")
    assert "the page has not responded" in one.end()["text"]
    until(lambda: not proxy.viewers)


def test_a_page_that_speaks_is_not_given_up(proxy, page):
    one = page(proxy.url("hello"), silence=0.5)
    for _ in range(10):
        one.say("hb")
        time.sleep(0.1)  # its way of speaking
    assert proxy.viewers
    assert not one.of("close")


def test_the_second_address_is_tried_where_the_first_has_no_websocket(proxy, page):
    one = page(proxy.url("http?token=1"), proxy.url("hello"))
    until(lambda: one.data == b"RFB 003.008\n")


def test_why_there_is_no_connection_is_said_without_the_address(proxy, page, caplog):
    caplog.set_level(logging.DEBUG)
    refused = page(f"ws://127.0.0.1:9/?token={TOKEN}").end()["text"]
    assert refused.startswith("console.example.ca does not answer: the connection was refused.")
    unknown = page(f"ws://not real.invalid/?token={TOKEN}").end()["text"]
    assert unknown.startswith("console.example.ca does not answer: its name cannot be resolved.")
    http = page(proxy.url(f"http?token={TOKEN}")).end()["text"]
    assert http == (
        "console.example.ca answers with HTTP 404 instead of a console: contact its support."
    )
    said = page(Conflict("The instance is not running.", hint="Start it.")).end()["text"]
    assert said == "The instance is not running. Start it."
    assert TOKEN not in caplog.text


def test_a_proxy_that_never_answers_is_given_up(page, monkeypatch):
    import socket

    monkeypatch.setattr("canfar_jupyter.live.console_bridge.connecting.TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        end = page(f"ws://127.0.0.1:{silent.getsockname()[1]}/").end()
    assert "the connection timed out" in end["text"]


def test_a_certificate_is_checked_as_the_cloud_says(page, tmp_path):
    server, authority = certificate(tmp_path)
    proxy = Proxy(tls=server)
    try:
        url = proxy.url(f"hello?token={TOKEN}")
        stranger = page(url, tls=ssl.create_default_context()).end()["text"]
        assert "is not trusted here" in stranger
        assert "cacert in clouds.yaml" in stranger
        known = page(url, tls=ssl.create_default_context(cafile=authority))
        until(lambda: known.data)
        assert known.of("open")[0]["plain"] is False
        plain = page(url.replace("wss", "ws")).end()["text"]
        assert TOKEN not in plain
    finally:
        proxy.close()


def test_all_consoles_share_one_thread(proxy, page):
    for _ in range(3):
        page(proxy.url("echo"))
    until(lambda: len(proxy.viewers) == 3)
    names = [t.name for t in threading.enumerate()]
    assert names.count("canfar-consoles") == 1
    assert loop() is loop()
