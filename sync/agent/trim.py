"""What a post keeps of its journals: twelve months, and the chain's proof for ever (TRC-08).

Only what the server has acknowledged goes. The first entry that stays stands on the hash of
the last one let go, so that the chain is verified from there as it was from the beginning.
"""

from __future__ import annotations

from sync.agent.exchange import Exchange

__all__ = ["trim_journals"]


def trim_journals(x: Exchange) -> int:
    """Let old entries go from the open databases; return how many, with a line of it (TRC-04)."""
    count = 0
    if x.vault is not None:
        with x.vault.transaction() as vault_tx:
            count += vault_tx.trim_journal() + vault_tx.trim_told()
    with x.device_store.transaction() as tx:
        count += tx.trim_journal()
        if count:
            tx.journal(x.device.id, None, "journal_trimmed", count=count)
    return count
