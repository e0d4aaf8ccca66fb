"""The kind of a paper is proposed by rules, with a confidence that is kept."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict

import pytest

from kiosk.capture.reading.kinds import Proposal, Sensitive, is_iban, propose, sensitive_in
from kiosk.capture.reading.mrz import parse as parse_zone
from kiosk.capture.reading.two_d_doc import parse as parse_doc
from kiosk.flows.api import PaperKind
from tests.fakes.letters import BODIES, iban, misread, text_of_a
from tests.fakes.two_d_docs import Issuer
from tests.fakes.two_d_docs import write as write_doc
from tests.fakes.zones import Zone
from tests.fakes.zones import write as write_zone

TODAY = datetime.date(2026, 11, 28)


def counted(share: float) -> list[tuple[PaperKind, Proposal]]:
    rng = random.Random(7)
    kinds = list(BODIES) * 40
    return [(kind, propose(misread(text_of_a(kind, rng), share, rng))) for kind in kinds]


def test_of_texts_read_without_errors_95_in_100_are_proposed_right() -> None:
    made = counted(0.0)
    right = sum(kind is proposal.kind for kind, proposal in made)
    wrong = sum(proposal.kind not in (None, kind) for kind, proposal in made)
    assert right >= 0.95 * len(made), right / len(made)
    assert wrong <= 0.03 * len(made), wrong / len(made)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05])
def test_a_confidence_is_kept_or_bettered(share: float) -> None:
    """Of what is proposed at 0.8 or more, at least 8 in 10 are right, and so at each degree."""
    bands: defaultdict[float, list[bool]] = defaultdict(list)
    for kind, proposal in counted(share):
        if proposal.kind is not None:
            bands[int(proposal.confidence * 10) / 10].append(proposal.kind is kind)
    for least, outcomes in bands.items():
        if len(outcomes) >= 10:
            assert sum(outcomes) / len(outcomes) >= least, (least, len(outcomes))
    assert sum(map(len, bands.values())) >= 150


def test_a_page_of_nothing_much_is_nothing() -> None:
    assert propose("") == Proposal()
    assert propose("Page 1/1\nRéf. dossier 1234").kind is None


@pytest.mark.parametrize(
    ("layout", "code", "kind", "title"),
    [
        ("td3", "P", PaperKind.PASSPORT, "Passeport"),
        ("td1", "ID", PaperKind.IDENTITY_CARD, "Carte d’identité"),
        ("td1", "IR", PaperKind.RESIDENCE_PERMIT, "Titre de séjour"),
        ("mrv_a", "V", PaperKind.RESIDENCE_PERMIT, "Visa"),
        ("french", "", PaperKind.IDENTITY_CARD, "Carte d’identité"),
    ],
)
def test_a_zone_says_what_paper_it_is_and_until_when(
    layout: str, code: str, kind: PaperKind, title: str
) -> None:
    zone = parse_zone(write_zone(layout, Zone(code=code)), TODAY)
    assert zone is not None
    proposal = propose("Attestation", [zone])
    assert (proposal.kind, proposal.title) == (kind, title)
    assert proposal.expires_on == zone.expires_on


def test_a_2d_doc_says_what_paper_it_is() -> None:
    doc = parse_doc(write_doc(Issuer(), {"45": "2025", "46": "EXEMPLE CAMILLE"}))
    proposal = propose("", docs=[doc])
    assert (proposal.kind, proposal.title) == (PaperKind.TAX_NOTICE, "Avis d’impôt 2025")
    asylum = parse_doc(write_doc(Issuer(), {"6O": "30072027"}, document_type="16"))
    assert propose("", docs=[asylum]).expires_on == datetime.date(2027, 7, 30)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Valable jusqu’au 03/04/2028", datetime.date(2028, 4, 3)),
        ("valable du 01/06/2026 jusqu'au 30.11.2026", datetime.date(2026, 11, 30)),
        ("Date d'expiration : 1er août 2027", datetime.date(2027, 8, 1)),
        ("Expire le\n12 décembre 2029", datetime.date(2029, 12, 12)),
        ("Date of expiry 01 01 2031", datetime.date(2031, 1, 1)),
        ("Valable jusqu'au 31/02/2028", None),
        ("Le 12 mars 2026", None),
        ("valable jusqu'au terme du contrat signé le 03/04/2028", None),
    ],
)
def test_an_end_is_proposed_only_where_the_paper_says_end(
    text: str, until: datetime.date | None
) -> None:
    assert propose(text).expires_on == until


def test_an_account_number_counts_when_its_check_digits_hold() -> None:
    good = iban(random.Random(1))
    assert is_iban(good)
    assert is_iban("GB82 WEST 1234 5698 7654 32")
    assert not is_iban(good[:-1] + str((int(good[-1]) + 1) % 10))
    assert not is_iban(good[:-5])
    assert not is_iban("FR76")
    assert propose(f"IBAN {good} BIC EXEMFRPP").kind is PaperKind.BANK_DETAILS


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("Extrait de casier judiciaire, bulletin n° 3", Sensitive.CONVICTIONS),
        ("Certificat médical", Sensitive.HEALTH),
        ("MDPH : votre demande d'allocation aux adultes handicapés", Sensitive.HEALTH),
        ("Récit de vie à l'appui de la demande", Sensitive.BELIEFS),
        ("Tribunal correctionnel. Certificat médical joint.", Sensitive.CONVICTIONS),
        ("Attestation de droits à l'assurance maladie", None),
        ("Quittance de loyer", None),
    ],
)
def test_what_is_kept_under_conditions_is_noticed(text: str, sensitive: Sensitive | None) -> None:
    assert sensitive_in(text) is sensitive


def test_a_prescription_speaks_of_health_in_whatever_words() -> None:
    text = text_of_a(PaperKind.PRESCRIPTION, random.Random(3))
    assert propose(text).sensitive is Sensitive.HEALTH


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Caisse d'allocations familiales. Attestation de paiement", "Attestation de la CAF"),
        ("ATTESTATION D'HÉBERGEMENT je soussigné", "Attestation d’hébergement"),
        ("QUITTANCE DE LOYER bailleur locataire", "Quittance de loyer"),
        ("Avis d'impôt 2025 sur les revenus de 2024. Numéro fiscal", "Avis d’impôt 2025"),
        ("Ordonnance, posologie", "Ordonnance"),
    ],
)
def test_a_title_says_more_than_the_kind_where_the_paper_does(text: str, title: str) -> None:
    assert propose(text).title == title
