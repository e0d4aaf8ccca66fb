"""What became of reminders (PROTOCOL.md section 3): boxes that only who ordered opens."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.crypto.encoding import b64, canon
from kiosk.crypto.reminders import FATE_BOX_BYTES
from sync.protocol.fields import Fields
from sync.protocol.limits import ANSWER_MAX_BYTES

__all__ = ["FATES_MAX_COUNT", "Fate", "Fates"]

FATES_MAX_COUNT = 100


@dataclass(frozen=True, slots=True)
class Fate:
    """What custody tells of one order, sealed to the key that the order names (FORMAT.md 6.16)."""

    structure: bytes
    """Who ordered; `Z` for the person."""
    remind: bytes
    n: int
    box: bytes

    def as_json(self) -> dict[str, object]:
        return {
            "structure": self.structure.hex(),
            "remind": self.remind.hex(),
            "n": self.n,
            "box": b64(self.box),
        }

    @classmethod
    def read(cls, untrusted: object) -> Fate:
        fields = Fields(untrusted, "fate")
        fate = cls(
            structure=fields.hexed("structure"),
            remind=fields.hexed("remind"),
            n=fields.number("n", 1),
            box=fields.sealed("box", FATE_BOX_BYTES),
        )
        fields.close()
        return fate


@dataclass(frozen=True, slots=True)
class Fates:
    """What is known of a person's reminders, the latest appointments first."""

    fates: tuple[Fate, ...] = ()

    def encode(self) -> bytes:
        return canon({"fates": [each.as_json() for each in self.fates]})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Fates:
        fields = Fields.parse(untrusted_body, "fates", ANSWER_MAX_BYTES)
        found = cls(tuple(Fate.read(each) for each in fields.items("fates", FATES_MAX_COUNT)))
        fields.close()
        return found
