"""Draws a walk through consent cards on a screen turned to the person.

Every word on it comes from `resources.texts`, in the person's language: the desk's own
language plays no part here.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from kiosk.domain.consents import Answer
from kiosk.messages.types import Message
from resources.texts import handover_words
from ui.screens.desk_common.cards_view import CardFace
from ui.screens.desk_common.consent import Stage, Walk
from ui.screens.desk_common.signature_pad import SignaturePad
from ui.screens.desk_common.turned import speak, turned_look
from ui.screens.desk_common.widgets import centred, scrolled
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL
from ui.widgets.buttons import button, main_button, quiet_button
from ui.widgets.notices import BusyLine, ErrorPanel, announce
from ui.widgets.texts import label, picture_label

__all__ = ["ConsentView", "PaperWay"]


class PaperWay:
    """What the signature page shows of signing on paper."""

    SCREEN = 0
    PAPER = 1
    PRINTING = 2
    SCANNING = 3


class ConsentView(QWidget):
    """Cards, questions, signature, and the screen given back."""

    forward = Signal()
    back = Signal()
    answered = Signal(object)
    """Answer."""
    signed = Signal(bytes)
    paper_pressed = Signal()
    screen_pressed = Signal()
    print_pressed = Signal()
    scan_pressed = Signal()
    given_back = Signal()
    error_action_pressed = Signal()

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = turned_look(look)
        self._words: Mapping[str, str] = handover_words(language)
        self._told: object = None
        self.setObjectName("consent")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        speak(self, self._look, language)
        self._title = label("", "title", "consent_title")
        self._place = label("", "soft", "consent_place", wraps=False)
        self._bar = QProgressBar()
        self._bar.setObjectName("consent_progress")
        self._bar.setTextVisible(False)
        self.error = ErrorPanel(self._look, "error")
        self.error.action_pressed.connect(self.error_action_pressed)
        self._stages = QStackedWidget()
        for build in (self._cards, self._question, self._signature, self._end):
            self._stages.addWidget(build())
        self.leave = quiet_button(self._look, "consent_leave", self._words["leave"], "undo-2")
        self.leave.clicked.connect(self.given_back)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._place)
        inside = QWidget()
        inside_page = QVBoxLayout(inside)
        inside_page.setContentsMargins(0, 0, 0, 0)
        inside_page.setSpacing(SPACE_M)
        inside_page.addLayout(head)
        inside_page.addWidget(self._bar)
        inside_page.addWidget(self.error)
        inside_page.addWidget(self._stages, 1)
        inside_page.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeading)
        held = centred(inside, 940)
        held.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_M)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scrolled(held, "consent_scroll"))

    def show_walk(self, walk: Walk, paper: int, error: Message | None) -> None:
        """Show where the person stands; `paper` is a PaperWay."""
        text, words = walk.text, self._words
        self.error.tell(error)
        self._title.setText(text.title)
        self.setAccessibleName(text.title)
        count = len(text.cards)
        is_cards = walk.stage is Stage.CARDS
        self._place.setText(
            words["page"].format(page=walk.card + 1, count=count) if is_cards else ""
        )
        self._bar.setRange(0, count)
        self._bar.setValue(walk.card + 1 if is_cards else count)
        self._bar.setAccessibleName(self._place.text())
        self._bar.setVisible(is_cards)
        self._title.setVisible(walk.stage in (Stage.CARDS, Stage.QUESTION))
        self.leave.setVisible(walk.stage is not Stage.GIVE_BACK)
        self._stages.setCurrentIndex(list(Stage).index(walk.stage))
        if walk.stage is Stage.SIGNATURE:
            self._show_paper(paper)
        told = (walk.stage, walk.question, walk.card)
        if told == self._told:
            return
        self._told = told
        match walk.stage:
            case Stage.CARDS:
                self._show_card(walk)
            case Stage.QUESTION:
                self._show_question(walk)
            case Stage.SIGNATURE:
                self.pad.clear()
                self.pad.setFocus()
                announce(self, words["sign_title"])
            case Stage.GIVE_BACK:
                self.done.setFocus()
                announce(self, words["thanks"])

    def _cards(self) -> QWidget:
        look, words = self._look, self._words
        self._face = CardFace(look, "consent_card")
        self.previous = button(look, "consent_previous", words["previous"], self._icon(False))
        self.next = main_button(look, "consent_next", words["next"], self._icon(True))
        self.next.setLayoutDirection(self._against_reading())
        self.previous.clicked.connect(self.back)
        self.next.clicked.connect(self.forward)
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_L)
        page.addWidget(self._face, 1)
        row = QHBoxLayout()
        row.addWidget(self.previous)
        explain = label(words["explain"], "soft", "consent_explain")
        explain.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(explain, 1)
        row.addWidget(self.next)
        page.addLayout(row)
        return holder

    def _question(self) -> QWidget:
        look = self._look
        self._asked = label("", "huge", "consent_question")
        self._asked.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._answers = {
            Answer.YES: button(look, "answer_yes", "", "check"),
            Answer.NO: button(look, "answer_no", "", "x"),
            Answer.NOT_TODAY: button(look, "answer_not_today", "", "clock"),
        }
        self.question_back = quiet_button(
            look, "question_back", self._words["previous"], self._icon(False)
        )
        self.question_back.clicked.connect(self.back)
        holder = QWidget()
        holder.setObjectName("question_page")
        holder.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._question_page = holder
        page = QVBoxLayout(holder)
        page.setSpacing(SPACE_M)
        page.addStretch(1)
        page.addWidget(self._asked)
        page.addSpacing(SPACE_L)
        for answer, made in self._answers.items():
            made.setMinimumWidth(420)
            made.setMinimumHeight(look.scale.main_control + 12)
            made.clicked.connect(lambda _=False, given=answer: self.answered.emit(given))
            page.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(1)
        page.addWidget(self.question_back, 0, Qt.AlignmentFlag.AlignLeading)
        return holder

    def _signature(self) -> QWidget:
        look, words = self._look, self._words
        self.pad = SignaturePad(look, "signature_pad", words["sign_frame"])
        self.sign_again = button(look, "signature_clear", words["sign_clear"], "undo-2")
        self.sign_done = main_button(look, "signature_done", words["sign_done"], "check")
        self.on_paper = quiet_button(look, "sign_on_paper", words["sign_on_paper"], "printer")
        self.pad.changed.connect(lambda: self.sign_done.setEnabled(not self.pad.is_empty))
        self.sign_again.clicked.connect(self.pad.clear)
        self.sign_done.clicked.connect(lambda: self.signed.emit(self.pad.png()))
        self.on_paper.clicked.connect(self.paper_pressed)
        screen = QWidget()
        screen_page = QVBoxLayout(screen)
        screen_page.setContentsMargins(0, 0, 0, 0)
        screen_page.setSpacing(SPACE_M)
        screen_page.addWidget(label(words["sign_help"], "lead", "sign_help"))
        screen_page.addWidget(self.pad, 1)
        row = QHBoxLayout()
        row.addWidget(self.sign_again)
        row.addWidget(self.on_paper)
        row.addStretch(1)
        row.addWidget(self.sign_done)
        screen_page.addLayout(row)
        self._ways = QStackedWidget()
        self._ways.addWidget(screen)
        self._ways.addWidget(self._on_paper())
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        page.addWidget(label(words["sign_title"], "title", "sign_title"))
        page.addWidget(self._ways, 1)
        return holder

    def _on_paper(self) -> QWidget:
        look, words = self._look, self._words
        self.paper_print = button(look, "paper_print", words["paper_print"], "printer")
        self.paper_scan = main_button(look, "paper_scan", words["paper_scan"], "scan-line")
        self.on_screen = quiet_button(look, "sign_on_screen", words["sign_on_screen"], "pen-line")
        self._paper_busy = BusyLine(look, "paper_busy")
        self.paper_print.clicked.connect(self.print_pressed)
        self.paper_scan.clicked.connect(self.scan_pressed)
        self.on_screen.clicked.connect(self.screen_pressed)
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        page.addWidget(label(words["paper_help"], "lead", "paper_help"))
        page.addWidget(self.paper_print, 0, Qt.AlignmentFlag.AlignLeading)
        page.addWidget(self.paper_scan, 0, Qt.AlignmentFlag.AlignLeading)
        page.addWidget(self._paper_busy)
        page.addStretch(1)
        page.addWidget(self.on_screen, 0, Qt.AlignmentFlag.AlignLeading)
        return holder

    def _end(self) -> QWidget:
        look, words = self._look, self._words
        self.done = main_button(look, "consent_done", words["access_done"], "check")
        self.done.clicked.connect(self.given_back)
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setSpacing(SPACE_M)
        page.addStretch(1)
        picture = picture_label(look.picture("circle-check", look.palette.ok, 96))
        page.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for text, kind, name in (
            (words["thanks"], "huge", "consent_thanks"),
            (words["give_back"], "lead", "consent_give_back"),
        ):
            line = label(text, kind, name)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            page.addWidget(line)
        page.addSpacing(SPACE_L)
        page.addWidget(self.done, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(2)
        return holder

    def _show_card(self, walk: Walk) -> None:
        card = walk.text.cards[walk.card]
        self._face.tell(card)
        self.previous.setEnabled(walk.card > 0 or walk.question is not walk.questions[0])
        self.next.setFocus()
        announce(self, self._face.accessibleName())

    def _show_question(self, walk: Walk) -> None:
        """No answer has the focus, none stands out: the choice is the person's (CNS-14)."""
        text = walk.text
        self._asked.setText(text.question)
        for answer, made in self._answers.items():
            words = text.answers.get(answer.value, "")
            made.setText(words)
            made.setAccessibleName(words)
            made.setVisible(bool(words))
        self._question_page.setAccessibleName(text.question)
        self._question_page.setFocus()
        announce(self, text.question)

    def _show_paper(self, paper: int) -> None:
        words = self._words
        self._ways.setCurrentIndex(0 if paper == PaperWay.SCREEN else 1)
        is_busy = paper in (PaperWay.PRINTING, PaperWay.SCANNING)
        for made in (self.paper_print, self.paper_scan, self.on_screen):
            made.setEnabled(not is_busy)
        texts = {
            PaperWay.PRINTING: words["paper_printing"],
            PaperWay.SCANNING: words["paper_scanning"],
        }
        self._paper_busy.tell(texts.get(paper, ""))
        self.sign_done.setEnabled(not self.pad.is_empty)

    def _against_reading(self) -> Qt.LayoutDirection:
        """An arrow forward stands after its word: the button reads the other way round."""
        is_rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return Qt.LayoutDirection.LeftToRight if is_rtl else Qt.LayoutDirection.RightToLeft

    def _icon(self, is_forward: bool) -> str:
        """Arrows follow the reading direction (`ux.md` section 8.8)."""
        is_rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return "arrow-right" if is_forward is not is_rtl else "arrow-left"
