"""The post as a witness of the server's journal: what it was shown must stay (FORMAT.md 6.14).

At each entrance, and after each exchange that brought or took anything, the server signs the
head of its tree and proves that it continues the one this post kept. A tree that is shorter,
forked or not proved is refused: the kept head stays, the post's own journal says so, and the
sending line shows it until somebody has looked.
Changes still go out and come in: a withdrawal must not wait for an enquiry (DER-07).
"""

from __future__ import annotations

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import verify_checkpoint
from kiosk.errors import IntegrityFailure
from kiosk.journal.tree import EMPTY_ROOT, verify_consistency
from kiosk.vault.device_store import DeviceStore
from sync.agent.exchange import Exchange
from sync.agent.server import NotFound
from sync.protocol.journal import TreeHead

__all__ = ["accept_again", "kept_head", "witness_step"]


def witness_step(x: Exchange) -> None:
    """Ask for the head, check it, keep it or raise the alarm."""
    kept = kept_head(x.device_store)
    try:
        told = x.server.journal_head(kept.size if kept else 0)
    except NotFound:
        told = None  # a server that does not say: as bad as one that says something else
    if told is None:
        _alarm(x, IntegrityFailure("journal.tree_hidden"), None)
        return
    try:
        _check(x.server_ed, kept, told)
    except IntegrityFailure as error:
        _alarm(x, error, told)
        return
    if kept is None or told.size != kept.size:
        with x.device_store.transaction() as tx:
            tx.keep_tree_head(told.encode())


def kept_head(store: DeviceStore) -> TreeHead | None:
    """Return the last head accepted here, or None."""
    held = store.tree_head()
    return TreeHead.parse(held) if held is not None else None


def accept_again(store: DeviceStore, device: bytes) -> str | None:
    """Somebody looked: begin anew from the server's next head. Returns what the alarm was.

    Written in the post's journal, as the alarm was. The evidence stays.
    """
    alarm = store.tree_alarm()
    if alarm is not None:
        with store.transaction() as tx:
            tx.begin_tree_anew()
            tx.journal(device, None, "server_tree_accepted")
    return alarm


def _check(server_ed: bytes, kept: TreeHead | None, told: TreeHead) -> None:
    try:
        verify_checkpoint(server_ed, told.size, told.root, told.at, told.sig)
    except CannotOpen as error:
        raise IntegrityFailure("journal.tree_unsigned") from error
    old, old_root = (kept.size, kept.root) if kept else (0, EMPTY_ROOT)
    verify_consistency(old, old_root, told.size, told.root, told.proof)


def _alarm(x: Exchange, error: IntegrityFailure, told: TreeHead | None) -> None:
    if x.device_store.tree_alarm() is not None:
        return  # said once; it stands until somebody has looked
    kind = error.message_key.partition(".")[2]
    kept = kept_head(x.device_store)
    with x.device_store.transaction() as tx:
        tx.refuse_tree_head(error.message_key, told.encode() if told is not None else b"")
        tx.journal(
            x.device.id,
            None,
            "server_tree_refused",
            why=kind,
            known=kept.size if kept else 0,
            told=told.size if told else 0,
        )
