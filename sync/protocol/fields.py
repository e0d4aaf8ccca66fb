"""Reads one JSON object strictly: every field named, typed and bounded, none left over."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from kiosk.crypto.encoding import parse_canon, unb64
from kiosk.domain.ids import ID_BYTES
from kiosk.errors import IntegrityFailure

__all__ = ["Fields", "Malformed"]

INTEGER_MAX = 2**53
"""The greatest integer that every JSON reader keeps exact."""

Choice = TypeVar("Choice", bound=StrEnum)


class Malformed(IntegrityFailure):
    """Bytes that are not a message of this protocol; `what` names the place, not the content."""

    def __init__(self, what: str) -> None:
        super().__init__("sync.malformed")
        self.what = what

    def __str__(self) -> str:
        return f"{self.message_key}: {self.what}"


class Fields:
    """The fields of one object of outside JSON, taken one by one.

    Each `take` checks type and bounds and removes the field; `close` refuses
    what was not taken, by name: nothing unknown is dropped in silence.
    """

    def __init__(self, untrusted: object, what: str) -> None:
        if not isinstance(untrusted, Mapping):
            raise Malformed(what)
        self._left: dict[str, object] = dict(untrusted)
        self._what = what

    @classmethod
    def parse(cls, untrusted_body: bytes, what: str, max_bytes: int) -> Fields:
        """Read canonical JSON of at most `max_bytes`. Raises Malformed."""
        if len(untrusted_body) > max_bytes:
            raise Malformed(f"{what}: too large")
        try:
            return cls(parse_canon(untrusted_body), what)
        except Malformed:
            raise
        except (IntegrityFailure, ValueError) as error:
            raise Malformed(what) from error

    def has(self, name: str) -> bool:
        return name in self._left

    def text(self, name: str, max_length: int = 200, *, min_length: int = 0) -> str:
        value = self._take(name)
        if not isinstance(value, str) or not min_length <= len(value) <= max_length:
            raise self._bad(name)
        return value

    def number(self, name: str, low: int = 0, high: int = INTEGER_MAX) -> int:
        value = self._take(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._bad(name)
        return value

    def flag(self, name: str) -> bool:
        value = self._take(name)
        if not isinstance(value, bool):
            raise self._bad(name)
        return value

    def hexed(self, name: str, size_bytes: int = ID_BYTES) -> bytes:
        """Take an id or a hash written in lower-case hex."""
        return self._unhex(self._take(name), name, size_bytes)

    def hexed_list(
        self, name: str, max_count: int, size_bytes: int = ID_BYTES
    ) -> tuple[bytes, ...]:
        return tuple(self._unhex(value, name, size_bytes) for value in self.items(name, max_count))

    def sealed(self, name: str, size_bytes: int) -> bytes:
        """Take bytes of one possible size, written in base64url without padding."""
        value = self._take(name)
        if not isinstance(value, str) or len(value) > 2 * size_bytes + 4:
            raise self._bad(name)
        try:
            found = unb64(value)
        except (IntegrityFailure, ValueError) as error:
            raise self._bad(name) from error
        if len(found) != size_bytes:
            raise self._bad(name)
        return found

    def one_of(self, name: str, kind: type[Choice]) -> Choice:
        try:
            return kind(self.text(name))
        except ValueError as error:
            raise self._bad(name) from error

    def items(self, name: str, max_count: int) -> list[object]:
        value = self._take(name)
        if not isinstance(value, list) or len(value) > max_count:
            raise self._bad(name)
        return value

    def close(self) -> None:
        """Refuse fields nobody took: they belong to a version this build does not speak."""
        if self._left:
            raise Malformed(f"{self._what}: unknown field {sorted(self._left)[0][:40]!r}")

    def _take(self, name: str) -> object:
        try:
            return self._left.pop(name)
        except KeyError as error:
            raise Malformed(f"{self._what}: no {name}") from error

    def _unhex(self, value: object, name: str, size_bytes: int) -> bytes:
        if not isinstance(value, str) or len(value) != 2 * size_bytes or value != value.lower():
            raise self._bad(name)
        try:
            found = bytes.fromhex(value)
        except ValueError as error:
            raise self._bad(name) from error
        if len(found) != size_bytes:  # fromhex skips blanks
            raise self._bad(name)
        return found

    def _bad(self, name: str) -> Malformed:
        return Malformed(f"{self._what}: {name}")
