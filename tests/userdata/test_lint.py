import base64
import gzip
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canfar_jupyter.model.userdata import Choice, Part, lint, parts
from canfar_jupyter.model.userdata.mime import merge


def said(text, severity=None):
    return [f.message for f in lint(text) if severity in (None, f.severity)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "#!/bin/bash\necho done\n",
        "#! /usr/bin/env python3\n",
        "#cloud-config\npackages: [git, vim]\nruncmd:\n  - [ls, -l]\n  - echo hi\n",
        "#cloud-config\nusers:\n  - default\n  - name: ada\n    ssh_authorized_keys: [rsa AAA]\n",
        "#cloud-config # with a note\nhostname: lens\n",
        "#include https://a.b/c\n",
        "#include\n# a note\nhttps://a.b/c\n\nhttps://a.b/d\n",
        "#include-once\nhttps://a.b/c\n",
        "#cloud-boothook\n#!/bin/sh\ntrue\n",
        "#cloud-config-archive\n- type: text/cloud-config\n  content: 'a: 1'\n",
        "#part-handler\ndef list_types(): ...\n",
        "## template: jinja\n#cloud-config\nhostname: {{ v1.name }}\n",
        gzip.compress(b"#!/bin/sh\ntrue\n", mtime=0),
    ],
)
def test_what_is_well_is_left_in_peace(text):
    assert lint(text) == []


@pytest.mark.parametrize("choice", ["htcondor", "updates", "tools"])
def test_our_own_recipes_are_well(choice):
    (part,) = parts(recipes=[Choice(choice)])
    assert lint(part) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("echo hi\n", 1, "The first line must say"),
        ("# a note\n#!/bin/sh\n", 1, "The first line must say"),
        ("#!bash\n", 1, "full path"),
        ("#cloud-config\na: [1\n", 3, "YAML error at line 3, column 1"),
        ("#cloud-config\nusers:\n\t- default\n", 3, "this line is indented with a tab"),
        ("#cloud-config\na: \x01\n", 2, "character that YAML does not allow"),
        ("#cloud-config\n- a\n- b\n", 2, "not a list"),
        ("#cloud-config\n# nothing\n", 1, "is empty"),
        ("#cloud-config\nruncmd: [a]\nruncmd: [b]\n", 3, "Duplicate key 'runcmd'"),
        ("#cloud-config\nhostname: x\npackages: git\n", 3, "expects 'packages' to be a list"),
        ("#cloud-config\nwrite_files:\n  - content: x\n", 3, "to have 'path'"),
        ("#cloud-config\nwrite_files:\n  - path: 3\n", 3, "'write_files.0.path' to be text"),
        ("#cloud-config\npackage: [git]\n", 2, "did you mean 'packages'?"),
        ("#cloud-config\na: &a [*a]\n", None, "nested too deeply, or has too many aliases"),
        ("#cloud-config-archive\na: 1\n", None, "is a list of parts"),
        ("#include\nhttps://a.b/c\nfoo.sh\n", 3, "begins with https://"),
        ("#include file:///etc/passwd\n", 1, "begins with https://"),
        ("#include https://a.b/c https://a.b/d\n", 1, "one URL per line"),
        ("#include http://a.b/c\n", 1, "any host on the way"),
        ("#include\n# nothing\n", 1, "includes nothing"),
        (b"#!/bin/sh\necho \xe9\n", 2, "not UTF-8"),
        ("#!/bin/sh\n\n\0", 3, "NUL"),
        ("#cloud-configuration\n", 1, "is read so"),
        ("Content-Type: multipart/mixed; boundary=a\nMIME-Version: 1.0\n\n--b\n", None, "no parts"),
        (b"\x1f\x8bnonsense", None, "gzip is damaged"),
    ],
)
def test_each_mistake_is_found_on_its_line(text, line, words):
    found = [f for f in lint(text) if words in f.message]
    assert found, said(text)
    assert found[0].line == line


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("\ufeff#!/bin/sh\ntrue\n", "#!/bin/sh\ntrue\n"),
        ("#!/bin/sh\r\ntrue\r\n", "#!/bin/sh\ntrue\n"),
        (" \n\n#!/bin/sh\ntrue\n", "#!/bin/sh\ntrue\n"),
        ("\ufeff \r\n#!/bin/sh\r\n", "#!/bin/sh\n"),
        ("#!/bin/sh\né\n".encode("utf-16"), "#!/bin/sh\né\n"),
    ],
)
def test_what_an_editor_spoils_is_mended_and_said(text, repaired):
    found = lint(text)
    assert found
    assert {(f.severity, f.repaired) for f in found} == {("note", repaired)}
    assert lint(repaired) == []


def test_what_is_not_all_text_is_mended_without_a_text_to_put_in_its_place():
    (note,) = [f for f in lint(b"#!/bin/sh\r\necho \xe9\r\n") if f.severity == "note"]
    assert note.repaired is None


def test_a_message_without_its_version_is_mended():
    ready = merge([Part.of("#!/bin/sh\n"), Part.of("#cloud-config\na: 1\n")]).decode()
    without = ready.replace("MIME-Version: 1.0\n", "")
    (first, *_) = [f for f in lint(without) if f.severity == "note"]
    assert first.repaired == f"MIME-Version: 1.0\n{without}"


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("packages: [git]\n", "#cloud-config\npackages: [git]\n"),
        ("https://a.b/c\n", "#include\nhttps://a.b/c\n"),
        ("apt-get install git\n", "#!/bin/bash\napt-get install git\n"),
        ("a poem\nof two lines\n", None),
    ],
)
def test_a_missing_header_is_proposed_where_it_can_be_told(text, repaired):
    (finding,) = lint(text)
    assert finding.severity == "error"
    assert finding.repaired == repaired


KEY = "-----BEGIN OPENSSH " + "PRIVATE KEY-----"


@pytest.mark.parametrize(
    "line",
    [
        KEY,
        "export OS_PASSWORD=hunter2hunter2",
        "OS_APPLICATION_CREDENTIAL_SECRET: 'abcdef'",
        "password: correct-horse",
        '"api_key": "abcdefgh"',
        "echo 'root:hunter2' | chpasswd",
        "curl https://ada:hunter2@a.b/c",
        "curl -H 'Authorization: Bearer abcdefghijkl'",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "aws_secret_access_key = abcd",
        "git clone https://x/y # ghp_" + "a" * 36,
        "passwd: $6$rounds=4096$abcdefghijklmnop$abcdefghijklmnopqrstuvwxyz",
        "TOKEN=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc",
    ],
)
def test_a_secret_is_warned_of_with_its_line_and_not_repeated(line):
    found = [f for f in lint(f"#!/bin/sh\ntrue\n{line}\n") if f.severity == "warning"]
    assert [f.line for f in found] == [3]
    assert "read its user data" in found[0].message
    assert "hunter2" not in found[0].message
    assert line not in found[0].message


def test_passwords_for_chpasswd_are_found_in_their_list():
    text = "#cloud-config\nchpasswd:\n  list: |\n    root:hunter2\n    ada:secret9\n"
    assert [f.line for f in lint(text) if f.severity == "warning"] == [4, 5]


@pytest.mark.parametrize(
    "line",
    [
        "export OS_PASSWORD=$1",
        'password: "$PASSWORD"',
        "lock_passwd: true",
        "ssh_pwauth: false",
        "read -r password",
        "chpasswd: {expire: false}",
        "# ask for a token at https://a.b/tokens",
        "passwordauthentication no",
        "password: ",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOsuqTvUAJEPTHoHziidSDkW39jxUMzo3F9L5LehDBOE ada",
    ],
)
def test_what_only_speaks_of_secrets_is_no_secret(line):
    assert not [m for m in said(f"#!/bin/sh\n{line}\n") if "seems to hold" in m]


def test_a_schema_finding_does_not_repeat_the_value():
    assert not [m for m in said("#cloud-config\nchpasswd: hunter2hunter2\n") if "hunter2" in m]


def test_the_parts_of_a_message_are_looked_at_one_by_one():
    config = Part.of("#cloud-config\npackages: git\n", "p.yaml")
    script = Part.of("#!/bin/sh\r\necho\r\n", "go.sh")
    found = said(merge([config, script]))
    assert any(m.startswith("In part 1 (01-p.yaml): cloud-init expects 'packages'") for m in found)
    assert any(m.startswith("In part 2 (02-go.sh): Line ends of Windows") for m in found)


def test_what_is_in_gzip_is_looked_at():
    (message,) = said(gzip.compress(b"#cloud-config\npackages: git\n", mtime=0))
    assert message.startswith("Inside the gzip: cloud-init expects")


def test_too_much_is_said_with_both_numbers():
    text = "#!/bin/sh\n# " + base64.b85encode(random.Random(1).randbytes(70_000)).decode()
    (message,) = said(text, "error")
    assert "Nova accepts 65,535" in message


def test_errors_come_first():
    found = lint("\ufeff#cloud-config\npassword: hunter22\npackages: git\n")
    assert [f.severity for f in found] == ["error", "warning", "note"]


heads = st.sampled_from(
    [
        "",
        "#cloud-config\n",
        "#!/bin/sh\n",
        "#include\n",
        "#cloud-config-archive\n",
        "\ufeff",
        "Content-Type: multipart/mixed; boundary=a\nMIME-Version: 1.0\n\n--a\n",
    ]
)
yamlish = st.lists(st.sampled_from(list("\n -:[]{}&*a?|>'\"#%@!\t1~,")), max_size=60).map("".join)


@given(heads, st.one_of(st.text(), yamlish))
@settings(max_examples=300, deadline=None)
def test_lint_never_fails_on_any_text(head, text):
    for finding in lint(head + text):
        assert finding.message
        assert finding.repaired is None or finding.repaired != head + text


@given(st.binary())
@settings(deadline=None)
def test_lint_never_fails_on_any_bytes(data):
    assert isinstance(lint(data), list)


def test_lint_never_fails_on_half_a_character():
    assert lint("#!/bin/sh\necho \udce9\n") == []


@pytest.mark.parametrize("head", ["", "#cloud-config\n", "#!/bin/sh\n", "#include\n"])
@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "{a: " * 15_000,
        "- " * 30_000,
        "\n".join(" " * depth + "a:" for depth in range(300)),
        "".join(f"k{n}: 1\n" for n in range(6000)),
        "packages:\n" + " - x\n" * 12_000,
        "&a " * 20_000,
        "'" * 60_001,
        "password=" * 7000,
        "eyJ" * 20_000,
        "http://" * 9000,
        "-----BEGIN " * 6000,
        " " * 60_000 + "x",
        "Content-Type: multipart/mixed; boundary=a\n\n" + "--a\n\n" * 10_000,
        "a0: &a0 [x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
    ],
    ids=range(15),
)
def test_no_text_of_novas_size_keeps_lint_busy(head, text):
    lint("#cloud-config\npackages: [a]\n")  # the schema is read once
    start = time.process_time()
    lint(head + text)
    assert time.process_time() - start < 2
