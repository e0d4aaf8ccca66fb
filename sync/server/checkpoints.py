"""The journal's signed head, mailed each day to auditors: copies the operator cannot take back.

Posts are witnesses of the tree; an auditor outside all structures is one more, who needs nothing
but a mailbox (TRC-14). Each day of France a head is signed for whoever has none of that day:
a job each, tried again by the queue, keyed by auditor and day, so nobody gets a second.
Functions take an open transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.crypto.encoding import b64, unb64
from kiosk.errors import InvalidInput
from kiosk.journal.checkpoint import Checkpoint
from kiosk.journal.export import Head, fingerprint
from sync.server import journal
from sync.server.jobs import queue
from sync.server.jobs.queue import Job, Terms
from sync.server.jobs.worker import Kind
from sync.server.keys.places import auditor_place
from sync.server.keys.port import Keys, Placed
from sync.server.listings import PARIS
from sync.server.maintenance import Act, maintenance
from sync.server.notices.port import Attachment, Letter, Mail, check_mailbox
from sync.server.store.database import Database, Row, Rows

__all__ = ["Auditor", "add_auditor", "auditors", "kinds_of", "letter_of", "remove_auditor"]

PLAN, SEND = "checkpoints", "checkpoint"
PLAN_EVERY_S = 1800
"""The day's head is signed within half an hour after midnight."""
SEND_TERMS = Terms(lease_s=300, tries_max=12, pause_max_s=3600)
"""Tried for half a day: then the next day's is near."""
ID_BYTES = 16
SUBJECT = "Journal du serveur Reconnect : état signé du {day}"
BODY = """\
Bonjour,

Voici l'état signé du journal du serveur, le {day} :

  lignes             {size}
  empreinte          {root}
  signé le           {at}
  clé du serveur     {key}

Le fichier joint dit la même chose, avec la signature. Gardez-le : une ligne changée ou
enlevée plus tard se verra. Comparez une fois la clé du serveur avec celle que vous a donnée
l'exploitant par un autre chemin.

Chez l'exploitant :            reconnect-kiosk admin journal verify FICHIER
Avec l'export d'un poste :     reconnect-kiosk journal verify EXPORT --head FICHIER

Ce message ne contient rien sur personne. Il est envoyé une fois par jour ; pour ne plus le
recevoir, écrivez à l'exploitant du serveur.
"""


@dataclass(frozen=True, slots=True)
class Auditor:
    """Somebody who is sent the head; `sent_at` is 0 until the first time."""

    id: bytes
    mailbox: str
    since: int
    sent_at: int


def add_auditor(rows: Rows, keys: Keys, mailbox: str, *, now: int) -> bool:
    """Take a mailbox in; False when it is there already. The journal tells an id, no address.

    Raises: InvalidInput("notice.mailbox").
    """
    check_mailbox(mailbox)
    id = _id(keys, mailbox)
    sealed = keys.wrap(auditor_place(id), mailbox.encode())
    is_new = rows.run(
        "INSERT INTO auditor (id, sealed, since, sent_at) VALUES (?, ?, ?, 0)"
        " ON CONFLICT (id) DO NOTHING",
        (id, sealed, now),
    )
    if is_new:
        maintenance(rows, Act.AUDITOR, now=now, auditor=id, state="added")
    return bool(is_new)


def remove_auditor(rows: Rows, keys: Keys, mailbox: str, *, now: int) -> None:
    """Send nothing more there. Raises InvalidInput("server.auditor_unknown")."""
    id = _id(keys, mailbox)
    if not rows.run("DELETE FROM auditor WHERE id = ?", (id,)):
        raise InvalidInput("server.auditor_unknown")
    maintenance(rows, Act.AUDITOR, now=now, auditor=id, state="removed")


def auditors(rows: Rows, keys: Keys) -> list[Auditor]:
    """Return them all, by mailbox."""
    return sorted(_opened(keys, rows.all(_AUDITORS)), key=lambda each: each.mailbox)


def kinds_of(database: Database, keys: Keys, mail: Mail, now: Callable[[], int]) -> dict[str, Kind]:
    """Return the two kinds of jobs: the one that plans a day, and the one that sends."""
    return {
        PLAN: Kind(lambda _job: _plan(database, keys, now()), Terms(every_s=PLAN_EVERY_S)),
        SEND: Kind(lambda job: _send(database, keys, mail, job, now()), SEND_TERMS),
    }


def letter_of(auditor: Auditor, checkpoint: Checkpoint) -> Letter:
    """Return the mail of one day to one auditor."""
    head, day = checkpoint.head, _day(checkpoint.head.at)
    body = BODY.format(
        day=f"{day:%d/%m/%Y}",
        size=head.size,
        root=head.root.hex(),
        at=f"{datetime.fromtimestamp(head.at, PARIS):%d/%m/%Y à %H:%M:%S}",
        key=fingerprint(checkpoint.server_ed).hex(),
    )
    attached = Attachment(
        f"journal-{day.isoformat()}.json", "application/json", checkpoint.encode()
    )
    key = f"checkpoint-{auditor.id.hex()}-{day.isoformat()}"
    return Letter(auditor.mailbox, SUBJECT.format(day=f"{day:%d/%m/%Y}"), body, key, (attached,))


def _plan(database: Database, keys: Keys, now: int) -> Callable[[Rows], None] | None:
    """Sign the day's head, once, and ask for a letter to each auditor who has none of it."""
    with database.reading() as rows:
        ids = [bytes(row[0]) for row in rows.all("SELECT id FROM auditor")]
        planned = {str(row[0]) for row in rows.all(_PLANNED, (SEND,))}
        missing = [id for id in ids if _key(id, now) not in planned]
        if not missing:
            return None
        head = journal.Heads(keys).head(rows, 0, now=now)
    payload = {
        "size": head.size,
        "root": head.root.hex(),
        "at": head.at,
        "sig": b64(head.sig),
    }

    def write(rows: Rows) -> None:
        for id in missing:
            asked = {**payload, "auditor": id.hex()}
            queue.ask(rows, SEND, _key(id, now), asked, due_at=now, now=now)

    return write


def _send(
    database: Database, keys: Keys, mail: Mail, job: Job, now: int
) -> Callable[[Rows], None] | None:
    told = job.payload
    id = bytes.fromhex(told["auditor"])
    with database.reading() as rows:
        found = rows.all(f"{_AUDITORS} WHERE id = ?", (id,))
    if not found:
        return None  # taken out meanwhile
    (auditor,) = _opened(keys, found)
    head = Head(told["size"], bytes.fromhex(told["root"]), told["at"], unb64(told["sig"]))
    mail.send(letter_of(auditor, Checkpoint(head, keys.receipt_ed)))
    return lambda rows: _note_sent(rows, id, now)


_AUDITORS = "SELECT id, sealed, since, sent_at FROM auditor"
_PLANNED = "SELECT unique_key FROM job WHERE kind = ?"


def _note_sent(rows: Rows, id: bytes, now: int) -> None:
    rows.run("UPDATE auditor SET sent_at = ? WHERE id = ?", (now, id))


def _key(id: bytes, now: int) -> str:
    return f"{id.hex()}-{_day(now).isoformat()}"


def _day(at: int) -> date:
    return datetime.fromtimestamp(at, PARIS).date()


def _id(keys: Keys, mailbox: str) -> bytes:
    """Two spellings of one mailbox are one: in practice no server tells them apart."""
    return keys.digest("auditor", mailbox.lower().encode())[:ID_BYTES]


def _opened(keys: Keys, found: Sequence[Row]) -> list[Auditor]:
    """Open rows of `_AUDITORS`, asking the keeper once."""
    mailboxes = keys.unwrap_all(
        [Placed(auditor_place(bytes(row[0])), bytes(row[1])) for row in found]
    )
    return [
        Auditor(bytes(id), mailbox.decode(), int(since), int(sent_at))
        for (id, _, since, sent_at), mailbox in zip(found, mailboxes, strict=True)
    ]
