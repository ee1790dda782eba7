import json
import os
import signal
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from canfar_jupyter.demo import running
from tests.demo.cloud import Api
from tests.support.waiting import until


def resident_mb(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def test_two_starts_at_once_end_with_one_demo(start):
    with ThreadPoolExecutor(2) as pool:
        entries = list(pool.map(lambda _: start(), range(2)))
    assert entries[0] == entries[1]
    assert running.find(entries[0].clouds_yaml.parent) == entries[0]


def test_nothing_is_found_where_nothing_runs(tmp_path):
    assert running.find(tmp_path / "nowhere") is None


def test_a_living_process_that_is_no_demo_is_not_found(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}/identity/v3"
        other.close()
        told = {"pid": os.getpid(), "auth_url": url, "secret": ""}
        (tmp_path / "demo.json").write_text(json.dumps(told))
        assert running.find(tmp_path) is None


def test_a_demo_that_was_killed_is_not_found_and_can_be_started_again(start):
    first = start()
    os.kill(first.pid, signal.SIGKILL)
    state = first.clouds_yaml.parent
    until(lambda: running.find(state) is None)
    assert start().pid != first.pid


def test_a_failed_start_says_the_last_lines_of_the_log(tmp_path):
    with pytest.raises(running.DemoFailed, match=r"(?s)ended at once.*like servers="):
        running.start(tmp_path, scale="rabbits=3")


def test_a_damaged_state_is_named_and_left_alone(tmp_path):
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(running.DemoFailed, match=r"state\.json cannot be read"):
        running.start(tmp_path)
    assert (tmp_path / "state.json").read_text() == "{"


def test_a_folder_is_served_by_one_process_only(start):
    state = start().clouds_yaml.parent
    command = [sys.executable, "-m", "canfar_jupyter.demo", "--state", str(state)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert second.returncode == 1
    assert "already runs" in second.stderr


def test_files_with_secrets_are_readable_by_their_owner_only(start):
    state = start().clouds_yaml.parent
    for name in ("clouds.yaml", "demo.json", "state.json"):
        assert stat.S_IMODE((state / name).stat().st_mode) == 0o600


def test_the_end_removes_the_note_and_a_restart_has_the_same_machines(start):
    before = start(speed=20)
    state = before.clouds_yaml.parent
    api = Api(before)
    id_ = api.active()
    running.stop(state)
    assert not (state / "demo.json").exists()
    after = start(speed=20)
    assert after.auth_url == before.auth_url
    again = Api(after)
    assert again.auth == api.auth
    assert again.server(id_)["status"] == "ACTIVE"


def test_a_restart_in_the_middle_of_a_boot_lets_it_go_on(start):
    api = Api(entry := start(speed=2))
    id_ = api.launch().json()["server"]["id"]
    running.stop(entry.clouds_yaml.parent)
    again = Api(start(speed=2))
    assert again.settled(id_, "ACTIVE")["addresses"]


def test_the_last_port_is_left_when_somebody_else_has_it(start):
    entry = start()
    running.stop(entry.clouds_yaml.parent)
    port = int(entry.auth_url.split(":")[2].split("/")[0])
    with socket.create_server(("127.0.0.1", port)):
        assert start().auth_url != entry.auth_url


def test_an_idle_demo_ends_by_itself(start):
    entry = start(idle_minutes=0.5 / 60)
    until(lambda: running.find(entry.clouds_yaml.parent) is None)


def test_it_stays_small(start):
    assert resident_mb(start().pid) < 80


def test_importing_the_helper_imports_no_server_and_no_sdk():
    code = (
        "import sys, canfar_jupyter.demo.running\n"
        "bad = {'tornado', 'openstack', 'msgspec', 'pandas'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_the_default_folder_is_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert running.default_state() == tmp_path / "canfar-jupyter" / "demo"
