"""Keys in a PKCS#11 module: a hardware security module, or SoftHSM where there is none.

AES-256-GCM keys that cannot be taken out, one for each version, and one Ed25519 key for
receipts (RFC 8032, CKM_EDDSA of PKCS#11 3.0). The extra `hsm` brings the library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    GeneralError,
    NoSuchKey,
    PinIncorrect,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.util.ec import encode_named_curve_parameters

from kiosk.crypto.handover import public_half
from kiosk.errors import IntegrityFailure, InvalidInput, Refused, Unavailable
from kiosk.ports import Rng
from sync.server.keys.port import DataKey, Placed, whole
from sync.server.secret_files import read_secret_file

__all__ = ["ModuleAddress", "ModuleKeeper"]

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION_BYTES = 4
ED25519_OID = "1.3.101.112"
REST = "reconnect-rest-{version}"
RECEIPTS = "reconnect-receipts"
VERSIONS_MAX = 10_000
DER_OCTETS = b"\x04\x20"
"""An octet string of 32 bytes: how a point is given to a module."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class ModuleAddress:
    """`pkcs11:token=NAME?module-path=FILE&pin-source=FILE`, as RFC 7512 writes it."""

    token: str
    module: Path
    pin: Path

    @classmethod
    def parse(cls, text: str) -> ModuleAddress:
        """Read an address. Raises InvalidInput("server.keys_address")."""
        found = urlsplit(text)
        try:
            path = dict(each.split("=", 1) for each in found.path.split(";"))
            query = dict(parse_qsl(found.query, strict_parsing=True))
            token = unquote(path.pop("token"))
            module, pin = query.pop("module-path"), query.pop("pin-source").removeprefix("file:")
        except (KeyError, ValueError) as error:
            raise InvalidInput("server.keys_address") from error
        if path or query or found.scheme != "pkcs11":
            raise InvalidInput("server.keys_address")
        return cls(token, Path(module), Path(pin))


class ModuleKeeper:
    """`KeyKeeper` over one token. Calls take turns: a session serves one at a time."""

    def __init__(
        self, address: ModuleAddress, rng: Rng, *, is_new: bool, adopted: bytes | None = None
    ) -> None:
        """Open the token; `is_new` lets its keys be made, at the server's very first start.

        `adopted` is the signing key of the keeper before this one: it is taken in, and the
        other keys are made, where they are not there yet.

        Raises: IntegrityFailure("server.keys_damaged") for a token without our keys beside
        data that they closed; InvalidInput for a PIN file, Unavailable for a PIN or a module.
        """
        self._address = address
        self._rng = rng
        # A thread of its own: a module often shares OpenSSL with Python, and leaves errors in
        # that library's queue for the thread. The server's next TLS call would report them.
        self._thread = ThreadPoolExecutor(1, "keys")
        self._session: Any = None
        self._newest, self.signer_ed = self._asked(
            lambda session: _begun(session, is_new=is_new, adopted=adopted)
        )

    def data_keys(self, context: bytes, count: int) -> list[DataKey]:
        plain = self._asked(
            lambda session: [bytes(session.generate_random(8 * KEY_BYTES)) for _ in range(count)]
        )
        wrapped = self.wrap([Placed(context, each) for each in plain])
        return [DataKey(*both) for both in zip(plain, wrapped, strict=True)]

    def wrap(self, items: Sequence[Placed]) -> list[bytes]:
        return self._asked(lambda session: self._wrapped(session, items))

    def unwrap(self, items: Sequence[Placed]) -> list[bytes]:
        return whole(self.unwrap_each(items))

    def unwrap_each(self, items: Sequence[Placed]) -> list[bytes | None]:
        return self._asked(lambda session: [_unwrapped(session, each) for each in items])

    def rewrap(self, items: Sequence[Placed]) -> list[bytes]:
        opened = zip(items, self.unwrap(items), strict=True)
        return self.wrap([Placed(each.context, data) for each, data in opened])

    def rotate(self) -> None:
        self._asked(lambda session: _make_rest(session, _newest(session, self._newest) + 1))

    def sign(self, messages: Sequence[bytes]) -> list[bytes]:
        return self._asked(lambda session: _signed(session, messages))

    def signing_key(self) -> bytes:
        raise Refused("server.keys_in_module")

    def _wrapped(self, session: Any, items: Sequence[Placed]) -> list[bytes]:
        self._newest = _newest(session, self._newest)
        key = _rest(session, self._newest)
        head = self._newest.to_bytes(VERSION_BYTES, "big")
        nonces = [self._rng.bytes(NONCE_BYTES) for _ in items]
        return [
            head + nonce + bytes(key.encrypt(each.data, **_gcm(nonce, each)))
            for nonce, each in zip(nonces, items, strict=True)
        ]

    def _asked(self, act: Callable[[Any], Answer]) -> Answer:
        """Do `act` with the session; one that failed is opened anew next time."""
        return self._thread.submit(self._act, act).result()

    def _act(self, act: Callable[[Any], Answer]) -> Answer:
        try:
            if self._session is None:
                self._session = self._sign_in()
            return act(self._session)
        except PKCS11Error as error:
            self._session = None
            raise Unavailable("server.keys_away") from error

    def _sign_in(self) -> Any:
        pin = read_secret_file(self._address.pin).decode().strip()
        try:
            library = pkcs11.lib(str(self._address.module))
            token = library.get_token(token_label=self._address.token)
            try:
                return token.open(rw=True, user_pin=pin)
            except UserAlreadyLoggedIn:  # a token knows one sign-in for the whole process
                return token.open(rw=True)
        except PinIncorrect as error:
            raise Unavailable("server.keys_refused") from error
        except RuntimeError as error:  # the library does not load, or the token is not there
            raise Unavailable("server.keys_away") from error


def _begun(session: Any, *, is_new: bool, adopted: bytes | None) -> tuple[int, bytes]:
    """Return (newest version, public key of the receipts), made first when that may be."""
    try:
        return _newest(session), _public(session)
    except NoSuchKey as error:
        if not is_new and adopted is None:
            raise IntegrityFailure("server.keys_damaged") from error
    if adopted is not None:
        _take_in(session, adopted)
    else:
        _make_receipts(session)
    _make_rest(session, 1)
    return 1, _public(session)


def _signed(session: Any, messages: Sequence[bytes]) -> list[bytes]:
    key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=RECEIPTS)
    return [bytes(key.sign(each, mechanism=Mechanism.EDDSA)) for each in messages]


def _unwrapped(session: Any, item: Placed) -> bytes | None:
    version = int.from_bytes(item.data[:VERSION_BYTES], "big")
    nonce = item.data[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES]
    try:
        key = _rest(session, version)
        sealed = item.data[VERSION_BYTES + NONCE_BYTES :]
        return bytes(key.decrypt(sealed, **_gcm(nonce, item)))
    except (EncryptedDataInvalid, EncryptedDataLenRange, GeneralError, NoSuchKey):
        # SoftHSM says CKR_GENERAL_ERROR where the standard has CKR_ENCRYPTED_DATA_INVALID.
        return None


def _gcm(nonce: bytes, item: Placed) -> dict[str, Any]:
    return {
        "mechanism": Mechanism.AES_GCM,
        "mechanism_param": GCMParams(nonce, aad=item.context),
    }


def _rest(session: Any, version: int) -> Any:
    return session.get_key(object_class=ObjectClass.SECRET_KEY, label=REST.format(version=version))


def _newest(session: Any, known: int = 1) -> int:
    """Return the newest version, `known` or one made since. Raises NoSuchKey without any."""
    _rest(session, known)
    for version in range(known + 1, VERSIONS_MAX):
        try:
            _rest(session, version)
        except NoSuchKey:
            return version - 1
    return VERSIONS_MAX


def _make_rest(session: Any, version: int) -> None:
    session.generate_key(
        KeyType.AES,
        8 * KEY_BYTES,
        label=REST.format(version=version),
        store=True,
        template={Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True},
    )


def _make_receipts(session: Any) -> None:
    curve = session.create_domain_parameters(
        KeyType.EC_EDWARDS,
        {Attribute.EC_PARAMS: encode_named_curve_parameters(ED25519_OID)},
        local=True,
    )
    curve.generate_keypair(
        mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
        store=True,
        label=RECEIPTS,
        private_template={Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True},
    )


def _take_in(session: Any, signing_key: bytes) -> None:
    """Put a receipts' key from elsewhere into the token, public half last: it ends the act."""
    common = {
        Attribute.KEY_TYPE: KeyType.EC_EDWARDS,
        Attribute.TOKEN: True,
        Attribute.LABEL: RECEIPTS,
        Attribute.EC_PARAMS: encode_named_curve_parameters(ED25519_OID),
    }
    secret = {
        Attribute.CLASS: ObjectClass.PRIVATE_KEY,
        Attribute.VALUE: signing_key,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.SIGN: True,
    }
    known = {
        Attribute.CLASS: ObjectClass.PUBLIC_KEY,
        Attribute.EC_POINT: DER_OCTETS + public_half(signing_key),
        Attribute.VERIFY: True,
    }
    for each in (secret, known):
        asked = {Attribute.CLASS: each[Attribute.CLASS], Attribute.LABEL: RECEIPTS}
        if next(iter(session.get_objects(asked)), None) is None:
            session.create_object({**common, **each})


def _public(session: Any) -> bytes:
    """Return the public key: a DER octet string of 32 bytes, or the bytes themselves."""
    key = session.get_key(object_class=ObjectClass.PUBLIC_KEY, label=RECEIPTS)
    return bytes(key[Attribute.EC_POINT])[-KEY_BYTES:]
