"""The server's proof that it keeps this post's journal, for an export (FORMAT.md flow 6.14).

One inclusion proof a chain: the leaf of the last entry the server keeps holds the chain's
hash, and so stands for every entry before it.
"""

from __future__ import annotations

from kiosk.crypto.encoding import canon
from kiosk.errors import IntegrityFailure
from kiosk.journal.chain import leaf_fields
from kiosk.journal.export import ServerProof
from kiosk.journal.tree import leaf_hash, verify_inclusion
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.vault_store import VaultStore
from sync.agent.exchange import Exchange
from sync.agent.server import NotFound
from sync.agent.witness import kept_head, witness_step
from sync.protocol.journal import TreeHead

__all__ = ["prove_chains"]


def prove_chains(x: Exchange) -> int:
    """Ask for the proof of each open chain, check it, keep it; return how many there are.

    Raises: IntegrityFailure with the alarm while the server's journal is not believed, or
    ("journal.not_in_tree", entry=n) when it keeps another chain than this post's; NotNow.
    """
    witness_step(x)
    alarm, head = x.device_store.tree_alarm(), kept_head(x.device_store)
    if alarm is not None:
        raise IntegrityFailure(alarm)
    stores: list[tuple[str, DeviceStore | VaultStore]] = [("device", x.device_store)]
    if x.vault is not None:
        stores.append(("vault", x.vault))
    count = 0
    for chain, store in stores:
        proof = _proof(x, chain, store, head) if head is not None else None
        if proof is not None:
            with x.device_store.transaction() as tx:
                tx.keep_chain_proof(chain, proof.encode())
            count += 1
    return count


def _proof(
    x: Exchange, chain: str, store: DeviceStore | VaultStore, head: TreeHead
) -> ServerProof | None:
    try:
        told = x.server.journal_chain(chain, head.size)
    except NotFound:
        return None  # nothing handed in yet
    if told.seq <= store.journal_base()[0]:
        return None  # let go since (TRC-08): nothing newer was handed in
    held = store.journal_entries(after=told.seq - 1, limit=1)
    if not held or (held[0].seq, held[0].h) != (told.seq, told.h):
        raise IntegrityFailure("journal.not_in_tree", entry=told.seq)
    leaf = canon(leaf_fields(x.device.id, chain, told.seq, held[0].fields, told.h))
    verify_inclusion(leaf_hash(leaf), told.place, head.size, head.root, told.proof)
    return ServerProof(told.seq, told.place, told.proof, head.size, head.root, head.at, head.sig)
