"""What README tells one to paste works as it stands, on the demo cloud."""

import ast
import lzma
import os
import re
import shlex
import signal
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from canfar_jupyter.cli.command_line import parser_of_all
from tests.images.files import with_data
from tests.support import commands
from tests.support.demos import own_demo
from tests.support.web import served

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PYTHON = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
SHELL = [
    line.partition("  #")[0].strip()
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
OURS = [line for line in SHELL if line.startswith("canfar-jupyter ")]
MADE_ELSEWHERE = "https://example.org"  # in README; here a server on loopback stands for it

demo = own_demo(speed=20)


def test_every_block_says_what_it_is_in():
    assert re.findall(r"^```(\w*)$", README, re.MULTILINE)[::2].count("") == 0
    assert len(PYTHON) > 5
    assert len(OURS) == 4


def test_each_widget_is_the_last_expression_of_its_cell_so_that_it_is_shown():
    for block in PYTHON:
        for statement in ast.parse(block).body[:-1]:
            assert not re.match(r"cj\.(?!connect)", ast.unparse(statement)), block


def test_the_python_blocks_run_from_top_to_bottom(demo, tmp_path, monkeypatch):
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    monkeypatch.setenv("OS_CLOUD", "demo")
    (work / "survey.qcow2.xz").write_bytes(lzma.compress(with_data(1)))
    (tmp_path / "noble-server-cloudimg-amd64.img").write_bytes(with_data(1))
    with served(tmp_path) as web:
        cells = [nbformat.v4.new_code_cell(block.replace(MADE_ELSEWHERE, web)) for block in PYTHON]
        notebook = nbformat.v4.new_notebook(cells=cells)
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": work}}).execute()
    shown = {"application/vnd.jupyter.widget-view+json"}
    for block, cell in zip(PYTHON, notebook.cells, strict=True):
        if re.match(r"cj\.|import canfar_jupyter as cj\n\ncj\.", block):
            [output] = [o for o in cell.outputs if o.output_type == "execute_result"]
            assert shown <= set(output.data), block
    printed = "".join(o.get("text", "") for cell in notebook.cells for o in cell.outputs)
    assert "ssh -i ~/.ssh/me " in printed
    assert (work / "survey.qcow2").exists() or list(work.glob("survey*"))


@pytest.mark.parametrize("line", [line for line in OURS if "--cloud" not in line])
def test_a_line_that_starts_the_demo_cloud_works_as_typed(
    line, tmp_path, monkeypatch, openstack_on_path
):
    """And while it runs, so does the line for the openstack command."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with commands.running(*shlex.split(line)[1:], "--no-browser") as process:
            url = commands.address(process)
            assert commands.status(url) == 200
            if "--api-only" in line:
                [asked] = [one for one in SHELL if "openstack --os-cloud" in one]
                done = subprocess.run(
                    ["bash", "-c", asked],
                    env={**os.environ, "PATH": openstack_on_path},
                    capture_output=True,
                    text=True,
                )
                assert done.returncode == 0, done.stderr
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_line_for_ones_own_cloud_serves_it(demo, tmp_path, monkeypatch):
    [line] = [line for line in OURS if "--cloud" in line]
    clouds = tmp_path / "clouds.yaml"
    clouds.write_text(demo.clouds_yaml.read_text().replace("  demo:", "  mycloud:"))
    env = {"HOME": str(tmp_path), "OS_CLIENT_CONFIG_FILE": str(clouds)}
    with commands.running(*shlex.split(line)[1:], "--no-browser", **env) as process:
        assert commands.status(commands.address(process)) == 200


def test_every_other_line_names_what_there_is():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    settings = (ROOT / "docs/settings.md").read_text()
    for line in SHELL:
        words = [word for word in shlex.split(line) if not re.match(r"[A-Z_]+=", word)]
        for variable in re.findall(r"\b(CANFAR_\w+)=", line):
            assert variable in settings
        if words[0] == "make":
            assert words[1] in targets
        elif words[0] == "canfar-jupyter":
            parser_of_all().parse_args(words[1:])
        elif words[0] == "voila":
            assert (ROOT / words[-1]).is_file()
        else:
            assert words[0] in ("pip", "jupyter", "openstack"), line


def test_no_line_serves_the_owners_cloud_to_others_by_the_way():
    for line in SHELL:
        if "voila " in line:
            assert "CANFAR_JUPYTER_SERVE_OWN_CLOUD=yes" in line
