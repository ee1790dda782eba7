"""A real sshd on loopback, as cloud-init leaves one: root is let in to be told who else to be."""

import getpass
import os
import pwd
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

SYSTEMS = Path("/usr/sbin/sshd")
UNPACKED = Path(__file__).resolve().parents[2] / ".cache" / "openssh-server"
LIBRARIES = sorted(UNPACKED.glob("usr/lib/*-linux-gnu*"))
REFUSAL = (
    "no-port-forwarding,no-agent-forwarding,no-X11-forwarding,"
    'command="echo \'Please login as the user \\"debian\\" rather than the user \\"root\\".\';'
    'echo;sleep 10;exit 142" '
)


@dataclass
class Sshd:
    port: int
    key: Path  # the private key that it lets in
    known_hosts: str
    fingerprint: str

    @property
    def address(self):
        return "127.0.0.1"


def keygen(path, kind="ed25519", passphrase=""):
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "me", "-f", str(path)]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="session")
def sshd_program(tmp_path_factory):
    """The command that runs sshd: the system's, or the one that scripts/openssh-server unpacked."""
    found = next((p for p in (SYSTEMS, UNPACKED / "usr/sbin/sshd") if os.access(p, os.X_OK)), None)
    if found is None:
        pytest.skip("no sshd here: scripts/openssh-server, or apt-get install openssh-server")
    if getpass.getuser() != "root":
        pytest.skip("only root's sshd can let root in")
    return [*_as_if_its_user_existed(tmp_path_factory), str(found)]


def _as_if_its_user_existed(tmp_path_factory):
    """What runs a command with a user `sshd`, whom only an installed package brings."""
    try:
        pwd.getpwnam("sshd")
    except KeyError:
        users = tmp_path_factory.mktemp("users") / "passwd"
        line = "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n"
        users.write_text(Path("/etc/passwd").read_text() + line)
        mounted = 'mount --bind "$0" /etc/passwd && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", mounted, str(users)]
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
            pytest.skip("no user sshd here, and none can be mounted in: a container?")
        return command
    return []


def _own_parts():
    """Say in the configuration where a newer sshd that was unpacked finds its other programs."""
    parts = {"SshdSessionPath": "sshd-session", "SshdAuthPath": "sshd-auth"}
    folder = UNPACKED / "usr/lib/openssh"
    return "".join(f"{k} {folder / n}\n" for k, n in parts.items() if (folder / n).exists())


@pytest.fixture(scope="session")
def start_sshd(sshd_program, tmp_path_factory):
    """Return what starts a sshd with a line for authorized_keys in front of the user's key."""
    running = []

    def start(options=REFUSAL):
        folder = tmp_path_factory.mktemp("sshd")
        folder.chmod(0o700)
        host, key = keygen(folder / "host"), keygen(folder / "me")
        authorized = folder / "authorized"
        authorized.write_text(options + (folder / "me.pub").read_text())
        with socket.create_server(("127.0.0.1", 0)) as sock:
            port = sock.getsockname()[1]
        config = folder / "sshd_config"
        config.write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\n"
            f"AuthorizedKeysFile {authorized}\nPidFile {folder}/pid\nStrictModes no\n"
            "PermitRootLogin prohibit-password\nPasswordAuthentication no\nUsePAM no\n"
            f"KbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\n{_own_parts()}"
        )
        Path("/run/sshd").mkdir(exist_ok=True)  # where it locks its unprivileged half in
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*sshd_program, "-D", "-e", "-f", str(config)],
                stderr=log,
                env={**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, LIBRARIES))},
                start_new_session=True,
            )
        running.append(process)
        _wait(port, process, folder / "log")
        public = " ".join(Path(f"{host}.pub").read_text().split()[:2])
        shown = subprocess.run(
            ["ssh-keygen", "-l", "-f", f"{host}.pub"], capture_output=True, text=True, check=True
        )
        hosts = f"[127.0.0.1]:{port} {public}\n"
        return Sshd(port, key, hosts, shown.stdout.split()[1])

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


def _wait(port, process, log):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def sshd(start_sshd):
    return start_sshd()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir(mode=0o700)
    return tmp_path


@pytest.fixture
def serve():
    """Return what serves each connection on loopback with a function of its socket."""
    import threading

    servers = []

    def start(answer):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def work():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    try:
                        answer(connection)
                    except OSError:
                        continue

        threading.Thread(target=work, daemon=True).start()
        return server.getsockname()[1]

    yield start
    for server in servers:
        server.close()
