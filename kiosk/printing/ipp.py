"""IPP as bytes: requests written, answers read (RFC 8010, RFC 8011). Nothing else of it.

Only what talking to a scheduler takes. An answer is read as untrusted: it parses, or
`BadAnswer` is raised. Collections (RFC 8010, section 3.1.6) come as the flat list of their
members' values, which nobody here reads.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Answer", "Attribute", "BadAnswer", "Group", "Operation", "Tag", "parse", "request"]

VERSION = (2, 0)
END = 0x03
FIRST_VALUE_TAG = 0x10
"""Tags below it begin a group, those from it on a value (RFC 8010, section 3.5)."""


class Operation(IntEnum):
    """RFC 8011 section 5.4.15, RFC 3995, and CUPS' own from 0x4001."""

    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CREATE_PRINTER_SUBSCRIPTIONS = 0x0016
    CANCEL_SUBSCRIPTION = 0x001B
    GET_NOTIFICATIONS = 0x001C
    CUPS_GET_DEFAULT = 0x4001
    CUPS_GET_PRINTERS = 0x4002


class Group(IntEnum):
    """Groups of attributes."""

    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04
    UNSUPPORTED = 0x05
    SUBSCRIPTION = 0x06
    EVENT = 0x07


class Tag(IntEnum):
    """Kinds of values."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49


Value = int | bool | str | bytes


class BadAnswer(Exception):
    """These bytes are no IPP answer."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a request; several values are told one after another."""

    tag: Tag
    name: str
    values: tuple[int | bool | str, ...]

    @classmethod
    def of(cls, tag: Tag, name: str, *values: int | bool | str) -> Attribute:
        return cls(tag, name, values)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status, and every group with its attributes, in order."""

    status: int
    groups: tuple[tuple[int, Mapping[str, tuple[Value, ...]]], ...]

    @property
    def is_good(self) -> bool:
        """RFC 8011, appendix B.1.2: everything below 0x0100 succeeded."""
        return self.status < 0x0100

    def of(self, group: Group) -> list[Mapping[str, tuple[Value, ...]]]:
        """Return every group of that kind."""
        return [attributes for tag, attributes in self.groups if tag == group]


def request(
    operation: Operation,
    number: int,
    groups: Iterable[tuple[Group, Iterable[Attribute]]],
) -> bytes:
    """Return a request's bytes; a document follows them as it is.

    Charset and language stand first in the first group, as RFC 8011 section 4.1.4 wants.
    """
    parts = [struct.pack(">BBHI", *VERSION, operation, number)]
    for group, attributes in groups:
        parts.append(bytes([group]))
        parts += [_written(each) for each in attributes]
    return b"".join([*parts, bytes([END])])


def parse(untrusted: bytes) -> Answer:
    """Return what an answer says. Raises: BadAnswer."""
    try:
        return _parse(untrusted)
    except (struct.error, IndexError, UnicodeDecodeError) as cause:
        raise BadAnswer from cause


def _written(attribute: Attribute) -> bytes:
    parts, name = [], attribute.name.encode("ascii")
    for value in attribute.values:
        content = _content(attribute.tag, value)
        parts.append(struct.pack(">BH", attribute.tag, len(name)) + name)
        parts.append(struct.pack(">H", len(content)) + content)
        name = b""  # further values of the same attribute carry none
    return b"".join(parts)


def _content(tag: Tag, value: int | bool | str) -> bytes:
    match tag, value:
        case Tag.BOOLEAN, bool():
            return bytes([value])
        case ((Tag.INTEGER | Tag.ENUM), int()):
            return struct.pack(">i", value)
        case ((Tag.INTEGER | Tag.ENUM | Tag.BOOLEAN), _):
            raise ValueError("this value is not of this kind")
        case _, str():
            return value.encode("utf-8")
        case _:
            raise ValueError("this value is not of this kind")


def _parse(untrusted: bytes) -> Answer:
    _, _, status, _ = struct.unpack_from(">BBHI", untrusted)
    groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
    at, name = 8, ""
    while (tag := untrusted[at]) != END:
        at += 1
        if tag < FIRST_VALUE_TAG:
            groups.append((tag, {}))
            name = ""
            continue
        told, at = _counted(untrusted, at)
        content, at = _counted(untrusted, at)
        name = told.decode("ascii") if told else name
        if not groups or not name:
            raise BadAnswer("a value of nothing")
        attributes = groups[-1][1]
        attributes[name] = (*attributes.get(name, ()), _value(tag, content))
    return Answer(status, tuple(groups))


def _counted(untrusted: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", untrusted, at)
    end = at + 2 + length
    if end > len(untrusted):
        raise BadAnswer("cut short")
    return untrusted[at + 2 : end], end


def _value(tag: int, content: bytes) -> Value:
    match tag:
        case Tag.INTEGER | Tag.ENUM:
            (number,) = struct.unpack(">i", content)
            return int(number)
        case Tag.BOOLEAN:
            return content != b"\0"
        case Tag.TEXT | Tag.NAME | Tag.KEYWORD | Tag.URI | Tag.CHARSET | Tag.LANGUAGE:
            return content.decode("utf-8")
        case Tag.MIME_TYPE:
            return content.decode("ascii")
        case _:
            return content
