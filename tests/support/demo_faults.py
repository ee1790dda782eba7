"""Letting a demo cloud fail on demand: what can go wrong is said in demo/core/faults.py."""

from __future__ import annotations

import json
from typing import Any

import requests

from canfar_jupyter.demo.running import Entry


class DemoFaults:
    """The faults of one demo cloud.

    Examples:
        >>> faults.add(method="POST", path=".*/servers", drop="after")  # doctest: +SKIP
    """

    def __init__(self, entry: Entry) -> None:
        told = json.loads((entry.clouds_yaml.parent / "demo.json").read_text())
        self._url = f"{entry.auth_url.partition('/identity')[0]}/demo/faults"
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy has no part in it
        self._session.headers["X-Demo-Secret"] = told["secret"]

    def add(self, **fault: Any) -> None:
        self._session.post(self._url, json=fault, timeout=10).raise_for_status()

    def clear(self) -> None:
        self._session.delete(self._url, timeout=10).raise_for_status()
