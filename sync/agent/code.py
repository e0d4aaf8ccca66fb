"""The enrolment code: one line, typed or scanned, that makes a machine a post.

`rk1-` and the base64url of canonical JSON: server address, SHA-256 of its certificate,
the network root's public key, structure, ticket and ten random bytes. Good once, for a day.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.crypto.encoding import parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import CODE_BYTES
from kiosk.crypto.tickets import CODE_PREFIX as PREFIX
from kiosk.crypto.tickets import code_of
from kiosk.domain.ids import NOBODY, StructureId
from kiosk.errors import InvalidInput
from sync.protocol.fields import Fields, Malformed

__all__ = ["EnrolmentCode", "format_code", "parse_code"]

CODE_MAX_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """What a code says. `key` is the secret of the ticket."""

    url: str
    certificate_sha256: bytes
    root_ed: bytes
    structure: StructureId
    ticket: bytes
    key: bytes = field(repr=False)


def parse_code(untrusted_text: str) -> EnrolmentCode:
    """Return what a code says; blanks and line ends that came with it do not count.

    Raises: InvalidInput("enrol.bad_code").
    """
    text = "".join(untrusted_text.split())
    if not text.startswith(PREFIX) or len(text) > CODE_MAX_CHARACTERS:
        raise InvalidInput("enrol.bad_code")
    try:
        fields = Fields(parse_canon(unb64(text.removeprefix(PREFIX))), "code")
        code = EnrolmentCode(
            url=fields.text("u", 300),
            certificate_sha256=fields.sealed("c", 32),
            root_ed=fields.sealed("r", 32),
            structure=StructureId(fields.hexed("s")),
            ticket=fields.hexed("t"),
            key=fields.sealed("k", CODE_BYTES),
        )
        fields.close()
    except (CannotOpen, Malformed) as error:
        raise InvalidInput("enrol.bad_code") from error
    if NOBODY in {code.structure, code.ticket}:
        raise InvalidInput("enrol.bad_code")
    return code


def format_code(code: EnrolmentCode) -> str:
    """Return the line that `parse_code` reads."""
    return code_of(
        code.url, code.certificate_sha256, code.root_ed, code.structure, code.ticket, code.key
    )
