"""Draws a PapersModel: pictures side by side, or what this place is for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.terminal_papers.presenter import PapersModel
from ui.theme.look import Look
from ui.widgets.notices import SHORT_WORK_MS, BusyLine, EmptyState, ErrorPanel
from ui.widgets.papers import PaperGrid
from ui.widgets.texts import label

__all__ = ["PapersView"]


class PapersView(QWidget):
    """Says which paper was pressed."""

    paper_pressed = Signal(object)
    """Paper."""
    retry_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("my_papers")
        gap = look.scale.gap
        self._title = label(self.tr("Mes papiers"), "title", "papers_title")
        self._busy = BusyLine(look)
        self._error = ErrorPanel(look)
        self._error.action_pressed.connect(self.retry_pressed)
        self._grid = PaperGrid(look, shows_sharing=True)
        self._grid.opened.connect(self.paper_pressed)
        self._empty = EmptyState(
            look,
            "folder",
            self.tr("Ici, vos papiers sont en sécurité. Un professionnel peut en ajouter."),
        )
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, 0)
        page.setSpacing(gap)
        page.addWidget(self._title)
        page.addWidget(self._busy)
        page.addWidget(self._error)
        page.addWidget(self._grid, 1)
        page.addWidget(self._empty, 1)

    def show_model(self, model: PapersModel) -> None:
        self._busy.tell(
            self.tr("On cherche vos papiers…") if model.is_busy else "", after_ms=SHORT_WORK_MS
        )
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
        is_empty = not model.papers and not model.is_busy and notice is None
        self._empty.setVisible(is_empty)
        self._grid.setVisible(bool(model.papers))
        self._grid.show_papers(model.papers)
