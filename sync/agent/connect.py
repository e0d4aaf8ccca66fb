"""Step 1: find our server, agree on a version, enter, renew the lease.

The certificate was checked below (`https.py`). Our clock is not consulted: the server's
time only translates the end of the lease into the time this machine shows.
"""

from __future__ import annotations

from kiosk.errors import Incompatible
from sync.agent.exchange import Exchange, now_s
from sync.agent.server import NotNow
from sync.protocol.limits import PROTOCOL_VERSIONS
from sync.protocol.messages import (
    Hello,
    SessionGrant,
    SessionRequest,
    greatest_common,
)
from sync.protocol.proofs import AUTH_TYPE, auth_body

__all__ = ["REFRESH_S", "agree", "connect", "is_fresh"]

REFRESH_S = 3600.0
"""Enter again at least this often, so that lease, suspension and maintenance are heard."""

SEQUENCE = "server.sequence"
"""Setting of device.db: the greatest number the server has told us."""


def is_fresh(x: Exchange) -> bool:
    """Return whether the last entrance still serves."""
    age_s = x.clock.boottime_s() - x.line.connected_at_s
    return x.line.is_signed_in and 0 <= age_s < REFRESH_S


def connect(x: Exchange) -> None:
    """Enter the server as this device; keep the lease; notice a restored server.

    A suspended or ended structure still enters: its withdrawals must get through.

    Raises: NotNow, Refused, Incompatible, Malformed.
    """
    if is_fresh(x):
        return
    x.line.is_signed_in = False
    hello = agree(x.server.hello())
    if hello.ed != x.server_ed:
        raise NotNow("sync.other_server")  # our certificate, another key: do not push to it
    challenge = x.server.challenge(x.device.id).challenge
    body = auth_body(x.device.id, challenge, x.server.certificate_sha256)
    signature = x.device.sign(AUTH_TYPE, body)
    grant = x.server.session(SessionRequest(x.device.id, challenge, signature))
    _keep(x, hello, grant)
    x.line.structure_state = grant.structure_state
    x.line.is_signed_in = True
    x.line.connected_at_s = x.clock.boottime_s()


def agree(hello: Hello) -> Hello:
    """Return `hello` if both ends speak a version. Raises Incompatible, saying who is old."""
    if greatest_common(PROTOCOL_VERSIONS, hello.protocol) is not None:
        return hello
    is_server_old = max(hello.protocol, default=0) < min(PROTOCOL_VERSIONS)
    raise Incompatible("sync.server_too_old" if is_server_old else "sync.build_too_old")


def _keep(x: Exchange, hello: Hello, grant: SessionGrant) -> None:
    """Renew the lease; offer again what a restored server no longer has.

    A server whose numbers went backwards lost the end of its list: what it acknowledged
    there is queued again (the names make that harmless), and our places in the list,
    which may now point into other changes, are given up.
    """
    ours = now_s(x.clock)
    x.line.clock_offset_s = hello.time - ours
    lease_until = grant.lease_until - x.line.clock_offset_s
    told = x.device_store.setting_number(SEQUENCE)
    is_restored = grant.sequence < told
    if is_restored and x.vault is not None:
        with x.vault.transaction() as vault_tx:
            vault_tx.offer_again(grant.sequence)
            vault_tx.set_pull_cursor("")
    with x.device_store.transaction() as tx:
        tx.set_lease_until(lease_until)
        if is_restored:
            tx.offer_again(grant.sequence)
            tx.set_pull_cursor("")
        if x.vault is not None or not is_restored:
            # With the vault closed its outbox is not offered yet: look again when it opens.
            tx.set_setting(SEQUENCE, grant.sequence)
