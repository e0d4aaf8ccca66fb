"""A safe that exists already is found by whoever has the person before them (SHR-03, SHR-04).

A post says to custody alone by what a safe is found, whenever names or birth are told; a
professional asks with a whole birth date and names, and gets initials (FORMAT.md 6.17). What
follows is the person's own sign-in: nothing found here opens anything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.crypto.encoding import Z
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.finding import ask, make_find, open_answer
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.domain.finding import Findable, FoundSafes, Sought
from kiosk.domain.ids import PersonId
from kiosk.domain.instants import moment
from kiosk.domain.names import BirthLike
from kiosk.errors import IntegrityFailure, InvalidInput, Refused, Unavailable
from kiosk.flows.papers import Author
from kiosk.flows.post import CUSTODY_X, Post

__all__ = ["find_safe", "found_by"]


def found_by(
    post: Post,
    author: Author,
    person: PersonId,
    facts: Mapping[str, Any],
    birth: BirthLike,
    *,
    n: int,
    opened_at: int,
) -> Sequence[Statement]:
    """Return the word by what a person's safe is found from now on, boxed to custody alone.

    `n` is the version of the facts it follows. Nothing on a post never told custody's key.
    """
    custody_x = post.device_store.setting(CUSTODY_X)
    if custody_x is None:
        return ()
    given, family = str(facts.get("given_names", "")), str(facts.get("family_name", ""))
    is_own = author.identity.id == person
    made = make_find(
        author.identity,
        Findable.of(given, family, birth, moment(opened_at).date()),
        n=n,
        custody_x=custody_x,
        at=post.now_s(),
        person=None if is_own else person,
        structure=Z if is_own else author.structure,
    )
    return (made,)


def find_safe(
    post: Post, pro: Identity, given_names: str, family_name: str, birth: BirthLike
) -> FoundSafes:
    """Ask custody for safes of people so named and born that day, on line only.

    The question and its author are in this post's journal before it leaves, and in the
    server's before it is answered (DER-11); neither says who was looked for.

    Raises: InvalidInput("search.incomplete") without a whole date and a name,
    Refused("search.too_many", hours=n), Unavailable("search.offline"),
    IntegrityFailure("search.answer_wrong").
    """
    try:
        sought = Sought.of(given_names, family_name, birth)
    except ValueError as error:
        raise InvalidInput("search.incomplete") from error
    custody_x = post.device_store.setting(CUSTODY_X)
    if post.agent is None or custody_x is None:
        raise Unavailable("search.offline")
    asking = ask(pro, sought, device=post.device.id, custody_x=custody_x, rng=post.rng)
    with post.ready_vault().transaction() as tx:
        tx.journal(pro.id, None, "safe.searched", search=asking.search.hex())
    try:
        answer = post.agent.search(asking.search, asking.pro, asking.box, asking.signature)
    except Unavailable as error:
        raise Unavailable("search.offline") from error
    except Refused as error:
        if error.message_key != "sync.locked":
            raise
        hours = math.ceil(int(error.context["seconds"]) / 3600)
        raise Refused("search.too_many", hours=hours) from error
    try:
        return open_answer(asking, answer)
    except CannotOpen as error:
        raise IntegrityFailure("search.answer_wrong") from error
