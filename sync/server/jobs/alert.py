"""Mail to whoever runs the server, when jobs need a person: at once, then once a day.

Says kinds, reasons and how many; never whom a job is about (logs and lists hold the ids).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from kiosk.crypto.encoding import enc
from sync.server.jobs import queue
from sync.server.jobs.queue import Job, Listed, Terms
from sync.server.jobs.worker import Kind
from sync.server.notices.port import Letter, Mail, check_mailbox
from sync.server.store import world
from sync.server.store.database import Database, Rows

__all__ = ["kinds_of"]

ALERT, ALERT_EVERY_S = "alert", 1800

MARK = "jobs.alerted"
"""What was told last, and on which day: the same is not told twice a day."""
TOLD_MAX = 1000
SUBJECT = "Serveur Reconnect : des tâches demandent une intervention"
BODY = """\
Bonjour,

Ces tâches du serveur n'aboutissent pas :

{lines}

Pour les voir :          reconnect-kiosk admin jobs list
Pour en reprendre une :  reconnect-kiosk admin jobs retry TÂCHE CLÉ

Ce message revient une fois par jour tant qu'il en reste.
"""


def kinds_of(database: Database, mail: Mail, to: str, now: Callable[[], int]) -> dict[str, Kind]:
    """Return the kind of job that tells `to`; none where nobody is to be told.

    Raises InvalidInput("notice.mailbox").
    """
    if not to:
        return {}
    check_mailbox(to)

    def act(_job: Job) -> Callable[[Rows], None] | None:
        with database.reading() as rows:
            found = queue.troubled(rows, limit=TOLD_MAX)
            told = world.mark(rows, MARK)
        digest = _digest(found, now())
        if not found or told == digest:
            return None
        mail.send(Letter(to, SUBJECT, BODY.format(lines=_lines(found)), f"alert-{digest.hex()}"))
        return lambda rows: world.put_mark(rows, MARK, digest)

    return {ALERT: Kind(act, Terms(every_s=ALERT_EVERY_S))}


def _digest(found: Sequence[Listed], now: int) -> bytes:
    day = datetime.fromtimestamp(now, UTC).date().isoformat()
    parts = [part for each in found for part in (each.kind, each.key, each.state.value)]
    return hashlib.sha256(enc(day, *parts)).digest()[:16]


def _lines(found: Sequence[Listed]) -> str:
    counted = Counter((each.kind, each.failure) for each in found)
    return "\n".join(
        f"- {kind} : {count} ({failure})" for (kind, failure), count in sorted(counted.items())
    )
