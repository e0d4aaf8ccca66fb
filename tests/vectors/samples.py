"""One sealed record of every label in use, and its neighbours that must not open it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.crypto.encoding import Z
from kiosk.crypto.records import RECORDS, BoxKey, Form, Kind, Label, seal
from tests.vectors.cast import StreamRng, some

Value = bytes | int | str


@dataclass(frozen=True, slots=True)
class Sample:
    """A record with everything needed to seal and open it again."""

    label: Label
    fields: Mapping[str, Value]
    plaintext: bytes
    secret: bytes
    """The envelope's key, or the private key of the box's recipient."""

    @property
    def is_box(self) -> bool:
        return RECORDS[self.label].form is Form.BOX

    @property
    def opener(self) -> bytes | BoxKey:
        return BoxKey.of(self.secret) if self.is_box else self.secret

    @property
    def sealer(self) -> bytes:
        return BoxKey.of(self.secret).public if self.is_box else self.secret

    def sealed(self) -> bytes:
        rng = StreamRng("salt:" + self.label)
        return seal(self.label, self.sealer, self.plaintext, rng=rng, **self.fields)


def samples() -> Iterator[Sample]:
    """Yield a sample of every label in use; items in each of their three spaces."""
    for label, record in RECORDS.items():
        if record.later:
            continue
        fields: dict[str, Value] = {}
        for number, field in enumerate(record.fields, start=1):
            match field.kind:
                case Kind.ID | Kind.HASH:
                    fields[field.name] = some(f"{label} {field.name}", field.kind.value)
                case Kind.U32:
                    fields[field.name] = number
                case Kind.SPACE:
                    fields[field.name] = "sh"
        plaintext = some(f"{label} plaintext", record.size_bytes or 333)
        secret = some(f"{label} key", 32)
        if label is Label.ITEM:
            for space, epoch, skv in (("prv", Z, 0), ("sh", some("an epoch"), 0), ("pro", Z, 3)):
                placed = fields | {"space": space, "epoch": epoch, "skv": skv}
                yield Sample(label, placed, plaintext, secret)
        else:
            yield Sample(label, fields, plaintext, secret)


def neighbours(sample: Sample) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Yield contexts that differ in one thing from the sample's own, each well formed."""
    if sample.label is Label.ITEM:
        placed = {"prv": (Z, 0), "sh": (some("an epoch"), 0), "pro": (Z, 3)}
        for space, (epoch, skv) in placed.items():
            if space != sample.fields["space"]:
                yield "space", {**sample.fields, "space": space, "epoch": epoch, "skv": skv}
    for name, value in sample.fields.items():
        match value:
            case bytes() if value != Z:
                for bit in (0, 127):
                    flipped = (int.from_bytes(value, "big") ^ (1 << bit)).to_bytes(16, "big")
                    yield name, {**sample.fields, name: flipped}
            case int() if value:
                yield name, {**sample.fields, name: value + 1}
            case _:
                pass  # the key another space would name: covered by changing the space
