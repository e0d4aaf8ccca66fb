"""Looking for a safe that exists already (PROTOCOL.md section 3): both ways boxed, so that the
server in between reads who asks and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.crypto.encoding import b64, canon
from kiosk.crypto.finding import ANSWER_BYTES, QUESTION_BYTES
from sync.protocol.fields import Fields
from sync.protocol.limits import JSON_MAX_BYTES

__all__ = ["SearchAnswer", "SearchRequest"]

SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A professional's question to custody (FORMAT.md flow 6.17)."""

    search: bytes
    pro: bytes
    box: bytes
    signature: bytes

    def encode(self) -> bytes:
        return canon(
            {
                "search": self.search.hex(),
                "pro": self.pro.hex(),
                "box": b64(self.box),
                "sig": b64(self.signature),
            }
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> SearchRequest:
        fields = Fields.parse(untrusted_body, "search", JSON_MAX_BYTES)
        request = cls(
            search=fields.hexed("search"),
            pro=fields.hexed("pro"),
            box=fields.sealed("box", QUESTION_BYTES),
            signature=fields.sealed("sig", SIGNATURE_BYTES),
        )
        fields.close()
        return request


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Custody's answer, for whoever asked."""

    box: bytes

    def encode(self) -> bytes:
        return canon({"box": b64(self.box)})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> SearchAnswer:
        fields = Fields.parse(untrusted_body, "search answer", JSON_MAX_BYTES)
        answer = cls(box=fields.sealed("box", ANSWER_BYTES))
        fields.close()
        return answer
