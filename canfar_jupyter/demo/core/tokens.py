"""Tokens: of people who have signed in, and of consoles, which they open for a while."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

from canfar_jupyter.demo.core.clock import Clock

VNC, SERIAL = "vnc", "serial"


@dataclass(slots=True)
class Token:
    """A signed-in user; ``project`` is None when the token is unscoped."""

    id: str
    user: str
    project: str | None
    methods: list[str]
    issued: float
    expires: float
    audit: list[str] = field(default_factory=lambda: [secrets.token_urlsafe(16)])


class Tokens:
    """The tokens that are valid now.  They do not outlive the process."""

    def __init__(self, clock: Clock, life: float) -> None:
        self._clock = clock
        self._life = life
        self._tokens: dict[str, Token] = {}

    def issue(self, user: str, project: str | None, methods: list[str]) -> Token:
        now = self._clock.now()
        self._tokens = {k: t for k, t in self._tokens.items() if t.expires > now}
        text = "gAAAAAB" + secrets.token_urlsafe(120)
        token = Token(text, user, project, methods, now, now + self._life)
        self._tokens[text] = token
        return token

    def find(self, text: str | None) -> Token | None:
        token = self._tokens.get(text or "")
        return token if token and token.expires > self._clock.now() else None

    def revoke(self, token: Token) -> None:
        self._tokens.pop(token.id, None)


@dataclass(frozen=True, slots=True)
class Pass:
    """Whom a token lets in where, until when (seconds since the epoch)."""

    server: str
    kind: str
    expires: float


class Passes:
    """Makes tokens and knows them until they lapse; ``base`` is HOST:PORT of the proxy."""

    def __init__(self, clock: Clock, life: float) -> None:
        self.base = ""  # known once the proxy listens
        self._clock = clock
        self._life = life
        self._passes: dict[str, Pass] = {}

    def url(self, server: str, kind: str) -> str:
        """Return the address of a console, with a new token, as Nova writes it."""
        now = self._clock.now()
        self._passes = {t: p for t, p in self._passes.items() if p.expires > now}
        token = str(uuid.uuid4())
        self._passes[token] = Pass(server, kind, now + self._life)
        if kind == SERIAL:
            return f"ws://{self.base}/?token={token}"
        return f"http://{self.base}/vnc_lite.html?path={quote(f'?token={token}')}"

    def find(self, token: str) -> Pass | None:
        """Return what a token is good for; None: nothing, or no longer."""
        found = self._passes.get(token)
        return found if found and found.expires > self._clock.now() else None
