"""``canfar-jupyter doctor``: why can't I log in?"""

from __future__ import annotations

import argparse
import sys


def run(args: argparse.Namespace) -> int:
    """Print the findings; the status is 2 when something is wrong."""
    from canfar_jupyter.cloud import connect  # late: the SDK costs more than a second

    diagnosis = connect(args.cloud).doctor(args.name)
    sys.stdout.write("".join(c for c in f"{diagnosis}\n" if c.isprintable() or c == "\n"))
    return 2 if diagnosis.cause else 0
