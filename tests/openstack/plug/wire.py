"""RPC messages between processes: oslo.messaging's `fake:/` bus, reached through a local socket.

Nova's services share one process, for `fake:/` is in memory. A console proxy forks for each
client, so it cannot live there. Its `wire:/` sends each message, serialised as for any broker, to
that process, which puts it on its bus and sends the reply back. Found through the entry point
beside it.
"""

import socket
import threading
from pathlib import Path

import oslo_messaging
from oslo_config import cfg
from oslo_messaging._drivers import impl_fake
from oslo_serialization import jsonutils

TIMEOUT = 60.0  # s


def address(conf) -> str:
    conf.import_opt("state_path", "nova.conf.paths")
    return str(Path(conf.state_path).parent / "wire")


class Driver(impl_fake.FakeDriver):
    """The end of those who ask."""

    def _send(self, target, ctxt, message, wait_for_reply=None, timeout=None, *_):
        asked = {
            "exchange": target.exchange or self._default_exchange,
            "topic": target.topic,
            "server": target.server,
            "fanout": target.fanout,
            "context": ctxt,
            "message": message,
            "wait": bool(wait_for_reply),
        }
        with socket.socket(socket.AF_UNIX) as opened, opened.makefile("rw") as file:
            opened.settimeout(timeout or TIMEOUT)
            opened.connect(address(self.conf))
            file.write(jsonutils.dumps(asked) + "\n")
            file.flush()
            answer = jsonutils.loads(file.readline())
        if "failed" in answer:
            raise oslo_messaging.MessageDeliveryFailure(answer["failed"])
        return answer["reply"]


def serve(conf=cfg.CONF) -> None:
    """Put what comes through the socket on the bus of this process; does not return."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address(conf))
        listening.listen(16)
        while True:
            opened, _ = listening.accept()
            threading.Thread(target=_relay, args=(conf, opened), daemon=True).start()


def _relay(conf, opened: socket.socket) -> None:
    with opened, opened.makefile("rw") as file:
        asked = jsonutils.loads(file.readline())
        target = oslo_messaging.Target(**{k: asked[k] for k in ("topic", "server", "fanout")})
        bus = impl_fake.FakeDriver(conf, None, asked["exchange"])
        try:
            reply = bus.send(target, asked["context"], asked["message"], asked["wait"], TIMEOUT)
            answer = {"reply": reply}
        except Exception as error:  # noqa: BLE001  whatever it is, the proxy is to hear of it
            answer = {"failed": f"{type(error).__name__}: {error}"}
        file.write(jsonutils.dumps(answer) + "\n")
