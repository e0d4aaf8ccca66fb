"""The server's word about its certificate, as one of its announcements carries it.

An announcement is the one place of `hello` that may hold a kind an older post does not know,
and `hello` the one answer that a post may read before it knows the certificate.
"""

from __future__ import annotations

from kiosk.crypto.encoding import b64, canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import verify_pin
from kiosk.domain.pins import PinWord
from sync.protocol.fields import Fields, Malformed
from sync.protocol.messages import Announcement, Hello

__all__ = ["CERTIFICATE", "pin_announcement", "pin_words"]

CERTIFICATE = "certificate"
TEXT_MAX_BYTES = 1000
SHA256_BYTES, SIGNATURE_BYTES = 32, 64


def pin_announcement(
    n: int, sha256: bytes, starts_at: int, ends_at: int, sig: bytes
) -> Announcement:
    """Return the announcement of certificate `n`; `sig` is over `pin_bytes` of the same."""
    text = canon({"n": n, "sha256": sha256.hex(), "sig": b64(sig)}).decode()
    return Announcement(CERTIFICATE, starts_at, ends_at, text)


def pin_words(server_ed: bytes, hello: Hello) -> tuple[PinWord, ...]:
    """Return what `hello` says of certificates that the key `server_ed` signed, oldest first.

    Anything else of that kind is left out: who can forge a hello gains nothing by it.
    """
    found = []
    for each in hello.announcements:
        if each.kind == CERTIFICATE:
            try:
                found.append(_word(server_ed, each))
            except (Malformed, CannotOpen):
                continue
    return tuple(sorted(found, key=lambda word: word.n))


def _word(server_ed: bytes, untrusted: Announcement) -> PinWord:
    fields = Fields.parse(untrusted.text.encode(), "pin", TEXT_MAX_BYTES)
    n, sha256 = fields.number("n", 1), fields.hexed("sha256", SHA256_BYTES)
    signature = fields.sealed("sig", SIGNATURE_BYTES)
    fields.close()
    verify_pin(server_ed, n, sha256, untrusted.starts_at, untrusted.ends_at, signature)
    return PinWord(n, sha256, untrusted.ends_at)
