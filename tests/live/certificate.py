"""A certificate for 127.0.0.1, by an authority that nobody else knows."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder):
    """Return the server's TLS context, and the file of the authority."""
    ours, theirs = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of a test")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "console")])
    authority = (
        _builder(root, root, ours)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(ours, hashes.SHA256())
    )
    server = (
        _builder(name, root, theirs)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(ours, hashes.SHA256())
    )
    files = {"ca.pem": _pem(authority), "server.pem": _pem(server), "key.pem": _key(theirs)}
    for file, content in files.items():
        (folder / file).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "key.pem")
    return context, str(folder / "ca.pem")


def _builder(subject, issuer, key):
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
    )


def _pem(made):
    return made.public_bytes(serialization.Encoding.PEM)


def _key(key):
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
