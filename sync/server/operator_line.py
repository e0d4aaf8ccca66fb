"""The operator's line to the server: HTTPS to one pinned certificate, with a token.

Small and of the standard library alone, so that the authority's machine needs nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kiosk.crypto.encoding import parse_canon
from kiosk.errors import IntegrityFailure, InvalidInput, KioskError, Refused, Unavailable
from sync.protocol.frames import batches, encode_statements
from sync.protocol.limits import (
    ADMIN_STATEMENTS_PATH,
    CONTENT_BINARY,
    CONTENT_JSON,
    PROTOCOL_HEADER,
    PROTOCOL_VERSION,
)
from sync.protocol.messages import Answers, AnswerStatus, Hello, StructureState
from sync.server.authority import Authority, PostLine
from sync.server.operator_messages import (
    Agreement,
    AgreementTold,
    CodeCancelled,
    RootTold,
    StructureTold,
)

__all__ = ["OperatorLine", "send_unsent"]

TIMEOUT_S = 30.0
ANSWER_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """Asks one server, as its operator."""

    line: PostLine

    def set_root(self, ed: bytes) -> None:
        """Raises Refused("server.other_root") when the server serves another root."""
        self._ask("POST", "/v1/admin/root", RootTold(ed).encode(), CONTENT_JSON)

    def set_structure_state(self, structure: bytes, state: str) -> None:
        body = StructureTold(structure, StructureState(state)).encode()
        self._ask("POST", "/v1/admin/structure", body, CONTENT_JSON)

    def set_agreement(self, structure: bytes, agreement: Agreement) -> None:
        body = AgreementTold(structure, agreement).encode()
        self._ask("POST", "/v1/admin/agreement", body, CONTENT_JSON)

    def cancel_code(self, ticket: bytes) -> None:
        """Raises InvalidInput("server.code_unknown") for one that is used, over or unknown."""
        body = CodeCancelled(ticket).encode()
        self._ask("POST", "/v1/admin/code", body, CONTENT_JSON, unknown="server.code_unknown")

    def hello(self) -> Hello:
        return Hello.parse(self._ask("GET", "/v1/hello", b"", CONTENT_JSON))

    def overview(self) -> dict[str, Any]:
        return parse_canon(self._ask("GET", "/v1/admin/overview", b"", CONTENT_JSON))

    def send(self, wires: list[bytes]) -> Answers:
        body = encode_statements(wires)
        return Answers.parse(self._ask("POST", ADMIN_STATEMENTS_PATH, body, CONTENT_BINARY))

    def _ask(
        self, method: str, path: str, body: bytes, content: str, *, unknown: str = ""
    ) -> bytes:
        parts = urlsplit(self.line.url)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the fingerprint below is the whole check
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=TIMEOUT_S, context=context
        )
        try:
            connection.connect()
            self._check_certificate(connection)
            headers = {
                "Authorization": f"Bearer {self.line.token}",
                "Content-Type": content,
                PROTOCOL_HEADER: str(PROTOCOL_VERSION),
            }
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = response.read(ANSWER_MAX_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable("server.away") from error
        finally:
            connection.close()
        match response.status:
            case 200:
                return answer
            case 401:
                raise Refused("server.bad_token")
            case 404 if unknown:
                raise InvalidInput(unknown)
            case 409:
                raise Refused("server.other_root")
            case status:
                raise Unavailable("server.unexpected", status=status)

    def _check_certificate(self, connection: http.client.HTTPSConnection) -> None:
        sock = connection.sock
        shown = sock.getpeercert(binary_form=True) if isinstance(sock, ssl.SSLSocket) else None
        digest = hashlib.sha256(shown or b"").digest()
        if not hmac.compare_digest(digest, self.line.certificate_sha256):
            raise IntegrityFailure("server.other_certificate")


def send_unsent(authority: Authority, line: OperatorLine) -> None:
    """Send what the server has not acknowledged; what it has leaves `authority.unsent`.

    Raises: Unavailable when the server is away (everything is kept), Refused when it
    refuses a statement, which stays too.
    """
    refused: KioskError | None = None
    for batch in list(batches([(wire, wire) for wire in authority.unsent])):
        answers = line.send([wire for _, wire in batch]).answers
        for (_, wire), answer in zip(batch, answers, strict=True):
            match answer.status:
                case AnswerStatus.STORED | AnswerStatus.KNOWN:
                    authority.unsent.remove(wire)
                case AnswerStatus.REFUSED:
                    refused = Refused("server.statement_refused", reason=answer.code)
                case AnswerStatus.WAITING:
                    refused = refused or Unavailable("server.statement_waits")
    if refused is not None:
        raise refused
