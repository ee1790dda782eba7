"""Find what should not be in user data, which every user of the machine can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from canfar_jupyter.model.userdata.findings import Finding

_WHY = "Any user of the machine can read its user data, and so can the cloud's operators: "

# Pattern of a line -> what it is.  Each pattern matches within one line of bounded length.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY( BLOCK)?-----", "a private key"),
        (r"\b(AKIA|ASIA)[0-9A-Z]{16}\b", "an AWS access key"),
        (r"(?i)\baws_secret_access_key\b\s{0,9}[=:]\s{0,9}\S", "an AWS secret key"),
        (r"\bgh[pousr]_[A-Za-z0-9]{30,}", "a GitHub token"),
        (r"\bglpat-[\w-]{18,}", "a GitLab token"),
        (r"\bhf_[A-Za-z0-9]{30,}", "a Hugging Face token"),
        (r"\bxox[abprs]-[\w-]{10,}", "a Slack token"),
        (r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.", "a token (JWT)"),
        (
            r"(?i)\bOS_(PASSWORD|TOKEN|APPLICATION_CREDENTIAL_SECRET)\b[\"']?\s{0,9}[=:]\s{0,9}[\"']?"
            r"(?![\"'$<{\s])\S",
            "a secret of this cloud",
        ),
        (r"https?://[^\s/:@]{1,99}:[^\s/:@$<{]{1,99}@", "a password in a URL"),
        (
            r"(?i)\bauthorization:\s{0,9}(bearer|basic)\s{1,9}(?![$<{])\S{8,}",
            "an authorization header",
        ),
        (r"\$(1|2[aby]|5|6|7|y|argon2id?)\$[\w./$,=-]{20,}", "a password hash"),
        (
            r"(?i)[\"']?\b(password|passwd|plain_text_passwd|passphrase|api[_-]?key|secret[_-]?key|"
            r"auth[_-]?token|access[_-]?token|client[_-]?secret)[\"']?\s{0,9}[=:]\s{0,9}[\"']?"
            r"(?!([\"'$<{*!]|\s|(true|false|yes|no|null|none|random|r)\b))[^\s\"',}]{3,}",
            "a password or a key",
        ),
    )
)
_MAX_LINE = 4096  # characters of a line that are checked
_CHPASSWD = re.compile(r"(?i)\bchpasswd\b")
_USER_PASSWORD = re.compile(r"^[\s\"'|-]{0,20}[a-z_][a-z0-9_-]{0,31}:(?![\s/$])\S{3,}")
_AFTER = 12  # lines after the word chpasswd that may belong to its list


def secrets(text: str) -> Iterator[Finding]:
    """Yield a warning for each line that seems to contain a secret, without repeating it."""
    chpasswd_until = 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line[:_MAX_LINE]
        what = next((what for pattern, what in _PATTERNS if pattern.search(line)), None)
        if what is None and number <= chpasswd_until and _USER_PASSWORD.match(line):
            what = "a password for chpasswd"
        if _CHPASSWD.search(line):
            chpasswd_until = number + _AFTER
            if what is None and re.search(r"(echo|printf)\s.{0,200}:[^\s$|]{3,}.{0,200}\|", line):
                what = "a password for chpasswd"
        if what:
            message = f"{_WHY}line {number} seems to hold {what}. Put it on the machine later."
            yield Finding(severity="warning", message=message, line=number)
