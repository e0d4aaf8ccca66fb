"""Papers side by side: titles that are cut with a sign, cards that fit, arrows when it is long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from kiosk.flows.api import Sharing
from tests.fakes.terminal import paper
from ui.theme.languages import day
from ui.theme.look import Look, apply_look
from ui.theme.tokens import LIGHT, terminal_scale
from ui.widgets.papers import PaperCard, PaperGrid
from ui.widgets.scrolling import Scroll
from ui.widgets.texts import ShortText

LOOK = Look(LIGHT, terminal_scale(86))
LETTERS = "abcdeéèêçmwiIMW0123456789’-'.,() ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
"""What titles are written with, in scripts whose fonts travel with the product."""


@pytest.fixture
def grid(qtbot, qapp) -> PaperGrid:
    apply_look(qapp, LOOK)
    made = PaperGrid(LOOK, shows_sharing=True)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    return made


def cards(grid: PaperGrid) -> list[PaperCard]:
    return grid.findChildren(PaperCard, options=Qt.FindChildOption.FindChildrenRecursively)


def seen(qtbot, grid: PaperGrid) -> list[PaperCard]:
    with qtbot.waitExposed(grid):
        grid.show()
    qtbot.waitUntil(lambda: all(each.height() > 100 for each in cards(grid)))
    return cards(grid)


def test_cards_have_one_width_stand_side_by_side_and_are_whole(qtbot, grid: PaperGrid) -> None:
    grid.show_papers([paper(1), paper(2, "Attestation d’hébergement chez une amie"), paper(3)])
    shown = seen(qtbot, grid)
    assert len({each.width() for each in shown}) == 1
    assert len({each.y() for each in shown}) == 1
    for card in shown:
        assert card.height() >= card.sizeHint().height()


def test_a_narrower_place_has_fewer_columns(qtbot, grid: PaperGrid) -> None:
    grid.show_papers([paper(number) for number in range(1, 5)])
    seen(qtbot, grid)
    grid.resize(640, 700)
    qtbot.waitUntil(lambda: len({each.x() for each in cards(grid)}) < 4)
    assert max(each.x() + each.width() for each in cards(grid)) <= 640


def test_the_card_that_is_pressed_says_which_paper_it_is(qtbot, grid: PaperGrid) -> None:
    papers = [paper(1), paper(2, "Ordonnance", Sharing.SHARED)]
    grid.show_papers(papers)
    shown = seen(qtbot, grid)
    with qtbot.waitSignal(grid.opened) as opened:
        QTest.mouseClick(shown[1], Qt.MouseButton.LeftButton)
    assert opened.args == [papers[1]]


@pytest.mark.parametrize(
    ("sharing", "word"), [(Sharing.PRIVATE, "Privé"), (Sharing.SHARED, "Partagé")]
)
def test_who_reads_a_paper_is_said_in_words_and_aloud(qtbot, sharing: Sharing, word: str) -> None:
    card = PaperCard(LOOK, paper(1, "Avis", sharing), shows_sharing=True)
    qtbot.addWidget(card)
    assert word in card.accessibleName()
    assert word in [label.text() for label in card.findChildren(QLabel)]


def test_the_same_papers_are_not_drawn_again(qtbot, grid: PaperGrid) -> None:
    grid.show_papers([paper(1)])
    before = seen(qtbot, grid)
    grid.show_papers([paper(1)])
    assert cards(grid) == before


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=st.text(LETTERS, max_size=80))
def test_a_title_is_whole_or_ends_with_a_sign_and_never_leaves_its_card(qapp, title: str) -> None:
    width, font = 240, qapp.font()
    made = ShortText(title, width, 2, font)
    assert len(made.shown) <= 2
    for line in made.shown:
        assert QFontMetrics(font).horizontalAdvance(line) <= width + 1
    if "…" not in "".join(made.shown):
        kept = "".join("".join(made.shown).split())
        assert kept == "".join(title.split())


def page_of(lines: int) -> QWidget:
    inside = QWidget()
    column = QVBoxLayout(inside)
    for number in range(lines):
        column.addWidget(QLabel(f"Ligne {number}"))
    return inside


def arrow(scroll: Scroll, name: str) -> QPushButton:
    found = scroll.findChild(QPushButton, name)
    assert found is not None
    return found


def test_arrows_stand_beside_a_long_page_only_and_lead_to_its_end(qtbot, qapp) -> None:
    apply_look(qapp, LOOK)
    scroll = Scroll(LOOK, page_of(40), "long")
    qtbot.addWidget(scroll)
    scroll.resize(500, 400)
    with qtbot.waitExposed(scroll):
        scroll.show()
    up, down = arrow(scroll, "long_up"), arrow(scroll, "long_down")
    qtbot.waitUntil(down.isVisible)
    assert not up.isEnabled()
    for _ in range(20):
        down.click()
    assert not down.isEnabled()
    assert up.isEnabled()
    bar = scroll.area.verticalScrollBar()
    assert bar.value() == bar.maximum()
    scroll.to_top()
    assert not up.isEnabled()


def test_a_page_that_fits_has_no_arrows(qtbot, qapp) -> None:
    apply_look(qapp, LOOK)
    scroll = Scroll(LOOK, page_of(2), "short")
    qtbot.addWidget(scroll)
    scroll.resize(500, 400)
    with qtbot.waitExposed(scroll):
        scroll.show()
    assert not arrow(scroll, "short_down").isVisible()


@pytest.mark.parametrize(
    ("days", "words"), [(-3, "Fini le"), (40, "Bientôt fini"), (400, ""), (None, "")]
)
def test_a_card_says_that_its_paper_ends_soon_or_has_ended(
    qtbot, grid: PaperGrid, days: int | None, words: str
) -> None:
    last = None if days is None else date.today() + timedelta(days=days)
    grid.show_papers([replace(paper(1), expires_on=last)])
    (card,) = seen(qtbot, grid)
    spoken = card.accessibleName()
    assert words in spoken
    assert ("fini" in spoken.lower()) is bool(words)
    assert (last is not None and day(last) in spoken) is bool(words)


def test_a_card_whose_paper_ends_is_as_wide_as_the_others(qtbot, grid: PaperGrid) -> None:
    soon = replace(paper(1), expires_on=date.today() + timedelta(days=40))
    grid.show_papers([soon, paper(2), paper(3)])
    assert len({each.width() for each in seen(qtbot, grid)}) == 1
