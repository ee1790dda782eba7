"""How long one megabyte of console log takes to read, whoever wrote it.

Run: python -m benchmarks.bootlog
The limit is 50 ms for each; the last column says how far off it is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from canfar_jupyter.model.bootlog import BootReader, KeptLog, read_boot_log
from canfar_jupyter.model.bootlog.lines import _WORDS

SIZE = 1_000_000
LIMIT = 0.050
RECORDED = Path(__file__).parent.parent / "tests" / "bootlog" / "data"
PREFIX = "[   60.142562] cloud-init[487]: "
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIGDgNvtwR2QP0glOg07+Frug6l4A1R9Svn/DAFt2OITs"


def _filled(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


def hostile() -> Iterator[tuple[str, str]]:
    """Yield names and texts of a megabyte that a parser may choke on."""
    for path in sorted(RECORDED.glob("*.log")):
        yield f"the boot {path.stem}, again and again", _filled(path.read_text(errors="replace"))
    for word in _WORDS:
        yield f"{word!r}, in one line", _filled(word)
        yield f"{word!r}, in each line", _filled(f"{word}\n")
        yield f"{word!r}, after a prefix", _filled(f"{PREFIX}{word}\n")
        yield f"{word[:-1]!r}, never whole", _filled(word[:-1])
    every = "\n".join(f"{PREFIX}{word} x" for word in _WORDS)
    yield "all words, each in a line", _filled(every + "\n")
    yield "no line at all", _filled("x")
    yield "empty lines", _filled("\n")
    yield "escapes that never end", _filled("\x1b[" + "0" * 1500 + " cloud-init[\n")
    yield "titles that never end", _filled("\x1b]" + "0" * 1500 + " cloud-init[\n")
    yield "escapes only", _filled("\x1b[\x1b]\x1b ci-info: \n")
    title = "ci-info: " + "+" * 500 + "Authorized keys from " + "/a" * 400 + " for user "
    yield "a title of a table that never ends", _filled(title + "\n")
    yield "columns", _filled("ci-info: " + "|" * 1500 + "\n")
    yield "tables", _filled("ci-info: ++Authorized keys from /h for user u++\nci-info: |a|b|c|d|\n")
    block = f"-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 {KEY} x\n"
    yield "host keys", _filled(block)
    yield "one block of host keys", _filled(f"{block}{f'ssh-ed25519 {KEY} x' + chr(10)}" * 9)
    banner = f"{PREFIX}Cloud-init v. 1 running 'x' at {'y' * 30}"
    yield "banners that never end", _filled(f"{banner}\n")
    yield (
        "warnings",
        _filled(f"{PREFIX}2026-11-23 17:59:10,252 - a.py[WARNING]: Running module a (\n"),
    )
    yield (
        "YAML warnings",
        _filled(
            f"{PREFIX}a.py[WARNING]: Failed loading yaml blob {'Invalid format at line ' * 60}\n"
        ),
    )
    yield "markers", _filled(f"{PREFIX}CANFAR-HTCONDOR: failed: x\n")
    yield "boots", _filled("[    0.000000] Linux version 6\n")
    yield "login prompts", _filled("a" * 64 + " login: " + "\n")
    letters = "".join(_WORDS) + "\n\x1b[|+:. "
    yield "letters of all words", "".join(random.Random(1).choices(letters, k=SIZE))


def best_of(times: int, text: str) -> float:
    """Return the seconds of CPU of the fastest of some readings."""
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        read_boot_log(text)
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    results = sorted(((best_of(3, text), name) for name, text in hostile()), reverse=True)
    for seconds, name in results[:15]:
        print(f"{seconds * 1e3:7.1f} ms  {LIMIT / seconds:5.1f} x below  {name}")
    print(f"{len(results)} texts of a megabyte; the slowest takes {results[0][0] * 1e3:.1f} ms")

    text = (RECORDED / "a.log").read_text(errors="replace")
    started = time.process_time()
    reader, kept = BootReader(), KeptLog()
    for end in range(0, len(text), 200):
        reader.feed(kept.take(text[:end]))
    print(
        f"a boot read in {len(text) // 200} steps: {(time.process_time() - started) * 1e3:.1f} ms"
    )


if __name__ == "__main__":
    main()
