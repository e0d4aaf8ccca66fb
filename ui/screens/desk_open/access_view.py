"""Draws the page a person fills alone: password, ways back if it is forgotten."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.passwords import PERSON_MINIMUM
from resources.texts import handover_words
from ui.screens.desk_common.password_panel import PasswordPanel
from ui.screens.desk_common.turned import speak, turned_look
from ui.screens.desk_common.widgets import Card, centred, scrolled
from ui.screens.desk_open.model import AccessEntry, EntryFault, OpenModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, Tone
from ui.widgets.buttons import main_button, quiet_button
from ui.widgets.fields import TextField
from ui.widgets.notices import NoticeLine
from ui.widgets.texts import label

__all__ = ["AccessView"]

_QUESTIONS = (
    "question_street",
    "question_friend",
    "question_food",
    "question_teacher",
    "question_animal",
)


class AccessView(QWidget):
    """Reports what is typed at each change, and all of it once at the end."""

    password_typed = Signal(str, str)
    propose_pressed = Signal()
    done = Signal(object)
    """AccessEntry."""
    left = Signal()

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = turned_look(look)
        self._words = handover_words(language)
        words = self._words
        self.setObjectName("access")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words["access_title"])
        speak(self, self._look, language)
        alone = NoticeLine(self._look, "access_alone", Tone.PETROL)
        self.panel = PasswordPanel(self._look, words, PERSON_MINIMUM)
        self.finish = main_button(self._look, "access_done", words["access_done"], "check")
        self.leave = quiet_button(self._look, "access_leave", words["leave"], "undo-2")
        password = Card(self._look, "password_card", words["access_title"], "key-round")
        password.body.addWidget(self.panel)
        password.body.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_L)
        columns.addWidget(password, 1)
        columns.addLayout(self._ways_back(), 1)
        inside = QWidget()
        inside_page = QVBoxLayout(inside)
        inside_page.setContentsMargins(0, 0, 0, 0)
        inside_page.setSpacing(SPACE_M)
        inside_page.addWidget(alone)
        alone.tell(f"{words['access_alone']} {words['access_why']}", Tone.PETROL)
        inside_page.addLayout(columns, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.leave)
        foot.addStretch(1)
        foot.addWidget(self.finish)
        page = QVBoxLayout(self)
        page.setContentsMargins(SPACE_XL, SPACE_M, SPACE_XL, SPACE_M)
        page.setSpacing(SPACE_M)
        page.addWidget(scrolled(centred(inside), "access_scroll"), 1)
        page.addLayout(foot)
        self._bind()
        self.first: QWidget = self.panel.password.line

    def show_model(self, model: OpenModel) -> None:
        self.panel.tell(model.password, model.proposal)
        self.finish.setEnabled(model.password.is_accepted)
        for fault, line in self._faults.items():
            is_wrong = fault in model.faults
            line.setText(self._words[fault.value] if is_wrong else "")
            line.setVisible(is_wrong)
        for fault, field in (
            (EntryFault.EMAIL, self.email),
            (EntryFault.PHONE, self.phone),
            (EntryFault.ANSWER_MISSING, self.answer),
        ):
            if fault in model.faults:
                field.line.setFocus()

    def clear(self) -> None:
        """Empty everything typed here."""
        self.panel.take()
        for field in (self.phone, self.email, self.answer):
            field.line.clear()

    def _ways_back(self) -> QVBoxLayout:
        look, words = self._look, self._words
        contact = Card(look, "contact_card", words["contact_title"], "mail")
        contact.body.addWidget(label(words["contact_why"], "soft", "contact_why"))
        self.phone = TextField(look, "phone", words["phone"], is_left_to_right=True)
        self.email = TextField(look, "email", words["email"], is_left_to_right=True)
        question = Card(look, "question_card", words["question_title"], "circle-help")
        question.body.addWidget(label(words["question_why"], "soft", "question_why"))
        self.answer = TextField(look, "secret_answer", words["answer"])
        self._faults: dict[EntryFault, QLabel] = {
            fault: label("", "wrong", f"fault_{fault.value}") for fault in EntryFault
        }
        for part in (
            self.phone,
            self._faults[EntryFault.PHONE],
            self.email,
            self._faults[EntryFault.EMAIL],
        ):
            contact.body.addWidget(part)
        self.wants_question = QCheckBox(words["question_choose"])
        self.wants_question.setObjectName("question_choose")
        self.wants_question.setAccessibleName(words["question_choose"])
        self._questions = QWidget()
        choices = QVBoxLayout(self._questions)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(0)
        self._group = QButtonGroup(self)
        for index, name in enumerate(_QUESTIONS):
            choice = QRadioButton(words[name])
            choice.setObjectName(name)
            choice.setAccessibleName(words[name])
            choice.setChecked(index == 0)
            self._group.addButton(choice, index)
            choices.addWidget(choice)
        choices.addWidget(self.answer)
        choices.addWidget(self._faults[EntryFault.ANSWER_MISSING])
        self._questions.hide()
        question.body.addWidget(self.wants_question)
        question.body.addWidget(self._questions)
        column = QVBoxLayout()
        column.setSpacing(SPACE_M)
        column.addWidget(contact)
        column.addWidget(question)
        column.addStretch(1)
        return column

    def _bind(self) -> None:
        self.panel.typed.connect(self.password_typed)
        self.panel.propose_pressed.connect(self.propose_pressed)
        self.panel.entered.connect(self.phone.line.setFocus)
        self.wants_question.toggled.connect(self._questions.setVisible)
        self.finish.clicked.connect(lambda: self.done.emit(self._entry()))
        self.leave.clicked.connect(self.left)

    def _entry(self) -> AccessEntry:
        has_question = self.wants_question.isChecked()
        password, again = self.panel.texts()
        return AccessEntry(
            password=password,
            again=again,
            question=_QUESTIONS[self._group.checkedId()] if has_question else "",
            answer=self.answer.text() if has_question else "",
            phone=self.phone.text(),
            email=self.email.text(),
        )
