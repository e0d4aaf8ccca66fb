"""The server's API as an OpenAPI 3.1 document, made from what reads and writes the wire.

Schemas come from the messages' own readers (`forms.py`), sizes from `limits.py`, statuses
and codes from `codes.py`. What stands here is only which of them meet at which address; a
test compares the addresses with the routes, and a fuzzer the whole with the running server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from sync.protocol import journal, messages, reminders, search
from sync.protocol.codes import ErrorCode, error_status
from sync.protocol.forms import Schema, schema_of
from sync.protocol.limits import (
    ADMIN_STATEMENTS_PATH,
    BUNDLE_MAX_BYTES,
    BUNDLE_MAX_COUNT,
    CHUNK_MAX_BYTES,
    CONTENT_BINARY,
    CONTENT_JSON,
    CONTENT_PARTS,
    FRAME_MAX_BYTES,
    PAGE_MAX_COUNT,
    PROTOCOL_HEADER,
    PROTOCOL_VERSIONS,
    WAIT_MAX_S,
)
from sync.server import operator_messages
from sync.server.central import PART_BYTES_MAX

__all__ = ["OPERATIONS", "Operation", "document"]

E = ErrorCode
Reader = Callable[[Any], object]

ALWAYS = ((E.SERVER_FAULT, 500), (E.SERVER_FAULT, 503))
VERSIONED = ((E.PROTOCOL, 426), (E.MAINTENANCE, 503))
COUNTED = ((E.TOO_MANY, 429),)
READ_BODY = ((E.MALFORMED, 400), (E.TOO_LARGE, 413), (E.TOO_MANY, 408))
SIGNED_IN = ((E.NOT_SIGNED_IN, 401), (E.DEVICE_REMOVED, 403), *COUNTED)
OPERATOR = ((E.NOT_SIGNED_IN, 401), *COUNTED)

HEX_16 = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
HEX_32 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
LENGTH = {"type": "integer", "minimum": 1, "maximum": PART_BYTES_MAX}
COUNT = {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Body:
    """What a request or an answer carries: a message read by `reads`, or bytes of a kind."""

    media: str
    reads: Reader | None = None
    says: str = ""
    schema: Schema = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in the address or the head."""

    name: str
    place: str
    schema: Schema
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    summary: str
    answers: dict[int, Body | None]
    door: str = ""
    """Whose token opens it: "device", "operator", or nobody's."""
    takes: Body | None = None
    parameters: tuple[Parameter, ...] = ()
    noes: tuple[tuple[ErrorCode, int], ...] = ()
    is_versioned: bool = True

    @property
    def all_noes(self) -> list[tuple[ErrorCode, int]]:
        found = [*ALWAYS, *self.noes]
        found += VERSIONED if self.is_versioned else ()
        found += READ_BODY if self.takes else ()
        found += {"device": SIGNED_IN, "operator": OPERATOR, "": ()}[self.door]
        return list(dict.fromkeys(found))


def _no(*codes: ErrorCode) -> tuple[tuple[ErrorCode, int], ...]:
    return tuple((code, error_status(code)) for code in codes)


def _json(reads: Reader) -> Body:
    return Body(CONTENT_JSON, reads)


STATEMENTS = Body(CONTENT_BINARY, says="A statements frame (PROTOCOL.md section 2).")
WORLD = Body(CONTENT_BINARY, says="A world frame: what a new post must know of its structure.")
PAGE = Body(CONTENT_BINARY, says="A page frame; its first piece is a PageHead.")
PIECE = Body(CONTENT_BINARY, says="The next piece of the part.")
CONTENT = Body(CONTENT_BINARY, says="The sealed bytes.")
OK = Body(CONTENT_JSON, operator_messages.Done.parse)
OBJECT = Body(CONTENT_JSON, schema={"type": "object"})
PARTS = Body(CONTENT_PARTS, says="A parts frame (PROTOCOL.md section 2).")
CONTENTS = Body(CONTENT_BINARY, says="A contents frame, in the order asked; empty: not there.")
HEX_16S = {
    "type": "string",
    "pattern": f"^[0-9a-f]{{32}}(,[0-9a-f]{{32}}){{0,{BUNDLE_MAX_COUNT - 1}}}$",
}
PART = Parameter("part", "path", HEX_16)
PLACE: Schema = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
NOT_ACTIVE = _no(E.STRUCTURE_ENDED)
UPLOAD_HEADERS = {"Upload-Offset": COUNT, "Upload-Length": COUNT}

OPERATIONS = (
    Operation("GET", "/healthz", "The process answers.", {200: OBJECT}, is_versioned=False),
    Operation(
        "GET",
        "/readyz",
        "Whether database, parts, keys and custody answer; 503 names those that do not.",
        {200: OBJECT, 503: OBJECT},
        noes=COUNTED,
        is_versioned=False,
    ),
    Operation(
        "GET",
        "/metrics",
        "Numbers in Prometheus' text form.",
        {200: Body("text/plain", schema={"type": "string"})},
        door="operator",
        is_versioned=False,
    ),
    Operation("GET", "/v1/openapi.json", "This document.", {200: OBJECT}, is_versioned=False),
    Operation(
        "GET",
        "/v1/hello",
        "Who the server is and what it speaks.",
        {200: _json(messages.Hello.parse)},
        is_versioned=False,
    ),
    Operation(
        "POST",
        "/v1/challenge",
        "Bytes for a device to sign, enrolled or not.",
        {200: _json(messages.Challenge.parse)},
        takes=_json(messages.ChallengeRequest.parse),
        noes=COUNTED,
    ),
    Operation(
        "POST",
        "/v1/session",
        "A token, for a challenge that was rightly signed.",
        {200: _json(messages.SessionGrant.parse)},
        takes=_json(messages.SessionRequest.parse),
        noes=(*COUNTED, *_no(E.BAD_PROOF, E.DEVICE_REMOVED)),
    ),
    Operation(
        "POST",
        "/v1/enrol",
        "Turn a ticket into a post.",
        {200: WORLD},
        takes=STATEMENTS,
        noes=(
            *COUNTED,
            *_no(E.BAD_PROOF, E.TICKET_UNKNOWN, E.TICKET_USED, E.TICKET_EXPIRED, E.NOT_ALLOWED),
        ),
    ),
    Operation(
        "POST",
        "/v1/statements",
        "Statements in; each succeeds or fails by itself.",
        {200: _json(messages.Answers.parse)},
        door="device",
        takes=STATEMENTS,
        noes=NOT_ACTIVE,
    ),
    Operation(
        "GET",
        "/v1/changes",
        "What this device is told after a place in its list.",
        {200: PAGE},
        door="device",
        parameters=(
            Parameter("after", "query", {"type": "string", "maxLength": 512}, is_required=False),
            Parameter(
                "limit",
                "query",
                {"type": "integer", "minimum": 1, "maximum": PAGE_MAX_COUNT},
                is_required=False,
            ),
            Parameter(
                "wait",
                "query",
                {"type": "integer", "minimum": 0, "maximum": WAIT_MAX_S},
                is_required=False,
            ),
            Parameter(
                "spare_own",
                "query",
                {"type": "integer", "minimum": 0, "maximum": 1},
                is_required=False,
            ),
        ),
        noes=(*NOT_ACTIVE, *_no(E.MALFORMED, E.BAD_CURSOR)),
    ),
    Operation(
        "GET",
        "/v1/account/{login}",
        "What a session needs to derive its proof; made up for an unknown login.",
        {200: _json(messages.Account.parse)},
        door="device",
        parameters=(
            Parameter("login", "path", {"type": "string", "minLength": 1, "maxLength": 100}),
        ),
        noes=_no(E.MALFORMED),
    ),
    Operation(
        "POST",
        "/v1/present",
        "Show a person to this device, once custody says it is them.",
        {200: _json(messages.Presence.parse)},
        door="device",
        takes=_json(messages.PresentRequest.parse),
        noes=(*NOT_ACTIVE, *_no(E.BAD_PROOF, E.LOCKED)),
    ),
    Operation(
        "POST",
        "/v1/search",
        "Let custody answer a professional who looks for a safe; boxed both ways.",
        {200: _json(search.SearchAnswer.parse)},
        door="device",
        takes=_json(search.SearchRequest.parse),
        noes=(*NOT_ACTIVE, *_no(E.STRUCTURE_SUSPENDED, E.NOT_ALLOWED, E.BAD_PROOF, E.LOCKED)),
    ),
    Operation(
        "GET",
        "/v1/reminders/{person}",
        "What became of a person's reminders, boxed to whoever ordered them.",
        {200: _json(reminders.Fates.parse)},
        door="device",
        parameters=(Parameter("person", "path", HEX_16),),
        noes=_no(E.MALFORMED, E.NOT_FOUND),
    ),
    Operation(
        "GET",
        "/v1/journal/head",
        "The signed head of the journal's tree, proved against a smaller one.",
        {200: _json(journal.TreeHead.parse)},
        door="device",
        parameters=(Parameter("known", "query", PLACE, is_required=False),),
        noes=_no(E.MALFORMED, E.NOT_FOUND),
    ),
    Operation(
        "GET",
        "/v1/journal/chain/{chain}",
        "The proof that the last entry of this post's own chain is under a head of this size.",
        {200: _json(journal.ChainProof.parse)},
        door="device",
        parameters=(
            Parameter("chain", "path", {"type": "string", "enum": sorted(journal.CHAINS)}),
            Parameter("size", "query", PLACE, is_required=False),
        ),
        noes=_no(E.MALFORMED, E.NOT_FOUND),
    ),
    Operation(
        "GET",
        "/v1/journal/{about}",
        "What was done with a person's safe, or at the other posts of the device's own structure"
        " since a time; each entry proved under a head of this size.",
        {200: _json(journal.JournalPage.parse)},
        door="device",
        parameters=(
            Parameter("about", "path", HEX_16),
            Parameter("after", "query", PLACE, is_required=False),
            Parameter("size", "query", PLACE, is_required=False),
            Parameter("since", "query", PLACE, is_required=False),
        ),
        noes=_no(E.MALFORMED, E.NOT_FOUND),
    ),
    Operation(
        "POST",
        "/v1/parts",
        f"Whole parts in, at most {BUNDLE_MAX_BYTES} bytes; each succeeds or fails by itself.",
        {200: _json(messages.PartAnswers.parse)},
        door="device",
        takes=PARTS,
        noes=(*NOT_ACTIVE, *_no(E.SERVER_FULL)),
    ),
    Operation(
        "GET",
        "/v1/parts",
        f"Whole parts out, at most {BUNDLE_MAX_BYTES} bytes.",
        {200: CONTENTS},
        door="device",
        parameters=(Parameter("ids", "query", HEX_16S),),
        noes=(*NOT_ACTIVE, *_no(E.MALFORMED, E.TOO_LARGE)),
    ),
    Operation(
        "HEAD",
        "/v1/parts/{part}",
        "How much of a part is here.",
        {200: None},
        door="device",
        parameters=(PART,),
        noes=_no(E.NOT_FOUND, E.MALFORMED),
    ),
    Operation(
        "GET",
        "/v1/parts/{part}",
        "The bytes of a part, from an offset if asked.",
        {200: CONTENT, 206: CONTENT},
        door="device",
        parameters=(
            PART,
            Parameter(
                "Range",
                "header",
                {"type": "string", "pattern": "^bytes=[0-9]{1,15}-([0-9]{1,15})?$"},
                is_required=False,
            ),
        ),
        noes=(*NOT_ACTIVE, *_no(E.NOT_FOUND, E.MALFORMED), (E.MALFORMED, 416)),
    ),
    Operation(
        "PATCH",
        "/v1/parts/{part}",
        f"The next piece of a part, at most {CHUNK_MAX_BYTES} bytes.",
        {204: None},
        door="device",
        takes=PIECE,
        parameters=(
            PART,
            Parameter("Upload-Offset", "header", COUNT | {"maximum": PART_BYTES_MAX}),
            Parameter("Part-Length", "header", LENGTH),
            Parameter("Part-Sha256", "header", HEX_32),
        ),
        noes=(
            *NOT_ACTIVE,
            *_no(E.WRONG_OFFSET, E.HASH_MISMATCH, E.SERVER_FULL),
            (E.NOT_ALLOWED, 409),
        ),
    ),
    Operation(
        "POST",
        ADMIN_STATEMENTS_PATH,
        "Statements of the enrolment authority.",
        {200: _json(messages.Answers.parse)},
        door="operator",
        takes=STATEMENTS,
    ),
    Operation(
        "POST",
        "/v1/admin/root",
        "Serve this network root from now on; the first one told stays.",
        {200: OK},
        door="operator",
        takes=_json(operator_messages.RootTold.parse),
        noes=((E.NOT_ALLOWED, 409),),
    ),
    Operation(
        "POST",
        "/v1/admin/structure",
        "Suspend, end or take back a structure.",
        {200: OK},
        door="operator",
        takes=_json(operator_messages.StructureTold.parse),
        noes=_no(E.NOT_FOUND),
    ),
    Operation(
        "POST",
        "/v1/admin/agreement",
        "From when to when a structure may use the server; at the end it is ended by itself.",
        {200: OK},
        door="operator",
        takes=_json(operator_messages.AgreementTold.parse),
        noes=(*_no(E.NOT_FOUND), (E.MALFORMED, 422)),
    ),
    Operation(
        "POST",
        "/v1/admin/code",
        "An enrolment code serves nobody any more.",
        {200: OK},
        door="operator",
        takes=_json(operator_messages.CodeCancelled.parse),
        noes=_no(E.NOT_FOUND),
    ),
    Operation(
        "GET",
        "/v1/admin/overview",
        "Structures with their members and devices.",
        {200: OBJECT},
        door="operator",
    ),
)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the document, as JSON values."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Reconnect central server",
            "version": version("reconnect-kiosk"),
            "description": (
                "The wire between posts and the central server; PROTOCOL.md says what it means."
                " Requests in JSON are canonical: sorted keys, no blanks, UTF-8."
                f" A frame holds at most {FRAME_MAX_BYTES} bytes."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Failure": schema_of(messages.Failure.parse),
                "PageHead": schema_of(messages.PageHead.parse),
            },
            "securitySchemes": {
                "device": {"type": "http", "scheme": "bearer", "description": "A session."},
                "operator": {"type": "http", "scheme": "bearer", "description": "operator.json."},
            },
        },
    }


def _operation(found: Operation) -> dict[str, Any]:
    parameters = [
        {
            "name": each.name,
            "in": each.place,
            "required": each.is_required,
            "schema": each.schema,
        }
        for each in found.parameters
    ]
    if found.is_versioned:
        spoken = [str(each) for each in PROTOCOL_VERSIONS]
        schema = {"type": "string", "enum": spoken}
        parameters.append(
            {"name": PROTOCOL_HEADER, "in": "header", "required": True, "schema": schema}
        )
    made: dict[str, Any] = {
        "summary": found.summary,
        "operationId": f"{found.method.lower()} {found.path}",
        "parameters": parameters,
        "responses": _responses(found),
        "security": [{found.door: []}] if found.door else [],
    }
    if found.takes:
        made["requestBody"] = {"required": True, "content": _content(found.takes)}
    return made


def _responses(found: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for status, body in found.answers.items():
        made[str(status)] = {"description": (body and body.says) or "Done."}
        if body:
            made[str(status)]["content"] = _content(body)
        else:
            made[str(status)]["headers"] = {
                name: {"required": found.method == "HEAD", "schema": schema}
                for name, schema in UPLOAD_HEADERS.items()
            }
    for status in sorted({status for _, status in found.all_noes}):
        if str(status) not in made:
            codes = dict.fromkeys(code for code, each in found.all_noes if each == status)
            made[str(status)] = _failure(codes, has_body=found.method != "HEAD")
    return made


def _failure(codes: Iterable[ErrorCode], *, has_body: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"description": ", ".join(code.value for code in codes)}
    if has_body:
        schema = {"$ref": "#/components/schemas/Failure"}
        made["content"] = {CONTENT_JSON: {"schema": schema}}
    return made


def _content(body: Body) -> dict[str, Any]:
    if body.reads:
        return {body.media: {"schema": schema_of(body.reads)}}
    return {body.media: {"schema": body.schema}}
