"""Identities, and keys from passwords and secrets (FORMAT.md section 3).

A person, a professional, a structure, a device, a ticket and the network root are all the
same thing here: 16 bytes of id and 32 of seed, from which every other key follows.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.crypto.box import BoxKey
from kiosk.crypto.encoding import enc
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.kdf import KEY_BYTES, Purpose, argon2id, exp, hkdf
from kiosk.domain.ids import ID_BYTES
from kiosk.ports import Rng

__all__ = [
    "CODE_BYTES",
    "FORMAT_COSTS",
    "FORMAT_FLOORS",
    "SIGNATURE_BYTES",
    "BoxKey",
    "Costs",
    "Floors",
    "Identity",
    "PasswordKeys",
    "check_costs",
    "database_key",
    "derive_password_keys",
    "is_small_order",
    "new_login",
    "signed_bytes",
    "ticket_identity",
    "verify_signature",
]

SIGNATURE_BYTES = 64
CODE_BYTES = 10
"""80 bits: what an enrolment code carries, typed or scanned."""

_SIGNATURE_DOMAIN = "cfn/1/sig/"
_MAX_PASSWORD_BYTES = 1024
_LOGIN_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_LOGIN_SUFFIX = 4
_LOGIN_GIVEN_MAX = 20
_PLAIN_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


_SIGN_BIT_OFF = 2**255 - 1
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
        2**255 - 20,
        2**255 - 19,
        2**255 - 18,
    }
)
"""Heights of the Ed25519 points of order 1, 2, 4 and 8, in every spelling: under such a
"public key" some signatures hold for any message. The tests compute them again."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What one Argon2id guess costs: memory in KiB, passes, lanes (RFC 9106)."""

    m: int
    t: int
    p: int


@dataclass(frozen=True, slots=True)
class Floors:
    """The costs a reader accepts, whoever asks: from `least` to `most`."""

    least: Costs
    most: Costs


FORMAT_COSTS = Costs(m=65536, t=3, p=4)
"""The costs every new credential is made with (RFC 9106 section 4, second choice)."""

FORMAT_FLOORS = Floors(least=Costs(m=65536, t=3, p=1), most=Costs(m=1024 * 1024, t=10, p=4))
"""Below: somebody wants a cheap guess. Above: somebody wants the machine to fall over."""


@dataclass(frozen=True, slots=True)
class PasswordKeys:
    """What a password becomes, 32 bytes each. `kek` never leaves the session process."""

    kek: bytes = field(repr=False)
    auth: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """An id and its seed, with the keys that follow from them; the seed is never shown.

    `box_key` opens what is boxed to `x_public`, `ed_public` checks what `sign` signs,
    `private_space_key` (K_prv) seals the private space. Whoever holds this forgets it by
    ending its process.
    """

    id: bytes
    seed: bytes = field(repr=False)
    box_key: BoxKey = field(init=False, repr=False)
    ed_public: bytes = field(init=False, repr=False)
    private_space_key: bytes = field(init=False, repr=False)
    _signer: Ed25519PrivateKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.id) != ID_BYTES or len(self.seed) != KEY_BYTES:
            raise ValueError("an identity is 16 bytes of id and 32 of seed")
        signer = Ed25519PrivateKey.from_private_bytes(self._derive(Purpose.ID_SIGN))
        put = object.__setattr__  # frozen: everything follows from the two given fields
        put(self, "box_key", BoxKey.of(self._derive(Purpose.ID_BOX)))
        put(self, "ed_public", signer.public_key().public_bytes_raw())
        put(self, "private_space_key", self._derive(Purpose.ID_PRIVATE_SPACE))
        put(self, "_signer", signer)

    @classmethod
    def new(cls, rng: Rng, id: bytes | None = None) -> Identity:
        """Return a fresh identity, under a fresh id unless one is given."""
        return cls(rng.bytes(ID_BYTES) if id is None else id, rng.bytes(KEY_BYTES))

    @property
    def x_public(self) -> bytes:
        """X25519 public key, 32 bytes."""
        return self.box_key.public

    def sign(self, type: str, raw: bytes) -> bytes:
        """Return the 64-byte signature of `raw` (canonical bytes) as a `type`."""
        return self.sign_bytes(signed_bytes(type, raw))

    def sign_bytes(self, message: bytes) -> bytes:
        """Return the 64-byte signature of what `signed_bytes` put together."""
        return self._signer.sign(message)

    def signing_key(self) -> bytes:
        """Return the Ed25519 private key alone, for a keeper that signs in its place."""
        return self._signer.private_bytes_raw()

    def _derive(self, purpose: Purpose) -> bytes:
        return exp(self.seed, enc(purpose, self.id))


def signed_bytes(type: str, raw: bytes) -> bytes:
    """Return what is signed of `raw` as a `type`, for a signer that is not an `Identity`."""
    return enc(_SIGNATURE_DOMAIN + type, raw)


def verify_signature(ed_public: bytes, type: str, raw: bytes, signature: bytes) -> None:
    """Check what `Identity.sign` made. Raises CannotOpen when it is anything else."""
    if len(ed_public) != KEY_BYTES or is_small_order(ed_public):
        raise CannotOpen
    try:
        public = Ed25519PublicKey.from_public_bytes(ed_public)
        public.verify(signature, signed_bytes(type, raw))
    except (InvalidSignature, ValueError):
        raise CannotOpen from None


def is_small_order(ed_public: bytes) -> bool:
    """Return whether this Ed25519 public key would bind nobody to anything."""
    return int.from_bytes(ed_public, "little") & _SIGN_BIT_OFF in _SMALL_ORDER_Y


def check_costs(costs: Costs, floors: Floors = FORMAT_FLOORS) -> None:
    """Refuse costs a hostile server could have chosen. Raises CannotOpen."""
    least, most = floors.least, floors.most
    if not (
        least.m <= costs.m <= most.m
        and least.t <= costs.t <= most.t
        and least.p <= costs.p <= most.p
    ):
        raise CannotOpen


def derive_password_keys(
    password: str,
    *,
    id: bytes,
    salt: bytes,
    costs: Costs,
    pepper: bytes | None = None,
    floors: Floors = FORMAT_FLOORS,
) -> PasswordKeys:
    """Return the keys of a password; takes about 0.1 s and 64 MiB at the format's costs.

    The password is brought to NFC first, so that composed and decomposed keyboards agree.
    Professionals give their structure's 32-byte `pepper`: without it their password cannot
    be guessed from what the operator holds. `floors` is for tests; the product passes none.

    Raises: CannotOpen for costs outside the floors, before any work is done; ValueError
    for a salt that is not 16 bytes or a pepper that is not 32.
    """
    check_costs(costs, floors)
    if len(salt) != ID_BYTES or (pepper is not None and len(pepper) != KEY_BYTES):
        raise ValueError("the salt is 16 bytes, the pepper 32")
    secret = unicodedata.normalize("NFC", password).encode()
    if len(secret) > _MAX_PASSWORD_BYTES:
        raise ValueError("passwords are at most 128 characters")
    root = argon2id(
        secret,
        salt=salt,
        m_kib=costs.m,
        t=costs.t,
        p=costs.p,
        associated=enc(Purpose.PASSWORD, id),
    )
    if pepper is not None:
        root = hkdf(enc(root, pepper), enc(Purpose.PASSWORD_PRO, id))
    return PasswordKeys(
        kek=exp(root, enc(Purpose.PASSWORD_KEK, id)),
        auth=exp(root, enc(Purpose.PASSWORD_AUTH, id)),
    )


def database_key(*, device_secret: bytes, shift_secret: bytes, device: bytes) -> bytes:
    """Return the 32-byte key of `vault.db`: neither secret alone opens it."""
    if len(device_secret) != KEY_BYTES or len(shift_secret) != KEY_BYTES:
        raise ValueError("secrets are 32 bytes")
    return hkdf(enc(device_secret, shift_secret), enc(Purpose.DATABASE, device))


def ticket_identity(code: bytes, ticket: bytes) -> Identity:
    """Return the one-time identity an enrolment code stands for (FORMAT.md section 3.4).

    `code` is 10 random bytes carried by hand or by QR; `ticket` the id it was made for.
    """
    if len(code) != CODE_BYTES:
        raise ValueError("an enrolment code is 10 bytes")
    return Identity(ticket, hkdf(code, enc(Purpose.TICKET, ticket)))


def new_login(given: str, family: str, rng: Rng) -> str:
    """Return a login such as `amina.d-7k3f`: first name, initial, four random characters.

    Lower-case ASCII, never changed afterwards, and telling nothing of a birth date. Names
    without a Latin letter get four more random characters in their place.
    """
    first = _ascii(given.split(maxsplit=1)[0] if given.split() else "")[:_LOGIN_GIVEN_MAX]
    initial = _ascii(family)[:1]
    stem = ".".join(part for part in (first, initial) if part) if first else "p" + _suffix(rng)
    return f"{stem}-{_suffix(rng)}"


def _ascii(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN_LETTERS))
    return "".join(each for each in letters if each.isascii() and each.isalnum())


def _suffix(rng: Rng) -> str:
    number = int.from_bytes(rng.bytes(3), "big")  # 24 bits, of which 20 are used: no bias
    return "".join(_LOGIN_ALPHABET[(number >> (5 * i)) & 31] for i in range(_LOGIN_SUFFIX))
