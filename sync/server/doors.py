"""How a device proves itself: a challenge, its signature, a token.

A challenge is not kept: it carries its own end and proof of origin, and only one that was
answered rightly is written down, so that it serves once and strangers write nothing.
Tokens are kept hashed: a stolen database signs nobody in.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from kiosk.crypto.encoding import b64, enc
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import verify_signature
from kiosk.ports import Rng
from sync.protocol.codes import ErrorCode
from sync.protocol.limits import CHALLENGE_BYTES, POSTS_SEEN_MAX
from sync.protocol.messages import PostSeen, SessionRequest, StructureState
from sync.protocol.proofs import AUTH_TYPE, auth_body
from sync.server.acceptance import Post
from sync.server.keys.port import Keys
from sync.server.no import No
from sync.server.store import agreements, world
from sync.server.store.database import Database, Rows

__all__ = ["CHALLENGE_S", "TOKEN_S", "Doors"]

CHALLENGE_S = 60
TOKEN_S = 12 * 3600
NONCE_BYTES = 12
PROOF_BYTES = CHALLENGE_BYTES - NONCE_BYTES - 4
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Doors:
    """Lets devices in. `certificate_sha256` is what devices see of this server."""

    database: Database
    keys: Keys
    rng: Rng
    certificate_sha256: bytes

    def challenge(self, device: bytes, *, now: int) -> bytes:
        """Return bytes for `device` to sign, enrolled or not: strangers learn nothing."""
        head = self.rng.bytes(NONCE_BYTES) + (now + CHALLENGE_S).to_bytes(4, "big")
        return head + self._proof(head, device)

    def enter(self, request: SessionRequest, *, now: int) -> tuple[str, int, Post]:
        """Return (token, end of the token, who it is) for a rightly signed challenge.

        Raises: No(BAD_PROOF) for an unknown device, a wrong signature, a challenge that is
        not ours, too old or used; No(DEVICE_REMOVED) only to the device itself.
        """
        with self.database.writing() as rows:
            found = world.device(rows, request.device)
            head = request.challenge[:-PROOF_BYTES]
            ends_at = int.from_bytes(head[-4:], "big")
            is_ours = hmac.compare_digest(
                request.challenge[-PROOF_BYTES:], self._proof(head, request.device)
            )
            body = auth_body(request.device, request.challenge, self.certificate_sha256)
            try:
                # Checked for a device nobody knows too: time tells no more than the answer.
                ed = found.ed if found else self.keys.receipt_ed
                verify_signature(ed, AUTH_TYPE, body, request.sig)
            except CannotOpen as error:
                raise No(ErrorCode.BAD_PROOF) from error
            if found is None or not is_ours or ends_at < now:
                raise No(ErrorCode.BAD_PROOF)
            if not found.is_active:
                raise No(ErrorCode.DEVICE_REMOVED)
            is_first = rows.run(
                "INSERT INTO used_challenge (challenge, expires_at) VALUES (?, ?)"
                " ON CONFLICT DO NOTHING",
                (request.challenge, ends_at),
            )
            if not is_first:
                raise No(ErrorCode.BAD_PROOF)
            token = b64(self.rng.bytes(TOKEN_BYTES))
            rows.run(
                "INSERT INTO session (token, device, expires_at) VALUES (?, ?, ?)",
                (_digest(token), request.device, now + TOKEN_S),
            )
            return token, now + TOKEN_S, _post(rows, found, now)

    def post(self, rows: Rows, token: str, *, now: int) -> Post:
        """Return whose token this is. Raises No(NOT_SIGNED_IN), No(DEVICE_REMOVED)."""
        row = rows.one("SELECT device, expires_at FROM session WHERE token = ?", (_digest(token),))
        if row is None or int(row[1]) <= now:
            raise No(ErrorCode.NOT_SIGNED_IN)
        found = world.device(rows, bytes(row[0]))
        if found is None or not found.is_active:
            raise No(ErrorCode.DEVICE_REMOVED)
        return _post(rows, found, now)

    def others_seen(self, rows: Rows, post: Post) -> tuple[PostSeen, ...]:
        """Return when the other posts of a structure came in last, as far as tokens tell."""
        found = rows.all(
            "SELECT d.device, max(s.expires_at) FROM device d JOIN session s ON s.device = d.device"
            " WHERE d.structure = ? AND d.device <> ? AND d.state = 'active'"
            " GROUP BY d.device ORDER BY 2 DESC, 1 LIMIT ?",
            (post.structure, post.device, POSTS_SEEN_MAX),
        )
        return tuple(PostSeen(bytes(row[0]), int(row[1]) - TOKEN_S) for row in found)

    def sweep(self, rows: Rows, *, now: int) -> None:
        """Forget tokens and challenges whose time is over."""
        rows.run("DELETE FROM session WHERE expires_at <= ?", (now,))
        rows.run("DELETE FROM used_challenge WHERE expires_at < ?", (now,))

    def _proof(self, head: bytes, device: bytes) -> bytes:
        return self.keys.digest("challenge", enc(head, device))[:PROOF_BYTES]


def _post(rows: Rows, found: world.DeviceRow, now: int) -> Post:
    structure = world.structure(rows, found.structure)
    state = StructureState(structure.state) if structure else StructureState.ENDED
    state = agreements.state_of(rows, found.structure, state, now=now)
    return Post(found.device, found.structure, state)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
