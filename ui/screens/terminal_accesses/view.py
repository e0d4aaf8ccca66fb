"""Draws a AccessesModel: a card for each day, a line for each access."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.flows.api import Access, Deed, Role
from ui.messages import shown
from ui.screens.terminal_accesses.presenter import AccessDay, AccessesModel, AccessLine, Elsewhere
from ui.theme.languages import day, isolated, left_to_right, weekday
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button
from ui.widgets.columns import Column, clear_layout
from ui.widgets.notices import SHORT_WORK_MS, BusyLine, EmptyState, ErrorPanel, NoticeLine
from ui.widgets.scrolling import Scroll
from ui.widgets.texts import label, picture_label, rule

__all__ = ["AccessesView"]

SECOND_MS = 1000
ICONS = {
    Deed.OPENED: "door-open",
    Deed.LISTED: "eye",
    Deed.READ: "file-text",
    Deed.PRINTED: "printer",
    Deed.COPY_TAKEN: "save",
    Deed.COPY_ENDED: "trash-2",
    Deed.KNOWN: "id-card",
    Deed.CORRECTED: "pen-line",
    Deed.REMINDERS: "eye",
    Deed.REMINDED: "calendar",
    Deed.WANTED: "check",
    Deed.ADDED: "file-plus",
    Deed.SHARED: "share-2",
    Deed.UNSHARED: "eye-off",
    Deed.COPIED: "save",
    Deed.AFFILIATED: "user-plus",
    Deed.ENDED: "log-out",
    Deed.ENDS_UNUSED: "hourglass",
    Deed.ENDED_UNUSED: "log-out",
    Deed.SAFE_ENDS: "triangle-alert",
    Deed.SIGNED_IN: "log-in",
    Deed.BROUGHT: "monitor",
    Deed.TRIED: "triangle-alert",
    Deed.REFUSED: "circle-alert",
    Deed.OTHER: "info",
}
WARNINGS = frozenset({Deed.TRIED, Deed.REFUSED, Deed.SAFE_ENDS})
BY_ITSELF = frozenset({Deed.ENDS_UNUSED, Deed.ENDED_UNUSED, Deed.SAFE_ENDS})
"""What nobody did: a period came to its end."""


class AccessesView(QWidget):
    """Says that older lines are wanted, that a second has passed, that the page is left."""

    more_pressed = Signal()
    second_passed = Signal()
    retry_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("looks")
        self._look = look
        self._drawn: tuple[AccessDay, ...] = ()
        gap = look.scale.gap
        back = button(look, "looks_back", self.tr("Qui peut voir"), "arrow-left")
        back.clicked.connect(self.back_pressed)
        self.first = back
        self._busy = BusyLine(look)
        self._error = ErrorPanel(look)
        self._error.action_pressed.connect(self.retry_pressed)
        self._elsewhere = NoticeLine(look, "looks_elsewhere", Tone.INDIGO)
        self._days = QVBoxLayout()
        self._days.setSpacing(gap)
        self._days.setContentsMargins(0, 0, 0, 0)
        self._more = button(look, "looks_more", self.tr("Voir avant"), "chevron-down")
        self._more.clicked.connect(self.more_pressed)
        inside = Column(gap=gap, below=gap)
        inside.lines.addLayout(self._days)
        inside.lines.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        inside.lines.addStretch(1)
        self._list = Scroll(look, inside, "looks_list")
        self._empty = EmptyState(
            look,
            "shield-check",
            self.tr("Ici, vous voyez qui ouvre votre coffre."),
        )
        head = QHBoxLayout()
        head.setSpacing(gap * 2)
        head.addWidget(label(self.tr("Qui a regardé mon coffre"), "title", "looks_title"), 1)
        head.addWidget(back)
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, 0)
        page.setSpacing(gap)
        page.addLayout(head)
        page.addWidget(self._busy)
        page.addWidget(self._error)
        page.addWidget(self._elsewhere)
        page.addWidget(self._list, 1)
        page.addWidget(self._empty, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._clock.timeout.connect(self.second_passed)

    def show_model(self, model: AccessesModel) -> None:
        is_first = model.is_busy and not model.days
        self._busy.tell(self.tr("Un instant…") if is_first else "", after_ms=SHORT_WORK_MS)
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
        if model.elsewhere is Elsewhere.ASKED:
            self._clock.start()
        else:
            self._clock.stop()
        self._tell_elsewhere(model)
        self._empty.setVisible(not model.days and not model.is_busy and notice is None)
        self._list.setVisible(bool(model.days))
        self._more.setVisible(model.has_more)
        if model.days != self._drawn:
            self._drawn = model.days
            self._draw(model.days)

    def _tell_elsewhere(self, model: AccessesModel) -> None:
        text, tone = "", Tone.INDIGO
        match model.elsewhere:
            case Elsewhere.ASKED if not model.is_busy:
                text = self.tr("On demande aussi aux autres postes…")
            case Elsewhere.SILENT if model.told_at is not None:
                text = self.tr("Sur les autres postes : jusqu’au %1.")
                text = text.replace("%1", day(model.told_at))
            case Elsewhere.SILENT if model.notice is None:
                text = self.tr("On voit ce poste. Les autres postes ne répondent pas.")
            case Elsewhere.DOUBTED:
                text = self.tr("On voit ce poste. Les autres sont à vérifier par le support.")
                tone = Tone.AMBER
            case _:
                pass
        self._elsewhere.tell(text, tone)

    def _draw(self, days: tuple[AccessDay, ...]) -> None:
        clear_layout(self._days)
        for number, each in enumerate(days):
            self._days.addWidget(label(self._day_words(each.day), "tile", f"looks_day_{number}"))
            self._days.addWidget(self._card(each))

    def _card(self, of_day: AccessDay) -> QFrame:
        gap = self._look.scale.gap
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(gap * 2, gap, gap * 2, gap)
        column.setSpacing(gap)
        for number, line in enumerate(of_day.lines):
            if number:
                column.addWidget(rule())
            column.addWidget(self._row(line))
        return card

    def _row(self, line: AccessLine) -> QWidget:
        access, gap = line.access, self._look.scale.gap
        row = QWidget()
        row.setObjectName(f"look_{access.deed.value}")
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(gap * 2)
        palette = self._look.palette
        color = palette.amber if access.deed in WARNINGS else palette.petrol
        across.addWidget(picture_label(self._look.picture(ICONS[access.deed], color)))
        what = self._deed_words(access)
        if line.count > 1:
            times = self.tr("%1 fois").replace("%1", str(line.count))
            what = f"{what} · {times}"
        who, where = self._who(access), self._where(access)
        texts = QVBoxLayout()
        texts.setSpacing(gap // 4)
        texts.addWidget(label(what, "bold"))
        texts.addWidget(label(" · ".join(part for part in (who, where) if part)))
        across.addLayout(texts, 1)
        at = left_to_right(access.at.astimezone().strftime("%H:%M"))
        across.addWidget(label(at, "soft", wraps=False), 0, Qt.AlignmentFlag.AlignTop)
        row.setAccessibleName(", ".join(part for part in (at, what, who, where) if part))
        return row

    def _day_words(self, at: date) -> str:
        today = date.today()
        if at == today:
            return f"{self.tr('Aujourd’hui')} {day(at)}"
        if at == today - timedelta(days=1):
            return f"{self.tr('Hier')} {day(at)}"
        return weekday(at)

    def _deed_words(self, access: Access) -> str:
        return {
            Deed.OPENED: self.tr("Coffre ouvert"),
            Deed.LISTED: self.tr("Liste des papiers regardée"),
            Deed.READ: self.tr("Papier lu"),
            Deed.PRINTED: self.tr("Papier envoyé à l’imprimante"),
            Deed.COPY_TAKEN: self.tr("Copie sortie du coffre pour travailler"),
            Deed.COPY_ENDED: self.tr("Copie de travail supprimée"),
            Deed.KNOWN: self.tr("Nom et naissance regardés"),
            Deed.CORRECTED: self.tr("Nom ou naissance corrigés"),
            Deed.REMINDERS: self.tr("Rappels regardés"),
            Deed.REMINDED: self.tr("Rappel demandé, changé ou annulé"),
            Deed.WANTED: self.tr("Réponse notée : recevoir des rappels ou non"),
            Deed.ADDED: self.tr("Papier ajouté"),
            Deed.SHARED: self.tr("Papier partagé"),
            Deed.UNSHARED: self.tr("Papier rendu privé"),
            Deed.COPIED: self.tr("Papier copié sur une clé"),
            Deed.AFFILIATED: self.tr("Partage commencé"),
            Deed.ENDED: self.tr("Partage arrêté"),
            Deed.ENDS_UNUSED: self.tr("Partage bientôt arrêté : deux ans sans usage"),
            Deed.ENDED_UNUSED: self.tr("Partage arrêté : deux ans sans usage"),
            Deed.SAFE_ENDS: self.tr("Coffre bientôt supprimé : cinquante ans sans usage"),
            Deed.SIGNED_IN: self.tr("Entrée avec le mot de passe"),
            Deed.BROUGHT: self.tr("Coffre demandé avec le mot de passe"),
            Deed.TRIED: self.tr("Essai avec un mauvais mot de passe"),
            Deed.REFUSED: self.tr("Changement refusé"),
            Deed.OTHER: self.tr("Autre chose"),
        }[access.deed]

    def _who(self, access: Access) -> str:
        if access.is_self:
            return self.tr("Vous")
        if access.deed in BY_ITSELF:
            return self.tr("Le service")
        if access.name:
            role = (
                self.tr("responsable") if access.role is Role.MANAGER else self.tr("professionnel")
            )
            return f"{isolated(access.name)} · {role}"
        if access.deed in {Deed.TRIED, Deed.BROUGHT, Deed.REFUSED}:
            return self.tr("Quelqu’un")
        return self.tr("Un professionnel")

    def _role_words(self, role: Role | None) -> str:
        return self.tr("responsable") if role is Role.MANAGER else self.tr("professionnel")

    def _where(self, access: Access) -> str:
        return " · ".join(isolated(part) for part in (access.structure, access.place) if part)
