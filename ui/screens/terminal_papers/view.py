"""Draws a PapersModel: pictures side by side, or what this place is for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.terminal_papers.presenter import PapersModel
from ui.theme.look import Look
from ui.widgets.fields import TextField
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
    words_typed = Signal(str)

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
        self._search = TextField(
            look,
            "paper_search",
            self.tr("Chercher dans mes papiers"),
            hint=self.tr("Un mot du titre ou du papier"),
        )
        self._search.edited.connect(self.words_typed)
        self._none_found = label(
            self.tr("Aucun papier lu ici ne contient ces mots."), "lead", "no_paper_found"
        )
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, 0)
        page.setSpacing(gap)
        page.addWidget(self._title)
        page.addWidget(self._busy)
        page.addWidget(self._error)
        page.addWidget(self._search)
        page.addWidget(self._none_found)
        page.addWidget(self._grid, 1)
        page.addWidget(self._empty, 1)

    @property
    def first(self) -> QWidget | None:
        """Where the keys start: at the papers, so that no keyboard comes over them unasked."""
        return None if self._search.isHidden() else self._grid

    def show_model(self, model: PapersModel) -> None:
        self._busy.tell(
            self.tr("On cherche vos papiers…") if model.is_busy or model.search.is_looking else "",
            after_ms=SHORT_WORK_MS,
        )
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
        is_empty = not model.papers and not model.is_busy and notice is None
        self._empty.setVisible(is_empty)
        self._search.set_text(model.search.query)
        self._search.setVisible(model.offers_search)
        self._none_found.setVisible(model.search.finds_none)
        self._grid.setVisible(bool(model.listed))
        self._grid.show_papers(model.listed)
