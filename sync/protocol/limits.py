"""Sizes, versions and names of the wire (PROTOCOL.md sections 1 and 2)."""

from __future__ import annotations

__all__ = [
    "ADMIN_STATEMENTS_PATH",
    "ANNOUNCEMENTS_MAX",
    "ANSWER_MAX_BYTES",
    "BATCH_MAX_BYTES",
    "BATCH_MAX_COUNT",
    "BUNDLE_FRAME_MAX_BYTES",
    "BUNDLE_MAX_BYTES",
    "BUNDLE_MAX_COUNT",
    "CHALLENGE_BYTES",
    "CHUNK_MAX_BYTES",
    "CONTENT_BINARY",
    "CONTENT_JSON",
    "CONTENT_PARTS",
    "FRAME_MAX_BYTES",
    "JSON_MAX_BYTES",
    "PAGE_MAX_BYTES",
    "PAGE_MAX_COUNT",
    "PART_MAX_BYTES",
    "POSTS_SEEN_MAX",
    "PROTOCOL_HEADER",
    "PROTOCOL_VERSION",
    "PROTOCOL_VERSIONS",
    "STATEMENT_MAX_BYTES",
    "WAIT_MAX_S",
    "WORLD_MAX_BYTES",
    "WORLD_MAX_COUNT",
]

PROTOCOL_VERSION = 1
"""Of 2026-11: what this build says in `X-Protocol`."""
PROTOCOL_VERSIONS = (1,)
"""What this build can speak; the greatest number both ends name is used."""
PROTOCOL_HEADER = "X-Protocol"

CONTENT_BINARY = "application/octet-stream"
CONTENT_JSON = "application/json"
CONTENT_PARTS = "application/vnd.reconnect.parts"

STATEMENT_MAX_BYTES = 64 * 1024 + 1024 * 1024 + 1024
"""Body, sealed metadata (FORMAT.md section 8), two signatures and the frame's lengths."""
BATCH_MAX_COUNT = 500
BATCH_MAX_BYTES = 1024 * 1024
"""A batch is closed once it holds this much, so a frame may exceed it by one statement."""
PAGE_MAX_COUNT = 500
PAGE_MAX_BYTES = 1024 * 1024
"""The same rule for a page of changes."""
FRAME_MAX_BYTES = BATCH_MAX_BYTES + STATEMENT_MAX_BYTES + 64 * 1024
"""The greatest binary body either end reads: one batch, one statement more, and a page's head."""
WORLD_MAX_COUNT = 20_000
WORLD_MAX_BYTES = 32 * 1024 * 1024
"""The answer to an enrolment: a structure's charter, keys, members, devices, credentials."""
JSON_MAX_BYTES = 64 * 1024
"""The greatest JSON request or plain JSON answer."""
ANSWER_MAX_BYTES = 512 * 1024
"""The greatest list of answers: 500 of them, with receipts and missing names."""

PART_MAX_BYTES = 101 * 1024 * 1024
"""100 MiB of content (FORMAT.md section 8) and what padding and sealing add, before rounding up."""
CHUNK_MAX_BYTES = 1024 * 1024
"""The greatest piece of a part in one request; a cut line loses at most one piece."""

BUNDLE_MAX_COUNT = 64
BUNDLE_MAX_BYTES = 4 * 1024 * 1024
"""Whole parts in one request, up or down: many small ones cost one wait for line and disk."""
BUNDLE_FRAME_MAX_BYTES = BUNDLE_MAX_BYTES + BUNDLE_MAX_COUNT * 64
"""With the ids, hashes and lengths that go with them."""

ANNOUNCEMENTS_MAX = 20
"""In one hello."""
WAIT_MAX_S = 25
"""How long a server may hold `GET /v1/changes`: shorter than the 30 s at which gateways cut."""

CHALLENGE_BYTES = 32
ADMIN_STATEMENTS_PATH = "/v1/admin/statements"
POSTS_SEEN_MAX = 200
"""Other posts of a structure that a session's grant tells of, the latest seen first."""
