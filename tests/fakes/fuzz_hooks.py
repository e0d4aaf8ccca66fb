"""What a fuzzer must be told to speak to the server: canonical JSON, frames, no long polls.

Loaded by `schemathesis` (SCHEMATHESIS_HOOKS). A document can say neither that JSON is
canonical nor what a frame is.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import schemathesis
from hypothesis import strategies as st

from kiosk.crypto.encoding import b64, canon
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import make
from kiosk.ports import SystemRng
from sync.protocol.frames import WholePart, encode_parts, encode_statements


def _frame() -> bytes:
    """One well-formed statement of a post that has a ticket of nobody."""
    rng = SystemRng()
    holder, device = Identity.new(rng), Identity.new(rng)
    fields = {
        "structure": rng.bytes(16).hex(),
        "device": device.id.hex(),
        "ed": b64(device.ed_public),
        "x": b64(device.x_public),
        "state": "active",
        "n": 1,
        "place": "accueil",
    }
    return encode_statements([make("device", fields, signers=[holder, device], at=1).wire])


def _parts() -> bytes:
    """Two well-formed parts of nobody's papers."""
    rng = SystemRng()
    contents = [rng.bytes(300) for _ in range(2)]
    return encode_parts(
        WholePart(rng.bytes(16), hashlib.sha256(each).digest(), each) for each in contents
    )


def _whole(value: Any) -> Any:
    """Return JSON with 401.0 as 401: a schema takes both for one number, the wire the second."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _whole(each) for key, each in value.items()}
        case list():
            return [_whole(each) for each in value]
        case _:
            return value


@schemathesis.serializer("application/json")
def canonical(_context: Any, value: Any) -> bytes:
    """Write JSON as the wire has it; what has no canonical form goes as it is, to be refused."""
    if isinstance(value, bytes):
        return value
    try:
        return canon(_whole(value))
    except ValueError:
        return json.dumps(value, ensure_ascii=True).encode()


@schemathesis.hook
def map_query(_context: Any, query: Any) -> Any:
    """A long poll that waits is tried elsewhere."""
    if isinstance(query, dict) and str(query.get("wait", "")).isdigit():
        query["wait"] = 0
    return query


schemathesis.openapi.media_type("application/octet-stream", st.builds(_frame))
schemathesis.openapi.media_type("application/vnd.reconnect.parts", st.builds(_parts))
