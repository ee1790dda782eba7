"""User data that is not for cloud-init, or that keeps people out."""

import pytest

from canfar_jupyter.model.userdata import Kind, Part, conflicts, encode, lint, parts
from canfar_jupyter.model.userdata.kinds import kind_of


def severities(text):
    return {found.severity for found in lint(text)}


@pytest.mark.parametrize(
    "text",
    [
        "#ps1_sysnative\nNew-Item C:\\data\n",
        "#ps1_x86\nNew-Item C:\\data\n",
        "#ps1\nNew-Item C:\\data\n",
        "<powershell>\nNew-Item C:\\data\n</powershell>\n",
        "<script>\nmkdir data\n</script>\n",
        "rem cmd\r\nmkdir C:\\data\r\n",
    ],
)
def test_scripts_for_windows_are_known_and_stay_as_they_are(text):
    assert kind_of(text.encode()) is Kind.WINDOWS
    found = lint(text)
    assert [f.severity for f in found] == ["note"]
    assert "Windows" in found[0].message
    assert encode(parts(text)) == text.encode()


def test_a_script_for_windows_is_a_script_inside_a_message():
    data = encode(parts(own=[Part.of("#ps1\nls\n"), Part.of("#cloud-config\nhostname: a\n")]))
    assert b"text/x-shellscript" in data


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"ignition": {"version": "3.4.0"}}', Kind.IGNITION),
        ('{\n "passwd": null, "ignition": {"version": "3.4.0"}}', Kind.IGNITION),
        ("version: v1alpha1\nmachine:\n  type: worker\n", Kind.TALOS),
    ],
)
def test_what_other_systems_read_is_no_error_and_must_stay_alone(text, kind):
    assert kind_of(text.encode()) is kind
    assert severities(text) == {"note"}
    (said,) = conflicts([Part.of(text), Part.of("#!/bin/sh\n")])
    assert "must be the only user data" in said
    assert conflicts([Part.of(text)]) == []


def test_butane_is_to_be_turned_into_ignition():
    (found,) = lint("variant: fcos\nversion: 1.5.0\n")
    assert "butane" in found.message
    assert found.repaired is None


@pytest.mark.parametrize(
    "text",
    [
        "#include-once\nhttps://example.org/a.sh\n",
        "## template: jinja\n#cloud-config\nhostname: {{ v1.local_hostname }}\n",
        "#cloud-boothook\n#!/bin/sh\necho a\n",
    ],
)
def test_the_other_kinds_of_cloud_init_are_fine(text):
    assert "error" not in severities(text)


def test_binary_is_text_for_the_schema():
    text = (
        "#cloud-config\nwrite_files:\n  - path: /etc/a\n    encoding: gzip\n"
        "    content: !!binary |\n      H4sIAAAAAAAAA0vLz1dISSzJVEgqyknMAwBf8EwODAAAAA==\n"
    )
    assert lint(text) == []
    assert "error" in severities("#cloud-config\npackages: !!binary |\n  aGVsbG8=\n")


OBS = "#cloud-config\nusers:\n  - name: obs\n    shell: /bin/bash\n"


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        (OBS, True),
        ("#cloud-config\nusers: []\n", True),
        ("#cloud-config\nusers: [obs]\n", True),
        ("#cloud-config\nusers:\n  obs:\n    shell: /bin/sh\n", True),
        (OBS + "  - default\n", False),
        ("#cloud-config\nusers: default, obs\n", False),
        (OBS + "    ssh_authorized_keys: [ssh-ed25519 AAAA]\n", False),
        (OBS + "    ssh_import_id: [gh:obs]\n", False),
        (OBS + "user: obs\n", False),
        (OBS + "disable_root: false\n", False),
        ("#cloud-config\nhostname: lens\n", False),
    ],
)
def test_users_that_leave_the_key_pair_to_nobody_are_said(text, warned):
    said = [f.message for f in lint(text) if "no user gets the key pair" in f.message]
    assert bool(said) is warned
