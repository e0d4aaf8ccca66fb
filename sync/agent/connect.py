"""Step 1: find our server, agree on a version, enter, renew the lease.

The certificate was checked below (`https.py`). Our clock is not consulted: the server's
time only translates the end of the lease into the time this machine shows.
"""

from __future__ import annotations

from kiosk.errors import Incompatible, Refused
from sync.agent.adapt import CHUNK_SLOW_BYTES
from sync.agent.admission import note_entrance
from sync.agent.announced import note_hello
from sync.agent.certificates import follow_certificate, note_certificates
from sync.agent.exchange import Exchange, Line, now_s
from sync.agent.restored import ask_for_parts_sent_ahead, is_restored, offer_again
from sync.agent.server import BehindPortal, NotNow
from sync.protocol.limits import PROTOCOL_VERSIONS
from sync.protocol.messages import (
    Hello,
    SessionGrant,
    SessionRequest,
    StructureState,
    greatest_common,
)
from sync.protocol.proofs import AUTH_TYPE, auth_body

__all__ = ["REFRESH_S", "agree", "connect", "is_fresh"]

REFRESH_S = 3600.0
"""Enter again at least this often, so that lease, suspension and maintenance are heard."""

NEAR_S = 0.1
"""A server that answers a small question sooner is on a quick line, until a batch says other."""
FAR_S = 0.5
"""One that takes longer is on a line where a large piece is a large loss."""
CHUNK_NEAR_BYTES = 512 * 1024
"""So much in one piece from the first: most pages are smaller, and need no second answer."""


def is_fresh(x: Exchange) -> bool:
    """Return whether the last entrance still serves."""
    age_s = x.clock.boottime_s() - x.line.connected_at_s
    return x.line.is_signed_in and 0 <= age_s < REFRESH_S


def connect(x: Exchange) -> None:
    """Enter the server as this device; renew the lease; notice a restored server.

    A suspended or ended structure still enters: its withdrawals must get through.

    Raises: NotNow, Refused, Incompatible, Malformed.
    """
    if is_fresh(x):
        return
    x.line.is_signed_in = False
    hello = agree(_hello(x))
    if hello.ed != x.server_ed:
        raise NotNow("sync.other_server")  # our certificate, another key: do not push to it
    began_s = x.clock.boottime_s()
    challenge = x.server.challenge(x.device.id).challenge
    _expect(x.line, took_s=x.clock.boottime_s() - began_s)
    body = auth_body(x.device.id, challenge, x.server.certificate_sha256)
    signature = x.device.sign(AUTH_TYPE, body)
    grant = _entered(x, SessionRequest(x.device.id, challenge, signature))
    x.line.structure_state = grant.structure_state
    _keep(x, hello, grant)
    if grant.structure_state is StructureState.ACTIVE:
        if is_restored(x):
            offer_again(x)
        ask_for_parts_sent_ahead(x)
    x.line.is_signed_in = True
    x.line.connected_at_s = x.clock.boottime_s()


def _entered(x: Exchange, request: SessionRequest) -> SessionGrant:
    """Hand in the signed challenge. A server behind the same name that has another of the
    accepted certificates refuses a signature made for the first: not now, then."""
    signed_for = x.server.certificate_sha256
    try:
        return x.server.session(request)
    except Refused:
        if x.server.certificate_sha256 != signed_for:
            raise NotNow("sync.not_signed_in") from None
        raise


def _hello(x: Exchange) -> Hello:
    """Ask our server who it is, by the certificate it has now."""
    try:
        return x.server.hello()
    except NotNow as error:
        if error.message_key != "sync.wrong_certificate" or not follow_certificate(x):
            if x.server.is_behind_portal(error):
                raise BehindPortal from error
            raise
    return x.server.hello()


def _expect(line: Line, *, took_s: float) -> None:
    """Take the first answer's time for what the line is like, until it shows otherwise."""
    line.is_quick = took_s < NEAR_S
    if line.is_quick:
        line.chunk_bytes = max(line.chunk_bytes, CHUNK_NEAR_BYTES)
    elif took_s > FAR_S:
        line.chunk_bytes = min(line.chunk_bytes, CHUNK_SLOW_BYTES)


def agree(hello: Hello) -> Hello:
    """Return `hello` if both ends speak a version. Raises Incompatible, saying who is old."""
    if greatest_common(PROTOCOL_VERSIONS, hello.protocol) is not None:
        return hello
    is_server_old = max(hello.protocol, default=0) < min(PROTOCOL_VERSIONS)
    raise Incompatible("sync.server_too_old" if is_server_old else "sync.build_too_old")


def _keep(x: Exchange, hello: Hello, grant: SessionGrant) -> None:
    """Renew the lease, in the time this machine shows, and hear how the structure stands."""
    x.line.clock_offset_s = hello.time - now_s(x.clock)
    with x.device_store.transaction() as tx:
        tx.set_lease_until(grant.lease_until - x.line.clock_offset_s)
        tx.trust_clock()
        note_entrance(x, tx, grant.structure_state)
        for each in grant.posts:
            tx.note_post_seen(each.device, each.at - x.line.clock_offset_s)
        note_hello(tx, hello, off_s=x.line.clock_offset_s)
        note_certificates(x, tx, hello)
