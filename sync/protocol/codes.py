"""Why a server says no: one closed list, with the HTTP status and the words' key of each.

PROTOCOL.md section 8. A code is for programs; its `message_key` names five-part
words in `kiosk.messages.sync`, so that both ends tell a person the same thing.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ErrorCode", "RefusalCode", "error_key", "error_status"]


class ErrorCode(StrEnum):
    """Answers to a whole request."""

    MALFORMED = "malformed"
    NOT_SIGNED_IN = "not_signed_in"
    """No token, or one that has ended: the device answers a new challenge and goes on."""
    BAD_PROOF = "bad_proof"
    """The device's or the person's proof is not right."""
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_REMOVED = "device_removed"
    STRUCTURE_SUSPENDED = "structure_suspended"
    STRUCTURE_ENDED = "structure_ended"
    TICKET_UNKNOWN = "ticket_unknown"
    TICKET_USED = "ticket_used"
    TICKET_EXPIRED = "ticket_expired"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    WRONG_OFFSET = "wrong_offset"
    """The answer's `Upload-Offset` says where to go on."""
    HASH_MISMATCH = "hash_mismatch"
    """The bytes of a part are not what was announced: they are gone, begin again at 0."""
    TOO_LARGE = "too_large"
    BAD_CURSOR = "bad_cursor"
    """Not a cursor of this server (it was restored or replaced): begin again without one."""
    LOCKED = "locked"
    PROTOCOL = "protocol"
    TOO_MANY = "too_many"
    SERVER_FAULT = "server_fault"
    MAINTENANCE = "maintenance"
    SERVER_FULL = "server_full"


_STATUS = {
    ErrorCode.MALFORMED: 400,
    ErrorCode.NOT_SIGNED_IN: 401,
    ErrorCode.BAD_PROOF: 401,
    ErrorCode.DEVICE_UNKNOWN: 403,
    ErrorCode.DEVICE_REMOVED: 403,
    ErrorCode.STRUCTURE_SUSPENDED: 403,
    ErrorCode.STRUCTURE_ENDED: 403,
    ErrorCode.TICKET_UNKNOWN: 404,
    ErrorCode.TICKET_USED: 409,
    ErrorCode.TICKET_EXPIRED: 410,
    ErrorCode.NOT_ALLOWED: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.WRONG_OFFSET: 409,
    ErrorCode.HASH_MISMATCH: 422,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.BAD_CURSOR: 410,
    ErrorCode.LOCKED: 423,
    ErrorCode.PROTOCOL: 426,
    ErrorCode.TOO_MANY: 429,
    ErrorCode.SERVER_FAULT: 500,
    ErrorCode.MAINTENANCE: 503,
    ErrorCode.SERVER_FULL: 507,
}


class RefusalCode(StrEnum):
    """Answers to one statement of a batch: final, shown under *à vérifier*."""

    UNREADABLE = "unreadable"
    """Not a statement: bytes, shape, sizes or a type this server does not know."""
    BAD_SIGNATURE = "bad_signature"
    NOT_A_MEMBER = "not_a_member"
    """Its author has no right to say this, or has it no more."""
    WITHDRAWN = "withdrawn"
    """The person ended the affiliation under which it was written."""
    DELETED = "deleted"
    """The person's safe was destroyed (LIF-01): nothing of it is kept any more."""
    OUTDATED = "outdated"
    """A newer statement of a kind that does not merge is already there."""
    EXPIRED = "expired"
    LOGIN_TAKEN = "login_taken"
    LOG_GAP = "log_gap"
    LOG_FORK = "log_fork"
    TOO_LARGE = "too_large"


def error_status(code: ErrorCode) -> int:
    """Return the HTTP status that carries `code`."""
    return _STATUS[code]


def error_key(code: ErrorCode) -> str:
    """Return the key of the words for `code`."""
    if code in {ErrorCode.TICKET_UNKNOWN, ErrorCode.TICKET_USED, ErrorCode.TICKET_EXPIRED}:
        return f"enrol.{code.value}"
    return f"sync.{code.value}"
