"""Signatures of codes printed on papers by those who issued them (2D-Doc).

A 2D-Doc carries r || s of ECDSA on P-256 with SHA-256 over its header and message
(technical specification of 2D-Doc, section on signatures; FIPS 186-5). We only check:
no key of ours signs such a code.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509 import load_der_x509_certificate

__all__ = ["SIGNATURE_BYTES", "is_signed_by"]

SIGNATURE_BYTES = 64


def is_signed_by(certificate_der: bytes, message: bytes, untrusted_signature: bytes) -> bool:
    """Return whether the key in a certificate made this signature of `message`.

    Raises: ValueError for a certificate that is none, or whose key is not on P-256.
    """
    key = load_der_x509_certificate(certificate_der).public_key()
    if not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)):
        raise ValueError("a 2D-Doc is signed on P-256")  # noqa: TRY004 - a wrong value, not a type
    if len(untrusted_signature) != SIGNATURE_BYTES:
        return False
    half = SIGNATURE_BYTES // 2
    r = int.from_bytes(untrusted_signature[:half], "big")
    s = int.from_bytes(untrusted_signature[half:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
