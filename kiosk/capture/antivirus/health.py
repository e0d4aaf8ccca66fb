"""How the post's antivirus is: there, finding, telling where it gave up, its base recent enough.

Asked with two harmless files: the test file every antivirus knows (EICAR), and an archive
deeper than any daemon looks, which must not be called clean (`AlertExceedsMax yes`).
"""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from kiosk.capture.antivirus.clamd import Found, GaveUp, Silence, Version
from kiosk.capture.antivirus.screening import Antivirus, Mode

__all__ = ["TEST_FILE", "Health", "Standing", "antivirus_words", "deep_archive", "health_of"]

OLD_AFTER = timedelta(days=7)
TRIAL_S = 5.0
DEPTH = 60
"""clamd looks 17 archives deep unless told otherwise (MaxRecursion, at most 100)."""

TEST_FILE = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""Kept in two halves, so that this program is not taken for it."""


class Standing(Enum):
    """The one word for it, worst last."""

    OFF = "off"
    GOOD = "good"
    UNDATED = "undated"
    """It works; its base does not say of when it is."""
    OLD = "old"
    LENIENT = "lenient"
    """It calls clean what it did not look through."""
    BLIND = "blind"
    """It does not find the test file: its base is missing."""
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Health:
    """How the antivirus is, and with what."""

    mode: Mode
    standing: Standing
    version: Version | None = None
    age_days: int | None = None


def health_of(antivirus: Antivirus, now: datetime) -> Health:
    """Ask the daemon how it is; takes some milliseconds, at most a few seconds."""
    clamd = antivirus.asked
    if clamd is None:
        return Health(antivirus.mode, Standing.OFF)
    deadline = time.monotonic() + TRIAL_S
    try:
        with clamd.connect() as session:
            version = session.version()
            finds = isinstance(session.scan(TEST_FILE, deadline), Found)
            told = session.scan(deep_archive(), deadline)
    except Silence:
        return Health(antivirus.mode, Standing.ABSENT)
    age = None if version.base_at is None else max(now - version.base_at, timedelta())
    standing = _standing(age, finds=finds, gives_up_aloud=isinstance(told, GaveUp))
    return Health(antivirus.mode, standing, version, None if age is None else age.days)


def antivirus_words(health: Health) -> str:
    """Return one line: how the antivirus is, with what, and what follows for files."""
    version = health.version
    base = f", base {version.base}" if version is not None and version.base else ""
    age = "" if health.age_days is None else f", {health.age_days} days old"
    engine = "" if version is None else f" ({version.engine}{base}{age})"
    return f"{health.standing.value}, {health.mode.value}{engine}{_follows(health)}"


def deep_archive(depth: int = DEPTH) -> bytes:
    """Return an archive in an archive in an archive, empty at its end."""
    inner = b"nothing"
    for _ in range(depth):
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("a.zip"), inner)
        inner = written.getvalue()
    return inner


def _standing(age: timedelta | None, *, finds: bool, gives_up_aloud: bool) -> Standing:
    if not finds:
        return Standing.BLIND
    if not gives_up_aloud:
        return Standing.LENIENT
    if age is None:
        return Standing.UNDATED
    return Standing.OLD if age > OLD_AFTER else Standing.GOOD


def _follows(health: Health) -> str:
    match health.standing, health.mode:
        case ((Standing.OFF | Standing.GOOD), _):
            return ""
        case Standing.ABSENT, Mode.REQUIRED:
            return ": files are kept aside, unopened"
        case Standing.ABSENT, _:
            return ": files are added and marked as not checked yet"
        case Standing.BLIND, _:
            return ": does not find the test file; its base is missing"
        case Standing.LENIENT, _:
            return ": calls clean what it did not look through; set AlertExceedsMax yes"
        case Standing.OLD, _:
            return ": its base is too old; look at freshclam"
        case _:
            return ": its base bears no date"
