"""Draws a person's identity: what is to be chosen first, then three fields."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.flows.api import Birth, FactChoice, FactField, FactSide
from resources.texts import LANGUAGES, handover_words
from ui.screens.desk_common.births import birth_to_text
from ui.screens.desk_common.widgets import Card, Chip, DeskPage, add_key, clear_rows, on_top
from ui.screens.desk_common.words import ago, birth_words, full_name
from ui.screens.desk_facts.presenter import FactsForm, FactsModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, main_button
from ui.widgets.fields import TextField
from ui.widgets.notices import BusyLine, NoticeLine, UndoBar
from ui.widgets.texts import label

__all__ = ["FactsView", "fact_value", "fact_word"]


class FactsView(DeskPage):
    """Two cards side by side for each field told differently; the form below them."""

    typed = Signal(object)
    save_pressed = Signal()
    keep_pressed = Signal(object, object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_facts", "", parent=parent)
        self._who = label("", "soft", "facts_who", wraps=False)
        self.bar_row.insertWidget(self.bar_row.indexOf(self.help), self._who)
        self.undo = UndoBar(look)
        self._saved = NoticeLine(look, "facts_saved", Tone.OK)
        self._busy = BusyLine(look)
        self._rows = QWidget()
        self._choices = QVBoxLayout(self._rows)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(SPACE_M)
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        for part in (self.undo, self._saved, self._busy, self._rows, self._form()):
            page.addWidget(part)
        self.body.addWidget(on_top(inside, 860), 1)
        self._told: tuple[FactChoice, ...] = ()
        self.first: QWidget = self.given.line

    def show_model(self, model: FactsModel) -> None:
        self.tell_notice(model.notice)
        #: Title of the page; %1 is a person's name
        title = self.tr("Identité : %1").replace("%1", full_name(model.person))
        self.title.setText(title)
        self.setAccessibleName(title)
        birth, login = birth_words(model.person), model.person.login
        self._who.setText(" · ".join(text for text in (birth, login) if text))
        self._busy.tell(self.tr("Un instant…") if model.busy else "")
        self._show_form(model)
        self._saved.tell(
            self.tr("C’est corrigé, sur ce poste et bientôt partout.") if model.is_saved else "",
            Tone.OK,
        )
        self.undo.tell(self._chosen_words(model))
        self._show_choices(model)

    # --- what is to be chosen -----------------------------------------------------------

    def _show_choices(self, model: FactsModel) -> None:
        choices = model.facts.choices if model.facts else ()
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._rows.isAncestorOf(focus)
        self._rows.setVisible(bool(choices))
        if choices == self._told:
            return
        was_empty, self._told = not self._told, choices
        clear_rows(self._choices)
        now = datetime.now(UTC)
        for choice in choices:
            self._choices.addWidget(self._choice(choice, now))
        keep = f"keep_{choices[0].field.value}_0" if choices else ""
        self.first = self._rows.findChild(QWidget, keep) or self.given.line
        if choices and (was_empty or had_focus):
            self.first.setFocus()
        elif had_focus:
            self.undo.action.setFocus()

    def _choice(self, choice: FactChoice, now: datetime) -> QWidget:
        name, word = choice.field.value, fact_word(choice.field)
        #: Title above two cards; %1 is "Nom", "Date de naissance"
        title = self.tr("%1 : deux versions. Choisissez avec la personne.").replace("%1", word)
        card = Card(self._look, f"choice_{name}", title, "triangle-alert")
        sides = QHBoxLayout()
        sides.setSpacing(SPACE_M)
        for index, side in enumerate(choice.sides):
            sides.addWidget(self._side(choice, index, side, now), 1)
        card.body.addLayout(sides)
        card.body.addWidget(
            label(
                self.tr("L’autre reste gardée dans l’historique. Sans choix, les deux restent."),
                "soft",
                f"choice_{name}_help",
            )
        )
        return card

    def _side(self, choice: FactChoice, index: int, side: FactSide, now: datetime) -> QWidget:
        look, name = self._look, f"{choice.field.value}_{index}"
        #: Where one of two versions was told: at this post, or at another one
        place = self.tr("Ici") if side.is_here else self.tr("Ailleurs")
        value = fact_value(choice.field, side.value)
        who = side.said_by or self.tr("La personne")
        frame = QFrame()
        frame.setObjectName(f"side_{name}")
        frame.setProperty("kind", "card")
        page = QVBoxLayout(frame)
        page.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_M)
        page.setSpacing(SPACE_S)
        head = QHBoxLayout()
        chip = Chip(look, f"side_{name}_place")
        chip.tell(place, Tone.PETROL if side.is_here else Tone.INDIGO)
        head.addWidget(chip)
        head.addStretch(1)
        page.addLayout(head)
        page.addWidget(label(value, "lead", f"side_{name}_value"))
        told = f"{who} · {ago(side.at, now)}"
        page.addWidget(label(told, "soft", f"side_{name}_who"))
        page.addStretch(1)
        #: Button under one of two versions: this one counts
        text = self.tr("Garder celle-ci")
        keep = button(look, f"keep_{name}", text, "check")
        keep.setAccessibleName(f"{text} : {value}, {place}, {told}")
        keep.clicked.connect(lambda: self.keep_pressed.emit(choice, side))
        page.addWidget(keep, 0, Qt.AlignmentFlag.AlignLeading)
        frame.setAccessibleName(f"{place}, {value}, {told}")
        return frame

    def _chosen_words(self, model: FactsModel) -> str:
        if model.chosen is None:
            return ""
        field = model.chosen.choice.field
        value = fact_value(field, model.chosen.side.value)
        #: Told beside "Défaire"; %1 is "Nom", %2 what was kept
        kept = self.tr("%1 : « %2 » est gardé.")
        return kept.replace("%1", fact_word(field)).replace("%2", value)

    # --- the form -----------------------------------------------------------------------

    def _form(self) -> QWidget:
        look = self._look
        card = Card(look, "facts_form", self.tr("Corriger l’identité"), "id-card")
        self.given = TextField(look, "given_names", fact_word(FactField.GIVEN_NAMES))
        self.family = TextField(look, "family_name", fact_word(FactField.FAMILY_NAME))
        self.birth = TextField(
            look,
            "birth",
            fact_word(FactField.BIRTH),
            #: Examples of what may be typed as a birth date
            hint=self.tr("21/11/1990, 1990 ou vers 1990"),
        )
        for field in (self.given, self.family, self.birth):
            card.body.addWidget(field)
            field.edited.connect(self._report)
        self.given.entered.connect(self.family.line.setFocus)
        self.family.entered.connect(self.birth.line.setFocus)
        self.birth.entered.connect(self.save_pressed)
        self.save = main_button(look, "save_facts", self.tr("Enregistrer"), "save")
        add_key(look, self.save, "Ctrl+Return")
        self.save.clicked.connect(self.save_pressed)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Ce qui était écrit reste dans l’historique."), "soft"), 1)
        row.addWidget(self.save)
        card.body.addLayout(row)
        return card

    def _show_form(self, model: FactsModel) -> None:
        form = model.form
        for field, text in (
            (self.given, form.given_names),
            (self.family, form.family_name),
            (self.birth, form.birth_text),
        ):
            field.set_text(text)
            field.setEnabled(model.facts is not None)
        self.given.set_wrong(self.tr("un seul nom suffit.") if model.is_name_missing else "")
        self.birth.set_wrong(
            self.tr("écrivez 21/11/1990, 1990 ou vers 1990.") if model.is_birth_wrong else ""
        )
        if model.is_name_missing:
            self.given.line.setFocus()
        elif model.is_birth_wrong:
            self.birth.line.setFocus()
        self.save.setEnabled(model.is_changed and not model.busy)

    def _report(self) -> None:
        self.typed.emit(FactsForm(self.given.text(), self.family.text(), self.birth.text()))


def fact_word(field: FactField) -> str:
    """Return what a field is called."""
    translate = QCoreApplication.translate
    return {
        FactField.GIVEN_NAMES: translate("FactsView", "Prénoms"),
        FactField.FAMILY_NAME: translate("FactsView", "Nom"),
        FactField.BIRTH: translate("FactsView", "Date de naissance"),
        FactField.LANGUAGE: translate("FactsView", "Langue"),
    }[field]


def fact_value(field: FactField, value: str | Birth) -> str:
    """Return a value in words; nothing at all is said to be nothing."""
    nothing = QCoreApplication.translate("FactsView", "Rien")
    if isinstance(value, Birth):
        return birth_to_text(value) or nothing
    if field is FactField.LANGUAGE and value in LANGUAGES:
        return handover_words(value)["language_name"]
    return value or nothing
