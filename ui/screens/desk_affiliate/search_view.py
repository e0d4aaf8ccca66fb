"""Draws the step that looks for a safe: three fields, and initials for an answer."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.domain.finding import Found, FoundSafes
from ui.screens.desk_affiliate.search import SearchForm, SearchModel
from ui.screens.desk_common.notices import Notice
from ui.screens.desk_common.widgets import Card, DeskPage, add_key, centred
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, Tone
from ui.widgets.buttons import button, main_button
from ui.widgets.fields import TextField
from ui.widgets.notices import NoticeLine
from ui.widgets.texts import label

__all__ = ["SearchPage"]


class SearchPage(DeskPage):
    """The worker's side: whom the person before them says they are."""

    typed = Signal(object)
    search_pressed = Signal()
    done_pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "desk_affiliate_search", "")
        self.title.setText(self.tr("Chercher un coffre qui existe déjà"))
        self.setAccessibleName(self.title.text())
        self.body.addWidget(centred(self._form(look), 680))
        self.body.addWidget(centred(self._answer(look), 680))
        self.body.addStretch(1)
        self.first: QWidget = self.given.line

    def show_model(self, model: SearchModel, notice: Notice | None, *, busy: bool) -> None:
        self.tell_notice(notice)
        for field, text in (
            (self.given, model.form.given_names),
            (self.family, model.form.family_name),
            (self.birth, model.form.birth_text),
        ):
            field.set_text(text)
        self.given.set_wrong(self.tr("un seul nom suffit.") if model.is_name_missing else "")
        self.birth.set_wrong(
            self.tr("il faut le jour, le mois et l’année.") if model.is_birth_wrong else ""
        )
        if model.is_name_missing:
            self.given.line.setFocus()
        elif model.is_birth_wrong:
            self.birth.line.setFocus()
        self.search.setEnabled(not busy)
        self._waiting.tell(self.tr("Recherche en cours…") if busy else "")
        self._show_answer(model.found)

    def _form(self, look: Look) -> QWidget:
        card = Card(look, "search_card", self.tr("La personne est avec vous"), "search")
        why = self.tr("Écrivez ce qui est sur son papier. La recherche est notée dans le journal.")
        card.body.addWidget(label(why, "body", "search_why"))
        self.given = TextField(look, "given_names", self.tr("Prénoms"))
        self.family = TextField(look, "family_name", self.tr("Nom"))
        self.birth = TextField(
            look, "birth", self.tr("Date de naissance"), hint=self.tr("21/11/1990")
        )
        names = QHBoxLayout()
        names.setSpacing(SPACE_M)
        names.addWidget(self.given, 1, Qt.AlignmentFlag.AlignTop)
        names.addWidget(self.family, 1, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(names)
        card.body.addWidget(self.birth)
        for field in (self.given, self.family, self.birth):
            field.edited.connect(self._report)
        self.given.entered.connect(self.family.line.setFocus)
        self.family.entered.connect(self.birth.line.setFocus)
        self.birth.entered.connect(self.search_pressed)
        self.search = main_button(look, "search_safe", self.tr("Chercher"), "search")
        add_key(look, self.search, "Ctrl+Return")
        self.search.clicked.connect(self.search_pressed)
        self._waiting = NoticeLine(look, "search_waiting")
        card.body.addWidget(self._waiting)
        card.body.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTrailing)
        return card

    def _answer(self, look: Look) -> QWidget:
        self._found = Card(look, "search_answer", self.tr("Réponse"), "folder")
        self._answered: FoundSafes | None = None
        self._told = NoticeLine(look, "search_told")
        self._next = label("", "body", "search_next")
        self._lines = [label("", "bold", f"search_line_{n}") for n in range(1, 5)]
        #: Button under an answer: go on with linking the person
        self.done = button(look, "search_done", self.tr("Continuer le rattachement"), "share-2")
        add_key(look, self.done, "Ctrl+T")
        self.done.clicked.connect(self.done_pressed)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.done)
        for part in (self._told, *self._lines, self._next):
            self._found.body.addWidget(part)
        self._found.body.addLayout(row)
        return self._found

    def _show_answer(self, found: FoundSafes | None) -> None:
        self._found.setVisible(found is not None)
        self.done.setVisible(found is not None and bool(found.safes or found.is_too_many))
        safes = found.safes if found is not None else ()
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(safes))
            line.setText(self._words(safes[place]) if place < len(safes) else "")
        if found is None:
            self._answered = None
            self._told.tell("")
            return
        told, following = self._told_of(found)
        self._told.tell(told, Tone.OK if safes else Tone.PETROL)
        self._next.setText(following)
        if self._answered is None and not self.done.isHidden():
            self.done.setFocus()  # and so in sight, however large the text
        self._answered = found

    def _told_of(self, found: FoundSafes) -> tuple[str, str]:
        """Return what the answer says, and what to do then."""
        if found.is_too_many:
            return (
                self.tr("Trop de coffres répondent à ce nom et à cette date."),
                self.tr("Écrivez tous les prénoms et tous les noms, puis cherchez encore."),
            )
        if not found.safes:
            return (
                self.tr("Aucun coffre ne répond à ce nom et à cette date."),
                self.tr(
                    "Relisez le papier avec la personne. Si elle n’a pas de coffre, vous pouvez"
                    " en ouvrir un."
                ),
            )
        if len(found.safes) == 1:
            told = self.tr("Un coffre répond.")
        else:
            #: %1 is a number, two to four
            told = self.tr("%1 coffres répondent.").replace("%1", str(len(found.safes)))
        return told, self.tr("La personne dit oui elle-même, avec son identifiant.")

    def _words(self, safe: Found) -> str:
        if not safe.since:
            return safe.initials
        year, _, month = safe.since.partition("-")
        french = QLocale(QLocale.Language.French)
        opened = french.toString(QDate(int(year), int(month), 1), "MMMM yyyy")
        #: One of several safes; %1 is initials, %2 "mars 2026"
        words = self.tr("%1 · coffre ouvert en %2")
        return words.replace("%1", safe.initials).replace("%2", opened)

    def _report(self) -> None:
        self.typed.emit(SearchForm(self.given.text(), self.family.text(), self.birth.text()))
