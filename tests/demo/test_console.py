import base64
import hashlib
import re
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from tests.demo.cloud import Api
from tests.support.waiting import until

MIME = """\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="==="

--===
Content-Type: text/plain; charset="utf-8"

#!/bin/sh
echo first part
--===
Content-Type: text/x-shellscript; charset="utf-8"

#!/bin/bash
say() { echo "CANFAR-HTCONDOR: $*"; }
say "start"
say "done: $(condor_version)"
--===--
"""


def boot(api, text=None, image="canfar-ubuntu-24.04", **more):
    """Launch with user data; the console log once cloud-init has finished."""
    if text is not None:
        more["user_data"] = base64.b64encode(text.encode()).decode()
    id_ = api.active(imageRef=api.image(image), **more)
    return id_, until(lambda: "finished at" in (log := api.console(id_)) and log)


def test_the_log_grows_and_what_was_there_stays(start):
    api = Api(start(speed=8))
    id_ = api.active()
    logs = []
    until(lambda: logs.append(api.console(id_)) or "finished at" in logs[-1])
    assert len({len(log) for log in logs}) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(logs))


def test_a_server_without_a_host_has_no_console(api):
    id_ = api.launch("fail-early").json()["server"]["id"]
    reply = api.act(id_, "os-getConsoleOutput", {"length": 5})
    assert reply.status_code == 409
    assert reply.json()["conflictingRequest"]["message"] == f"Instance {id_} is not ready"


def test_the_key_is_there_with_its_real_fingerprint(api, public_key):
    api.nova("POST", "/os-keypairs", {"keypair": {"name": "me", "public_key": public_key}}, "2.10")
    id_, log = boot(api, key_name="me")
    digest = hashlib.sha256(base64.b64decode(public_key.split()[1])).hexdigest()
    pairs = ":".join(re.findall("..", digest))
    title = "Authorized keys from /home/ubuntu/.ssh/authorized_keys for user ubuntu"
    assert re.search(rf"(?m)^ci-info: \++{title}\++\r$", log)
    assert f"| ssh-ed25519 | {pairs} |    -    | me@laptop |" in log
    address = api.server(id_)["addresses"]["lensing-network"][0]
    assert f"| {address['addr']} " in log
    assert address["OS-EXT-IPS-MAC:mac_addr"] in log


def test_without_a_key_the_log_says_so(api):
    _, log = boot(api)
    assert "ci-info: no authorized SSH keys fingerprints found for user ubuntu.\r\n" in log


def test_host_keys_are_keys_and_differ_from_machine_to_machine(api):
    logs = [boot(api)[1] for _ in range(2)]
    found = []
    for log in logs:
        block = log.split("-----BEGIN SSH HOST KEY KEYS-----\r\n")[1].split("\r\n-----END")[0]
        lines = block.split("\r\n")
        assert [line.split()[0] for line in lines] == [
            "ecdsa-sha2-nistp256",
            "ssh-ed25519",
            "ssh-rsa",
        ]
        for line in lines:
            load_ssh_public_key(line.encode())
            digest = hashlib.sha256(base64.b64decode(line.split()[1])).digest()
            assert "SHA256:" + base64.b64encode(digest).decode().rstrip("=") in log
        found.append(lines)
    assert found[0] != found[1]


@pytest.mark.parametrize(
    ("image", "user", "title"),
    [("canfar-rocky-9", "rocky", "Rocky Linux 9"), ("debian-12-genericcloud", "debian", "Debian")],
)
def test_each_distribution_has_its_own_user(api, image, user, title):
    _, log = boot(api, image=image)
    assert f"found for user {user}." in log
    assert title in log


def test_a_scripts_echo_is_printed_and_an_exit_code_fails_the_module(api):
    _, log = boot(api, "#!/bin/sh\necho hello '$USER' there\nls\nexit 3\necho never\n")
    assert re.search(r"\[ +\d+\.\d{6}\] cloud-init\[\d+\]: hello \$USER there\r\n", log)
    assert "never" not in log
    assert "Failed to run module scripts-user" in log


def test_user_data_without_a_header_is_named(api):
    _, log = boot(api, "echo this is plain text\n")
    assert "Unhandled non-multipart (text/x-not-multipart) userdata: 'b'echo this" in log


def test_broken_yaml_is_named(api):
    _, log = boot(api, "#cloud-config\nruncmd: [unclosed\n")
    assert "Failed loading yaml blob. Invalid format at line" in log


def test_cloud_config_runs_its_commands_and_may_change_the_last_line(api):
    text = "#cloud-config\npackages: [figlet]\nruncmd:\n - echo from runcmd\n - [echo, two]\n"
    _, log = boot(api, text)
    assert "Setting up figlet" in log
    assert "]: from runcmd\r\n" in log
    assert "]: two\r\n" in log


def test_an_include_that_cannot_be_fetched_ruins_the_boot(api):
    _, log = boot(api, "#include\nhttp://example.org/condor_client.bash\n", key_name=None)
    assert "failed stage init" in log
    assert "ci-info: no authorized" not in log
    assert "BEGIN SSH HOST KEY" not in log


def test_all_parts_run_and_the_recipes_markers_come_in_order(api):
    _, log = boot(api, MIME)
    first = log.index("first part")
    start = log.index("CANFAR-HTCONDOR: start")
    done = log.index("CANFAR-HTCONDOR: done")
    assert first < start < done < log.index("finished at")


def test_length_gives_the_last_lines(api):
    id_, log = boot(api)
    assert api.console(id_, 3) == "\n".join(log.split("\n")[-3:])
    assert api.console(id_, 0) == ""
    assert api.console(id_, -1) == log


def test_after_a_reboot_keys_and_scripts_are_not_repeated(api):
    id_, _ = boot(api, "#!/bin/sh\necho once only\n")
    api.act(id_, "reboot", {"type": "HARD"})
    api.settled(id_, "ACTIVE")
    log = until(lambda: "finished at" in (log := api.console(id_)) and log)
    assert "once only" not in log
    assert "BEGIN SSH HOST KEY" not in log
    assert "running 'modules:final'" in log
