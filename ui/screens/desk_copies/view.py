"""Draws a CopiesModel: a line a copy, what is owed in amber and first."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kiosk.domain.work_copies import CopyState
from kiosk.flows.api import WorkCopy
from ui.screens.desk_common.widgets import Chip, DeskPage, clear_rows
from ui.screens.desk_copies.presenter import CopiesModel
from ui.screens.desk_copies.words import end_words, purpose_word
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, quiet_button
from ui.widgets.notices import BusyLine, EmptyState
from ui.widgets.texts import label, picture_label

__all__ = ["CopiesView"]


class CopiesView(DeskPage):
    """What is out, until when, and what to do about it."""

    end_pressed = Signal(object)
    """WorkCopy."""
    confirm_pressed = Signal(object)
    """WorkCopy."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_copies", "", parent=parent)
        self.title.setText(self.tr("Mes copies de travail"))
        self.setAccessibleName(self.title.text())
        self.body.addWidget(
            label(
                self.tr(
                    "Copies de papiers que vous avez sorties d’un coffre, sur ce poste. Supprimez"
                    " chacune dès qu’elle a servi : sinon le poste le fait à l’heure dite."
                ),
                "soft",
                "copies_help",
            )
        )
        self._busy = BusyLine(look)
        self.body.addWidget(self._busy)
        holder = QWidget()
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(SPACE_S)
        self.body.addWidget(holder)
        self._empty = EmptyState(
            look, "circle-check", self.tr("Aucune copie n’est sortie."), name="copies_none"
        )
        self.body.addWidget(self._empty, 1)
        self.body.addStretch(1)
        self._told: tuple[WorkCopy, ...] | None = None
        self.first: QWidget = self.back

    def show_model(self, model: CopiesModel) -> None:
        self.tell_notice(model.notice)
        self._busy.tell(self.tr("Un instant…") if model.is_busy else "", after_ms=400)
        self._empty.setVisible(not model.copies and not model.is_busy)
        if model.copies != self._told:
            self._told = model.copies
            clear_rows(self._lines)
            for index, copy in enumerate(model.copies):
                self._lines.addWidget(self._row(index, copy))

    def _row(self, index: int, copy: WorkCopy) -> QWidget:
        look, is_owed = self._look, copy.state is CopyState.OWED
        frame = QFrame()
        frame.setObjectName(f"copy_{index}")
        frame.setProperty("kind", "card")
        page = QVBoxLayout(frame)
        page.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        page.setSpacing(SPACE_S)
        head = QHBoxLayout()
        head.setSpacing(SPACE_M - 4)
        head.addWidget(picture_label(look.picture("file-text", look.palette.petrol)))
        head.addWidget(label(copy.title or copy.file, "bold", f"copy_{index}_title"), 1)
        chip = Chip(look, f"copy_{index}_state")
        if is_owed:
            #: State of a work copy that should be deleted and could not be
            chip.tell(self.tr("À supprimer"), Tone.AMBER)
        else:
            #: State of a work copy; %1 is "ce soir", "à 15:40", "le 28/11/2026 au soir"
            words = self.tr("Supprimée %1").replace(
                "%1", end_words(copy.expires_at, datetime.now(UTC))
            )
            chip.tell(words, Tone.PETROL)
        head.addWidget(chip)
        page.addLayout(head)
        why = (
            f"{purpose_word(copy.purpose)}. {copy.words}"
            if copy.words
            else purpose_word(copy.purpose)
        )
        page.addWidget(label(why, "body", f"copy_{index}_why"))
        place = copy.place or self.tr("support absent")
        page.addWidget(label(f"{copy.file} · {place}", "soft", f"copy_{index}_file"))
        if is_owed:
            owed = self.tr(
                "Le poste n’a pas pu la supprimer. Branchez le support et essayez encore, ou"
                " supprimez-la où elle est."
            )
            page.addWidget(label(owed, "body", f"copy_{index}_owed"))
        page.addLayout(self._acts(index, copy, is_owed=is_owed))
        frame.setAccessibleName(f"{copy.title}, {chip.text()}")
        return frame

    def _acts(self, index: int, copy: WorkCopy, *, is_owed: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        text = self.tr("Essayer de supprimer") if is_owed else self.tr("Supprimer maintenant")
        end = button(self._look, f"copy_{index}_end", text, "trash-2")
        end.clicked.connect(lambda: self.end_pressed.emit(copy))
        acts: list[QPushButton] = [end]
        if is_owed:
            said = self.tr("Elle est supprimée, j’ai vérifié")
            confirm = quiet_button(self._look, f"copy_{index}_confirm", said, "check")
            confirm.clicked.connect(lambda: self.confirm_pressed.emit(copy))
            acts.append(confirm)
        for made in acts:
            made.setAccessibleName(f"{made.text()} : {copy.title or copy.file}")
            row.addWidget(made)
        row.addStretch(1)
        return row
