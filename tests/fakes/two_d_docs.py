"""Writes 2D-Docs signed with a key made for one test; nobody real is in them."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

__all__ = ["Issuer", "write"]

GS, US = "\x1d", "\x1f"
FULL = {"24": 5, "26": 2, "45": 4, "44": 13, "4A": 8, "69": 8, "6O": 8, "67": 2, "68": 1}
"""Fields that are always as long as they may be: no GS behind them."""


@dataclass(frozen=True)
class Issuer:
    """An authority of its own, with the certificate that its codes are signed with."""

    authority: str = "FR99"
    number: str = "0001"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def certificate(self) -> bytes:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Emetteur de l'essai")])
        begins = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(7)
            .not_valid_before(begins)
            .not_valid_after(begins + datetime.timedelta(days=365))
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.DER)


def write(
    issuer: Issuer, fields: Mapping[str, str], *, version: str = "04", document_type: str = "28"
) -> bytes:
    """Return a code as a DataMatrix holds it; issued on 1 July 2026."""
    days = f"{(datetime.date(2026, 7, 1) - datetime.date(2000, 1, 1)).days:04X}"
    tail = {"01": "", "02": "", "03": "01", "04": "01FR"}[version]
    text = f"DC{version}{issuer.authority}{issuer.number}FFFF{days}{document_type}{tail}"
    for name, value in fields.items():
        text += name + value + ("" if len(value) == FULL.get(name) else GS)
    message = text.encode("latin-1")
    r, s = decode_dss_signature(issuer.key.sign(message, ec.ECDSA(hashes.SHA256())))
    signature = base64.b32encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).rstrip(b"=")
    return message + US.encode() + signature
