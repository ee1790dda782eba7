"""A project in memory, and the wire between kernel and browser made visible."""

from __future__ import annotations

import comm
import pytest
from comm.base_comm import BaseComm

from tests.widgets.memory import filled


class HttpClient:
    """What widgets send to the browser, and the browser's side of the conversation."""

    def __init__(self):
        self.published = []  # (comm id, message type, data)

    def sent(self, widget):
        """Return the custom messages of a widget, oldest first."""
        id_ = widget.comm.comm_id
        data = [d for c, kind, d in self.published if c == id_ and kind == "comm_msg"]
        return [d["content"] for d in data if d.get("method") == "custom"]

    def state(self, widget):
        """Return the state that opened the widget, with every update after it."""
        id_ = widget.comm.comm_id
        state = {}
        for comm_id, _kind, data in self.published:
            if comm_id == id_ and data and "state" in data:
                state |= data["state"]
        return state

    def say(self, widget, **content):
        """Send a custom message as the browser does."""
        data = {"method": "custom", "content": content}
        widget.comm.handle_msg({"content": {"data": data}, "buffers": []})

    def everything(self):
        return repr(self.published)


@pytest.fixture(autouse=True)
def wire(monkeypatch):
    wire = HttpClient()

    class Recorded(BaseComm):
        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
            wire.published.append((self.comm_id, msg_type, data))

    monkeypatch.setattr(comm, "create_comm", Recorded)
    return wire


@pytest.fixture
def store():
    return filled()
