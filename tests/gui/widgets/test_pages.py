"""A paper's pages: drawn to the size of their place, turned, brought near, put away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from ui.render import page_pdf
from ui.theme.look import Look
from ui.theme.tokens import LIGHT, terminal_scale
from ui.widgets.pages import PageView

LOOK = Look(LIGHT, terminal_scale(86))


@pytest.fixture
def view(qtbot, qapp) -> PageView:
    made = PageView(LOOK)
    qtbot.addWidget(made)
    made.resize(800, 700)
    return made


def picture_height(view: PageView) -> float:
    label = view.findChild(QLabel, "page_picture")
    assert label is not None
    pixmap = label.pixmap()
    return pixmap.height() / pixmap.devicePixelRatio()


def test_a_page_shown_before_its_window_fills_it_once_it_is_there(qtbot, view: PageView) -> None:
    view.show_pdf(page_pdf("Avis", 2))
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: picture_height(view) > 600)
    view.resize(800, 400)
    qtbot.waitUntil(lambda: picture_height(view) < 420)


def test_pages_are_turned_one_by_one_and_stop_at_the_last(qtbot, view: PageView) -> None:
    view.show()
    view.show_pdf(page_pdf("Avis", 2))
    assert (view.count, view.number) == (2, 0)
    view.go(-1)
    assert view.number == 0
    view.go(1)
    view.go(1)
    assert view.number == 1


def test_zoom_has_a_nearest_and_a_farthest(qtbot, view: PageView) -> None:
    view.show()
    view.show_pdf(page_pdf("Avis", 1))
    assert (view.can_zoom_in, view.can_zoom_out) == (True, False)
    whole = picture_height(view)
    for _ in range(9):
        view.zoom(1)
    assert (view.can_zoom_in, view.can_zoom_out) == (False, True)
    assert picture_height(view) > 2 * whole
    for _ in range(9):
        view.zoom(-1)
    assert picture_height(view) == pytest.approx(whole)


def test_nothing_stays_of_a_paper_that_was_put_away(qtbot, view: PageView) -> None:
    view.show()
    view.show_pdf(page_pdf("Avis", 2))
    view.show_pdf(b"")
    label = view.findChild(QLabel, "page_picture")
    assert label is not None
    assert (view.count, label.pixmap().isNull()) == (0, True)


def test_bytes_that_are_no_pdf_show_nothing_and_break_nothing(qtbot, view: PageView) -> None:
    view.show()
    view.show_pdf(b"not a paper")
    assert view.count == 0


def bars(view: PageView) -> tuple[int, int]:
    area = view.findChild(QScrollArea, "page_scroll")
    assert area is not None
    return area.horizontalScrollBar().value(), area.verticalScrollBar().value()


def test_a_page_brought_near_moves_by_buttons_and_left_is_left_in_arabic_too(
    qtbot, view: PageView
) -> None:
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view.show_pdf(page_pdf("Avis", 1))
    with qtbot.waitExposed(view):
        view.show()
    assert not view.can_pan
    for _ in range(3):
        view.zoom(1)
    assert view.can_pan
    qtbot.waitUntil(lambda: bars(view)[0] > 0)
    across, down = bars(view)
    view.pan(1, 0)
    assert bars(view)[0] > across
    view.pan(-1, 0)
    view.pan(-1, 0)
    assert bars(view)[0] < across
    view.pan(0, -1)
    assert bars(view)[1] < down


def test_the_middle_of_what_is_seen_stays_there_when_it_comes_nearer(qtbot, view: PageView) -> None:
    view.show_pdf(page_pdf("Avis", 1))
    with qtbot.waitExposed(view):
        view.show()
    view.zoom(1)
    view.zoom(1)
    area = view.findChild(QScrollArea, "page_scroll")
    assert area is not None
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() // 2)
    before = (bar.value() + bar.pageStep() / 2) / (bar.maximum() + bar.pageStep())
    view.zoom(1)
    qtbot.waitUntil(lambda: bar.maximum() > bar.pageStep())
    after = (bar.value() + bar.pageStep() / 2) / (bar.maximum() + bar.pageStep())
    assert after == pytest.approx(before, abs=0.02)
