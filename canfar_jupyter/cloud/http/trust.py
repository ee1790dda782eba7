"""Which certificates are trusted, as set in clouds.yaml (cacert, verify, cert, key)."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi

from canfar_jupyter.errors import NotConfigured


def trust(session: Any, url: str) -> ssl.SSLContext:
    """Return for a websocket what keystoneauth's session would do for ``https://``.

    Args:
        session: keystoneauth's, with ``verify`` and ``cert``.
        url: The environment may have its own settings for this URL.
    """
    address = f"https://{urlsplit(url).netloc}/"
    settings = session.session.merge_environment_settings(
        address, {}, False, session.verify, session.cert
    )
    context = ssl.create_default_context()
    verify, cert = settings["verify"], settings["cert"]
    try:
        if verify is False:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif isinstance(verify, str) and Path(verify).is_dir():
            context.load_verify_locations(capath=verify)
        else:
            context.load_verify_locations(
                cafile=verify if isinstance(verify, str) else certifi.where()
            )
        if cert:
            context.load_cert_chain(*((cert,) if isinstance(cert, str) else cert))
    except (OSError, ssl.SSLError) as broken:
        raise NotConfigured(
            f"The certificate files that clouds.yaml names cannot be used: {broken}.",
            hint="Correct cacert, cert or key of the cloud in clouds.yaml.",
        ) from broken
    return context
