"""Which languages printed text can be read in here: the models that this machine has.

They come with the packages `tesseract-ocr-fra`, `-ara` … of the system. French is always
tried first; a person's own language only where its model is present.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

__all__ = ["FIRST", "WANTED", "missing_models", "model_folder", "models_for", "models_here"]

ROOTS = (Path("/usr/share/tesseract-ocr"), Path("/usr/share/tessdata"))
FIRST = "fra"
WANTED = ("fra", "ara", "eng")
"""What an installation should have: the desk's language and those of its screens."""

MODELS = {
    "fr": "fra",
    "ar": "ara",
    "en": "eng",
    "es": "spa",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "uk": "ukr",
    "tr": "tur",
    "fa": "fas",
    "ps": "pus",
    "ur": "urd",
    "bn": "ben",
    "ta": "tam",
    "am": "amh",
    "ti": "tir",
    "sq": "sqi",
    "ka": "kat",
    "hy": "hye",
    "zh": "chi_sim",
    "de": "deu",
    "it": "ita",
    "pl": "pol",
    "bg": "bul",
    "sr": "srp",
}
"""A language of ISO 639-1 and the model that reads it; others (Somali, Lingala …) have none."""


@cache
def model_folder() -> Path | None:
    """Return the folder that holds the models, the newest version first; None without any."""
    for root in ROOTS:
        for folder in (root, *sorted(root.glob("*/tessdata"), reverse=True)):
            if (folder / f"{FIRST}.traineddata").is_file():
                return folder
    return None


def models_here() -> frozenset[str]:
    """Return the names of the models that are here, such as "fra"."""
    folder = model_folder()
    return (
        frozenset() if folder is None else frozenset(p.stem for p in folder.glob("*.traineddata"))
    )


def missing_models() -> tuple[str, ...]:
    """Return the models that an installation should have and has not."""
    return tuple(name for name in WANTED if name not in models_here())


def models_for(languages: Iterable[str]) -> tuple[str, ...]:
    """Return the models for texts of people who speak `languages` ("ar", "pt-BR"), French first.

    Empty when even French is missing: nothing is read then.
    """
    here = models_here()
    if FIRST not in here:
        return ()
    asked = (MODELS.get(language.partition("-")[0].lower(), "") for language in languages)
    return tuple(dict.fromkeys((FIRST, *(model for model in asked if model in here))))
