"""Settings: one place reads them, what is wrong is a sentence, and the documentation is true."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from canfar_jupyter.live.base.schedule import Schedule
from canfar_jupyter.local import settings, settings_file
from canfar_jupyter.widgets.launch.user_data_options import own_recipes
from canfar_jupyter.widgets.table import remembered

ROOT = Path(__file__).parents[2]
SECRET = "hunter2"


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(settings_file, "_said", set())
    for setting in settings.ALL:
        if setting.variable:
            monkeypatch.delenv(setting.variable, raising=False)
    path = tmp_path / "canfar-jupyter" / "settings.toml"
    path.parent.mkdir()
    return path


def test_without_anything_set_each_setting_has_its_default(file, caplog):
    settings.check()
    assert [s.value() for s in settings.ALL] == [s.default for s in settings.ALL]
    assert caplog.messages == []


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(file, monkeypatch):
    file.write_text("keep_sign_in = false\n[poll]\nservers = 7\nimages = 9\n")
    monkeypatch.setenv("CANFAR_JUPYTER_POLL_IMAGES", "3.5")
    assert settings.KEEP_SIGN_IN.value() is False
    assert settings.SLOW["servers"].value() == 7
    assert settings.SLOW["images"].value() == 3.5
    assert settings.SLOW["flavors"].value() == 120


def test_an_edited_file_counts_at_once(file):
    file.write_text("[poll]\nservers = 7\n")
    assert settings.SLOW["servers"].value() == 7
    file.write_text("[poll]\nservers = 17\n")
    assert settings.SLOW["servers"].value() == 17
    file.unlink()
    assert settings.SLOW["servers"].value() == 15


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('site = "none"\npassword = hunter2\n', 2),
        ('site = "none"\n\n[poll\n', 3),
        ('site = "none"\nfolders = [1,', 2),
        ('site = "none"\nsite = "hunter2"\n', 2),
        ('site = "none"\nname = "\udcff"\n', 2),
        ("\n" + "x = " + "[" * 5000, None),
    ],
)
def test_a_broken_file_is_a_sentence_with_file_and_line_and_the_defaults(file, caplog, text, line):
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    settings.check()
    assert settings.SITE.value() == "canfar"
    [said] = caplog.messages
    assert str(file) in said
    assert said.endswith("The defaults are used.")
    assert SECRET not in said
    assert line is None or f"line {line}:" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("keep_sign_in = 7\n", "line 1: keep_sign_in cannot be used: it must be yes or no."),
        (
            "[poll]\n# often\nservers = 0\n",
            "line 3: poll.servers cannot be used: it must be a number",
        ),
        ("poll.servers = nan\n", "line 1: poll.servers cannot be used: it must be a number"),
        ("poll.servers = true\n", "line 1: poll.servers cannot be used: it must be a number"),
        ("folders = 7\n", "line 1: folders cannot be used: it must be a list of folders."),
        ("networks = [7]\n", "line 1: networks cannot be used: it must be a list of strings."),
        ('site = "none"\ncolour = "red"\n', "line 2: there is no setting colour."),
        ("[poll]\nserver = 7\n", "line 2: there is no setting poll.server."),
    ],
)
def test_a_wrong_value_is_a_sentence_with_its_line(file, caplog, text, says):
    file.write_text(text)
    settings.check()
    settings.check()
    [said] = caplog.messages  # once, however often it is read
    assert said.startswith(f"{file}, {says}")


def test_a_wrong_variable_is_a_sentence_and_the_file_counts(file, caplog, monkeypatch):
    file.write_text("keep_sign_in = false\n")
    monkeypatch.setenv("CANFAR_JUPYTER_KEEP_SIGN_IN", "perhaps")
    assert settings.KEEP_SIGN_IN.value() is False
    assert caplog.messages == ["CANFAR_JUPYTER_KEEP_SIGN_IN cannot be used: it must be yes or no."]


def test_a_file_that_cannot_be_read_is_a_sentence(file, caplog):
    file.mkdir()
    assert settings.SITE.value() == "canfar"
    assert f"{file} cannot be read: Is a directory. The defaults are used." in caplog.messages


def test_a_warning_is_seen_where_no_log_is_set_up(file):
    file.write_text("site = \n")
    code = "from canfar_jupyter.local import settings; settings.check()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"{file}, line 1: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_keys_of_a_cloud_are_read_as_texts_and_lists(file, caplog):
    cloud = {"canfar_console_hosts": "one.example.org, two.example.org", "canfar_machines": None}
    assert settings.CONSOLE_HOSTS.of(cloud) == ("one.example.org", "two.example.org")
    assert settings.CONSOLE_HOSTS.of({"canfar_console_hosts": ["a", "b"]}) == ("a", "b")
    assert settings.MACHINES.of(cloud) == ""
    assert settings.CONSOLE_HOSTS.of({"canfar_console_hosts": {"a": 1}}) == ()
    assert "canfar_console_hosts in clouds.yaml cannot be used" in caplog.text


def test_the_store_reads_its_lists_as_often_as_the_settings_say(file):
    file.write_text("[poll]\nservers = 7\nservers_fast = 5\nwatched = 3\n")
    plan = Schedule.configured()
    plan.look(0.0)
    assert plan.is_watched(2.9)
    assert not plan.is_watched(3.1)
    plan.started("servers")
    plan.finished("servers", 0.0)
    plan.look(7.0)
    assert "servers" not in plan.due(6.9)
    assert "servers" in plan.due(7.0 * 1.11)


def test_the_former_place_is_read_if_only_that_is_there(file, caplog):
    former = file.parent.with_name("canfar_jupyter") / file.name
    former.parent.mkdir()
    former.write_text('site = "none"')
    assert settings.SITE.value() == "none"
    assert settings.SITE.value() == "none"
    assert caplog.messages == [f"{former} is read, but its place is now {file}: move it there."]
    file.write_text("")
    assert settings.SITE.value() == "canfar"


def test_all_that_a_user_configures_is_in_one_folder(file):
    assert settings_file.path().parent == own_recipes().parent == remembered._file().parent


def test_nothing_else_reads_the_environment_for_our_settings():
    ours = re.compile(r"CANFAR_JUPYTER_|canfar_machines|canfar_console_hosts")
    reads = re.compile(r"environ|getenv|\.get\(|\[\"")
    package = ROOT / "canfar_jupyter"
    for file in package.rglob("*.py"):
        name = file.relative_to(package).as_posix()
        if name.startswith("demo/") or name == "local/settings.py":
            continue
        for line in file.read_text().splitlines():
            assert not (ours.search(line) and reads.search(line)), f"{name}: {line}"


def test_only_few_files_read_the_environment_at_all():
    package = ROOT / "canfar_jupyter"
    reading = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if re.search(r"os\.environ|getenv", file.read_text())
    }
    assert {name for name in reading if not name.startswith("demo/")} == {
        "cloud/base/clouds_yaml.py",  # OS_CLIENT_CONFIG_FILE
        "cloud/base/tls_files.py",  # proxies and CA bundles of the environment
        "cloud/config.py",  # OS_*, as the SDK has them
        "cloud/images/web_session.py",  # REQUESTS_CA_BUNDLE, as requests has it
        "cli/dashboard.py",  # these three set it for the servers that they start
        "cli/demo.py",
        "cli/page.py",
        "local/folders.py",  # is this Voila?
        "local/guard.py",  # which process started this kernel?
        "local/settings.py",
    }


def test_the_table_in_the_documentation_is_made_of_the_settings():
    made = subprocess.run(
        [sys.executable, "scripts/settings-table"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert made.stdout == (ROOT / "docs/settings.md").read_text(), "make docs"


def test_each_setting_is_told_apart():
    for part in ("name", "variable", "cloud_key"):
        given = [value for s in settings.ALL if (value := getattr(s, part))]
        assert len(given) == len(set(given))
    assert logging.getLogger("canfar_jupyter").name == settings_file.log.name
