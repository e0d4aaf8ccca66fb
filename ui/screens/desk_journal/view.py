"""Draws a JournalModel: who, what and when to choose on the left, days of lines on the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.ids import ProId
from kiosk.flows.api import ExportedJournal, TeamAct, TeamDeed, TeamKind
from ui.messages import shown
from ui.screens.desk_common.widgets import (
    Card,
    DeskPage,
    OnePage,
    Rows,
    add_key,
    on_top,
)
from ui.screens.desk_journal.presenter import (
    ActDay,
    ActLine,
    Elsewhere,
    JournalModel,
    JournalPage,
    Period,
)
from ui.theme.languages import weekday
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, main_button, option
from ui.widgets.columns import clear_layout
from ui.widgets.notices import EmptyState, NoticeLine
from ui.widgets.texts import label, picture_label, rule

__all__ = ["JournalView"]

K = TypeVar("K")
FILTER_WIDTH = 240
ICONS = {
    TeamKind.SIGN_INS: "log-in",
    TeamKind.SAFES: "folder",
    TeamKind.PAPERS: "file-text",
    TeamKind.POST: "monitor",
}
WARNINGS = frozenset({TeamDeed.TRIED, TeamDeed.REPORTED, TeamDeed.ALARM, TeamDeed.CLOCK})


class JournalView(DeskPage):
    """A list with its filters, and the places an export can go to."""

    second_passed = Signal()
    pro_chosen = Signal(object)
    """ProId, or None."""
    kind_chosen = Signal(object)
    """TeamKind, or None."""
    period_chosen = Signal(object)
    """Period."""
    more_pressed = Signal()
    export_pressed = Signal()
    place_chosen = Signal(object)
    """FileEntry."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_journal", "", parent=parent)
        self.title.setText(self.tr("Journal"))
        self.setAccessibleName(self.title.text())
        self._alarm = NoticeLine(look, "journal_alarm", Tone.RED)
        self._exported = NoticeLine(look, "journal_exported", Tone.OK)
        self._pages = OnePage()
        self._pages.addWidget(self._list())
        self._pages.addWidget(self._where())
        for part in (self._alarm, self._exported):
            self.body.addWidget(part)
        self.body.addWidget(self._pages, 1)
        self._told: tuple[ActDay, ...] | None = None
        self._told_team: tuple[tuple[ProId, str], ...] | None = None
        self._places: JournalModel = JournalModel()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)
        self._timer.start()
        self.first: QWidget = self.back

    def show_model(self, model: JournalModel) -> None:
        self.tell_notice(model.notice)
        self._tell_alarm(model.alarm_key)
        self._scope.setText(self._scope_words(model))
        self._exported.tell(self._exported_words(model.exported) if model.exported else "", Tone.OK)
        index = list(JournalPage).index(model.page)
        is_new = index != self._pages.currentIndex()
        self._pages.setCurrentIndex(index)
        self._show_places(model, is_new=is_new)
        self._show_team(model)
        self._kinds[model.kind].setChecked(True)
        self._periods[model.period].setChecked(True)
        self._more.setVisible(model.has_more)
        self._empty.setVisible(model.is_loaded and not model.days)
        self._empty.text.setText(
            self.tr("Rien de tel ici. Choisissez une autre période ou tout le monde.")
            if model.is_filtered
            else self.tr("Ici, ce que fait l’équipe. Rien pour cette période.")
        )
        self._holder.setVisible(bool(model.days))
        if model.days != self._told:
            self._told = model.days
            self._draw(model.days)

    # --- the list -------------------------------------------------------------------

    def _list(self) -> QWidget:
        look = self._look
        self._export = main_button(look, "journal_export", self.tr("Exporter"), "save")
        add_key(look, self._export, "Ctrl+E")
        self._export.clicked.connect(self.export_pressed)
        head = QHBoxLayout()
        self._scope = label("", "soft", "journal_scope")
        head.addWidget(self._scope, 1)
        head.addWidget(self._export)
        self._days = QVBoxLayout()
        self._days.setSpacing(SPACE_S)
        self._more = button(look, "journal_more", self.tr("Voir avant"), "chevron-down")
        self._more.clicked.connect(self.more_pressed)
        self._holder = QWidget()
        days = QVBoxLayout(self._holder)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(SPACE_M)
        days.addLayout(self._days)
        days.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        self._empty = EmptyState(look, "shield-check", "", name="journal_empty")
        right = QVBoxLayout()
        right.setSpacing(SPACE_M)
        right.addLayout(head)
        right.addWidget(self._holder)
        right.addWidget(self._empty)
        right.addStretch(1)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addWidget(self._filters(), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        return on_top(inside, 1120)

    def _filters(self) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(self._look.scale.body * FILTER_WIDTH // 15)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        self._periods = self._choices(
            column,
            "journal_when",
            self.tr("Quand"),
            {
                Period.TODAY: self.tr("Aujourd’hui"),
                Period.WEEK: self.tr("7 jours"),
                Period.MONTH: self.tr("31 jours"),
                Period.YEAR: self.tr("12 mois"),
            },
        )
        self._kinds = self._choices(
            column,
            "journal_what",
            self.tr("Quoi"),
            {
                None: self.tr("Tout"),
                TeamKind.SIGN_INS: self.tr("Connexions"),
                TeamKind.SAFES: self.tr("Coffres"),
                TeamKind.PAPERS: self.tr("Papiers"),
                TeamKind.POST: self.tr("Poste"),
            },
        )
        for period, made in self._periods.items():
            made.clicked.connect(lambda _=False, at=period: self.period_chosen.emit(at))
        for kind, made in self._kinds.items():
            made.clicked.connect(lambda _=False, at=kind: self.kind_chosen.emit(at))
        card = Card(self._look, "journal_who", self.tr("Qui"))
        card.body.setSpacing(SPACE_S)
        self._team = QVBoxLayout()
        self._team.setSpacing(SPACE_S)
        card.body.addLayout(self._team)
        self._members = QButtonGroup(self)
        column.addWidget(card)
        return holder

    def _choices(
        self, column: QVBoxLayout, name: str, title: str, words: dict[K, str]
    ) -> dict[K, QAbstractButton]:
        """Add a card of words of which one is chosen."""
        card = Card(self._look, name, title)
        card.body.setSpacing(SPACE_S)
        group = QButtonGroup(self)
        made: dict[K, QAbstractButton] = {}
        for number, (key, text) in enumerate(words.items()):
            made[key] = option(self._look, f"{name}_{number}", text)
            group.addButton(made[key])
            card.body.addWidget(made[key])
        column.addWidget(card)
        return made

    def _show_team(self, model: JournalModel) -> None:
        if model.team != self._told_team:
            self._told_team = model.team
            for each in self._members.buttons():
                self._members.removeButton(each)
                each.setObjectName("")
            clear_layout(self._team)
            everybody: Sequence[tuple[ProId | None, str]] = [(None, self.tr("Tout le monde"))]
            for number, (pro, name) in enumerate([*everybody, *model.team]):
                made = option(self._look, f"journal_member_{number}", name)
                made.setProperty("pro", pro)
                made.clicked.connect(lambda _=False, who=pro: self.pro_chosen.emit(who))
                self._members.addButton(made)
                self._team.addWidget(made)
        for each in self._members.buttons():
            if each.property("pro") == model.pro:
                each.setChecked(True)

    def _draw(self, days: tuple[ActDay, ...]) -> None:
        clear_layout(self._days)
        for number, each in enumerate(days):
            self._days.addWidget(label(weekday(each.day), "bold", f"journal_day_{number}"))
            card = QFrame()
            card.setProperty("kind", "card")
            column = QVBoxLayout(card)
            column.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
            column.setSpacing(SPACE_S)
            for place, line in enumerate(each.lines):
                if place:
                    column.addWidget(rule())
                column.addWidget(self._row(line))
            self._days.addWidget(card)

    def _row(self, line: ActLine) -> QWidget:
        act, palette = line.act, self._look.palette
        row = QWidget()
        row.setObjectName(f"act_{act.deed.word}")
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE_M)
        at = act.at.astimezone().strftime("%H:%M")
        across.addWidget(label(at, "soft", wraps=False), 0, Qt.AlignmentFlag.AlignTop)
        color = palette.amber if act.deed in WARNINGS else palette.petrol
        picture = picture_label(self._look.picture(ICONS[act.deed.kind], color))
        across.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        said = self._sentence(act)
        if line.count > 1:
            #: After a sentence: how many times it happened in a row
            said = f"{said} · " + self.tr("%1 fois").replace("%1", str(line.count))
        across.addWidget(label(said), 1)
        place = ""
        if act.place is not None:
            place = act.place or self.tr("Un autre poste")
            there = label(place, "soft", wraps=False)
            across.addWidget(there, 0, Qt.AlignmentFlag.AlignTop)
        if act.person:
            across.addWidget(label(act.person, "soft", wraps=False), 0, Qt.AlignmentFlag.AlignTop)
        row.setAccessibleName(", ".join(part for part in (at, said, place, act.person) if part))
        return row

    def _scope_words(self, model: JournalModel) -> str:
        """Say what is looked at: this post, and of the others what is known, up to when."""
        if model.told_at is None:
            here = self.tr("Ce que l’équipe a fait sur ce poste.")
            if model.elsewhere is Elsewhere.ASKED:
                return here + " " + self.tr("Les autres postes : demandé au serveur…")
            return here + " " + self.tr("Des autres postes, rien n’est encore arrivé ici.")
        #: %1 is a date and an hour
        words = self.tr(
            "Ce que l’équipe a fait sur ce poste et, d’après ce que ce poste a reçu jusqu’au %1,"
            " sur les autres."
        )
        said = [words.replace("%1", _day_and_hour(model.told_at))]
        if model.told_from is not None:
            #: %1 is a date
            before = self.tr("Rien de ces autres postes n’est gardé ici avant le %1.")
            said.append(before.replace("%1", f"{model.told_from.astimezone():%d/%m/%Y}"))
        return " ".join(said)

    def _sentence(self, act: TeamAct) -> str:
        """Say who did what, in a sentence."""
        who = act.name or (
            self.tr("Quelqu’un")
            if act.deed is TeamDeed.TRIED
            else self.tr("Ce poste")
            if act.place is None
            else self.tr("Le poste")
        )
        if act.deed is TeamDeed.POST_INSTALLED and act.place is not None:
            return self.tr("Un poste a été installé")
        #: %1 is a name; what follows says what that person did
        sentence = {
            TeamDeed.SIGNED_IN: self.tr("%1 a ouvert sa session"),
            TeamDeed.SIGNED_OUT: self.tr("%1 a fermé sa session"),
            TeamDeed.TRIED: self.tr("Essai avec un mauvais mot de passe : %1"),
            TeamDeed.PASSWORD: self.tr("%1 a changé son mot de passe"),
            TeamDeed.TERMS: self.tr("%1 a accepté les conditions"),
            TeamDeed.REPORTED: self.tr("%1 a signalé un accès perdu ou volé"),
            TeamDeed.OPENED: self.tr("%1 a ouvert un coffre"),
            TeamDeed.AFFILIATED: self.tr("%1 a rattaché une personne"),
            TeamDeed.ENDED: self.tr("%1 a mis fin à un rattachement"),
            TeamDeed.REFUSAL: self.tr("%1 a noté un refus"),
            TeamDeed.KNOWN: self.tr("%1 a regardé une identité"),
            TeamDeed.CORRECTED: self.tr("%1 a corrigé une identité"),
            TeamDeed.REMINDERS: self.tr("%1 a regardé des rappels"),
            TeamDeed.REMINDED: self.tr("%1 a demandé, changé ou annulé un rappel"),
            TeamDeed.WANTED: self.tr("%1 a noté si la personne veut des rappels"),
            TeamDeed.SEARCHED: self.tr("%1 a cherché si un coffre existe"),
            TeamDeed.LISTED: self.tr("%1 a regardé une liste de papiers"),
            TeamDeed.READ: self.tr("%1 a lu un papier"),
            TeamDeed.PRINTED: self.tr("%1 a imprimé un papier"),
            TeamDeed.COPY_TAKEN: self.tr("%1 a sorti une copie de travail"),
            TeamDeed.COPY_ENDED: self.tr("%1 a supprimé une copie de travail"),
            TeamDeed.ADDED: self.tr("%1 a ajouté un papier"),
            TeamDeed.SENDING: self.tr("%1 a décidé d’un envoi refusé"),
            TeamDeed.POST_ADDED: self.tr("%1 a fait un code pour un nouveau poste"),
            TeamDeed.POST_ENDED: self.tr("%1 a retiré un poste"),
            TeamDeed.POST_INSTALLED: self.tr("Ce poste a été installé"),
            TeamDeed.ALARM: self.tr("Alerte : le journal du serveur n’est pas celui attendu"),
            TeamDeed.ALARM_ENDED: self.tr("L’alerte sur le journal du serveur a été levée"),
            TeamDeed.CLOCK: self.tr("L’horloge du poste a été reculée"),
            TeamDeed.OTHER: self.tr("%1 a fait autre chose"),
        }[act.deed]
        return sentence.replace("%1", who)

    # --- the alarm and the export ------------------------------------------------------

    def _tell_alarm(self, key: str | None) -> None:
        said = shown(key) if key is not None else None
        self._alarm.tell(
            f"{said.what} {said.safe} {said.helper} {said.code}" if said else "", Tone.RED
        )

    def _where(self) -> QWidget:
        self._rows = Rows(self._look, "journal_place")
        self._rows.chosen.connect(lambda at: self.place_chosen.emit(self._places.places[at]))
        self._none = label(
            self.tr("Aucun endroit où écrire. Branchez une clé, puis revenez."), "lead", "no_place"
        )
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        page.addWidget(label(self.tr("Où écrire le journal ?"), "lead", "journal_where"))
        page.addWidget(
            label(
                self.tr(
                    "Le fichier parle de ce poste seulement : des numéros, des heures et des mots"
                    " du programme, aucun nom. Qui contrôle peut prouver que rien n’y est changé."
                ),
                "soft",
            )
        )
        page.addWidget(self._none)
        page.addWidget(self._rows)
        return on_top(inside, 760)

    def _show_places(self, model: JournalModel, *, is_new: bool) -> None:
        self._places = model
        self._none.setVisible(not model.places)
        self._rows.setEnabled(not model.is_busy)
        lines = [("folder", place.name) for place in model.places]
        self._rows.tell(lines)
        if is_new and model.page is JournalPage.PLACES:
            self.back.setFocus()
            self._rows.focus_first_row()
        elif is_new:
            self._export.setFocus()

    def _exported_words(self, exported: ExportedJournal) -> str:
        #: %1 is a file's name, %2 a count
        words = self.tr("Écrit : %1, %2 lignes.")
        said = [words.replace("%1", exported.file).replace("%2", str(exported.entries))]
        if not exported.is_server_asked:
            said.append(self.tr("Le serveur n’a pas donné de nouvelle preuve."))
        #: %1 is a long code in groups of letters and digits
        post = self.tr("À dire par un autre chemin que le fichier, empreinte du poste : %1")
        said.append(post.replace("%1", _grouped(exported.post_fingerprint)))
        return " ".join(said)


def _day_and_hour(at: datetime) -> str:
    return f"{at.astimezone():%d/%m/%Y à\u00a0%H:%M}"


def _grouped(text: str) -> str:
    return " ".join(text[at : at + 8] for at in range(0, len(text), 8))
