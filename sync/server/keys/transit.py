"""Keys in the transit engine of HashiCorp Vault or OpenBao: they never leave it.

The server signs in by AppRole, with a role that may use two keys and nothing else (README,
"Beyond one machine"), over TLS to an authority of its own. Associated data binds what is
wrapped to its place. Data keys are drawn here and wrapped there: the engine's own
`datakey` takes neither associated data nor batches. Tried against OpenBao 2.7, whose API
is Vault's; HashiCorp's own binary was not at hand.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import InitVar, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import hvac
from hvac.exceptions import Forbidden, InvalidPath, InvalidRequest, Unauthorized, VaultError

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.handover import wrapped_for_import
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.ports import Clock, Rng
from sync.server.keys.port import DataKey, Placed, whole
from sync.server.secret_files import read_secret_file

__all__ = ["TransitAddress", "TransitKeeper"]

KEY_BYTES = 32
TIMEOUT_S = 5
RENEW_AT = 0.6
"""A token is renewed when this share of its life has passed."""
BATCH = 200
"""OpenBao refuses a request of more than 1,000 strings, keys included: four an item."""
QUERY_KEYS = frozenset({"rest", "receipts", "ca", "role", "namespace"})


@dataclass(frozen=True, slots=True)
class TransitAddress:
    """`vault://HOST:PORT/MOUNT?role=FILE&ca=FILE&rest=KEY&receipts=KEY&namespace=N`.

    `role` is a JSON file with `role_id` and `secret_id`, for the server's user alone; `ca`
    the only authority that is believed.
    """

    url: str
    mount: str
    role: Path
    ca: Path
    rest: str = "reconnect-rest"
    receipts: str = "reconnect-receipts"
    namespace: str = ""

    @classmethod
    def parse(cls, text: str) -> TransitAddress:
        """Read an address. Raises InvalidInput("server.keys_address")."""
        try:
            found = urlsplit(text)
            query = dict(parse_qsl(found.query, strict_parsing=True))
            role, ca = Path(query.pop("role")), Path(query.pop("ca"))
            is_known = found.scheme == "vault" and query.keys() <= QUERY_KEYS
            if not is_known or not found.hostname or "@" in found.netloc or found.fragment:
                raise InvalidInput("server.keys_address")
        except (KeyError, ValueError) as error:
            raise InvalidInput("server.keys_address") from error
        mount = found.path.strip("/") or "transit"
        return cls(f"https://{found.netloc}", mount, role, ca, **query)


@dataclass(slots=True)
class TransitKeeper:
    """`KeyKeeper` over one transit engine."""

    address: TransitAddress
    clock: Clock
    rng: Rng = field(repr=False)
    adopted: InitVar[bytes | None] = None
    """Signing key of the keeper before this one; taken in when there is none yet."""
    _client: Any = field(init=False, repr=False)
    _renew_at_s: float = field(default=0.0, init=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _signer: tuple[int, bytes] = field(default=(0, b""), init=False)

    def __post_init__(self, adopted: bytes | None) -> None:
        if not self.address.ca.is_file():
            raise InvalidInput("server.secret_missing", path=str(self.address.ca))
        self._client = hvac.Client(
            url=self.address.url,
            verify=str(self.address.ca),
            timeout=TIMEOUT_S,
            namespace=self.address.namespace or None,
            token="",  # none from the environment or the home folder
        )
        # Else proxies, other authorities and a ~/.netrc come in by the environment.
        self._client.adapter.session.trust_env = False
        found = self._signers()
        if found is None and adopted is not None:
            self._adopt(adopted)
            found = self._signers()
        if found is None:
            raise Unavailable("server.keys_refused")
        # The oldest version signs: posts know its public key, a newer one would be a stranger.
        version = min(int(each) for each in found)
        self._signer = (version, base64.b64decode(found[str(version)]["public_key"]))

    @property
    def signer_ed(self) -> bytes:
        return self._signer[1]

    def data_keys(self, context: bytes, count: int) -> list[DataKey]:
        plain = [self.rng.bytes(KEY_BYTES) for _ in range(count)]
        wrapped = self.wrap([Placed(context, each) for each in plain])
        return [DataKey(*both) for both in zip(plain, wrapped, strict=True)]

    def wrap(self, items: Sequence[Placed]) -> list[bytes]:
        batch = [{"plaintext": _text(each.data), **_place(each)} for each in items]
        found = self._batch("encrypt", batch)
        if any(each.get("error") for each in found):
            raise CannotOpen
        return [each["ciphertext"].encode() for each in found]

    def unwrap(self, items: Sequence[Placed]) -> list[bytes]:
        return whole(self.unwrap_each(items))

    def unwrap_each(self, items: Sequence[Placed]) -> list[bytes | None]:
        found = self._batch("decrypt", [_wrapped(each) for each in items])
        return [
            None if each.get("error") else base64.b64decode(each["plaintext"]) for each in found
        ]

    def rewrap(self, items: Sequence[Placed]) -> list[bytes]:
        # The engine's own `rewrap` takes no associated data (OpenBao 2.7): what is bound to a
        # place must be opened. These are data keys, which this process may open anyway.
        opened = zip(items, self.unwrap(items), strict=True)
        return self.wrap([Placed(each.context, data) for each, data in opened])

    def rotate(self) -> None:
        self._post(f"keys/{self.address.rest}/rotate", {})

    def sign(self, messages: Sequence[bytes]) -> list[bytes]:
        path, version = f"sign/{self._receipts}", {"key_version": self._signer[0]}
        signatures = []
        for some in _batches([{"input": _text(each)} for each in messages]):
            found = self._post(path, {**version, "batch_input": some})["batch_results"]
            signatures += [base64.b64decode(each["signature"].rpartition(":")[2]) for each in found]
        return signatures

    def signing_key(self) -> bytes:
        try:
            found = self._ask(lambda: self._get(f"export/signing-key/{self._receipts}"))["keys"]
        except InvalidRequest as error:  # "private key material is not exportable"
            raise Refused("server.keys_stay") from error
        return base64.b64decode(found[str(self._signer[0])])[:KEY_BYTES]

    def _signers(self) -> dict[str, Any] | None:
        """Return the versions of the receipts' key, None when there is no such key."""
        found = self._ask_for(lambda: self._get(f"keys/{self._receipts}"))
        return None if found is None else dict(found["keys"])

    def _adopt(self, signing_key: bytes) -> None:
        pem = str(self._ask(lambda: self._get("wrapping_key"))["public_key"])
        wrapped = wrapped_for_import(signing_key, pem.encode(), self.rng)
        body = {"ciphertext": _text(wrapped), "type": "ed25519", "hash_function": "SHA256"}
        self._post(f"keys/{self._receipts}/import", body)

    @property
    def _receipts(self) -> str:
        return self.address.receipts

    def _batch(self, verb: str, batch: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return the answer to each: with an `error` where it does not open."""
        found: list[dict[str, str]] = []
        for some in _batches(batch):
            try:
                answer = self._post(f"{verb}/{self.address.rest}", {"batch_input": some})
            except InvalidRequest as error:
                answer = _of_some(error, len(some))
            found += answer["batch_results"]
        return found

    def _get(self, path: str) -> Any:
        return self._client.adapter.get(f"/v1/{self.address.mount}/{path}")

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        path = f"/v1/{self.address.mount}/{path}"
        return self._ask(lambda: self._client.adapter.post(path, json=body))

    def _ask(self, ask: Callable[[], Any]) -> dict[str, Any]:
        found = self._ask_for(ask)
        if found is None:
            raise Unavailable("server.keys_refused")
        return found

    def _ask_for(self, ask: Callable[[], Any]) -> dict[str, Any] | None:
        """Ask with a living token: a token that was revoked is replaced, once. Return None
        for what is not there."""
        try:
            self._keep_token()
            try:
                answer = ask()
            except (Forbidden, Unauthorized):
                self._sign_in()
                answer = ask()
        except InvalidPath:
            return None
        except (Forbidden, Unauthorized) as error:
            raise Unavailable("server.keys_refused") from error
        except InvalidRequest:
            raise
        except (VaultError, OSError) as error:
            raise Unavailable("server.keys_away") from error
        found: dict[str, Any] = answer.get("data") or {} if isinstance(answer, dict) else {}
        return found

    def _keep_token(self) -> None:
        with self._guard:
            if self.clock.boottime_s() < self._renew_at_s:
                return
            try:
                if self._renew_at_s:
                    self._note(self._client.auth.token.renew_self())
                    return
            except (Forbidden, InvalidRequest):
                pass  # it ended while we slept, or has reached its longest life
            self._sign_in()

    def _sign_in(self) -> None:
        role = self.address.role
        try:
            found = json.loads(read_secret_file(role))
            role_id, secret_id = found["role_id"], found["secret_id"]
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput("server.secret_missing", path=str(role)) from error
        try:
            self._note(self._client.auth.approle.login(role_id=role_id, secret_id=secret_id))
        except InvalidRequest as error:  # "invalid role or secret ID"
            raise Unavailable("server.keys_refused") from error

    def _note(self, answer: dict[str, Any]) -> None:
        self._client.token = answer["auth"]["client_token"]
        life_s = float(answer["auth"]["lease_duration"])
        self._renew_at_s = self.clock.boottime_s() + life_s * RENEW_AT


def _of_some(error: InvalidRequest, count: int) -> dict[str, Any]:
    """Return the answer to a batch of which not all opened: it comes as a refusal.

    Raises CannotOpen for any other.
    """
    match error.json:
        case {"data": {"batch_results": list(results)}} if len(results) == count:
            return {"batch_results": results}
        case _:
            raise CannotOpen from None


def _batches(batch: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    return (batch[at : at + BATCH] for at in range(0, len(batch), BATCH))


def _wrapped(item: Placed) -> dict[str, str]:
    """What is no text is none of the engine's, which says so of it alone."""
    return {"ciphertext": item.data.decode("ascii", errors="replace"), **_place(item)}


def _place(item: Placed) -> dict[str, str]:
    return {"associated_data": _text(item.context)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
