"""Tempest itself: installed once, run, and what it said of each test."""

import os
import re
import shutil
import subprocess
import sys
import venv
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache" / "tempest"
REQUIREMENTS = HERE / "requirements.txt"
_MARK = CACHE / "venv" / "installed"
_LINE = re.compile(
    r"(?:\{\d+\} )?(?:setUpClass \((?P<case>[\w.]+)\)|(?P<test>[\w.]+)(?:\[.*?\])?)"
    r" ?(?:\[[\d.]+s\] )?\.\.\. (?P<verdict>ok|FAILED|SKIPPED)(?:: (?P<why>.*))?"
)

Verdicts = dict[str, dict[str, str]]  # by verdict: the test and why


def install() -> None:
    """Install what requirements.txt says into a venv of its own."""
    wanted = f"{sys.version_info[:2]} {REQUIREMENTS.read_text()}"
    if _MARK.exists() and _MARK.read_text() == wanted:
        return
    shutil.rmtree(CACHE / "venv", ignore_errors=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    venv.create(CACHE / "venv", with_pip=True, symlinks=True)
    python = CACHE / "venv" / "bin" / "python"
    log = CACHE / "install.log"
    with log.open("wb") as told:
        command = [python, "-m", "pip", "install", "-r", REQUIREMENTS]
        done = subprocess.run(command, stdout=told, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        tail = "".join(log.read_text(errors="replace").splitlines(keepends=True)[-15:])
        raise RuntimeError(f"Tempest could not be installed. {log} ends with:\n{tail}")
    _MARK.write_text(wanted)


def run(configuration: Path, *chosen: str) -> Verdicts:
    """Run tests, ``chosen`` as ``tempest run`` is told; return what became of them."""
    folder = configuration.parent
    bin_ = CACHE / "venv" / "bin"
    package = next((CACHE / "venv" / "lib").glob("python3*/site-packages/tempest"))
    where = f"[DEFAULT]\ntest_path={package / 'test_discover'}\ntop_dir={package.parent}\n"
    (folder / ".stestr.conf").write_text(where)
    log = folder / "run.log"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OS_", "PYTHON"))}
    environment |= {
        "PATH": f"{bin_}{os.pathsep}{os.environ.get('PATH', '')}",
        "TEMPEST_CONFIG_DIR": str(folder),
        "TEMPEST_CONFIG": configuration.name,
    }
    command = [bin_ / "tempest", "run", "--config-file", configuration, *chosen]
    with log.open("wb") as told:
        subprocess.run(
            [*command, "--concurrency", "1"],
            stdout=told,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            check=False,  # what it printed tells more than its status
        )
    return read(log.read_text(errors="replace"))


def read(printed: str) -> Verdicts:
    found: Verdicts = defaultdict(dict)
    for line in printed.splitlines():
        if match := _LINE.match(line.strip()):
            name = match["case"] or match["test"]
            found[match["verdict"]][name] = match["why"] or ""
    return found
