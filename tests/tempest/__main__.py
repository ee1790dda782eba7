"""``python -m tests.tempest REGEX``: run some of Tempest on the demo; ``install``: only install."""

import sys
import tempfile
from pathlib import Path

from tests.tempest import cloud, suite


def main(words: list[str]) -> int:
    suite.install()
    if words == ["install"]:
        return 0
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=suite.CACHE)) / "cloud"
    with cloud.running_for_tempest(folder) as configuration:
        found = suite.run(configuration, *(["--regex", words[0]] if words else ["--smoke"]))
    for test in sorted(found["FAILED"]):
        print("FAILED", test)  # noqa: T201
    print({verdict: len(tests) for verdict, tests in found.items()})  # noqa: T201
    print(f"Tempest's own words: {folder / 'run.log'}")  # noqa: T201
    return bool(found["FAILED"]) or not found["ok"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
