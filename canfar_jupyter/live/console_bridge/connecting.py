"""Connect to the websocket of a console, or explain in a sentence why that fails."""

from __future__ import annotations

import ssl

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.iostream import StreamClosedError
from tornado.simple_httpclient import HTTPTimeoutError
from tornado.websocket import WebSocketClientConnection, WebSocketError, websocket_connect

from canfar_jupyter.cloud import Endpoint
from canfar_jupyter.cloud.faults import connection_errors
from canfar_jupyter.errors import CloudError

TIMEOUT = 10.0  # seconds to connect
MAX_MESSAGE = 64 << 20  # bytes of a message
_TRUST = "Set cacert in clouds.yaml to the file of the cloud's CA certificate."


async def connect(endpoint: Endpoint) -> WebSocketClientConnection:
    """Connect to the first address where there is a websocket.

    No Origin is sent: Nova's proxies then treat the client as not a browser.
    """
    *others, last = endpoint.urls
    for url in others:
        try:
            return await _connect(url, endpoint)
        except HTTPClientError as refused:
            if isinstance(refused, HTTPTimeoutError):
                raise
    return await _connect(last, endpoint)


async def _connect(url: str, endpoint: Endpoint) -> WebSocketClientConnection:
    request = HTTPRequest(
        url, connect_timeout=TIMEOUT, request_timeout=TIMEOUT, ssl_options=endpoint.tls
    )
    connection = await websocket_connect(
        request, subprotocols=["binary"], max_message_size=MAX_MESSAGE, ping_interval=0
    )
    if connection.protocol is not None:
        connection.protocol.set_nodelay(True)  # else a key may wait 60 ms for the next one
    return connection


def in_words(raised: Exception, host: str) -> str:
    """Explain why there is no connection; never with the URL, which contains a token."""
    if isinstance(raised, CloudError):
        return f"{raised} {raised.hint}".strip()
    if isinstance(raised, StreamClosedError) and isinstance(raised.real_error, Exception):
        raised = raised.real_error
    if isinstance(raised, HTTPTimeoutError):
        return f"{host} does not answer: the connection timed out. Check your network and VPN."
    if isinstance(raised, HTTPClientError):
        return f"{host} answers with HTTP {raised.code} instead of a console: contact its support."
    if isinstance(raised, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not trusted here: {raised.verify_message}. {_TRUST}"
    if isinstance(raised, ssl.SSLError):
        return f"{host} does not speak TLS although the cloud says so: contact its support."
    if isinstance(raised, WebSocketError):
        return f"{host} answers, but not as a console: contact its support."
    known = connection_errors.of(raised, host)
    return f"{known} Check your network and VPN." if known else f"{host} closed the connection."
