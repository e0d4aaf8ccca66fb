"""Draws a PrintModel on the desk: every choice has its usual answer, so that one press prints."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.printing.ports import MAX_COPIES
from ui.messages import shown
from ui.screens.desk_common.widgets import Card, add_key, on_top
from ui.screens.paper_print.presenter import PrintModel, PrintPhase, Span
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import PressButton, button, main_button, option
from ui.widgets.columns import clear_layout
from ui.widgets.notices import BusyLine, ErrorPanel, NoticeLine
from ui.widgets.texts import label

__all__ = ["PrintPanel"]

WIDTH = 760


class _Stepper(QWidget):
    """A small number with a button on each side; the view it stands on says the bounds."""

    moved = Signal(int)
    """The number wanted."""

    def __init__(self, look: Look, name: str, less: str, more: str) -> None:
        super().__init__()
        self._number = 1
        self.less = button(look, f"{name}_less", "", "minus")
        self.more = button(look, f"{name}_more", "", "plus")
        self.less.setAccessibleName(less)
        self.more.setAccessibleName(more)
        self._text: QLabel = label("1", "lead", name, wraps=False)
        self._text.setMinimumWidth(look.scale.body * 3)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.less.clicked.connect(lambda: self.moved.emit(self._number - 1))
        self.more.clicked.connect(lambda: self.moved.emit(self._number + 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for part in (self.less, self._text, self.more):
            row.addWidget(part)

    def show_number(self, number: int, least: int, most: int) -> None:
        """Show `number`; its ends stop the buttons."""
        self._number = number
        self._text.setText(str(number))
        self.less.setEnabled(number > least)
        self.more.setEnabled(number < most)


class PrintPanel(QWidget):
    """The choices of one print, what comes of it, and its errors."""

    printer_chosen = Signal(str)
    copies_chosen = Signal(int)
    span_chosen = Signal(object)
    first_chosen = Signal(int)
    last_chosen = Signal(int)
    colour_chosen = Signal(bool)
    print_pressed = Signal()
    stop_pressed = Signal()
    notice_pressed = Signal()
    second_passed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("print_panel")
        self._told: tuple[str, ...] = ()
        self._options: list[tuple[PressButton, str]] = []
        card = Card(look, "print_card", self.tr("Imprimer"), "printer")
        self._title = label("", "bold", "print_title")
        card.body.addWidget(self._title)
        self.error = ErrorPanel(look, "print_error")
        self.error.action_pressed.connect(self.notice_pressed)
        self.busy = BusyLine(look, "print_busy")
        self.busy.stop_pressed.connect(self.stop_pressed)
        self.done = NoticeLine(look, "print_done", Tone.OK)
        for part in (self.error, self.busy, self.done):
            card.body.addWidget(part)
        self._choices = QWidget()
        column = QVBoxLayout(self._choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        for build in (self._printers, self._pages, self._copies, self._colours):
            build(column)
        card.body.addWidget(self._choices)
        self.print = main_button(look, "print_now", self.tr("Imprimer"), "printer")
        add_key(look, self.print, "Ctrl+P")
        self.print.clicked.connect(self.print_pressed)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.print)
        card.body.addLayout(row)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(on_top(card, WIDTH))
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)
        self.first: QWidget = self.print

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.start()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.stop()

    def show_model(self, model: PrintModel) -> None:
        self._title.setText(model.title)
        notice = model.notice
        self.error.tell(shown(notice.key, notice.context) if notice else None)
        self.busy.tell(
            {
                PrintPhase.LOOKING: self.tr("On cherche les imprimantes…") if not notice else "",
                PrintPhase.PREPARING: self.tr("On prépare les pages…"),
                PrintPhase.PRINTING: ""
                if model.trouble
                else self.tr("On imprime. Prenez bien toutes les feuilles."),
            }.get(model.phase, ""),
            can_stop=model.phase is PrintPhase.PRINTING,
        )
        self.done.tell(
            self.tr("C’est imprimé. Comptez les feuilles.")
            if model.phase is PrintPhase.DONE
            else "",
            Tone.OK,
        )
        self._choices.setVisible(bool(model.printers))
        self._choices.setEnabled(not model.is_under_way)
        self.print.setEnabled(model.may_print)
        self._show_printers(model)
        self._all.setText(self._all_words(model.page_count))
        self._all.setAccessibleName(self._all.text())
        for made, span in ((self._all, Span.ALL), (self._one, Span.SHOWN), (self._some, Span.SOME)):
            made.setChecked(model.span is span)
        #: %1 is the number of the page that was open
        one = self.tr("La page %1 seulement").replace("%1", str(model.shown_page + 1))
        self._one.setText(one)
        self._one.setAccessibleName(one)
        self._span.setVisible(model.page_count > 1)
        self._range.setVisible(model.span is Span.SOME)
        self.first_page.show_number(model.first, 1, model.page_count)
        self.last_page.show_number(model.last, 1, model.page_count)
        self.copies.show_number(model.copies, 1, MAX_COPIES)
        has_colour = model.chosen is None or model.chosen.has_colour
        self._colour.setEnabled(has_colour)
        self._colour.setChecked(model.is_colour and has_colour)
        self._grey.setChecked(not (model.is_colour and has_colour))

    def _all_words(self, count: int) -> str:
        if count == 1:
            return self.tr("Tout (1 page)")
        return self.tr("Tout (%1 pages)").replace("%1", str(count))

    def _show_printers(self, model: PrintModel) -> None:
        told = tuple(f"{each.name}\n{each.title}" for each in model.printers)
        if told != self._told:
            self._told = told
            clear_layout(self._printer_row)
            self._options = []
            for number, each in enumerate(model.printers):
                made = option(self._look, f"printer_{number}", each.title)
                self._printer_group.addButton(made)
                made.clicked.connect(lambda _=False, name=each.name: self.printer_chosen.emit(name))
                self._printer_row.addWidget(made)
                self._options.append((made, each.name))
        for made, name in self._options:
            made.setChecked(name == model.printer)

    def _printers(self, column: QVBoxLayout) -> None:
        self._printer_group = QButtonGroup(self)
        self._printer_row = QVBoxLayout()
        self._printer_row.setSpacing(SPACE_S)
        column.addWidget(label(self.tr("Sur quelle imprimante ?"), "bold"))
        column.addLayout(self._printer_row)

    def _pages(self, column: QVBoxLayout) -> None:
        look = self._look
        self._span = QWidget()
        inside = QVBoxLayout(self._span)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE_S)
        inside.addWidget(label(self.tr("Quelles pages ?"), "bold"))
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(SPACE_S)
        self._all = option(look, "span_all", "")
        self._one = option(look, "span_shown", "")
        self._some = option(look, "span_some", self.tr("Quelques pages"))
        for made, span in ((self._all, Span.ALL), (self._one, Span.SHOWN), (self._some, Span.SOME)):
            group.addButton(made)
            made.clicked.connect(lambda _=False, wanted=span: self.span_chosen.emit(wanted))
            row.addWidget(made)
        row.addStretch(1)
        inside.addLayout(row)
        self.first_page = _Stepper(
            look, "first_page", self.tr("Commencer une page plus tôt"), self.tr("Une plus tard")
        )
        self.last_page = _Stepper(
            look, "last_page", self.tr("Finir une page plus tôt"), self.tr("Une plus loin")
        )
        self.first_page.moved.connect(self.first_chosen)
        self.last_page.moved.connect(self.last_chosen)
        self._range = QWidget()
        bounds = QHBoxLayout(self._range)
        bounds.setContentsMargins(0, 0, 0, 0)
        bounds.setSpacing(SPACE_S)
        #: Before the number of the first page to print
        bounds.addWidget(label(self.tr("De la page"), wraps=False))
        bounds.addWidget(self.first_page)
        #: Before the number of the last page to print
        bounds.addWidget(label(self.tr("à la page"), wraps=False))
        bounds.addWidget(self.last_page)
        bounds.addStretch(1)
        inside.addWidget(self._range)
        column.addWidget(self._span)

    def _copies(self, column: QVBoxLayout) -> None:
        self.copies = _Stepper(
            self._look, "copies", self.tr("Un exemplaire de moins"), self.tr("Un de plus")
        )
        self.copies.moved.connect(self.copies_chosen)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Combien d’exemplaires ?"), "bold", wraps=False))
        row.addSpacing(SPACE_M)
        row.addWidget(self.copies)
        row.addStretch(1)
        column.addLayout(row)

    def _colours(self, column: QVBoxLayout) -> None:
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(SPACE_S)
        self._colour = option(self._look, "in_colour", self.tr("En couleur"))
        self._grey = option(self._look, "in_grey", self.tr("En noir et blanc"))
        for made, is_colour in ((self._colour, True), (self._grey, False)):
            group.addButton(made)
            made.clicked.connect(lambda _=False, wanted=is_colour: self.colour_chosen.emit(wanted))
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
