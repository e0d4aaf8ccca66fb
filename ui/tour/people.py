"""A few made-up people with safes and papers, put on a post through the product's flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.capture.paper import make_pdf
from kiosk.flows.api import (
    Birth,
    ConsentAnswer,
    ConsentKind,
    Evidence,
    NewPaper,
    NewSafe,
    PaperKind,
    Sharing,
    WorkerSession,
)
from kiosk.session.agent_link import SocketAgentLink
from kiosk.session.channel import Begin, Mode
from kiosk.vault.device_secret import FileKeystore, load_or_create
from kiosk.vault.locations import PostPaths
from resources.texts import TextKind, load
from ui.post import LaneEntrance
from ui.tour.network import Account, DemoPost, Person
from ui.tour.pages import page_jpeg, thumbnail_jpeg

__all__ = ["PERSON_PASSWORD", "Settled", "settle_in"]

WORKER_PASSWORD = "Vélo-rouge-7-matin"  # noqa: S105 - of made-up people, printed for whoever tries the demo
PERSON_PASSWORD = "Lune-verte-42"  # noqa: S105 - the same


@dataclass(frozen=True, slots=True)
class Settled:
    """How to sign in to what was made."""

    worker: Account
    logins: tuple[str, ...]
    person_password: str = field(repr=False)


def settle_in(post: DemoPost, worker: Account, people: Sequence[Person]) -> Settled:
    """Let a worker take up the post and open a safe for each of `people`."""
    paths = PostPaths(post.state_dir, runtime_base=post.runtime_dir)
    paths.make()
    secret, _ = load_or_create(paths, keystores=(FileKeystore(paths.secret_file),))
    begin = Begin(Mode.DESK, "fr", secret, None, str(paths.runtime), str(paths.state_dir))
    entrance = LaneEntrance(begin, lambda _key: None, SocketAgentLink(paths.runtime))
    session = entrance.worker_sign_in(worker.login, worker.password)
    session.change_password(worker.password, WORKER_PASSWORD)
    terms = load(TextKind.TERMS_PROFESSIONAL, "fr")
    session.accept_terms(terms.version, terms.sha256)
    logins = tuple(_open(session, person) for person in people)
    session.close()
    return Settled(Account(worker.login, WORKER_PASSWORD, worker.name), logins, PERSON_PASSWORD)


def _open(session: WorkerSession, person: Person) -> str:
    mandate = [page_jpeg("Mandat", person.given_names)]
    opened = session.open_safe(
        NewSafe(
            given_names=person.given_names,
            family_name=person.family_name,
            birth=Birth(person.birth_year, is_about=True),
            language="fr",
            password=PERSON_PASSWORD,
            consents=tuple(
                _yes(kind, text)
                for kind, text in (
                    (ConsentKind.MANDATE, TextKind.MANDATE),
                    (ConsentKind.INFORMATION, TextKind.INFORMATION),
                    (ConsentKind.AFFILIATION, TextKind.AFFILIATION),
                )
            ),
            is_affiliated=True,
            mandate_pdf=make_pdf(mandate),
            mandate_thumbnail_jpeg=thumbnail_jpeg(mandate[0]),
        )
    )
    for title in person.papers:
        pages = [page_jpeg(title, person.given_names)]
        session.file_paper(
            opened.person,
            NewPaper(
                title=title,
                kind=PaperKind.OTHER,
                sharing=Sharing.SHARED,
                pdf=make_pdf(pages),
                thumbnail_jpeg=thumbnail_jpeg(pages[0]),
                page_count=1,
            ),
        )
    return opened.login


def _yes(kind: ConsentKind, text_kind: TextKind) -> Evidence:
    text = load(text_kind, "fr")
    scope = text.scope
    return Evidence(kind, ConsentAnswer.YES, text.version, text.sha256, "fr", scope, method="paper")
