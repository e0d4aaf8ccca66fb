"""What became of reminders, asked when their time has come, and kept boxed (FORMAT.md 6.16).

Sessions note when to ask (`reminder_ask` of vault.db) and open the answers; this process reads
neither. While nothing is due it costs no request.
"""

from __future__ import annotations

from kiosk.vault.vault_store import ReminderFate
from sync.agent.exchange import Exchange, now_s
from sync.agent.server import NotFound
from sync.protocol.reminders import Fates

__all__ = ["has_reminders_to_ask", "reminders_step"]


def has_reminders_to_ask(x: Exchange) -> bool:
    return x.vault is not None and bool(x.vault.reminders_to_ask())


def reminders_step(x: Exchange) -> None:
    """Ask about everybody whose time has come. Raises NotNow, Malformed; what came is kept."""
    vault = x.vault
    if vault is None:
        return
    for person in vault.reminders_to_ask():
        asked_at = now_s(x.clock)
        try:
            found = x.server.fates_of(person)
        except NotFound:  # withdrawn meanwhile: nobody here is told any more
            found = Fates()
        fates = [ReminderFate(f.structure, f.remind, f.n, f.box) for f in found.fates]
        with vault.transaction() as tx:
            if tx.identity(person) is None:
                fates = []
            tx.keep_reminder_fates(person, fates, asked_at=asked_at)
