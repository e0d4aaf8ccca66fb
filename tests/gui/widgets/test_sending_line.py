"""The sending line says in words, French and Arabic, everything its colour says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.flows.api import SyncState, SyncStatus
from ui.theme.languages import Speaker
from ui.theme.look import Look
from ui.widgets.sending_line import SendingLine

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def line(qtbot) -> SendingLine:
    made = SendingLine(Look())
    qtbot.addWidget(made)
    return made


@pytest.fixture
def arabic(qapp) -> Iterator[None]:
    speaker = Speaker(qapp)
    speaker.speak("ar")
    yield
    speaker.speak("fr")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SyncStatus(SyncState.UP_TO_DATE), "Tout est envoyé"),
        (SyncStatus(SyncState.SENDING, done=3, total=7), "Envoi : 3 sur 7"),
        (SyncStatus(SyncState.WAITING, waiting=4), "4 à envoyer dès que la connexion revient"),
        (SyncStatus(SyncState.TO_CHECK, to_check=1), "1 à vérifier"),
        (SyncStatus(SyncState.FAULT), "Envoi impossible : prévenir le support"),
    ],
)
def test_each_state_has_its_words_its_picture_and_a_spoken_name(
    line: SendingLine, status: SyncStatus, words: str
) -> None:
    line.tell(status, NOW)
    assert line.text().startswith(words)
    assert words in line.accessibleName()
    assert not line.icon().isNull()


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (None, "Pas encore d’échange"),
        (timedelta(seconds=20), "à l’instant"),
        (timedelta(minutes=-5), "à l’instant"),
        (timedelta(minutes=12), "il y a 12 min"),
        (timedelta(hours=47), "il y a 47 h"),
        (timedelta(days=3), "il y a 3 jours"),
    ],
)
def test_the_last_exchange_is_always_told(
    line: SendingLine, ago: timedelta | None, words: str
) -> None:
    at = None if ago is None else NOW - ago
    line.tell(SyncStatus(SyncState.UP_TO_DATE, last_exchange_at=at), NOW)
    assert line.text().endswith(words)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "عنصر واحد للتحقق منه"),
        (2, "عنصران للتحقق منهما"),
        (5, "5 عناصر للتحقق منها"),
        (11, "11 عنصرًا للتحقق منها"),
        (100, "100 عنصر للتحقق منها"),
    ],
)
def test_arabic_counts_with_its_own_plurals(
    arabic: None, line: SendingLine, count: int, words: str
) -> None:
    line.tell(SyncStatus(SyncState.TO_CHECK, to_check=count), NOW)
    assert line.text().startswith(words)


def test_a_press_opens_what_waits(qtbot, line: SendingLine) -> None:
    with qtbot.waitSignal(line.opened):
        line.click()
