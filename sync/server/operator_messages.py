"""What the operator's tool tells the server, as frozen values; not part of the posts' wire."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.crypto.encoding import b64, canon
from sync.protocol.fields import Fields, Malformed
from sync.protocol.limits import JSON_MAX_BYTES
from sync.protocol.messages import StructureState

__all__ = ["Agreement", "AgreementTold", "CodeCancelled", "Done", "RootTold", "StructureTold"]

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Done:
    """The server did what it was told."""

    def encode(self) -> bytes:
        return canon({"ok": True})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Done:
        fields = Fields.parse(untrusted_body, "done", JSON_MAX_BYTES)
        if not fields.flag("ok"):
            raise Malformed("done: ok")
        fields.close()
        return cls()


@dataclass(frozen=True, slots=True)
class RootTold:
    """Serve this network root."""

    ed: bytes

    def encode(self) -> bytes:
        return canon({"ed": b64(self.ed)})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> RootTold:
        fields = Fields.parse(untrusted_body, "root", JSON_MAX_BYTES)
        told = cls(ed=fields.sealed("ed", KEY_BYTES))
        fields.close()
        return told


@dataclass(frozen=True, slots=True)
class StructureTold:
    """Suspend, end or take back a structure (ROL-28)."""

    structure: bytes
    state: StructureState

    def encode(self) -> bytes:
        return canon({"structure": self.structure.hex(), "state": self.state.value})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> StructureTold:
        fields = Fields.parse(untrusted_body, "structure", JSON_MAX_BYTES)
        told = cls(
            structure=fields.hexed("structure"), state=fields.one_of("state", StructureState)
        )
        fields.close()
        return told


@dataclass(frozen=True, slots=True)
class Agreement:
    """From when to when a structure may use the server: Unix seconds, the end excluded."""

    starts_at: int
    ends_at: int

    def state_at(self, now: int, said: StructureState) -> StructureState:
        """Return the structure's state: what the operator said, within the agreement's time.

        Before it begins the structure is as suspended; at its end it is ended by itself,
        at once and everywhere (ROL-33), and active again if the agreement is prolonged.
        """
        if now >= self.ends_at or said is StructureState.ENDED:
            return StructureState.ENDED
        return StructureState.SUSPENDED if now < self.starts_at else said


@dataclass(frozen=True, slots=True)
class AgreementTold:
    """A structure's agreement lasts from `starts_at` to `ends_at` (LIF-17)."""

    structure: bytes
    agreement: Agreement

    def encode(self) -> bytes:
        return canon(
            {
                "structure": self.structure.hex(),
                "starts_at": self.agreement.starts_at,
                "ends_at": self.agreement.ends_at,
            }
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> AgreementTold:
        fields = Fields.parse(untrusted_body, "agreement", JSON_MAX_BYTES)
        told = cls(
            structure=fields.hexed("structure"),
            agreement=Agreement(fields.number("starts_at"), fields.number("ends_at")),
        )
        fields.close()
        return told


@dataclass(frozen=True, slots=True)
class CodeCancelled:
    """An enrolment code must serve nobody any more."""

    ticket: bytes

    def encode(self) -> bytes:
        return canon({"ticket": self.ticket.hex()})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> CodeCancelled:
        fields = Fields.parse(untrusted_body, "code", JSON_MAX_BYTES)
        told = cls(ticket=fields.hexed("ticket"))
        fields.close()
        return told
