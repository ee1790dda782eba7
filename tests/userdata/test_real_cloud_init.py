"""What we compose is taken apart by the real cloud-init (Debian's; ``scripts/cloud-init``)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from canfar_jupyter.model.userdata import Choice, Part, encode, lint, parts
from canfar_jupyter.model.userdata.mime import merge

ROOT = Path(__file__).parents[2]
PLACES = (ROOT / ".cache/cloud-init", Path("/usr/lib/python3/dist-packages"))
PLACE = next((place for place in PLACES if (place / "cloudinit").is_dir()), None)
pytestmark = pytest.mark.skipif(
    PLACE is None, reason="no cloud-init here: scripts/cloud-init fetches Debian's"
)

READ = """
import json, sys
from pathlib import Path
from cloudinit import helpers
from cloudinit.user_data import UserDataProcessor
from cloudinit.util import fully_decoded_payload

root = sys.argv[1]
paths = helpers.Paths({"cloud_dir": root, "run_dir": root, "templates_dir": root})
message = UserDataProcessor(paths).process(sys.stdin.buffer.read())
parts = message.get_payload() if message.is_multipart() else [message]
print(json.dumps([
    [part.get_content_type(), part.get_filename(), fully_decoded_payload(part),
     {name: part[name] for name in ("Merge-Type", "Launch-Index") if name in part}]
    for part in parts
]))
"""
SCHEMA = """
import json, sys
import yaml
from cloudinit.config import schema

for body in json.load(sys.stdin):
    try:
        schema.validate_cloudconfig_schema(
            yaml.safe_load(body), schema.get_schema(), strict=True, strict_metaschema=False)
        print("valid")
    except (schema.SchemaValidationError, yaml.YAMLError):
        print("invalid")
"""


def cloud_init(code, *args, stdin=None, tmp_path):
    # Beside our own packages, not Debian's: only cloudinit itself is Debian's
    alone = tmp_path / "alone"
    if not alone.exists():
        alone.mkdir()
        (alone / "cloudinit").symlink_to(PLACE / "cloudinit")
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(alone)},
    )


@pytest.fixture
def read(tmp_path):
    def read_user_data(data):
        done = cloud_init(READ, tmp_path / "state", stdin=data, tmp_path=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return read_user_data


CONFIG = "#cloud-config\nhostname: café\n"
CASES = {
    "#!/bin/bash\necho é\n": "text/x-shellscript",
    CONFIG: "text/cloud-config",
    "#cloud-boothook\n#!/bin/sh\ntrue\n": "text/cloud-boothook",
    "#cloud-config-jsonp\n[]\n": "text/cloud-config-jsonp",
    "#part-handler\ndef list_types(): return []\n": "text/part-handler",
    "## template: jinja\n#cloud-config\nhostname: {{ v1.x }}\n": "text/jinja2",
    "a poem\n": "text/plain",
}


def test_every_kind_arrives_byte_for_byte_with_its_type(read):
    told = [Part.of(text) for text in CASES]
    found = read(merge(told))
    assert [(text, kind) for kind, _, text, _ in found] == list(CASES.items())


@pytest.mark.parametrize("text", [text for text in CASES if text != "a poem\n"])
def test_a_single_text_arrives_with_the_type_that_we_say(read, text):
    ((kind, _, data, _),) = read(encode(parts(text)))
    assert (kind, data) == (CASES[text], text)
    assert Part.of(text).kind == kind


def test_recipes_and_a_ready_message_arrive_in_order_and_keep_their_rules(read):
    ready = (
        "Content-Type: multipart/mixed; boundary=x\nMIME-Version: 1.0\n\n--x\n"
        "Content-Type: text/cloud-config\nMerge-Type: list(append)\n\n#cloud-config\na: [1]\n"
        "\n--x\nContent-Type: text/x-shellscript\n\n#!/bin/sh\ntrue\n\n--x--\n"
    )
    found = read(encode(parts(ready, condor=True, recipes=[Choice("updates")])))
    assert [kind for kind, *_ in found] == [
        "text/x-shellscript",
        "text/cloud-config",
        "text/x-shellscript",
        "text/x-shellscript",
    ]
    assert found[1][3] == {"Merge-Type": "list(append)"}
    names = [name for _, name, _, _ in found]
    assert names == sorted(names)
    assert names[-1].endswith("htcondor.sh")
    assert found[-1][2] == Choice("htcondor").part().text


def test_what_had_to_be_compressed_arrives_whole(read):
    long = "#!/bin/sh\n" + "echo the same again\n" * 5000
    found = read(encode(parts(long, recipes=[Choice("updates")])))
    assert found[1][2] == long


def test_an_archive_is_taken_apart(read):
    archive = "#cloud-config-archive\n- type: text/cloud-config\n  content: 'a: 1'\n- '#!/bin/sh'\n"
    found = read(encode(parts(archive, recipes=[Choice("updates")])))
    assert [kind for kind, *_ in found[1:]] == ["text/cloud-config", "text/x-shellscript"]


BODIES = (
    "hostname: lens\n",
    "packages: [git, [vim, '1.0']]\n",
    "users:\n  - default\n  - name: ada\n    groups: [wheel]\n",
    "write_files:\n  - path: /etc/a\n    content: b\n",
    "runcmd:\n  - [ls, -l]\n  - echo hi\n",
    "mounts:\n  - [ephemeral0, /mnt, auto, 'defaults,nofail', '0', '2']\n",
    "packages: git\n",
    "runcmd: 3\n",
    "write_files:\n  - content: b\n",
    "timezone: 3\n",
    "ssh_pwauth: [1]\n",
    "bootcmd: []\n",
    "users:\n  - {name: [ada]}\n",
    "apt: {conf: 3}\n",
    "a: [1\n",
)


def test_we_find_fault_where_cloud_inits_own_schema_check_does(tmp_path):
    done = cloud_init(SCHEMA, stdin=json.dumps(BODIES).encode(), tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    ours = {
        body: "invalid"
        if any(f.severity == "error" for f in lint(f"#cloud-config\n{body}"))
        else "valid"
        for body in BODIES
    }
    assert ours == dict(zip(BODIES, done.stdout.decode().splitlines(), strict=True))
    assert set(ours.values()) == {"valid", "invalid"}


MERGED = """
import json, sys
from cloudinit import helpers
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.user_data import UserDataProcessor

root = sys.argv[1]
paths = helpers.Paths({"cloud_dir": root, "run_dir": root, "templates_dir": root})
handler = CloudConfigPartHandler(paths)
handler.cloud_buf = {}
for part in UserDataProcessor(paths).process(sys.stdin.buffer.read()).walk():
    if part.get_content_type() == "text/cloud-config":
        handler._merge_part(part.get_payload(decode=True).decode(), part)
print(json.dumps(dict(handler.cloud_buf)))
"""
GIT = "#cloud-config\npackages: [git]\nruncmd: [echo one]\n"
HTOP = "#cloud-config\npackages: [htop]\nruncmd: [echo two]\n"
HOW = "merge_how: 'list(append)+dict(no_replace,recurse_list)+str()'\n"


def merged(*texts, tmp_path):
    data = encode(parts(own=[Part.of(text, f"{n}.yaml") for n, text in enumerate(texts)]))
    done = cloud_init(MERGED, tmp_path / "state", stdin=data, tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout), [f.message for f in lint(data) if f.severity == "warning"]


def test_of_several_cloud_configs_the_last_replaces_and_that_is_said(tmp_path):
    config, said = merged(GIT, HTOP, tmp_path=tmp_path)
    assert config["packages"] == ["htop"]
    assert "packages, runcmd" in said[0]


def test_what_the_warning_advises_keeps_both(tmp_path):
    config, said = merged(GIT + HOW, HTOP + HOW, tmp_path=tmp_path)
    assert config["packages"] == ["git", "htop"]
    assert config["runcmd"] == ["echo one", "echo two"]
    assert said == []


def test_cloud_configs_that_share_no_name_are_kept_whole(tmp_path):
    config, said = merged(GIT, "#cloud-config\nhostname: lens\n", tmp_path=tmp_path)
    assert (config["packages"], config["hostname"]) == (["git"], "lens")
    assert said == []


FROM = "From nobody Mon Mar  3 10:00:00 2025\n"


@pytest.mark.parametrize("front", ["", FROM], ids=["plain", "mailbox"])
@pytest.mark.parametrize("kind", ["multipart", "single"])
def test_ready_mail_is_taken_apart_as_cloud_init_does(read, front, kind):
    if kind == "single":
        data = b"Content-Type: text/x-shellscript\nMIME-Version: 1.0\n\n#!/bin/sh\necho hello\n"
    else:
        data = merge([Part.of("#!/bin/sh\necho hello\n", "a.sh")])
    data = front.encode() + data
    assert [found for found in lint(data) if found.severity != "note"] == []
    assert read(data)[0][2].strip() == "#!/bin/sh\necho hello"
