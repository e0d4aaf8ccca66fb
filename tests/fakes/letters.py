"""Texts of papers as people bring them, made up, with the errors that a reader of print makes."""

from __future__ import annotations

import random

from kiosk.flows.api import PaperKind

__all__ = ["iban", "misread", "text_of_a"]

K = PaperKind
COMMON = (
    "Réf. dossier {n}",
    "Page 1/1",
    "Tél. 01 00 00 00 00",
    "12 rue de l'Exemple 75000 PARIS",
    "Madame EXEMPLE Camille",
    "Le 12 mars 2026",
    "Pour nous contacter, appelez le numéro indiqué.",
)
BODIES: dict[PaperKind, tuple[tuple[str, ...], ...]] = {
    K.IDENTITY_CARD: (
        ("RÉPUBLIQUE FRANÇAISE", "CARTE NATIONALE D'IDENTITÉ", "Nom EXEMPLE", "Taille 1,70 m"),
        ("CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD", "SEXE F", "NATIONALITÉ FRA"),
    ),
    K.RESIDENCE_PERMIT: (
        ("TITRE DE SÉJOUR", "RESIDENCE PERMIT", "NOM EXEMPLE", "Valable jusqu'au 03/04/2028"),
        ("RÉCÉPISSÉ DE DEMANDE DE CARTE DE SÉJOUR", "Valable jusqu'au 1er juin 2027"),
        ("CARTE DE RÉSIDENT", "RÉPUBLIQUE FRANÇAISE", "numéro étranger 0000000000"),
    ),
    K.PASSPORT: (
        ("PASSEPORT", "PASSPORT", "RÉPUBLIQUE FRANÇAISE", "Nationalité française", "Taille"),
        ("PASSPORT", "Type/Type P", "Code du pays UTO", "Date of expiry 01 01 2031"),
    ),
    K.HEALTH_CARD: (
        ("carte d'assurance maladie", "Vitale", "émise le 01/02/2020"),
        ("Carte européenne d'assurance maladie", "European health insurance card"),
    ),
    K.TAX_NOTICE: (
        (
            "Direction générale des finances publiques",
            "AVIS D'IMPÔT 2025",
            "Votre numéro fiscal",
            "Revenu fiscal de référence",
            "impots.gouv.fr",
        ),
        ("Avis de situation déclarative à l'impôt", "revenus de 2024", "Numéro fiscal"),
    ),
    K.CERTIFICATE: (
        (
            "Caisse d'allocations familiales",
            "Attestation de paiement",
            "Nous certifions que Madame EXEMPLE est bénéficiaire",
        ),
        (
            "ATTESTATION D'HÉBERGEMENT",
            "Je soussignée",
            "atteste sur l'honneur héberger à mon domicile",
        ),
        ("Attestation de droits à l'assurance maladie", "Cette attestation est valable"),
        ("Certificat de scolarité", "Le directeur atteste que l'élève est inscrit"),
    ),
    K.BANK_DETAILS: (
        (
            "Relevé d'identité bancaire",
            "Titulaire du compte EXEMPLE",
            "IBAN {iban}",
            "BIC EXEMFRPP",
        ),
        ("RIB", "Domiciliation PARIS", "IBAN {iban}", "BIC EXEMFRPP", "Clé RIB 00 code guichet"),
    ),
    K.HOUSING: (
        ("QUITTANCE DE LOYER", "Bailleur : EXEMPLE HABITAT", "Locataire : EXEMPLE", "loyer 420"),
        ("Contrat de location", "Entre le bailleur et le locataire", "charges locatives"),
        ("AVIS D'ÉCHÉANCE", "Loyer de mars", "locataire", "payable par virement {iban}"),
    ),
    K.PRESCRIPTION: (
        (
            "Docteur EXEMPLE",
            "Médecin généraliste",
            "RPPS 00000000000",
            "Paracétamol 1 comprimé 3 fois par jour pendant 5 jours",
        ),
        ("ORDONNANCE", "Docteur EXEMPLE", "posologie : 1 matin et soir", "à renouveler"),
    ),
    K.LETTER: (
        (
            "Objet : votre rendez-vous",
            "Madame, Monsieur,",
            "Nous vous informons que votre demande est à l'étude.",
            "Veuillez agréer nos salutations distinguées.",
        ),
        ("Objet : relance", "vos références", "Je vous prie d'agréer mes salutations distinguées"),
        (
            "Objet : votre attestation",
            "Madame, Monsieur,",
            "Il nous manque votre dernier avis d'imposition.",
            "Salutations distinguées.",
        ),
    ),
}
LOOKALIKES = {"l": "I", "i": "l", "e": "c", "o": "0", "m": "rn", "é": "e", "'": "’", "n": "ri"}


def iban(rng: random.Random) -> str:
    """Return a French account number that nobody has and whose check digits hold."""
    account = "30000" + "".join(rng.choice("0123456789") for _ in range(18))
    check = 98 - int(account + "152700") % 97
    signs = f"FR{check:02}{account}"
    return " ".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def text_of_a(kind: PaperKind, rng: random.Random) -> str:
    """Return a paper's text, its lines among others that any paper may have."""
    lines = list(rng.choice(BODIES[kind])) + rng.sample(COMMON, rng.randint(1, 4))
    filled = (line.replace("{iban}", iban(rng)) for line in lines)
    return "\n".join(line.replace("{n}", str(rng.randint(1000, 9999))) for line in filled)


def misread(text: str, share: float, rng: random.Random) -> str:
    """Return the text with that share of its letters mistaken or lost."""
    signs = []
    for sign in text:
        if rng.random() < share:
            signs.append(rng.choice((LOOKALIKES.get(sign, sign), "", LOOKALIKES.get(sign, "i"))))
        else:
            signs.append(sign)
    return "".join(signs)
