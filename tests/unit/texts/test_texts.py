"""Consent texts: complete in each language, hashed, and short enough to be read aloud."""

from __future__ import annotations

import json
import re
from importlib import resources

import pytest

from resources import texts
from resources.texts import (
    LANGUAGES,
    TextKind,
    handover_words,
    load,
    passphrase_words,
    printed_words,
)

EVERY_TEXT = [(kind, language) for kind in TextKind for language in LANGUAGES]
FOR_PERSONS = [
    TextKind.MANDATE,
    TextKind.INFORMATION,
    TextKind.AFFILIATION,
    TextKind.TERMS,
    TextKind.REMINDERS,
]


def sentences(kind: TextKind, language: str) -> list[str]:
    text = load(kind, language)
    return [text.title, text.question, *(line for card in text.cards for line in card.lines)]


@pytest.mark.parametrize(("kind", "language"), EVERY_TEXT)
def test_every_translation_has_the_cards_pictures_and_answers_of_its_reference(kind, language):
    text, reference = load(kind, language), load(kind, "fr")
    assert [c.icon for c in text.cards] == [c.icon for c in reference.cards]
    assert [len(c.lines) for c in text.cards] == [len(c.lines) for c in reference.cards]
    assert text.answers.keys() == reference.answers.keys()
    assert text.scope == reference.scope
    assert len(text.scope_words) == len(text.scope)
    assert text.version == reference.version


def test_no_two_texts_share_a_hash():
    assert len({load(kind, language).sha256 for kind, language in EVERY_TEXT}) == len(EVERY_TEXT)


def test_a_translation_of_another_french_text_is_refused(monkeypatch):
    real = texts._source

    def edited(name: str) -> str:
        return real(name).replace("gratuit", "payant") if name == "terms.fr.json" else real(name)

    monkeypatch.setattr(texts, "_source", edited)
    load.cache_clear()
    try:
        with pytest.raises(ValueError, match="another French text"):
            load(TextKind.TERMS, "ar")
    finally:
        load.cache_clear()


def test_a_language_without_texts_is_refused():
    with pytest.raises(ValueError, match="no terms text in en"):
        load(TextKind.TERMS, "en")


def test_the_name_of_a_structure_fills_its_places_and_leaves_the_hash():
    text = load(TextKind.AFFILIATION, "ar")
    filled = text.filled(structure="Relais {structure}")
    assert filled.sha256 == text.sha256
    assert "\u2068Relais {structure}\u2069" in filled.question
    assert "{structure}" in text.question


@pytest.mark.parametrize("kind", FOR_PERSONS)
def test_sentences_shown_to_a_person_have_twelve_words_at_most(kind):
    for line in sentences(kind, "fr"):
        for sentence in re.split(r"[.?!] ?", line):
            assert len(re.findall(r"[\w{}’.@-]+", sentence)) <= 12, sentence


@pytest.mark.parametrize("kind", list(TextKind))
def test_french_texts_keep_to_the_words_of_the_glossary(kind):
    avoided = re.compile(
        r"\b(compte|profil|document|fichier|usager|bénéficiaire|consentement|synchronis\w+"
        r"|veuillez|invalide|erreur|échec|structure)\b|!|'",
        re.IGNORECASE,
    )
    for line in sentences(kind, "fr"):
        assert avoided.search(line.replace("{structure}", "")) is None, line


def test_the_mandate_says_what_may_be_done_and_what_may_not():
    mandate = load(TextKind.MANDATE, "fr")
    assert mandate.scope == ("open_account", "add_papers")
    assert set(mandate.answers) == {"yes", "no", "not_today"}


def test_the_information_tells_of_backups_rights_and_complaints():
    told = " ".join(sentences(TextKind.INFORMATION, "fr"))
    for needed in ("5 jours", "effacer", "corriger", "CNIL", "machine", "vendues"):
        assert needed in told


@pytest.mark.parametrize("phrasebook", [handover_words, printed_words])
def test_phrasebooks_hold_the_same_words_and_places_in_every_language(phrasebook):
    french = phrasebook("fr")
    for language in LANGUAGES:
        words = phrasebook(language)
        assert words.keys() == french.keys()
        assert all(words.values())
        for name, text in french.items():
            places = re.findall(r"\{\w+\}", text)
            assert sorted(re.findall(r"\{\w+\}", words[name])) == sorted(places), name


def test_passphrase_words_are_many_short_distinct_and_typed_on_any_keyboard():
    words = passphrase_words()
    assert len(words) >= 1296
    assert len(set(words)) == len(words)
    assert all(word.isascii() and 3 <= len(word) <= 9 for word in words)


def test_every_file_of_a_text_is_loaded_by_its_name():
    found = {f.name for f in resources.files("resources.texts").iterdir() if ".json" in f.name}
    expected = {f"{kind.value}.{language}.json" for kind, language in EVERY_TEXT}
    books = {f"{book}.{lang}.json" for book in ("handover", "printed") for lang in LANGUAGES}
    assert found == expected | books
    for name in found:
        json.loads((resources.files("resources.texts") / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", list(TextKind))
def test_every_card_has_its_picture(kind):
    icons = resources.files("resources") / "icons"
    for card in load(kind, "fr").cards:
        assert (icons / f"{card.icon}.svg").is_file(), card.icon
