"""Draws a TakeCopyModel: the question of need first, then where and until when."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.work_copies import LONGEST_WORDS, CopyPurpose
from ui.messages import shown
from ui.screens.desk_common.widgets import Card, add_key, on_top
from ui.screens.desk_copies.taking import DAYS, TakeCopyModel
from ui.screens.desk_copies.words import days_word, end_words, purpose_word
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import PressButton, main_button, option, quiet_button
from ui.widgets.columns import clear_layout
from ui.widgets.fields import TextField
from ui.widgets.notices import ErrorPanel, NoticeLine
from ui.widgets.texts import label

__all__ = ["TakeCopyPanel"]

WIDTH = 760


class TakeCopyPanel(QWidget):
    """The answers before a copy leaves the safe, and where it went."""

    place_chosen = Signal(str)
    purpose_chosen = Signal(object)
    words_typed = Signal(str)
    days_chosen = Signal(int)
    needed_ticked = Signal(bool)
    take_pressed = Signal()
    look_pressed = Signal()
    notice_closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("copy_panel")
        self._told: tuple[str, ...] = ()
        self._place_options: list[tuple[PressButton, str]] = []
        card = Card(look, "copy_card", self.tr("Copie de travail"), "file-text")
        self._title = label("", "bold", "copy_title")
        card.body.addWidget(self._title)
        self._help = label(
            self.tr(
                "Seulement si c’est nécessaire. La copie est écrite sur un support autorisé et"
                " supprimée à la fin. La personne le voit dans son journal."
            ),
            "soft",
            "copy_help",
        )
        card.body.addWidget(self._help)
        self.error = ErrorPanel(look, "copy_error")
        self.error.action_pressed.connect(self.notice_closed)
        self._none = NoticeLine(look, "copy_none_approved", Tone.AMBER)
        self._done = NoticeLine(look, "copy_done", Tone.OK)
        for part in (self.error, self._none, self._done):
            card.body.addWidget(part)
        self._answers = QWidget()
        column = QVBoxLayout(self._answers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        for build in (self._purposes, self._places, self._lives, self._need):
            build(column)
        card.body.addWidget(self._answers)
        self.take = main_button(look, "take_copy", self.tr("Faire la copie"), "save")
        add_key(look, self.take, "Ctrl+Return")
        self.take.clicked.connect(self.take_pressed)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.take)
        card.body.addLayout(row)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(on_top(card, WIDTH))
        self.first: QWidget = self._purpose_options[0][0]

    def show_model(self, model: TakeCopyModel) -> None:
        self._title.setText(model.title)
        notice = model.notice
        self.error.tell(shown(notice.key, notice.context) if notice else None)
        none = shown("copy.none_approved")
        self._none.tell(
            f"{none.what} {none.helper} {none.code}" if model.is_none_approved else "", Tone.AMBER
        )
        self._done.tell(self._done_words(model), Tone.OK)
        is_asking = model.taken is None and not model.is_none_approved
        self._answers.setVisible(is_asking)
        self._help.setVisible(is_asking)
        self.take.setVisible(is_asking)
        self.take.setEnabled(model.may_take)
        for made, purpose in self._purpose_options:
            made.setChecked(purpose is model.purpose)
        self._words.set_text(model.words)
        self._words.set_title(
            self.tr("Pourquoi ? En quelques mots")
            if model.purpose is CopyPurpose.OTHER
            else self.tr("Préciser, si besoin")
        )
        self._show_places(model)
        self._absent.setVisible(not model.places and not model.is_busy)
        self._again.setEnabled(not model.is_busy)
        for made, days in self._day_options:
            made.setChecked(days == model.days)
        self._life.setVisible(not model.is_sensitive)
        self._sensitive.setVisible(model.is_sensitive)
        self.needed.setChecked(model.is_needed)

    def _done_words(self, model: TakeCopyModel) -> str:
        copy = model.taken
        if copy is None:
            return ""
        #: %1 is a file's name, %2 the medium's, %3 when: "ce soir", "à 15:40", "le 28/11/2026"
        words = self.tr("La copie est faite : %1, sur %2. Elle sera supprimée %3.")
        end = end_words(copy.expires_at, datetime.now(UTC))
        return words.replace("%1", copy.file).replace("%2", copy.place).replace("%3", end)

    def _show_places(self, model: TakeCopyModel) -> None:
        told = tuple(f"{each.key}\n{each.name}" for each in model.places)
        if told != self._told:
            self._told = told
            clear_layout(self._place_row)
            self._place_options = []
            for number, each in enumerate(model.places):
                made = option(self._look, f"copy_place_{number}", each.name)
                self._place_group.addButton(made)
                made.clicked.connect(lambda _=False, key=each.key: self.place_chosen.emit(key))
                self._place_row.addWidget(made)
                self._place_options.append((made, each.key))
            self._place_row.addStretch(1)
        for made, key in self._place_options:
            made.setChecked(key == model.place)

    def _purposes(self, column: QVBoxLayout) -> None:
        column.addWidget(label(self.tr("Pourquoi faut-il une copie ?"), "bold"))
        group, lines = QButtonGroup(self), QGridLayout()
        lines.setSpacing(SPACE_S)
        self._purpose_options = []
        for place, purpose in enumerate(CopyPurpose):
            made = option(self._look, f"copy_purpose_{purpose.value}", purpose_word(purpose))
            group.addButton(made)
            made.clicked.connect(lambda _=False, each=purpose: self.purpose_chosen.emit(each))
            lines.addWidget(made, place // 2, place % 2)
            self._purpose_options.append((made, purpose))
        column.addLayout(lines)
        self._words = TextField(self._look, "copy_words", self.tr("Préciser, si besoin"))
        self._words.line.setMaxLength(LONGEST_WORDS)
        self._words.edited.connect(self.words_typed)
        column.addWidget(self._words)

    def _places(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Où ? Supports autorisés par votre structure"), "bold"), 1)
        self._again = quiet_button(
            self._look, "copy_look", self.tr("Chercher encore"), "refresh-cw"
        )
        self._again.clicked.connect(self.look_pressed)
        head.addWidget(self._again)
        column.addLayout(head)
        self._place_group = QButtonGroup(self)
        self._place_row = QHBoxLayout()
        self._place_row.setSpacing(SPACE_S)
        column.addLayout(self._place_row)
        words = self.tr("Aucun n’est là. Branchez une clé autorisée.")
        self._absent = label(words, "body", "copy_absent")
        column.addWidget(self._absent)

    def _lives(self, column: QVBoxLayout) -> None:
        self._life = QWidget()
        inside = QVBoxLayout(self._life)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE_S)
        inside.addWidget(label(self.tr("Supprimer la copie"), "bold"))
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(SPACE_S)
        self._day_options = []
        for days in DAYS:
            made = option(self._look, f"copy_days_{days}", days_word(days))
            group.addButton(made)
            made.clicked.connect(lambda _=False, wanted=days: self.days_chosen.emit(wanted))
            row.addWidget(made)
            self._day_options.append((made, days))
        row.addStretch(1)
        inside.addLayout(row)
        column.addWidget(self._life)

    def _need(self, column: QVBoxLayout) -> None:
        self._sensitive = QWidget()
        inside = QVBoxLayout(self._sensitive)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE_S)
        told = NoticeLine(self._look, "copy_sensitive", Tone.AMBER)
        inside.addWidget(told)  # before it speaks: what has no parent would be a window
        told.tell(
            self.tr("Papier sensible (santé, croyances…). La copie est supprimée dans une heure."),
            Tone.AMBER,
        )
        self.needed = QCheckBox(
            self.tr("Rien d’autre ne suffit, et la personne est d’accord pour cette copie.")
        )
        self.needed.setObjectName("copy_needed")
        self.needed.setAccessibleName(self.needed.text())
        self.needed.clicked.connect(self.needed_ticked)
        inside.addWidget(self.needed)
        column.addWidget(self._sensitive)
