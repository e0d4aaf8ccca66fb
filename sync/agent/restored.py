"""A server that came from a backup, or another behind the same name: what it acknowledged and
does not hold is offered again, pages too, and what it tells is taken from the start.

It shows by places in the server's list, which name its life: the one given with its last
acknowledgement, asked for at each entrance, and the one up to which changes were taken.
"""

from __future__ import annotations

from kiosk.crypto.statements import parse
from kiosk.vault.store import Tx
from kiosk.vault.vault_store import VaultTx
from sync.agent.exchange import Exchange
from sync.agent.forget import guards

__all__ = ["ask_for_parts_sent_ahead", "is_restored", "note_place", "offer_again"]

EVERYTHING = 2**31
PLACE = "push.place"
"""Setting of both databases: see `note_place`."""


def note_place(tx: Tx, place: str) -> None:
    """Keep where the server's list stood when it acknowledged last, with what it acknowledged."""
    tx.set_setting(PLACE, place.encode())


def is_restored(x: Exchange) -> bool:
    """Return whether the server lost what it acknowledged, being restored from a backup, or is
    another one.

    It is asked for what follows the last place it named in an answer. Numbers alone would
    not tell: those that were lost are given anew, and a request that was late may bear the
    same statement under the same one. A place names the server's life too.

    The removals of persons forgotten here are offered on the way: no outbox holds them.
    """
    if x.vault is not None and (removals := guards(x, x.vault)):
        x.server.send_statements(removals)
    stores = [store for store in (x.device_store, x.vault) if store is not None]
    places = {place for store in stores if (place := store.setting(PLACE))}
    return not all(x.server.knows_place(place.decode()) for place in sorted(places))


def offer_again(x: Exchange) -> None:
    """Queue again what was acknowledged in the last 7 days, and give up our places in the
    server's list: the names make both harmless. What is below the server's number may be
    lost as well, since new numbers were given in place of old ones."""
    for store in (x.vault, x.device_store):
        if store is not None:
            with store.transaction() as tx:
                tx.offer_again(0)
                tx.set_pull_cursor("")
                tx.set_setting(PLACE, None)
                if isinstance(tx, VaultTx):
                    _send_parts_again(tx)


def ask_for_parts_sent_ahead(x: Exchange) -> None:
    """Parts go before their paper. When a pass ended in between, a server restored since
    would take the paper without them: no statement tells, so the parts are asked for."""
    if x.vault is None:
        return
    asked = x.vault.parts_sent_ahead()
    lost = [part.id for part in asked if x.server.part_offset(part.id) != part.size]
    if lost:
        with x.vault.transaction() as tx:
            for part in lost:
                tx.part_lost(part)


def _send_parts_again(tx: VaultTx) -> None:
    """The parts of papers that are offered again go up again, those that are still here."""
    for queued in tx.outbox_batch(EVERYTHING, EVERYTHING):
        if queued.type == "item":
            for part in parse(queued.wire).body["parts"]:
                tx.part_lost(bytes.fromhex(part["id"]))
