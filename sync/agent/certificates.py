"""How a post follows its server from one certificate to the next (FORMAT.md section 11).

The next is told ahead, in each hello, by the key of the receipts. A post that was away meets
it unprepared: it asks who answers, and believes the certificate in front of it only if that
same key vouches for this very one, with a number beyond all it knows; or, for the one it has,
says that it serves for longer than this post had heard.
"""

from __future__ import annotations

from kiosk.domain.pins import met, told
from kiosk.vault.device_store import DeviceTx
from sync.agent.exchange import Exchange
from sync.protocol.messages import Hello
from sync.protocol.pins import pin_words

__all__ = ["follow_certificate", "note_certificates"]


def note_certificates(x: Exchange, tx: DeviceTx, hello: Hello) -> None:
    """Keep what our server said of its certificates, and which of them it showed."""
    pinned = before = tx.pinned()
    for word in pin_words(x.server_ed, hello):
        pinned = told(pinned, word)
    pinned = met(pinned, x.server.certificate_sha256)
    if pinned != before:
        tx.set_pinned(pinned)
        if pinned.current != before.current:
            tx.journal(x.device.id, None, "server_certificate_changed", n=pinned.n)
    x.server.accept(pinned.accepted(_true_now_s(x)))


def follow_certificate(x: Exchange) -> bool:
    """Our server showed a certificate we do not know: return whether it is ours all the same.

    Only a word signed by the pinned key makes it one: for the certificate that was shown, and
    newer than all we know, or about the next, whose coming this one still awaits. Nothing is
    sent before.
    """
    shown = x.server.introduced()
    if shown is None:
        return False
    before = pinned = x.device_store.pinned()
    is_current = shown.certificate_sha256 == pinned.current
    for word in pin_words(x.server_ed, shown.untrusted_hello):
        is_about_it = word.sha256 == shown.certificate_sha256
        is_longer = is_current and pinned.next is not None and word.n == pinned.next.n
        if is_about_it or is_longer:
            pinned = told(pinned, word)
    accepted = pinned.accepted(_true_now_s(x))
    if pinned == before or shown.certificate_sha256 not in accepted:
        return False
    with x.device_store.transaction() as tx:
        tx.set_pinned(pinned)
    x.server.accept(accepted)
    return True


def _true_now_s(x: Exchange) -> int:
    """Return the server's time as far as this post knows it."""
    return x.device_store.time_seen().at_s + x.device_store.clock_off_s()
