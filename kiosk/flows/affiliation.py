"""Who a person shares with: the yes by their own sign-in, the end at any time.

FORMAT.md flows 6.7 (first way) and 6.8; SHR-02, SHR-06, SHR-12, DER-07. A withdrawal is
written first, works at once on this post and goes out before anything else.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.crypto.encoding import b64
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, make
from kiosk.domain.ids import PersonId, StructureId
from kiosk.domain.retention import AFFILIATION_RENEWED_S, is_over
from kiosk.errors import Refused
from kiosk.flows.api import ConsentKind, Evidence
from kiosk.flows.opening import Opener, consent_statement
from kiosk.flows.post import Post
from kiosk.flows.shared_key import (
    Recipient,
    grant,
    held_keys,
    key_to_write,
    recipients_of,
    rotate,
)

__all__ = ["affiliate", "end_affiliation", "renew_if_due"]

REQUEST_LIFE_S = 30 * 24 * 3600
"""How long a request may be answered (FORMAT.md flow 6.7)."""


def affiliate(post: Post, opener: Opener, person: Identity, login: str, evidence: Evidence) -> None:
    """Record the person's own yes and hand the shared key to the structure: complete at once.

    Raises Refused("consent.missing") for any other answer,
    Refused("membership.already_affiliated"), Refused("membership.waiting_for_key") when the
    person's own shared key is not on this post.
    """
    if not evidence.is_yes_to(ConsentKind.AFFILIATION):
        raise Refused("consent.missing")
    vault, at = post.ready_vault(), post.now_s()
    person_id, structure_id = PersonId(person.id), StructureId(opener.structure.id)
    held = vault.affiliation(person_id, structure_id)
    if (
        held is not None
        and held.text("state") == "add"
        and not is_over(AFFILIATION_RENEWED_S, held.at, at)
    ):
        raise Refused("membership.already_affiliated")
    shared = held_keys(vault, person_id, person)
    writing = key_to_write(post, person_id, shared, signer=person)
    if writing is None:
        raise Refused("membership.waiting_for_key")
    request = make(
        "req",
        {
            "req": post.rng.bytes(16).hex(),
            "person": person.id.hex(),
            "login": login,
            "structure": opener.structure.id.hex(),
            "x": b64(opener.structure.x_public),
            "skv": opener.skv,
            "pro": opener.pro.id.hex(),
            "device": post.device.id.hex(),
            "method": "login",
            "exp": at + REQUEST_LIFE_S,
        },
        signers=[opener.pro, post.device],
        at=at,
    )
    consent = consent_statement(post, evidence, person=person.id, by=person, opener=opener, at=at)
    added = _affil(
        person,
        person_id,
        structure_id,
        1 if held is None else held.number("n") + 1,
        "add",
        at,
        request,
    )
    granted = grant(
        person_id,
        writing.epoch,
        writing.key,
        Recipient(opener.structure.id, opener.structure.x_public, opener.skv),
        signer=person,
        at=at,
        rng=post.rng,
    )
    with vault.transaction() as tx:
        for statement in (request, consent, added, *writing.made, granted):
            tx.put_statement(statement, queue=True)
        tx.saw(person_id)
        tx.journal(opener.pro.id, person.id, "affiliation.added", structure=structure_id.hex())
    post.kick()


def end_affiliation(
    post: Post, signer: Identity, person: PersonId, structure: StructureId, holder: Identity
) -> None:
    """End an affiliation at once and renew the shared key for those who stay.

    `signer` is the person, whose keys `holder` opens; or a professional of that structure
    whom the person asked. A professional who leaves makes no key for those who stay: the
    next session that holds the key finds it in hands that left, and renews it before it
    writes (`key_to_write`).
    """
    vault, at = post.ready_vault(), post.now_s()
    held = vault.affiliation(person, structure)
    if held is None or held.text("state") != "add":
        raise Refused("membership.not_affiliated")
    # Dated after all that is known: what was written before stays a member's word, even in
    # the same second, or before the calendar was set back.
    ended_at = max(at, vault.last_said_at(person) + 1)
    removed = _affil(signer, person, structure, held.number("n") + 1, "remove", ended_at, None)
    renewed: Sequence[Statement] = ()
    shared = held_keys(vault, person, holder)
    if signer.id == person and shared is not None and shared.heads:
        stay = [each for each in recipients_of(post, person) if each.id != structure]
        renewed = rotate(person, shared, stay, signer=signer, at=at, rng=post.rng)
    with vault.transaction() as tx:
        tx.hurry(person)
        tx.put_statement(removed, queue=True)
        for statement in renewed:
            tx.put_statement(statement, queue=True)
        tx.journal(signer.id, person, "affiliation.ended", structure=structure.hex())
    post.kick()


def renew_if_due(post: Post, person: Identity) -> bool:
    """In the person's session: renew the shared key, join its heads, give it to whom it is
    owed, wherever another session could not (FORMAT.md flows 6.7, 6.8)."""
    vault, person_id = post.ready_vault(), PersonId(person.id)
    shared = held_keys(vault, person_id, person)
    writing = key_to_write(post, person_id, shared, signer=person)
    if writing is None or not writing.made:
        return False
    with vault.transaction() as tx:
        for statement in writing.made:
            tx.put_statement(statement, queue=True)
        tx.journal(person.id, person.id, "shared_key.renewed")
    return True


def _affil(
    signer: Identity,
    person: PersonId,
    structure: StructureId,
    n: int,
    state: str,
    at: int,
    request: Statement | None,
) -> Statement:
    fields = {
        "person": person.hex(),
        "structure": structure.hex(),
        "n": n,
        "state": state,
        "req": request.name.hex() if request is not None else "",
    }
    return make("affil", fields, signers=[signer], at=at)
