"""What custody keeps to find a safe, and how often one may look (SHR-03, DER-11).

A safe is found by keyed hashes of (birth date, word of the name), so that two words more or
less on either side still meet and the tables tell no name to whoever takes them. Every
question costs the same queries, whoever is looked for. Functions take an open transaction
and never commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.crypto.encoding import Z, canon, enc, parse_canon
from kiosk.domain.finding import FOUND_MAX, WORDS_MAX, Findable, FoundSafes, Sought, is_match, told
from sync.server.keys.places import findable_place
from sync.server.keys.port import Wrapping
from sync.server.store.database import Rows

__all__ = [
    "BORN_MAX",
    "DEVICE_MAX",
    "PRO_MAX",
    "Question",
    "Telling",
    "count",
    "find",
    "forget",
    "forget_past",
    "keep",
]

WINDOW_S = 86400
DEVICE_MAX = 60
PRO_MAX = 40
BORN_MAX = 60
"""Questions within 24 hours: of one post, of one professional, about one birth date whoever
asks. Many are registered as born on 1 January: fewer would stop honest work on that day."""

OF_DEVICE = "SELECT at FROM searched WHERE device = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?"
OF_PRO = "SELECT at FROM searched WHERE pro = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?"
OF_BORN = "SELECT at FROM searched WHERE born = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?"
SHARED_WORDS = (
    "SELECT person, teller, COUNT(*), MAX(words) FROM findable_word"
    " WHERE word IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " GROUP BY person, teller ORDER BY person, teller DESC"
)
"""As many places as `WORDS_MAX`."""

Digest = Callable[[str, bytes], bytes]
"""HMAC under a secret of custody's, for a purpose."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that custody has opened, and who asks it."""

    sought: Sought
    device: bytes
    pro: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Telling:
    """Whose safe it is, who tells by what it is found (a structure; `Z`: the person), and in
    which version of the facts."""

    person: bytes
    teller: bytes
    n: int


def keep(rows: Rows, keys: Wrapping, digest: Digest, telling: Telling, findable: Findable) -> None:
    """Keep by what a safe is found; the newest of each teller counts, and of two alike the later.

    What the person tells takes the place of what structures told up to that version. What a
    structure tells takes the place of its own alone: so none of them, by the greatest number
    there is, makes a safe hard to find by what others told.
    """
    person, teller, n = telling.person, telling.teller, telling.n
    held = rows.one("SELECT n FROM findable WHERE person = ? AND teller = ?", (person, teller))
    if held is not None and int(held[0]) > n:
        return
    if teller == Z:
        for (other,) in rows.all(
            "SELECT teller FROM findable WHERE person = ? AND n <= ?", (person, n)
        ):
            _drop(rows, person, bytes(other))
    _drop(rows, person, teller)
    shown = {"initials": findable.initials, "since": findable.since}
    rows.run(
        "INSERT INTO findable (person, teller, n, sealed) VALUES (?, ?, ?, ?)",
        (person, teller, n, keys.wrap(findable_place(person, teller), canon(shown))),
    )
    rows.many(
        "INSERT INTO findable_word (word, person, teller, words) VALUES (?, ?, ?, ?)",
        [
            (_hashed(digest, findable.birth, word), person, teller, len(findable.words))
            for word in findable.words
        ],
    )


def _drop(rows: Rows, person: bytes, teller: bytes) -> None:
    for table in ("findable_word", "findable"):
        rows.run(
            f"DELETE FROM {table} WHERE person = ? AND teller = ?",  # noqa: S608 - names of ours
            (person, teller),
        )


def count(rows: Rows, digest: Digest, question: Question, *, now: int) -> int:
    """Count a question; return 0, or the seconds until one like it may be asked."""
    box, since = hashlib.sha256(question.box).digest(), now - WINDOW_S
    if rows.one("SELECT at FROM searched WHERE box = ?", (box,)) is not None:
        return 0  # sent again after a doubt
    born = digest("find born", question.sought.birth.encode())
    waits = [
        _wait_s(rows, newest, value, most, since)
        for newest, value, most in (
            (OF_DEVICE, question.device, DEVICE_MAX),
            (OF_PRO, question.pro, PRO_MAX),
            (OF_BORN, born, BORN_MAX),
        )
    ]
    if any(waits):
        return max(waits)
    rows.run(
        "INSERT INTO searched (box, at, device, pro, born) VALUES (?, ?, ?, ?, ?)",
        (box, now, question.device, question.pro, born),
    )
    return 0


def find(rows: Rows, keys: Wrapping, digest: Digest, sought: Sought) -> FoundSafes:
    """Return what may be told of the safes that match, by the same queries whoever is sought."""
    hashes = [_hashed(digest, sought.birth, word) for word in sought.words]
    nothing = [digest("find nothing", bytes([place])) for place in range(WORDS_MAX)]
    asked = (hashes + nothing)[:WORDS_MAX]
    shared = rows.all(SHARED_WORDS, asked)
    people = {  # once each: what the person told, where that matches too
        bytes(person): bytes(teller)
        for person, teller, both, kept in shared
        if is_match(len(sought.words), int(kept), int(both))
    }
    looked_at = [*people.items(), *((each, Z) for each in nothing)][: FOUND_MAX + 1]
    found = [_shown(rows, keys, person, teller) for person, teller in looked_at]
    return told([each for each in found if each is not None])


def forget(rows: Rows, person: bytes) -> None:
    """Find somebody's safe no more: it is destroyed (LIF-07)."""
    rows.run("DELETE FROM findable_word WHERE person = ?", (person,))
    rows.run("DELETE FROM findable WHERE person = ?", (person,))


def forget_past(rows: Rows, *, now: int) -> None:
    """Forget who asked once it limits nobody any more."""
    rows.run("DELETE FROM searched WHERE at <= ?", (now - WINDOW_S,))


def _shown(rows: Rows, keys: Wrapping, person: bytes, teller: bytes) -> Findable | None:
    row = rows.one("SELECT sealed FROM findable WHERE person = ? AND teller = ?", (person, teller))
    if row is None:
        return None
    shown = parse_canon(keys.unwrap(findable_place(person, teller), bytes(row[0])))
    return Findable("", (), str(shown["initials"]), str(shown["since"]))


def _wait_s(rows: Rows, newest: str, value: bytes, most: int, since: int) -> int:
    """Return the seconds until the oldest of `most` questions is a day old; 0 for fewer."""
    row = rows.one(newest, (value, since, most - 1))
    return 0 if row is None else int(row[0]) - since


def _hashed(digest: Digest, birth: str, word: str) -> bytes:
    return digest("find word", enc(birth, word))
