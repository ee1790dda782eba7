"""What is typed wrong ends in a sentence."""

import socket

import pytest

from tests.support.commands import done


def test_without_a_word_it_says_what_there_is():
    asked = done()
    assert asked.returncode == 0
    assert asked.stdout == done("--help").stdout
    for word in ("dashboard", "demo", "doctor"):
        assert word in asked.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--scale", "foo"], "'foo' is not like servers=10000,images=10000"),
        (["--scale", "servers=10,pears=2"], "is not like"),
        (["--latency-ms", "-1"], "use milliseconds from 0"),
        (["--port", "-1"], "use a number from 0 to 65535"),
        (["--port", "70000"], "use a number from 0 to 65535"),
        (["--lab", "--api-only"], "not allowed with"),
    ],
)
def test_an_option_that_cannot_be_is_named(words, says, tmp_path):
    asked = done("demo", "--no-browser", "--state", str(tmp_path / "state"), *words)
    assert asked.returncode == 2
    last = asked.stderr.splitlines()[-1]
    assert last.startswith(f"canfar-jupyter demo: error: argument {words[-2]}") or says in last
    assert says in last
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("shape", [[], ["--lab"], ["--api-only"]])
def test_a_port_that_is_taken_is_a_sentence_and_starts_nothing(shape, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        state = tmp_path / "state"
        asked = done("demo", "--no-browser", "--port", port, "--state", str(state), *shape)
    assert asked.stderr == (
        f"canfar-jupyter: Port {port} is in use. Choose another with --port, or leave --port out "
        "for a free one.\n"
    )
    assert (asked.returncode, asked.stdout) == (1, "")
    assert not state.exists()


def test_a_state_that_is_a_file_is_a_sentence(tmp_path):
    file = tmp_path / "state"
    file.write_text("mine")
    for path in (file, file / "below"):
        asked = done("demo", "--api-only", "--state", str(path))
        assert asked.returncode == 1
        (line,) = asked.stderr.splitlines()
        assert line.startswith(f"canfar-jupyter: The demo cloud cannot keep itself in {path}: ")
        assert line.endswith("Choose a folder of yours with --state.")


@pytest.mark.parametrize("words", [["dashboard"], ["doctor", "lens"]])
def test_a_cloud_that_is_not_there_is_a_sentence(words, clouds):
    asked = done(*words, "--cloud", "nope")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.startswith("canfar-jupyter: There is no cloud 'nope' in clouds.yaml.")
    assert "Traceback" not in asked.stderr


def test_help_loads_neither_the_sdk_nor_a_server():
    asked = done("--help", PYTHONPROFILEIMPORTTIME="1")
    loaded = {line.rpartition("|")[2].strip() for line in asked.stderr.splitlines()}
    assert "canfar_jupyter.cli" in loaded or asked.stdout
    assert not loaded & {"openstack", "pandas", "tornado", "voila", "jupyterlab", "ipywidgets"}
