"""What kind of paper this is, by rules anybody can read: phrases, zones, codes, account numbers.

Each rule is a phrase and its weight: 4 where hardly another paper has it, 2 where few have,
1 for a hint. The kind with the most weight is proposed; how far it is ahead of the next one
says how sure that is (`tests/unit/capture/test_kinds.py` counts how often it is right at
each degree, on texts with the errors of a reader). A person always decides: a proposal is
shown as one, and nothing that was typed is replaced.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kiosk.capture.reading.mrz import Mrz
from kiosk.capture.reading.two_d_doc import TwoDDoc
from kiosk.domain.names import folded
from kiosk.flows.api import PaperKind

__all__ = ["Proposal", "Sensitive", "is_iban", "propose", "sensitive_in"]

LEAST_CONFIDENCE = 0.6
"""Below this nothing is proposed: a wrong guess costs more than none."""

MOST_BY_WORDS = 0.97
BY_MACHINE = 0.99
"""For what check digits or a signed code's own type say."""

MIN_WEIGHT = 3

K = PaperKind
PHRASES: dict[PaperKind, tuple[tuple[int, str], ...]] = {
    K.IDENTITY_CARD: (
        (4, "carte nationale d'identite"),
        (3, "identity card"),
        (1, "republique francaise"),
        (1, "nationalite francaise"),
        (1, "taille"),
    ),
    K.RESIDENCE_PERMIT: (
        (4, "titre de sejour"),
        (4, "residence permit"),
        (4, "carte de resident"),
        (4, "recepisse de demande de carte de sejour"),
        (4, "attestation de demande d'asile"),
        (3, "autorisation provisoire de sejour"),
        (2, "ceseda"),
        (1, "numero d'etranger"),
        (1, "numero etranger"),
    ),
    K.PASSPORT: ((4, "passeport"), (3, "passport"), (1, "type/type"), (1, "code du pays")),
    K.HEALTH_CARD: (
        (4, "carte vitale"),
        (4, "carte d'assurance maladie"),
        (2, "vitale"),
        (2, "emise le"),
        (2, "european health insurance card"),
        (2, "carte europeenne d'assurance maladie"),
    ),
    K.TAX_NOTICE: (
        (4, "avis d'impot"),
        (4, "avis d'imposition"),
        (4, "avis de situation declarative"),
        (3, "revenu fiscal de reference"),
        (2, "direction generale des finances publiques"),
        (2, "numero fiscal"),
        (1, "impots.gouv.fr"),
        (2, "taxe d'habitation"),
    ),
    K.CERTIFICATE: (
        (3, "attestation"),
        (3, "atteste sur l'honneur"),
        (2, "certifie sur l'honneur"),
        (2, "attestation d'hebergement"),
        (2, "attestation de paiement"),
        (2, "attestation de droits"),
        (2, "atteste que"),
        (1, "allocations familiales"),
        (1, "certifions que"),
        (3, "certificat de scolarite"),
        (1, "je soussigne"),
        (1, "france travail"),
    ),
    K.BANK_DETAILS: (
        (4, "releve d'identite bancaire"),
        (1, "iban"),
        (1, "bic"),
        (1, "titulaire du compte"),
        (1, "domiciliation"),
        (1, "cle rib"),
        (1, "code guichet"),
    ),
    K.HOUSING: (
        (4, "quittance de loyer"),
        (4, "contrat de location"),
        (4, "contrat de bail"),
        (3, "avis d'echeance"),
        (2, "bailleur"),
        (2, "locataire"),
        (1, "loyer"),
        (1, "charges locatives"),
        (2, "facture d'electricite"),
        (1, "point de livraison"),
    ),
    K.PRESCRIPTION: (
        (4, "ordonnance"),
        (2, "posologie"),
        (2, "comprime"),
        (2, "medecin generaliste"),
        (1, "rpps"),
        (1, "docteur"),
        (1, "par jour pendant"),
        (1, "renouveler"),
    ),
    K.LETTER: (
        (2, "objet :"),
        (1, "madame, monsieur"),
        (2, "salutations distinguees"),
        (1, "je vous prie d'agreer"),
        (1, "cordialement"),
        (1, "nous vous informons"),
        (1, "vos references"),
    ),
}
"""Folded: small letters, no accent, œ as oe."""

IBAN_WEIGHT = 3


class Sensitive(Enum):
    """What may only be kept under conditions: GDPR art. 9 and 10 (VLT-19, VLT-20)."""

    HEALTH = "health"
    """Art. 9: the person agrees expressly, or it is not kept."""
    BELIEFS = "beliefs"
    """Art. 9: an asylum story, a religion, a trade union."""
    CONVICTIONS = "convictions"
    """Art. 10: not kept, but where a law says so."""


SENSITIVE_PHRASES: dict[Sensitive, tuple[str, ...]] = {
    Sensitive.CONVICTIONS: (
        "casier judiciaire",
        "tribunal correctionnel",
        "cour d'assises",
        "service penitentiaire",
        "levee d'ecrou",
        "billet de sortie",
        "sursis probatoire",
        "condamne a",
        "fiche penale",
        "controle judiciaire",
    ),
    Sensitive.HEALTH: (
        "certificat medical",
        "compte rendu d'hospitalisation",
        "compte-rendu d'hospitalisation",
        "ordonnance medicale",
        "posologie",
        "mdph",
        "maison departementale des personnes handicapees",
        "allocation aux adultes handicapes",
        "affection de longue duree",
        "pension d'invalidite",
        "arret de travail",
        "resultats d'analyses",
        "laboratoire de biologie medicale",
        "diagnostic",
        "aide medicale de l'etat",
    ),
    Sensitive.BELIEFS: (
        "recit de vie",
        "craintes de persecution",
        "motifs de la demande d'asile",
        "certificat de bapteme",
        "cotisation syndicale",
    ),
}

CODE_KINDS: dict[str, tuple[PaperKind, str]] = {
    "00": (K.HOUSING, "Justificatif de domicile"),
    "01": (K.HOUSING, "Facture"),
    "02": (K.TAX_NOTICE, "Taxe d’habitation"),
    "03": (K.BANK_DETAILS, "RIB"),
    "04": (K.TAX_NOTICE, "Avis d’impôt"),
    "05": (K.BANK_DETAILS, "RIB"),
    "06": (K.OTHER, "Bulletin de salaire"),
    "07": (K.IDENTITY_CARD, "Titre d’identité"),
    "10": (K.OTHER, "Contrat de travail"),
    "16": (K.RESIDENCE_PERMIT, "Attestation de demande d’asile"),
    "17": (K.CERTIFICATE, "Fin de droit à l’allocation pour demandeur d’asile"),
    "18": (K.TAX_NOTICE, "Avis de situation déclarative"),
    "24": (K.TAX_NOTICE, "Avis de situation déclarative"),
    "27": (K.TAX_NOTICE, "Avis de situation déclarative"),
    "28": (K.TAX_NOTICE, "Avis d’impôt"),
}
"""Types of the specification's perimeter 01 that people here bring."""

TITLES: dict[PaperKind, tuple[tuple[str, str], ...]] = {
    K.RESIDENCE_PERMIT: (
        ("recepisse de demande", "Récépissé de titre de séjour"),
        ("attestation de demande d'asile", "Attestation de demande d’asile"),
        ("carte de resident", "Carte de résident"),
    ),
    K.CERTIFICATE: (
        ("attestation d'hebergement", "Attestation d’hébergement"),
        ("allocations familiales", "Attestation de la CAF"),
        ("assurance maladie", "Attestation de l’assurance maladie"),
        ("france travail", "Attestation de France Travail"),
        ("pole emploi", "Attestation de Pôle emploi"),
        ("certificat de scolarite", "Certificat de scolarité"),
        ("domiciliation", "Attestation de domiciliation"),
    ),
    K.HOUSING: (
        ("quittance de loyer", "Quittance de loyer"),
        ("contrat de location", "Contrat de location"),
        ("contrat de bail", "Contrat de location"),
        ("facture d'electricite", "Facture d’électricité"),
    ),
    K.TAX_NOTICE: (
        ("situation declarative", "Avis de situation déclarative"),
        ("taxe d'habitation", "Taxe d’habitation"),
        ("impot", "Avis d’impôt"),
    ),
}

KIND_TITLES = {
    K.IDENTITY_CARD: "Carte d’identité",
    K.RESIDENCE_PERMIT: "Titre de séjour",
    K.PASSPORT: "Passeport",
    K.HEALTH_CARD: "Carte Vitale",
    K.TAX_NOTICE: "Avis d’impôt",
    K.CERTIFICATE: "Attestation",
    K.BANK_DETAILS: "RIB de la banque",
    K.HOUSING: "Logement",
    K.PRESCRIPTION: "Ordonnance",
    K.LETTER: "Courrier",
}
"""The papers are French, and so are their titles; the person's language stands beside."""

MONTHS = {
    name: at + 1
    for at, name in enumerate(
        (
            "janvier",
            "fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "aout",
            "septembre",
            "octobre",
            "novembre",
            "decembre",
        )
    )
}
UNTIL = re.compile(
    r"(?:valable jusqu'?au|valide jusqu'?au|date d'expiration|expire le|expiration|fin de validite"
    r"|valid until|date of expiry|jusqu'?au)\b[^0-9]{0,14}"
    r"(\d{1,2})\s*(?:[/.\- ]\s*(\d{1,2})\s*[/.\- ]|(?:er)?\s+([a-z]+)\s+)\s*((?:19|20)\d\d)"
)
IBAN = re.compile(r"\b([a-z]{2}\d{2}(?:\s?[a-z0-9]){11,30})\b")
INCOME_YEAR = re.compile(r"(?:revenus? de (?:l'annee )?|impot )((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """What a paper may be; every part may be missing, none is ever required."""

    kind: PaperKind | None = None
    confidence: float = 0.0
    title: str = ""
    expires_on: date | None = None
    sensitive: Sensitive | None = None


def propose(text: str, zones: Sequence[Mrz] = (), docs: Sequence[TwoDDoc] = ()) -> Proposal:
    """Return what the paper with this text, these zones and codes may be."""
    plain = _plain(text)
    sensitive = sensitive_in(text)
    if zones:
        zone = zones[0]
        card = _kind_of_zone(zone)
        return Proposal(card, BY_MACHINE, _zone_title(zone, card), zone.expires_on, sensitive)
    for doc in docs:
        known = CODE_KINDS.get(doc.document_type) if doc.perimeter == "01" else None
        if known is not None:
            year = doc.fields.get("45", "")
            title = f"{known[1]} {year}".strip() if known[0] is K.TAX_NOTICE else known[1]
            return Proposal(known[0], BY_MACHINE, title, doc.expires_on, sensitive)
    weights = _weights(plain)
    heaviest, confidence = _first(weights)
    if heaviest is None or confidence < LEAST_CONFIDENCE:
        return Proposal(sensitive=sensitive, expires_on=_until(plain))
    kind = heaviest
    if kind is K.PRESCRIPTION and sensitive is None:
        sensitive = Sensitive.HEALTH
    return Proposal(kind, confidence, _title(kind, plain), _until(plain), sensitive)


def sensitive_in(text: str) -> Sensitive | None:
    """Return what a text speaks of that is kept under conditions only, the gravest first."""
    plain = _plain(text)
    for sensitive, phrases in SENSITIVE_PHRASES.items():
        if any(phrase in plain for phrase in phrases):
            return sensitive
    return None


def is_iban(untrusted: str) -> bool:
    """Return whether an account number holds by its check digits (ISO 13616, modulo 97)."""
    signs = re.sub(r"\s", "", untrusted).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", signs):
        return False
    if signs.startswith("FR") and len(signs) != 27:
        return False
    turned = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _plain(text: str) -> str:
    """Return text as phrases are compared: folded, one kind of apostrophe, single spaces."""
    return " ".join(folded(text.replace("’", "'").replace("`", "'")).split())


def _weights(plain: str) -> dict[PaperKind, int]:
    weights = {
        kind: sum(weight for weight, phrase in phrases if phrase in plain)
        for kind, phrases in PHRASES.items()
    }
    if any(_holds_iban(found) for found in IBAN.findall(plain)):
        weights[K.BANK_DETAILS] += IBAN_WEIGHT
    return {kind: weight for kind, weight in weights.items() if weight}


def _holds_iban(found: str) -> bool:
    """Return whether an account number begins what was found; words may follow it."""
    signs = re.sub(r"\s", "", found)
    return any(is_iban(signs[:length]) for length in range(15, len(signs) + 1))


def _first(weights: dict[PaperKind, int]) -> tuple[PaperKind | None, float]:
    """Return the heaviest kind and how sure it is, by how far it is ahead of the next.

    0.52 one ahead, 0.71 two, 0.82 three, 0.93 five: with one letter in twenty misread, of
    made-up papers 0.42, 0.84, 0.99 and all were right (2026-11), and real ones are harder.
    """
    ranked = sorted(weights.items(), key=lambda each: -each[1])
    if not ranked or ranked[0][1] < MIN_WEIGHT:
        return None, 0.0
    ahead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0)
    return ranked[0][0], min(MOST_BY_WORDS, 1 - 0.8 * math.exp(-0.5 * ahead))


def _kind_of_zone(zone: Mrz) -> PaperKind:
    code = zone.document_code
    if code.startswith("P"):
        return K.PASSPORT
    if code.startswith("V") or code[1:2] == "R" or code == "TS":
        return K.RESIDENCE_PERMIT
    return K.IDENTITY_CARD


def _zone_title(zone: Mrz, kind: PaperKind) -> str:
    return "Visa" if zone.document_code.startswith("V") else KIND_TITLES[kind]


def _title(kind: PaperKind, plain: str) -> str:
    """Return a title that says more than the kind where the paper does."""
    said = (title for phrase, title in TITLES.get(kind, ()) if phrase in plain)
    title = next(said, KIND_TITLES[kind])
    if kind is K.TAX_NOTICE and (year := INCOME_YEAR.search(plain)):
        return f"{title} {year[1]}"
    return title


def _until(plain: str) -> date | None:
    """Return the last day a paper says it is good for: the latest one, if it says several."""
    return max((day for day in map(_day, UNTIL.findall(plain)) if day is not None), default=None)


def _day(found: Iterable[str]) -> date | None:
    day, month, name, year = found
    try:
        return date(int(year), int(month) if month else MONTHS[name], int(day))
    except (ValueError, KeyError):
        return None
