"""Draws a PrintModel at the terminal: one, two or three times, all of it or this page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.paper_print.presenter import PrintModel, PrintPhase, Span
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button, choice, main_button
from ui.widgets.notices import BusyLine, ErrorPanel, NoticeLine
from ui.widgets.texts import label, picture_label

__all__ = ["PrintView"]

COPIES = (1, 2, 3)


class PrintView(QWidget):
    """The paper's title, two small questions, one main button."""

    copies_chosen = Signal(int)
    span_chosen = Signal(object)
    print_pressed = Signal()
    stop_pressed = Signal()
    notice_pressed = Signal()
    second_passed = Signal()
    back_pressed = Signal()

    def __init__(self, look: Look, back_words: str, parent: QWidget | None = None) -> None:
        """`back_words` name the page it was asked on."""
        super().__init__(parent)
        self.setObjectName("print")
        gap = look.scale.gap
        back = button(look, "print_back", back_words, "arrow-left")
        back.clicked.connect(self.back_pressed)
        self.first = back
        self._title = label("", "title", "print_title")
        self._busy = BusyLine(look, "print_busy")
        self._busy.stop_pressed.connect(self.stop_pressed)
        self._error = ErrorPanel(look, "print_error")
        self._error.action_pressed.connect(self.notice_pressed)
        self._leaving = NoticeLine(look, "print_leaving", Tone.AMBER)
        self._done = NoticeLine(look, "print_done", Tone.OK)
        self._choices = QWidget()
        asked = QVBoxLayout(self._choices)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(gap)
        asked.addWidget(label(self.tr("Combien de fois ?"), "bold"))
        asked.addLayout(self._copies(look))
        self._which = label(self.tr("Quelles pages ?"), "bold")
        asked.addWidget(self._which)
        asked.addLayout(self._spans(look))
        self._print = main_button(look, "print_now", self.tr("Imprimer"), "printer")
        self._print.clicked.connect(self.print_pressed)
        head = QHBoxLayout()
        head.setSpacing(gap * 2)
        head.addWidget(picture_label(look.picture("printer", look.palette.petrol)))
        head.addWidget(self._title, 1)
        head.addWidget(back)
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, gap)
        page.setSpacing(gap)
        page.addLayout(head)
        for part in (self._leaving, self._error, self._busy, self._done, self._choices):
            page.addWidget(part)
        page.addWidget(self._print, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(1)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.second_passed)

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        self._clock.start()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._clock.stop()

    def show_model(self, model: PrintModel) -> None:
        self._title.setText(model.title)
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
        words = {
            PrintPhase.LOOKING: "" if notice else self.tr("Un instant…"),
            PrintPhase.PREPARING: self.tr("On prépare les pages."),
            PrintPhase.PRINTING: ""
            if model.trouble
            else self.tr("On imprime. Prenez bien toutes vos feuilles."),
        }
        self._busy.tell(words.get(model.phase, ""), can_stop=model.phase is PrintPhase.PRINTING)
        self._done.tell(
            self.tr("C’est imprimé. Prenez toutes vos feuilles.")
            if model.phase is PrintPhase.DONE
            else "",
            Tone.OK,
        )
        self._leaving.tell(
            self.tr("Des feuilles sortent encore. Pour tout arrêter, appuyez encore sur Terminer.")
            if model.is_leaving and model.is_under_way
            else "",
            Tone.AMBER,
        )
        self._choices.setVisible(bool(model.printers) and not model.is_under_way)
        self._print.setVisible(bool(model.printers) and not model.is_under_way)
        self._print.setEnabled(model.may_print)
        for count, made in self._counts:
            made.setChecked(model.copies == count)
        has_many = model.page_count > 1
        for part in (self._which, self._all, self._one):
            part.setVisible(has_many)
        self._all.setChecked(model.span is Span.ALL)
        self._one.setChecked(model.span is Span.SHOWN)
        self._all.explain(self.tr("%1 pages").replace("%1", str(model.page_count)))
        self._one.explain(self.tr("La page %1").replace("%1", str(model.shown_page + 1)))

    def _copies(self, look: Look) -> QHBoxLayout:
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(look.scale.gap)
        words = (self.tr("Une fois"), self.tr("Deux fois"), self.tr("Trois fois"))
        self._counts = []
        for count, text in zip(COPIES, words, strict=True):
            made = choice(look, f"copies_{count}", text, "file-text")
            group.addButton(made)
            made.clicked.connect(lambda _=False, wanted=count: self.copies_chosen.emit(wanted))
            row.addWidget(made, 1)
            self._counts.append((count, made))
        return row

    def _spans(self, look: Look) -> QHBoxLayout:
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(look.scale.gap)
        self._all = choice(look, "span_all", self.tr("Tout le papier"), "inbox")
        self._one = choice(look, "span_shown", self.tr("Cette page"), "file-text")
        for made, span in ((self._all, Span.ALL), (self._one, Span.SHOWN)):
            group.addButton(made)
            made.clicked.connect(lambda _=False, wanted=span: self.span_chosen.emit(wanted))
            row.addWidget(made, 1)
        return row
