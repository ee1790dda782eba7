"""A QEMU behind each server of the fake hypervisor, once somebody asks for its console."""

import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BOOT = Path(__file__).resolve().parents[1] / "guest" / "boot.img"


class Machines:
    """The QEMUs of this process, by id of their server. They die with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, Machine] = {}
        # A QEMU dies with the thread that started it: this one stays.
        self._thread = ThreadPoolExecutor(1)

    def get(self, server_id: str) -> "Machine":
        """The machine of a server; started if it is not there."""
        return self._thread.submit(self._get, server_id).result()

    def reset(self, server_id: str) -> None:
        if server_id in self._running:
            self._thread.submit(self._running[server_id].reset).result()

    def end(self, server_id: str) -> None:
        if server_id in self._running:
            self._thread.submit(self._running.pop(server_id).end).result()

    def _get(self, server_id: str) -> "Machine":
        if server_id not in self._running:
            self._running[server_id] = Machine(self._folder, server_id)
        return self._running[server_id]


class Machine:
    """One QEMU: VNC and the serial line on loopback ports, QMP for us (stdio) and tests (`ID.qmp`).

    Attributes:
        vnc, serial: The ports.
    """

    def __init__(self, folder: Path, server_id: str) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        name = server_id[:8]  # a socket's path may have 107 characters
        qemu = shutil.which("qemu-system-x86_64")
        if qemu is None:
            raise FileNotFoundError("No qemu-system-x86_64 here: apt-get install qemu-system-x86")
        command = [qemu, "-name", name, "-accel", "tcg", "-m", "32", "-vga", "std"]
        command += ["-display", "none", "-nic", "none", "-boot", "c", "-no-user-config"]
        command += ["-drive", f"file={BOOT},format=raw,if=ide,snapshot=on"]
        command += ["-vnc", "127.0.0.1:1000,to=9000"]
        command += ["-chardev", "socket,id=line,host=127.0.0.1,port=0,server=on,wait=off"]
        command += ["-serial", "chardev:line"]
        command += ["-qmp", "stdio", "-qmp", f"unix:{folder}/{name}.qmp,server=on,wait=off"]
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "nice", "-n", "5", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()  # its greeting
        self._ask("qmp_capabilities")
        self.vnc = int(self._ask("query-vnc")["service"])
        (line,) = (c["filename"] for c in self._ask("query-chardev") if c["label"] == "line")
        self.serial = int(line.split(",")[0].rsplit(":", 1)[1])

    def reset(self) -> None:
        self._ask("system_reset")

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _ask(self, command: str):
        self._process.stdin.write(json.dumps({"execute": command}) + "\n")
        self._process.stdin.flush()
        while "return" not in (answer := self._read()):
            if "error" in answer:
                raise RuntimeError(f"QEMU refused {command}: {answer['error']['desc']}")
        return answer["return"]

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("QEMU has ended; nova.out says why.")
        return json.loads(line)
