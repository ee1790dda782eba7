"""The kernel's half of the console widget, with a real websocket server behind it."""

import shutil
import threading

import pytest

from canfar_jupyter.cloud import Endpoint
from canfar_jupyter.errors import Conflict, NotConfigured
from canfar_jupyter.widgets.consoles.console import Console, SerialConsole
from canfar_jupyter.widgets.instances.table import InstanceTable
from canfar_jupyter.widgets.kit import bundle as bundles
from tests.support.waiting import until

TOKEN = "f3c1-secret"


@pytest.fixture
def console(store, cloud, proxy):
    at(cloud, proxy, "hello")
    made = Console(store, "s-a", on_close=lambda: None)
    yield made
    made.disconnect()


def at(cloud, proxy, path):
    cloud.endpoint = Endpoint("127.0.0.1", (proxy.url(f"{path}?token={TOKEN}"),), None, local=True)


def said(wire, widget, sid, op=None):
    messages = [m for m in wire.sent(widget) if m.get("sid") == sid]
    return [m for m in messages if op is None or m["op"] == op]


def test_nothing_is_asked_before_a_page_shows_it(console, cloud, proxy, wire):
    assert cloud.sent == []
    assert not proxy.seen
    wire.say(console, op="open", sid="1")
    until(lambda: said(wire, console, "1", "d"))
    assert said(wire, console, "1")[0] == {"op": "open", "plain": False, "sid": "1"}
    assert cloud.sent == [("console_endpoint", "s-a", "novnc")]


def test_two_views_have_a_connection_and_a_token_each(console, cloud, proxy, wire):
    for sid in ("1", "2"):
        wire.say(console, op="open", sid=sid)
    until(lambda: said(wire, console, "1", "d") and said(wire, console, "2", "d"))
    assert len(proxy.viewers) == 2
    assert len(cloud.sent) == 2
    wire.say(console, op="close", sid="1")
    until(lambda: len(proxy.viewers) == 1)
    wire.say(console, op="d", sid="2", a=12)
    assert console.connected == 1


def test_reconnecting_asks_for_a_new_token(console, cloud, wire):
    for sid in ("1", "2"):
        wire.say(console, op="open", sid=sid)
        until(lambda sid=sid: said(wire, console, sid, "d"))
        wire.say(console, op="close", sid=sid)
    assert [verb for verb, *_ in cloud.sent] == ["console_endpoint"] * 2
    until(lambda: console.connected == 0)


def test_a_view_that_the_kernel_has_given_up_learns_it(console, wire):
    wire.say(console, op="hb", sid="long-ago")
    (answer,) = said(wire, console, "long-ago")
    assert answer["op"] == "close"


def test_a_machine_that_is_off_is_the_reason(console, store, proxy, wire, cloud):
    at(cloud, proxy, "refuse")
    cloud.servers.change("s-a", status="SHUTOFF")
    wire.say(console, op="open", sid="1")
    until(lambda: said(wire, console, "1", "close"))
    text = said(wire, console, "1", "close")[0]["text"]
    assert text.startswith("it closed before it showed anything.")
    assert text.endswith("The instance is SHUTOFF.")


def test_every_view_is_told_that_the_machine_was_terminated_and_may_not_reconnect(
    console, proxy, wire, cloud
):
    wire.say(console, op="open", sid="1")
    until(lambda: said(wire, console, "1", "d"))
    cloud.servers.drop("s-a")
    gone = {"op": "gone", "text": "The instance was terminated."}
    assert gone in wire.sent(console)
    at(cloud, proxy, "refuse")
    wire.say(console, op="open", sid="2")
    until(lambda: said(wire, console, "2", "gone"))
    assert said(wire, console, "2", "gone") == [{**gone, "sid": "2"}]


def test_a_refusal_of_the_cloud_is_said_as_it_is(console, cloud, wire):
    cloud.refuse = Conflict("The instance is not running.", hint="Start it.")
    wire.say(console, op="open", sid="1")
    until(lambda: said(wire, console, "1", "close"))
    assert said(wire, console, "1", "close")[0]["text"] == "The instance is not running. Start it."


def test_the_clouds_own_page_goes_to_the_view_that_asked(console, cloud, wire):
    wire.say(console, op="page", sid="1")
    assert said(wire, console, "1") == [{"op": "page", "sid": "1", "url": cloud.page}]
    cloud.refuse = Conflict("No page.", hint="Ask.")
    wire.say(console, op="page", sid="2")
    assert said(wire, console, "2") == [{"op": "page", "sid": "2", "text": "No page. Ask."}]


def test_no_token_is_in_what_a_notebook_keeps(console, cloud, wire):
    wire.say(console, op="open", sid="1")
    wire.say(console, op="page", sid="1")
    until(lambda: said(wire, console, "1", "d"))
    kept = {key: value for key, value in wire.state(console).items() if key != "_esm"}
    assert TOKEN not in repr(kept)
    assert TOKEN not in repr(cloud.endpoint)
    assert TOKEN not in repr(vars(console))


def test_closing_it_ends_all_connections(console, proxy, wire, cloud):
    wire.say(console, op="open", sid="1")
    until(lambda: proxy.viewers)
    console.close()
    cloud.settle()
    until(lambda: not proxy.viewers)


def test_messages_that_make_no_sense_do_nothing(console, cloud, wire):
    for message in ({}, {"op": "open"}, {"op": "open", "sid": 7}, {"op": "d", "sid": "1"}):
        wire.say(console, **message)
    assert cloud.sent == []


def test_the_serial_console_is_the_same_with_another_bundle(store, proxy, wire, cloud):
    at(cloud, proxy, "hello")
    console = SerialConsole(store, "s-a")
    assert wire.state(console)["title"] == "Serial console of lens-a"
    assert wire.state(console)["_esm"] != bundles.bundle("vnc")
    wire.say(console, op="open", sid="1")
    until(lambda: said(wire, console, "1", "d"))
    assert cloud.sent == [("console_endpoint", "s-a", "serial")]
    console.close()


def test_it_is_opened_from_the_overview_and_closed_with_the_panel(store, wire):
    table = InstanceTable(store)
    table.show_overview("s-a")
    view = table.panel.pane("overview")
    assert wire.state(view)["has_console"] is True
    wire.say(view, op="console", kind="toaster")
    assert table.panel.pane("console") is None
    wire.say(view, op="console", kind="vnc")
    assert table.panel.head.tab == "console"
    pane = table.panel.pane("console")
    (_, console) = pane.children
    assert console.kind == "novnc"
    wire.say(view, op="console", kind="serial")
    (_, serial) = pane.children
    assert serial.kind == "serial"
    assert console.comm is None
    table.close_panel()
    assert serial.comm is None


def test_an_installation_without_the_bundles_says_how_to_get_them(
    store, wire, monkeypatch, tmp_path
):
    whole = bundles._BUNDLES
    for file in whole.glob("*.mjs"):
        if file.stem != "vnc":
            shutil.copy(file, tmp_path)
    monkeypatch.setattr(bundles, "_BUNDLES", tmp_path)
    bundles.bundle.cache_clear()
    with pytest.raises(NotConfigured, match="was not built"):
        Console(store, "s-a")
    table = InstanceTable(store)
    table.show_overview("s-a")
    wire.say(table.panel.pane("overview"), op="console", kind="vnc")
    (_, said) = table.panel.pane("console").children
    assert said.value.startswith("The browser bundle of the widget vnc was not built")
    assert "pip install -e ." in said.value
    bundles.bundle.cache_clear()


def test_bytes_are_sent_by_the_thread_of_all_consoles(console, wire, monkeypatch):
    threads = set()
    send = Console.send
    monkeypatch.setattr(
        Console,
        "send",
        lambda self, *a, **k: (threads.add(threading.current_thread().name), send(self, *a, **k)),
    )
    wire.say(console, op="open", sid="1")
    until(lambda: said(wire, console, "1", "d"))
    assert threads == {"canfar-consoles"}


def test_an_answer_that_comes_after_the_view_left_opens_nothing(store, proxy, wire, cloud):
    at(cloud, proxy, "hello")
    cloud.hold = True
    console = Console(store, "s-a")
    wire.say(console, op="open", sid="1")
    until(lambda: console.connected)
    wire.say(console, op="close", sid="1")
    until(lambda: not console.connected)
    cloud.answer()
    cloud.settle()
    assert not proxy.seen
    assert not said(wire, console, "1")
