"""The real store of a scripted cloud, and the wire between kernel and browser made visible."""

from __future__ import annotations

import comm
import pytest
from comm.base_comm import BaseComm

from canfar_jupyter.local import ssh_keys
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.launch import user_data_options
from canfar_jupyter.widgets.launch.form import LaunchForm
from tests.support import project
from tests.support.scripted import ScriptedCloud
from tests.support.stores import Stores


class Wire:
    """What widgets send to the browser, and the browser's side of the conversation.

    What was sent is looked at once all is done that was begun.
    """

    def __init__(self, settle):
        self._settle = settle
        self.published = []  # (comm id, message type, data)
        self.buffers = []  # the bytes that went beside messages

    def sent(self, widget):
        """Return the custom messages of a widget, oldest first."""
        self._settle()
        id_ = widget.comm.comm_id
        data = [d for c, kind, d in self.published if c == id_ and kind == "comm_msg"]
        return [d["content"] for d in data if d.get("method") == "custom"]

    def state(self, widget):
        """Return the state that opened the widget, with every update after it."""
        self._settle()
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
        self._settle()

    def everything(self):
        self._settle()
        return repr(self.published)


@pytest.fixture(autouse=True)
def wire(monkeypatch, stores):
    wire = Wire(stores.settle)

    class Recorded(BaseComm):
        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
            wire.published.append((self.comm_id, msg_type, data))
            wire.buffers.extend(bytes(one) for one in buffers or ())

    monkeypatch.setattr(comm, "create_comm", Recorded)
    return wire


@pytest.fixture
def stores(monkeypatch):
    made = Stores(monkeypatch)
    yield made
    made.close()


@pytest.fixture
def cloud():
    return project.fill(ScriptedCloud())


@pytest.fixture
def store(stores, cloud):
    """The store of that cloud, which has read all its lists."""
    return stores.open(cloud)


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """``~/.ssh`` of a test alone."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def messages():
    return Messages()


@pytest.fixture
def form(store, cloud, messages):
    """A launch form whose lists are read."""
    form = LaunchForm(store, messages)
    cloud.settle()
    return form


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder whose ``ssh`` and ``recipes`` are the user's."""
    monkeypatch.setattr(ssh_keys, "folder", lambda: tmp_path / "ssh")
    monkeypatch.setattr(user_data_options, "own_recipes", lambda: tmp_path / "recipes")
    return tmp_path
