"""A server of the real cloud whose console leads to a QEMU, and what the tests see of that QEMU."""

import contextlib
import json
import socket
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import requests

from tests.contract.project import Project
from tests.openstack.cloud import Cloud
from tests.openstack.places import Places
from tests.support.waiting import until

TEXT_MEMORY = 0xB8000  # 80 x 25 cells of a character and its colours
ROWS, COLUMNS = 25, 80
MAY_TAKE = 60.0  # s; QEMU emulates the processor, and the computer may be busy
MICROVERSION = "2.96"


class Machine:
    """A server that is ACTIVE, and its QEMU (tests/openstack/guest/boot.S runs in it).

    Attributes:
        cloud: The cloud it is in; its name in clouds.yaml is `real`.
        project: The project it is in.
        server_id, name: The server's.
    """

    def __init__(self, cloud: Cloud, name: str) -> None:
        self.cloud = cloud
        self.name = name
        self.project = Project(cloud.clouds_yaml, "real")
        self._places = Places(cloud.clouds_yaml.parents[1])
        self.server_id = self._launch()
        for kind in ("vnc", "serial"):
            self._wait_for_proxy(self.console_url(kind))
        self.meet()

    def meet(self) -> None:
        """Get to know its QEMU: at first, and after the server was off, which is another one."""
        self._qmp = Qmp(self._places.machines / f"{self.server_id[:8]}.qmp")
        self.wait_for_text("# ")

    def console_url(self, protocol: str = "vnc") -> str:
        """Ask Nova for the console; protocol is "vnc" or "serial". Each call makes a new token."""
        kind = {"vnc": "novnc", "serial": "serial"}[protocol]
        answer = self.project.nova.post(
            f"/servers/{self.server_id}/remote-consoles",
            json={"remote_console": {"protocol": protocol, "type": kind}},
            microversion=MICROVERSION,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["remote_console"]["url"]

    def let_tokens_lapse(self) -> None:
        """Make all addresses of consoles so old that the proxies no longer know them."""
        with contextlib.closing(
            sqlite3.connect(self._places.run / "db" / "nova_cell1.db")
        ) as database:
            database.execute("UPDATE console_auth_tokens SET expires = 1")
            database.commit()

    def screen(self) -> list[str]:
        """The lines of the text screen, read from the video memory; spaces at the end cut."""
        cells = self._qmp.memory(TEXT_MEMORY, ROWS * COLUMNS * 2)[::2].decode("cp437")
        return [cells[n : n + COLUMNS].rstrip(" \0") for n in range(0, ROWS * COLUMNS, COLUMNS)]

    def wait_for_text(self, text: str) -> None:
        """Wait until a line of the screen has this text; a trailing space does not count."""

        def shown() -> bool:
            return any(text.rstrip() in line for line in self.screen())

        until(shown, f"the machine's screen shows {text!r}", MAY_TAKE)

    def busy(self, scene: str = "text") -> None:
        """Keep the screen changing: "text" scrolls, "noise" and "gradient" are 1024 x 768."""
        self.press({"text": "f1", "noise": "f2", "gradient": "f3"}[scene])

    def quiet(self) -> None:
        """End that: the clean screen with its prompt is back."""
        self.press("f12")
        self.wait_for_text("CONSOLE TEST GUEST")

    def press(self, *keys: str) -> None:
        """Press keys of the machine together; names as QEMU has them: "a", "ret", "f1"."""
        self._qmp.ask("send-key", keys=[{"type": "qcode", "data": key} for key in keys])

    def clients(self) -> int:
        """How many are connected to its VNC server."""
        return len(self._qmp.ask("query-vnc")["clients"])

    def resets(self) -> int:
        """How often the guest has reset itself (Ctrl-Alt-Del) or was reset since the start."""
        return self._qmp.count("RESET")

    def close(self) -> None:
        """Delete the server; that ends its QEMU."""
        self._qmp.close()
        self.project.nova.delete(f"/servers/{self.server_id}")
        self.project.wait_until_gone(self.server_id)

    def _launch(self) -> str:
        project = self.project
        flavors = project.nova.get("/flavors").json()["flavors"]
        images = project.glance.get("/images?name=my-first-snapshot").json()["images"]
        networks = project.neutron.get("/networks").json()["networks"]
        network = next(n["id"] for n in networks if n["project_id"] == project.id)
        wanted = {
            "name": self.name,
            "flavorRef": next(f["id"] for f in flavors if f["name"] == "c1-tiny"),
            "imageRef": images[0]["id"],
            "networks": [{"uuid": network}],
        }
        answer = project.nova.post("/servers", json={"server": wanted}, microversion=MICROVERSION)
        assert answer.status_code == 202, answer.text
        server_id = answer.json()["server"]["id"]
        project.wait_for_server(server_id, "ACTIVE")
        return server_id

    def _wait_for_proxy(self, url: str) -> None:
        """The first to connect starts it, and waits: so no test has to."""
        address = url.split("?")[0].replace("ws:", "http:")
        requests.get(address, timeout=MAY_TAKE)  # what it answers does not matter


class Qmp:
    """QEMU's monitor."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(MAY_TAKE)
        self._socket.connect(str(path))
        self._file = self._socket.makefile("rw")
        self._events: list[str] = []
        json.loads(self._file.readline())
        self.ask("qmp_capabilities")

    def ask(self, command: str, **arguments: Any) -> Any:
        self._file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._file.flush()
        while True:
            answer = json.loads(self._file.readline())
            if "return" in answer:
                return answer["return"]
            assert "event" in answer, answer
            self._events.append(answer["event"])

    def count(self, event: str) -> int:
        self.ask("query-status")  # what has happened comes before its answer
        return self._events.count(event)

    def memory(self, address: int, size: int) -> bytes:
        """Physical memory of the guest."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "memory"
            self.ask("pmemsave", val=address, size=size, filename=str(path))
            return path.read_bytes()

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):  # it has ended already
            self._file.close()
        self._socket.close()
