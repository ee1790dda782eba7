"""Nova: key pairs that are X.509 certificates, as machines with Windows take them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from canfar_jupyter.demo.core.errors import bad_request


def fingerprint_of(certificate: str) -> str:
    """Return the SHA-1 fingerprint of a certificate, as Nova shows it.

    Raises:
        Refusal: 400, it is none.
    """
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.x509 import load_pem_x509_certificate

    try:
        found = load_pem_x509_certificate(certificate.encode())
    except ValueError:
        message = "Keypair data is invalid: failed to generate X509 fingerprint."
        raise bad_request(message) from None
    return found.fingerprint(SHA1()).hex(":")


def generate(user: str) -> tuple[str, str]:
    """Return a private key (PKCS#12 in base64) and its certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, user)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, SHA256())
    )
    bundle = pkcs12.serialize_key_and_certificates(
        user.encode(), key, certificate, None, NoEncryption()
    )
    return base64.b64encode(bundle).decode(), certificate.public_bytes(Encoding.PEM).decode()
