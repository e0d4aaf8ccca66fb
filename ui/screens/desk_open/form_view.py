"""Draws the opening form: four blocks on one page, in any order."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.consents import Answer, Question, Standing
from resources.texts import LANGUAGES, handover_words
from ui.screens.desk_common.widgets import (
    Card,
    DeskPage,
    add_key,
    centred,
    person_words,
)
from ui.screens.desk_open.model import Block, CardReading, OpenModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, main_button, option
from ui.widgets.fields import TextField
from ui.widgets.notices import BusyLine, NoticeLine
from ui.widgets.texts import label

__all__ = ["FormView"]


class FormView(DeskPage):
    """Reports what is typed and pressed; ticks off the blocks that are done."""

    identity_typed = Signal(str, str, str, str)
    language_chosen = Signal(str)
    interpreter_typed = Signal(str)
    consent_pressed = Signal()
    access_pressed = Signal()
    scan_wanted = Signal(bool)
    finish_pressed = Signal()
    card_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_open", "", parent=parent)
        self.title.setText(self.tr("Ouvrir un coffre"))
        self.setAccessibleName(self.title.text())
        self._cards = {
            Block.IDENTITY: self._identity(),
            Block.ACCORD: self._accord(),
            Block.ACCESS: self._access(),
            Block.PAPERS: self._papers(),
        }
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE_M)
        for column, blocks in enumerate(
            ((Block.IDENTITY, Block.PAPERS), (Block.ACCORD, Block.ACCESS))
        ):
            side = QVBoxLayout()
            side.setSpacing(SPACE_M)
            for block in blocks:
                side.addWidget(self._cards[block])
            side.addStretch(1)
            grid.addLayout(side, 0, column)
            grid.setColumnStretch(column, 1)
        inside = QWidget()
        inside.setLayout(grid)
        self.body.addWidget(centred(inside), 1)
        self._fill_foot()
        self.first: QWidget = self.given.line

    def show_model(self, model: OpenModel) -> None:
        self.tell_notice(model.notice)
        self._show_identity(model)
        self._show_card(model)
        self._show_accord(model)
        self._show_access(model)
        self.scan_now.setChecked(model.is_scan_wanted)
        for block in (Block.IDENTITY, Block.ACCORD, Block.ACCESS):
            is_done = model.is_done(block)
            words = self.tr("Fait") if is_done else self.tr("À faire")
            self._cards[block].chip.tell(words, Tone.OK if is_done else Tone.INDIGO)
            self._cards[block].chip.show()
        self.finish.setEnabled(model.can_finish)
        self._missing.setText(self._missing_words(model))
        self._busy.tell(self.tr("Ouverture du coffre sur ce poste…") if model.busy else "")

    def _show_card(self, model: OpenModel) -> None:
        is_scanning = model.card is CardReading.SCANNING
        self.read_card.setEnabled(not is_scanning)
        self._card_busy.tell(self.tr("On lit la carte…") if is_scanning else "")
        told = {
            CardReading.READ: self.tr("Lu sur la carte, à vérifier avec la personne."),
            CardReading.NOTHING: self.tr(
                "Rien de sûr n’a été lu. Posez le côté avec les lignes <<<, ou tapez."
            ),
        }
        self._card_told.tell(told.get(model.card, ""), Tone.AMBER)

    # Blocks

    def _identity(self) -> Card:
        look = self._look
        card = Card(look, "identity_block", self.tr("1. Qui"), "user")
        self.given = TextField(look, "given_names", self.tr("Prénoms"))
        self.family = TextField(look, "family_name", self.tr("Nom"))
        self.birth = TextField(
            look,
            "birth",
            self.tr("Date de naissance"),
            #: Examples of what may be typed as a birth date
            hint=self.tr("21/11/1990, 1990 ou vers 1990"),
        )
        self.guardian = TextField(look, "guardian", self.tr("Parent ou tuteur qui donne l’accord"))
        self.read_card = button(look, "read_card", self.tr("Lire une carte"), "id-card")
        self.read_card.clicked.connect(self.card_pressed)
        self._card_busy = BusyLine(look)
        self._card_told = NoticeLine(look, "card_notice", Tone.AMBER)
        names = self.tr("Un seul nom suffit. Écrivez comme la personne l’écrit.")
        card.body.addWidget(self.read_card)
        card.body.addWidget(self._card_busy)
        card.body.addWidget(self._card_told)
        for part in (self.given, self.family, label(names, "small", "names_help"), self.birth):
            card.body.addWidget(part)
        self._minor = label(
            self.tr("Moins de 16 ans : un parent ou un tuteur donne l’accord."), "soft", "minor"
        )
        card.body.addWidget(self._minor)
        card.body.addWidget(self.guardian)
        self._doubles = QFrame()
        self._doubles.setObjectName("duplicates")
        self._doubles.setProperty("kind", "note")
        self._doubles.setProperty("tone", Tone.AMBER.value)
        self._doubles_page = QVBoxLayout(self._doubles)
        self._doubles_page.setContentsMargins(SPACE_M, SPACE_S + 2, SPACE_M, SPACE_S + 2)
        title = self.tr("Peut-être déjà là. Vérifiez avec la personne.")
        self._doubles_page.addWidget(label(title, "bold", "duplicates_title"))
        self._double_lines = [label("", "body", f"duplicate_{index}") for index in range(3)]
        for line in self._double_lines:
            self._doubles_page.addWidget(line)
        card.body.addWidget(self._doubles)
        card.body.addStretch(1)
        for field in (self.given, self.family, self.birth, self.guardian):
            field.edited.connect(self._report_identity)
        self.given.entered.connect(self.family.line.setFocus)
        self.family.entered.connect(self.birth.line.setFocus)
        return card

    def _accord(self) -> Card:
        look = self._look
        card = Card(look, "accord_block", self.tr("2. Accord"), "pen-line")
        card.body.addWidget(label(self.tr("Langue de la personne"), "bold", "language_label"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        self._languages = QButtonGroup(self)
        for index, code in enumerate(LANGUAGES):
            choice = option(look, f"language_{code}", handover_words(code)["language_name"])
            self._languages.addButton(choice, index)
            row.addWidget(choice)
        row.addStretch(1)
        card.body.addLayout(row)
        self.interpreter = TextField(
            look, "interpreter", self.tr("Interprète (si quelqu’un traduit)")
        )
        self.consent = button(look, "consent_start", self.tr("Tourner l’écran"), "hand")
        add_key(look, self.consent, "Ctrl+T")
        self._accord_state = label("", "soft", "accord_state")
        for part in (self.interpreter, self._accord_state, self.consent):
            card.body.addWidget(part)
        card.body.addStretch(1)
        self._languages.idClicked.connect(lambda at: self.language_chosen.emit(LANGUAGES[at]))
        self.interpreter.edited.connect(self.interpreter_typed)
        self.consent.clicked.connect(self.consent_pressed)
        return card

    def _access(self) -> Card:
        look = self._look
        card = Card(look, "access_block", self.tr("3. Accès"), "key-round")
        card.body.addWidget(
            label(
                self.tr("La personne choisit son mot de passe seule. Vous ne regardez pas."),
                "body",
                "access_help",
            )
        )
        self._access_state = label("", "soft", "access_state")
        self.access = button(look, "access_start", self.tr("Passer la main"), "hand")
        add_key(look, self.access, "Ctrl+M")
        card.body.addWidget(self._access_state)
        card.body.addWidget(self.access)
        card.body.addStretch(1)
        self.access.clicked.connect(self.access_pressed)
        return card

    def _papers(self) -> Card:
        card = Card(self._look, "papers_block", self.tr("4. Premiers papiers"), "file-plus")
        words = self.tr("Numériser tout de suite, juste après l’ouverture")
        self.scan_now = QCheckBox(words)
        self.scan_now.setObjectName("scan_now")
        self.scan_now.setAccessibleName(words)
        card.body.addWidget(self.scan_now)
        self.scan_now.toggled.connect(self.scan_wanted)
        return card

    def _fill_foot(self) -> None:
        foot = QFrame()
        foot.setObjectName("open_foot")
        foot.setProperty("kind", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        row.setSpacing(SPACE_M)
        self._missing = label("", "soft", "missing")
        self._busy = BusyLine(self._look)
        self.finish = main_button(
            self._look, "finish", self.tr("Terminer et ouvrir le coffre"), "check"
        )
        add_key(self._look, self.finish, "Ctrl+Return")
        row.addWidget(self._missing, 1)
        row.addWidget(self._busy, 1)
        row.addWidget(self.finish)
        self.finish.clicked.connect(self.finish_pressed)
        page = self.layout()
        if page is not None:
            page.addWidget(foot)

    # What is shown

    def _show_identity(self, model: OpenModel) -> None:
        identity = model.identity
        for field, text in (
            (self.given, identity.given_names),
            (self.family, identity.family_name),
            (self.birth, identity.birth_text),
            (self.guardian, identity.guardian),
        ):
            field.set_text(text)
        is_wrong = identity.birth is None and not self.birth.line.hasFocus()
        self.birth.set_wrong(
            self.tr("écrivez 21/11/1990, 11/1990, 1990 ou vers 1990.") if is_wrong else ""
        )
        self._minor.setVisible(identity.is_minor)
        self.guardian.setVisible(identity.is_minor)
        for index, line in enumerate(self._double_lines):
            is_there = index < len(model.duplicates)
            line.setText(person_words(model.duplicates[index]) if is_there else "")
            line.setVisible(is_there)
        self._doubles.setVisible(bool(model.duplicates))

    def _show_accord(self, model: OpenModel) -> None:
        accord = model.accord
        chosen = self._languages.button(LANGUAGES.index(accord.language))
        if chosen is not None:
            chosen.setChecked(True)
        self.interpreter.set_text(accord.interpreter)
        match accord.standing:
            case Standing.GIVEN:
                words = self.tr("Accord signé.")
                answer = accord.answers.get(Question.AFFILIATION)
                linked = (
                    self.tr("Rattachement : oui.")
                    if answer is Answer.YES
                    else self.tr("Rattachement : non.")
                )
                words = f"{words} {linked}"
            case Standing.UNSIGNED:
                words = self.tr("Il manque la signature.")
            case _ if accord.answers:
                words = self.tr("Il reste des questions à poser.")
            case _:
                words = self.tr(
                    "La personne lit, répond et signe, dans sa langue, sur l’écran tourné."
                )
        self._accord_state.setText(words)

    def _show_access(self, model: OpenModel) -> None:
        access = model.access
        if not access.is_set:
            self._access_state.setText(self.tr("Mot de passe : à choisir."))
            return
        parts = [self.tr("Mot de passe choisi.")]
        if access.has_phone:
            parts.append(self.tr("Téléphone noté."))
        if access.has_email:
            parts.append(self.tr("E-mail noté."))
        if access.has_question:
            parts.append(self.tr("Question secrète choisie."))
        self._access_state.setText(" ".join(parts))

    def _missing_words(self, model: OpenModel) -> str:
        if model.busy:
            return ""
        names = {
            Block.IDENTITY: self.tr("Qui"),
            Block.ACCORD: self.tr("Accord"),
            Block.ACCESS: self.tr("Accès"),
        }
        missing = [names[block] for block in model.missing if block in names]
        if not missing:
            return self.tr("Tout est prêt.")
        #: %1 lists the blocks that are not done
        text = self.tr("Il reste : %1. Ce qui est écrit est gardé.")
        return text.replace("%1", ", ".join(missing))

    def _report_identity(self) -> None:
        self.identity_typed.emit(
            self.given.text(), self.family.text(), self.birth.text(), self.guardian.text()
        )
