"""Reads one JSON object strictly: every field named, typed and bounded, none left over."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from kiosk.crypto.encoding import b64, parse_canon, unb64
from kiosk.domain.ids import ID_BYTES
from kiosk.errors import IntegrityFailure
from sync.protocol.forms import Form, Schema, Shape, base64url

__all__ = ["Fields", "Malformed"]

INTEGER_MAX = 2**53 - 1
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
        self._form = untrusted if isinstance(untrusted, Form) else None
        if self._form is None and not isinstance(untrusted, Mapping):
            raise Malformed(what)
        self._left: dict[str, object] = dict(untrusted) if isinstance(untrusted, Mapping) else {}
        self._what = what

    @classmethod
    def parse(cls, untrusted_body: bytes | Form, what: str, max_bytes: int) -> Fields:
        """Read canonical JSON of at most `max_bytes`. Raises Malformed."""
        if isinstance(untrusted_body, Form):
            return cls(untrusted_body, what)
        if len(untrusted_body) > max_bytes:
            raise Malformed(f"{what}: too large")
        try:
            return cls(parse_canon(untrusted_body), what)
        except Malformed:
            raise
        except (IntegrityFailure, ValueError) as error:
            raise Malformed(what) from error

    def has(self, name: str) -> bool:
        return name in self._left if self._form is None else self._form.has()

    def text(self, name: str, max_length: int = 200, *, min_length: int = 0) -> str:
        schema = {"type": "string", "minLength": min_length, "maxLength": max_length}
        value = self._take(name, Shape(schema, "x" * max(1, min_length)))
        if not isinstance(value, str) or not min_length <= len(value) <= max_length:
            raise self._bad(name)
        return value

    def number(self, name: str, low: int = 0, high: int = INTEGER_MAX) -> int:
        schema = {"type": "integer", "minimum": low, "maximum": high}
        value = self._take(name, Shape(schema, low))
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._bad(name)
        return value

    def numbers(self, name: str, max_count: int, low: int, high: int) -> tuple[int, ...]:
        each = {"type": "integer", "minimum": low, "maximum": high}
        found = self._list(name, max_count, each)
        numbers = [v for v in found if isinstance(v, int) and not isinstance(v, bool)]
        if len(numbers) != len(found) or not all(low <= v <= high for v in numbers):
            raise self._bad(name)
        return tuple(numbers)

    def flag(self, name: str) -> bool:
        value = self._take(name, Shape({"type": "boolean"}, example=True))
        if not isinstance(value, bool):
            raise self._bad(name)
        return value

    def hexed(self, name: str, size_bytes: int = ID_BYTES) -> bytes:
        """Take an id or a hash written in lower-case hex."""
        shape = Shape(_hex_schema(size_bytes), "00" * size_bytes)
        return self._unhex(self._take(name, shape), name, size_bytes)

    def hexed_list(
        self, name: str, max_count: int, size_bytes: int = ID_BYTES
    ) -> tuple[bytes, ...]:
        found = self._list(name, max_count, _hex_schema(size_bytes))
        return tuple(self._unhex(value, name, size_bytes) for value in found)

    def named_ids(self, name: str, max_count: int) -> list[tuple[str, bytes]]:
        """Take a list of pairs: a kind, and an id or a hash in hex."""
        pair = {
            "type": "array",
            "items": {"type": "string", "maxLength": 64},
            "minItems": 2,
            "maxItems": 2,
        }
        found = []
        for each in self._list(name, max_count, pair):
            match each:
                case [str(kind), str(hexed)] if len(kind) <= 20 and len(hexed) in {32, 64}:
                    found.append((kind, self._unhex(hexed, name, len(hexed) // 2)))
                case _:
                    raise self._bad(name)
        return found

    def sealed(self, name: str, size_bytes: int) -> bytes:
        """Take bytes of one possible size, written in base64url without padding."""
        schema = {"type": "string", "pattern": base64url(size_bytes)}
        value = self._take(name, Shape(schema, b64(bytes(size_bytes))))
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
        if self._form is not None:
            return kind(self._form.choose(name, [each.value for each in kind]))
        try:
            return kind(self.text(name))
        except ValueError as error:
            raise self._bad(name) from error

    def items(self, name: str, max_count: int) -> list[object]:
        """Take a list of objects, each for `Fields` to read."""
        if self._form is not None:
            return self._form.items(name, max_count)
        return self._list(name, max_count, {})

    def close(self) -> None:
        """Refuse fields nobody took: they belong to a version this build does not speak."""
        if self._left:
            raise Malformed(f"{self._what}: unknown field {sorted(self._left)[0][:40]!r}")

    def _list(self, name: str, max_count: int, each: Schema) -> list[object]:
        schema = {"type": "array", "maxItems": max_count, "items": each}
        value = self._take(name, Shape(schema, []))
        if not isinstance(value, list) or len(value) > max_count:
            raise self._bad(name)
        return value

    def _take(self, name: str, shape: Shape) -> object:
        if self._form is not None:
            return self._form.take(name, shape)
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


def _hex_schema(size_bytes: int) -> Schema:
    return {"type": "string", "pattern": f"^[0-9a-f]{{{2 * size_bytes}}}$"}
