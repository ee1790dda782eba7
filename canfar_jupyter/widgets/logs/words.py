"""A boot report in words: pure, text only."""

from __future__ import annotations

from canfar_jupyter.model.amounts import count
from canfar_jupyter.model.bootlog import BootReport


def log_in_words(report: BootReport) -> str:
    """Return a boot report in one line, to show above the log."""
    parts = []
    if report.panic:
        parts.append(report.panic)
    if report.login_user:
        parts.append(f"log in as {report.login_user}")
    if report.authorized_keys:
        parts.append(count(len(report.authorized_keys), "key") + " installed")
    elif report.users_without_keys:
        parts.append(f"no key installed for {', '.join(report.users_without_keys)}")
    if report.user_data != "unknown":
        parts.append(f"user data {report.user_data}")
    parts += [failure.text for failure in report.failures[:3]]
    parts += [f"warning: {doubt}" for doubt in report.doubts]
    return " · ".join(parts)


def log_facts(report: BootReport) -> list[list[str]]:
    """Return a boot report as names and values."""
    rows = [
        ["Login user", report.login_user],
        ["System", report.system],
        ["cloud-init", report.cloud_init],
        ["User data", report.user_data],
        *([f"Failed: {f.part}", " · ".join((f.text, *f.lines[-3:]))] for f in report.failures),
        ["Kernel panic", report.panic],
        *([f"Recipe {m.recipe}", f"{m.state} {m.text}"] for m in report.recipes().values()),
        *([f"Key of {k.user}", f"{k.fingerprint} {k.comment}{_sure(k.certainty)}"]
          for k in report.authorized_keys),
        *(["No key", f"for {user}"] for user in report.users_without_keys),
        *([f"Host key {k.type}", f"{k.fingerprint}{_sure(k.certainty)}"] for k in report.host_keys),
        *(["Address", f"{a.address} {a.device} {a.mac}".strip()] for a in report.addresses),
        *(["Warning", doubt] for doubt in report.doubts),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def _sure(certainty: str) -> str:
    return "" if certainty == "sure" else f" ({certainty})"
