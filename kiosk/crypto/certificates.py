"""The server's own TLS certificate, which posts pin by its hash (FORMAT.md section 11).

No authority is asked: enrolment carries the SHA-256 of the certificate by hand or by QR,
and a post talks to that certificate or to nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.crypto.failures import CannotOpen
from kiosk.ports import Clock

__all__ = ["MAX_DAYS", "fingerprint", "names_and_addresses", "renewed", "self_signed"]

MAX_DAYS = 3650
_CLOCK_SKEW = timedelta(days=1)
"""Posts whose clock is late by less than a day still find the certificate begun."""

_COMMON_NAME_MAX = 64


def names_and_addresses(hosts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Sort hosts into the two lists that `self_signed` takes, each host once."""
    names: list[str] = []
    addresses: list[str] = []
    for host in dict.fromkeys(hosts):
        try:
            ip_address(host)
        except ValueError:
            names.append(host)
        else:
            addresses.append(host)
    return names, addresses


def self_signed(
    hostnames: Sequence[str],
    ips: Sequence[str],
    *,
    days: int,
    clock: Clock,
    is_client: bool = False,
) -> tuple[bytes, bytes]:
    """Return (certificate, private key) in PEM for these names and addresses.

    ECDSA on P-256, which every TLS 1.2 and 1.3 client speaks; key usage for a TLS server
    alone, or for a client alone. The key comes unencrypted: the caller writes it 0600 and
    forgets it.

    Raises: ValueError for no name at all, a strange address or more than ten years.
    """
    if not 0 < days <= MAX_DAYS:
        raise ValueError("a certificate lasts 1 to 3650 days")
    names: list[x509.GeneralName] = [x509.DNSName(each) for each in hostnames]
    names += [x509.IPAddress(ip_address(each)) for each in ips]
    if not names:
        raise ValueError("a certificate needs a name or an address")
    key = ec.generate_private_key(ec.SECP256R1())
    common = [*hostnames, *ips][0][:_COMMON_NAME_MAX]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    usage = ExtendedKeyUsageOID.CLIENT_AUTH if is_client else ExtendedKeyUsageOID.SERVER_AUTH
    now = clock.now().replace(microsecond=0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def renewed(certificate: bytes, *, days: int, clock: Clock) -> tuple[bytes, bytes]:
    """Return (certificate, private key) in PEM with a new key and the same names.

    Raises: CannotOpen for bytes that are no certificate of `self_signed`.
    """
    try:
        parsed = x509.load_pem_x509_certificate(certificate)
        found = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        raise CannotOpen from None
    return self_signed(
        found.get_values_for_type(x509.DNSName),
        [str(each) for each in found.get_values_for_type(x509.IPAddress)],
        days=days,
        clock=clock,
    )


def fingerprint(certificate: bytes) -> bytes:
    """Return SHA-256 (32 bytes) of a certificate given in PEM or DER.

    Raises: CannotOpen for bytes that are no certificate.
    """
    try:
        if certificate.lstrip().startswith(b"-----BEGIN"):
            parsed = x509.load_pem_x509_certificate(certificate)
        else:
            parsed = x509.load_der_x509_certificate(certificate)
    except ValueError:
        raise CannotOpen from None
    return hashlib.sha256(parsed.public_bytes(Encoding.DER)).digest()
