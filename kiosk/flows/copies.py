"""A professional's work copies: taken when needed, told to the person, gone in time.

VLT-27, VLT-30, LIF-13. The order is the register's row first, then the journal of the
person's safe, then the file: a crash in between leaves a row that asks after a file that
never was, never a file that nobody asks after. The file itself is written and taken away
outside this lane (`CopyWork`), because a medium may hang: what it did is noted afterwards.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import assert_never
from zoneinfo import ZoneInfo

from kiosk.copies.files import copy_name
from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.domain.ids import PersonId
from kiosk.domain.instants import moment
from kiosk.domain.work_copies import (
    CopyOutcome,
    CopyPlace,
    CopyPurpose,
    CopyState,
    NewCopy,
    ends_at,
    fault_of,
)
from kiosk.errors import InvalidInput, Unavailable
from kiosk.flows.api import CopyWork, KeptFile, Paper, WorkCopy
from kiosk.flows.post import Post, unix_s
from kiosk.vault.device_store import CopyRow

__all__ = ["check_copy", "confirm", "end", "ended", "places", "standing", "take", "taken"]

LONGEST_TITLE = 300
"""Of what the register keeps: a record has room for 4 KiB."""


def places(post: Post) -> tuple[CopyPlace, ...]:
    """Return the approved media within reach. Raises Unavailable("copy.none_approved").

    Slow: the media are asked. It touches no store.
    """
    _check_approved(post)
    return post.copy_media.within_reach()


def check_copy(post: Post, paper: Paper, new: NewCopy) -> None:
    """Refuse what is not answered, before a page is opened.

    Raises: InvalidInput(`fault_of`'s key), Unavailable("copy.none_approved" |
    "copy.place_gone").
    """
    if fault := fault_of(new, is_sensitive=paper.is_sensitive):
        raise InvalidInput(fault)
    _check_approved(post)
    if post.copy_media.folder(new.place) is None:
        raise Unavailable("copy.place_gone")


def take(
    post: Post, pro: Identity, person: PersonId, paper: Paper, file: KeptFile, new: NewCopy
) -> CopyWork:
    """Register a checked copy, tell the journal; what is left is to write the file. Raises as
    `check_copy`."""
    check_copy(post, paper, new)
    row = _row(post, pro, person, paper, new, file.suffix)
    with post.device_store.transaction() as tx:
        tx.put_copy(row)
    with post.ready_vault().transaction() as vault_tx:
        vault_tx.journal(pro.id, person, "copy.taken", item=paper.item.hex())
    return CopyWork(row.id, partial(post.copy_media.write, row.place, row.file, file.data))


def taken(post: Post, pro: Identity, copy: bytes, outcome: CopyOutcome) -> WorkCopy:
    """Note how writing went. Raises Unavailable("copy.not_written" | "copy.place_gone"), and
    there is no copy; Unavailable("copy.silent"), and one that may be there is owed."""
    row = _found(post, pro, copy)
    match outcome:
        case CopyOutcome.DONE:
            return _shown(post, pro, row)
        case CopyOutcome.UNSURE:
            _owe(post, copy)
            raise Unavailable("copy.silent")
        case CopyOutcome.NOT_DONE | CopyOutcome.NOT_REACHED:
            _over(post, pro, _person(pro, row), row, CopyState.DELETED)
            is_away = outcome is CopyOutcome.NOT_REACHED
            raise Unavailable("copy.place_gone" if is_away else "copy.not_written")
        case _:
            assert_never(outcome)


def standing(post: Post, pro: Identity) -> tuple[WorkCopy, ...]:
    """Return the copies of a professional that are not gone, what is owed first."""
    rows = [row for row in post.device_store.copies_of(pro.id) if not row.state.is_over]
    rows.sort(key=lambda row: (row.state is not CopyState.OWED, row.expires_at))
    return tuple(_shown(post, pro, row) for row in rows)


def end(post: Post, pro: Identity, copy: bytes) -> CopyWork:
    """Return what deletes a copy before its time. Raises InvalidInput("copy.unknown")."""
    row = _found(post, pro, copy)
    return CopyWork(copy, partial(post.copy_media.remove, row.place, row.file))


def ended(post: Post, pro: Identity, copy: bytes, outcome: CopyOutcome) -> None:
    """Note how deleting went. Raises Unavailable("copy.not_reached" | "copy.not_answering"), and
    it is owed; InvalidInput("copy.unknown")."""
    row = _found(post, pro, copy)
    if outcome is CopyOutcome.DONE:
        _over(post, pro, _person(pro, row), row, CopyState.DELETED)
        return
    _owe(post, copy)
    is_silent = outcome is CopyOutcome.UNSURE
    raise Unavailable("copy.not_answering" if is_silent else "copy.not_reached")


def confirm(post: Post, pro: Identity, copy: bytes) -> None:
    """Take a professional's word for an owed copy. Raises InvalidInput("copy.unknown")."""
    row = _found(post, pro, copy)
    if row.state is not CopyState.OWED:
        raise InvalidInput("copy.unknown")
    _over(post, pro, _person(pro, row), row, CopyState.CONFIRMED)


def _check_approved(post: Post) -> None:
    if not post.copy_media.is_any_named:
        raise Unavailable("copy.none_approved")


def _owe(post: Post, copy: bytes) -> None:
    with post.device_store.transaction() as tx:
        tx.set_copy_state(copy, CopyState.OWED)


def _row(
    post: Post, pro: Identity, person: PersonId, paper: Paper, new: NewCopy, suffix: str
) -> CopyRow:
    copy, now = post.rng.bytes(16), post.now_s()
    wall = datetime.fromtimestamp(now, ZoneInfo(post.zone))
    sealed = seal(
        Label.COPY,
        pro.private_space_key,
        canon(
            {
                "person": person.hex(),
                "item": paper.item.hex(),
                "title": paper.title[:LONGEST_TITLE],
                "purpose": new.purpose.value,
                "words": new.words.strip(),
                "sensitive": paper.is_sensitive,
            }
        ),
        rng=post.rng,
        author=pro.id,
        copy=copy,
    )
    expires_at = unix_s(ends_at(wall, new.days, is_sensitive=paper.is_sensitive))
    return CopyRow(
        copy, pro.id, new.place, copy_name(copy, suffix), now, expires_at, CopyState.OUT, sealed
    )


def _over(
    post: Post, pro: Identity, person: PersonId | None, row: CopyRow, state: CopyState
) -> None:
    with post.device_store.transaction() as tx:
        tx.set_copy_state(row.id, state)
        if person is None:
            tx.journal(pro.id, None, "copy.ended")
    if person is not None:
        with post.ready_vault().transaction() as vault_tx:
            vault_tx.journal(pro.id, person, "copy.ended")


def _found(post: Post, pro: Identity, copy: bytes) -> CopyRow:
    for row in post.device_store.copies_of(pro.id):
        if row.id == copy and not row.state.is_over:
            return row
    raise InvalidInput("copy.unknown")


def _person(pro: Identity, row: CopyRow) -> PersonId | None:
    told = _told(pro, row)
    return PersonId(bytes.fromhex(str(told["person"]))) if told else None


def _shown(post: Post, pro: Identity, row: CopyRow) -> WorkCopy:
    told = _told(pro, row)
    return WorkCopy(
        row.id,
        str(told.get("title", "")),
        CopyPurpose(str(told.get("purpose", CopyPurpose.OTHER.value))),
        str(told.get("words", "")),
        row.file,
        post.copy_media.name(row.place),
        moment(row.taken_at),
        moment(row.expires_at),
        row.state,
    )


def _told(pro: Identity, row: CopyRow) -> dict[str, object]:
    """Return what is sealed of a copy; {} for a damaged row, whose file is asked after still."""
    try:
        plain = open_sealed(
            Label.COPY, pro.private_space_key, row.sealed, author=row.pro, copy=row.id
        )
        return dict(parse_canon(plain))
    except CannotOpen:
        return {}
