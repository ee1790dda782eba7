"""What an entry of clouds.yaml says about certificates and time limits, before it is used.

requests raises a bare OSError at the first request for a file that is not there, takes a word
misspelt for a path, and asks an unreadable bundle for nothing until a cloud answers.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from canfar_jupyter.errors import NotConfigured

_WORDS = {"true": True, "yes": True, "on": True, "1": True}
_WORDS |= {"false": False, "no": False, "off": False, "0": False}
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def check(name: str, entry: MutableMapping[str, Any], written: Mapping[str, Any]) -> None:
    """Refuse what cannot be used; words like "False" become what they mean.

    Args:
        name: What the cloud is called, for the sentence.
        entry: Its configuration.
        written: Its entry as it stands in the file: the SDK takes every word but "true" for no.

    Raises:
        NotConfigured: The key at fault, and what it says.
    """
    for key in ("verify", "insecure"):
        value = written.get(key, entry.get(key))
        if value is not None:
            entry[key] = _yes_or_no(name, key, value)
    if entry.get("api_timeout") not in (None, ""):
        _check_seconds(name, entry["api_timeout"])
    ignored = entry.get("insecure") or entry.get("verify") is False
    if entry.get("cacert") and not ignored:
        _check_bundle("cacert", f"of {name}", _path(name, "cacert", entry["cacert"]))
    elif not ignored:
        for variable in _BUNDLES:
            if os.environ.get(variable):
                _check_bundle(variable, "of the environment", Path(os.environ[variable]))
                break
    _check_own(name, entry)


def _yes_or_no(name: str, key: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _WORDS:
        hint = f"Write {key}: true or {key}: false."
        if key == "verify" and isinstance(value, str):
            hint += " A file of certificates is named by cacert."
        raise NotConfigured(f"{key} of {name} is {value!r}, not true or false.", hint=hint)
    return _WORDS[word]


def _check_seconds(name: str, value: object) -> None:
    try:
        good = float(value) > 0  # type: ignore[arg-type]
    except (TypeError, ValueError):
        good = False
    if not good:
        raise NotConfigured(
            f"api_timeout of {name} is {value!r}, not a number of seconds.",
            hint="Write a number, such as api_timeout: 30, or leave it out.",
        )


def _path(name: str, key: str, value: object) -> Path:
    if not isinstance(value, str):
        raise NotConfigured(
            f"{key} of {name} is not the path of a file.", hint=f"Correct {key} in clouds.yaml."
        )
    return Path(value).expanduser()


def _check_bundle(key: str, whose: str, path: Path) -> None:
    """Refuse a file without certificates; a folder is taken as OpenSSL prepares one."""
    if path.is_dir():
        return
    _check_readable(key, whose, path)
    try:
        _context().load_verify_locations(cafile=str(path))
    except (OSError, ssl.SSLError):
        raise NotConfigured(
            f"{key} {whose} names {path}, which has no certificates in it.",
            hint="Name a file in PEM form: it begins with -----BEGIN CERTIFICATE-----.",
        ) from None


def _check_own(name: str, entry: MutableMapping[str, Any]) -> None:
    """Refuse a certificate that this computer could not show to the cloud."""
    cert, key = entry.get("cert"), entry.get("key")
    if not cert:
        if key:
            raise NotConfigured(
                f"key of {name} is set without cert.", hint="Set both in clouds.yaml, or neither."
            )
        return
    paths = [_path(name, "cert", cert)]
    if key:
        paths.append(_path(name, "key", key))
    for what, path in zip(("cert", "key"), paths, strict=False):
        _check_readable(what, f"of {name}", path)
        if path.is_dir():
            raise NotConfigured(
                f"{what} of {name} names {path}, which is a folder.", hint="Name a file in it."
            )
    try:
        _context().load_cert_chain(str(paths[0]), str(paths[1]) if key else None, _no_passphrase)
    except (OSError, ssl.SSLError, ValueError):
        files = " and ".join(str(path) for path in paths)
        raise NotConfigured(
            f"cert and key of {name} cannot be used together ({files}).",
            hint="cert is a PEM certificate, key its private key without a passphrase.",
        ) from None


def _context() -> ssl.SSLContext:
    """Return one without the computer's own certificates: to read them takes 40 ms."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _no_passphrase() -> str:
    """Answer instead of the terminal, where OpenSSL would ask and wait."""
    return ""


def _check_readable(key: str, whose: str, path: Path) -> None:
    hint = f"Correct {key} (in clouds.yaml, or the environment), or put the file there."
    if not path.exists():
        raise NotConfigured(f"{key} {whose} names {path}, which is not there.", hint=hint)
    if not os.access(path, os.R_OK):
        raise NotConfigured(f"{key} {whose} names {path}, which you may not read.", hint=hint)
