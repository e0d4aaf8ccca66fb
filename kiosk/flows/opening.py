"""Open a safe for a person, offline, in one transaction (FORMAT.md flow 6.1).

Duties: ROL-16 (on site, the person present), ROL-18 and CNS-08 (written mandate first),
ROL-35 (under 16 a guardian's), CNS-10 (information explained), SHR-02 (affiliation is a
separate question), ROL-20 and DER-03 (identifier issued offline without collision), AUT-09
(the person alone chooses).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.crypto.credentials import (
    keys_of,
    make_credential,
    make_custody_contact,
    make_custody_open,
)
from kiosk.crypto.encoding import b64
from kiosk.crypto.keys import Identity, new_login
from kiosk.crypto.statements import Statement, make
from kiosk.domain.ages import needs_guardian
from kiosk.domain.ids import NOBODY, ItemId, PersonId, StructureId
from kiosk.domain.passwords import PERSON_MINIMUM, missing_rules
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    Evidence,
    NewPaper,
    NewSafe,
    OpenedSafe,
    PaperKind,
    Sharing,
)
from kiosk.flows.facts import birth_value
from kiosk.flows.finding import found_by
from kiosk.flows.papers import (
    Author,
    Content,
    SealedItem,
    paper_metadata,
    paper_parts,
    seal_item,
    write_parts,
)
from kiosk.flows.post import CUSTODY_X, Post
from kiosk.flows.shared_key import Recipient, first_epoch, grant

__all__ = ["Opener", "consent_statement", "open_safe", "person_consent", "profile_metadata"]

GUARDIAN = "guardian"
"""In a mandate's metadata: who gave it for somebody under 16. A mandate without it is from
before this was kept there, where its pages alone name them, or the person's own."""


@dataclass(frozen=True, slots=True)
class Opener:
    """The professional who opens, and the structure they open for."""

    pro: Identity
    structure: Identity
    skv: int
    structure_name: str


def open_safe(post: Post, opener: Opener, safe: NewSafe) -> OpenedSafe:
    """Make every record of a new account and commit them together.

    Raises: InvalidInput for a missing name or a weak password; Refused("consent.missing")
    without a mandate and information given; Refused("consent.guardian_missing") for somebody
    under 16 for whom nobody answers (ROL-35); Unavailable("vault.disk_full"), with nothing
    of the person kept.
    """
    is_minor = _is_minor(post, safe)
    _check(safe, is_minor=is_minor)
    at, rng = post.now_s(), post.rng
    person = Identity.new(rng)
    person_id = PersonId(person.id)
    login = _free_login(post, safe)
    signed_for = [person, opener.pro]
    identity = make(
        "identity",
        {
            "person": person.id.hex(),
            "login": login,
            "ed": b64(person.ed_public),
            "x": b64(person.x_public),
            "pro": opener.pro.id.hex(),
            "device": post.device.id.hex(),
            "structure": opener.structure.id.hex(),
        },
        signers=signed_for,
        at=at,
    )
    cred = make_credential(
        person, safe.password, ver=1, rng=rng, at=at, costs=post.costs, floors=post.floors
    )
    epoch, key, epoch_statement = first_epoch(person_id, signer=person, at=at, rng=rng)
    statements: list[Statement] = [identity, cred, *_custody(post, person, safe, cred, at)]
    statements += [
        consent_statement(post, given, person=person.id, by=person, opener=opener, at=at)
        for given in safe.consents
    ]
    if safe.is_affiliated:
        statements.append(
            make(
                "affil",
                {
                    "person": person.id.hex(),
                    "structure": opener.structure.id.hex(),
                    "n": 1,
                    "state": "add",
                    "req": "",
                },
                signers=[person],
                at=at,
            )
        )
    statements.append(epoch_statement)
    recipients = [Recipient(person.id, person.x_public)]
    if safe.is_affiliated:
        recipients.append(Recipient(opener.structure.id, opener.structure.x_public, opener.skv))
    statements += [
        grant(person_id, epoch, key, to, signer=person, at=at, rng=rng) for to in recipients
    ]
    author = Author(person, StructureId(NOBODY))
    profile = seal_item(
        person_id,
        Content(profile_metadata(safe)),
        space=Sharing.SHARED,
        key=key,
        epoch=epoch,
        author=author,
        item=ItemId(person.id),
        ver=1,
        prev=(),
        at=at,
        rng=rng,
    )
    mandate = _mandate(post, opener, safe, person_id, author, key, epoch, at)
    for sealed in (profile, mandate):
        write_parts(post, sealed)
    vault = post.ready_vault()
    with vault.transaction() as tx:
        for sealed in (profile, mandate):
            write_parts(post, sealed)
        for statement in statements:
            tx.put_statement(statement, queue=True, unit=person_id)
        for sealed in (profile, mandate):
            tx.put_statement(sealed.statement, queue=True, unit=person_id)
        tx.saw(person_id)
        if safe.draft is not None:
            tx.delete_draft(safe.draft, opener.pro.id)
        tx.journal(opener.pro.id, person.id, "safe.opened")
    post.kick()
    return OpenedSafe(person_id, login, safe.is_affiliated)


def consent_statement(
    post: Post, given: Evidence, *, person: bytes, by: Identity, opener: Opener, at: int
) -> Statement:
    """Return the signed record of one answer (DER-02): which text, said how, by whom, where.

    The drawn signature itself lies sealed inside the mandate; the record holds its hash.
    """
    return _consent(
        post, given, person=person, by=by, pro=opener.pro.id, structure=opener.structure.id, at=at
    )


def person_consent(
    post: Post, given: Evidence, person: Identity, *, at: int | None = None
) -> Statement:
    """Return the record of an answer a person gave alone, on their own terminal (CNS-01)."""
    return _consent(
        post,
        given,
        person=person.id,
        by=person,
        pro=NOBODY,
        structure=post.structure,
        at=post.now_s() if at is None else at,
    )


def profile_metadata(safe: NewSafe) -> dict[str, object]:
    """Return the profile item's metadata: what a homonym is told by, no more (CNS-24)."""
    return {
        "kind": "profile",
        "given_names": safe.given_names.strip(),
        "family_name": safe.family_name.strip(),
        "birth": birth_value(safe.birth),
        "language": safe.language,
    }


def _consent(
    post: Post,
    given: Evidence,
    *,
    person: bytes,
    by: Identity,
    pro: bytes,
    structure: bytes,
    at: int,
) -> Statement:
    evidence = hashlib.sha256(given.signature_png).hexdigest() if given.signature_png else ""
    fields = {
        "consent": post.rng.bytes(16).hex(),
        "kind": given.kind.value,
        "answer": given.answer.value,
        "person": person.hex(),
        "structure": structure.hex(),
        "pro": pro.hex(),
        "device": post.device.id.hex(),
        "text_version": given.text_version,
        "text_sha256": given.text_sha256.hex(),
        "language": given.language,
        "scope": list(given.scope),
        "method": given.method,
        "evidence_sha256": evidence,
    }
    return make("consent", fields, signers=[by], at=at)


def _check(safe: NewSafe, *, is_minor: bool) -> None:
    if not (safe.given_names.strip() or safe.family_name.strip()):
        raise InvalidInput("opening.names_missing")
    words = (safe.given_names, safe.family_name)
    if missing_rules(safe.password, minimum=PERSON_MINIMUM, context_words=words):
        raise InvalidInput("sign_in.password_too_weak")
    answers = {given.kind: given.answer for given in safe.consents}
    needed: Sequence[ConsentKind] = [ConsentKind.MANDATE, ConsentKind.INFORMATION]
    if safe.is_affiliated:
        needed = [*needed, ConsentKind.AFFILIATION]
    if any(answers.get(kind) is not ConsentAnswer.YES for kind in needed):
        raise Refused("consent.missing")
    if is_minor and not safe.guardian.strip():
        raise Refused("consent.guardian_missing")


def _is_minor(post: Post, safe: NewSafe) -> bool:
    birth, today = safe.birth, post.clock.now().astimezone(ZoneInfo(post.zone)).date()
    return needs_guardian(birth.year, birth.month, birth.day, today=today)


def _free_login(post: Post, safe: NewSafe) -> str:
    """Return a login nobody has on this post; 20 random bits keep posts apart (DER-03)."""
    vault = post.ready_vault()
    while True:
        login = new_login(safe.given_names, safe.family_name, post.rng)
        if vault.identity_by_login(login) is None:
            return login


def _custody(
    post: Post, person: Identity, safe: NewSafe, cred: Statement, at: int
) -> list[Statement]:
    """Box to custody what only it may use: the online proof, ways to reach the person, and by
    what their safe is found.

    Nothing is made on a post that was never told custody's key.
    """
    custody_x = post.device_store.setting(CUSTODY_X)
    if custody_x is None:
        return []
    auth = keys_of(cred, safe.password, floors=post.floors).auth
    made = [make_custody_open(person, auth, ver=1, custody_x=custody_x, at=at)]
    contact = {
        name: value.strip()
        for name, value in (
            ("phone", safe.phone),
            ("email", safe.email),
            ("question", safe.secret_question),
        )
        if value.strip()
    }
    if contact:
        made.append(make_custody_contact(person, contact, n=1, custody_x=custody_x, at=at))
    author, facts = Author(person, StructureId(NOBODY)), profile_metadata(safe)
    made += found_by(post, author, PersonId(person.id), facts, safe.birth, n=1, opened_at=at)
    return made


def _mandate(
    post: Post,
    opener: Opener,
    safe: NewSafe,
    person: PersonId,
    author: Author,
    key: bytes,
    epoch: bytes,
    at: int,
) -> SealedItem:
    """File the signed mandate in the safe: shared when there is someone to share it with."""
    paper = NewPaper(
        title="Mandat",
        kind=PaperKind.MANDATE,
        sharing=Sharing.SHARED,
        pdf=safe.mandate_pdf,
        thumbnail_jpeg=safe.mandate_thumbnail_jpeg,
        page_count=safe.mandate_pages,
    )
    metadata = paper_metadata(paper, at=at, added_for=opener.structure_name)
    if _is_minor(post, safe):
        metadata[GUARDIAN] = safe.guardian.strip()
    return seal_item(
        person,
        Content(metadata, paper_parts(paper)),
        space=Sharing.SHARED,
        key=key,
        epoch=epoch,
        author=author,
        item=ItemId(post.rng.bytes(16)),
        ver=1,
        prev=(),
        at=at,
        rng=post.rng,
    )
