"""What a reader of JSON would take, learnt by asking it: the source of the API's schemas.

A `Form` stands in for a message that nobody wrote. The reader (`fields.py`) asks it for one
field after the other; the form notes what was asked, with its bounds, and answers with an
example. Where a reader goes different ways (a choice, a field that may be absent) it is run
once for each. So the published schema is the code that reads, and cannot differ from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Form", "Schema", "Shape", "base64url", "schema_of"]

Schema = dict[str, Any]
RUNS_MAX = 10_000

_LAST_CHARACTER = {1: "[AQgw]", 2: "[AEIMQUYcgkosw048]"}
"""The last digit of base64url holds bits that nothing uses: they are zero."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one field may be, and an example that passes."""

    schema: Schema
    example: object


@dataclass(slots=True)
class _Plan:
    """Which way to go at each fork: all ways are tried, one run each."""

    turns: list[tuple[int, int]] = field(default_factory=list)
    place: int = 0

    def pick(self, count: int) -> int:
        if self.place == len(self.turns):
            self.turns.append((0, count))
        self.place += 1
        return self.turns[self.place - 1][0]

    def following(self) -> _Plan | None:
        turns = list(self.turns)
        while turns:
            way, count = turns.pop()
            if way + 1 < count:
                return _Plan([*turns, (way + 1, count)])
        return None


@dataclass(slots=True)
class Form:
    """One object as a reader went through it once."""

    _plan: _Plan
    shapes: dict[str, Schema] = field(default_factory=dict)
    lists: dict[str, tuple[int, Form]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, shape: Shape) -> object:
        self.shapes[name] = shape.schema
        return shape.example

    def choose(self, name: str, options: Sequence[str]) -> str:
        self.choices[name] = options[self._plan.pick(len(options))]
        return self.choices[name]

    def has(self) -> bool:
        return self._plan.pick(2) == 1

    def items(self, name: str, max_count: int) -> list[object]:
        inner = Form(self._plan)
        self.lists[name] = (max_count, inner)
        return [inner]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.shapes) | frozenset(self.lists) | frozenset(self.choices)


def schema_of(read: Callable[[Any], object]) -> Schema:
    """Return the JSON Schema (2020-12) of what `read` takes, a message's `parse` or the like."""
    forms = []
    plan: _Plan | None = _Plan()
    while plan is not None:
        forms.append(Form(plan))
        read(forms[-1])
        plan = plan.following()
        if len(forms) > RUNS_MAX:
            raise ValueError("a reader with too many ways")
    return _merged(forms)


def base64url(size_bytes: int) -> str:
    """Return the pattern of exactly `size_bytes` in base64url without padding."""
    digits, rest = (8 * size_bytes) // 6, size_bytes % 3
    return f"^[A-Za-z0-9_-]{{{digits}}}{_LAST_CHARACTER.get(rest, '')}$"


def _merged(forms: Sequence[Form]) -> Schema:
    """Join the ways: same fields, one object whose choices are lists; others, one of several."""
    by_choice: dict[tuple[tuple[str, str], ...], list[Form]] = {}
    for form in forms:
        by_choice.setdefault(tuple(sorted(form.choices.items())), []).append(form)
    alike: dict[tuple[frozenset[str], frozenset[str]], list[Form]] = {}
    for group in by_choice.values():
        always = frozenset.intersection(*(form.names for form in group))
        ever = frozenset.union(*(form.names for form in group))
        alike.setdefault((always, ever), []).extend(group)
    found = [_object(group, always) for (always, _), group in alike.items()]
    return found[0] if len(found) == 1 else {"oneOf": found}


def _object(forms: Sequence[Form], always: frozenset[str]) -> Schema:
    properties: Schema = {}
    for form in forms:
        properties |= form.shapes
    for name in {name for form in forms for name in form.choices}:
        properties[name] = {
            "type": "string",
            "enum": list(dict.fromkeys(form.choices[name] for form in forms)),
        }
    for name in {name for form in forms for name in form.lists}:
        held = [form.lists[name] for form in forms if name in form.lists]
        properties[name] = {
            "type": "array",
            "maxItems": held[0][0],
            "items": _merged([inner for _, inner in held]),
        }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(always),
        "properties": dict(sorted(properties.items())),
    }
