"""What is to be finished, until when it is kept, and what was forgotten unfinished (W1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.flows.api import Draft
from ui.screens.desk_common.widgets import Card, clear_rows
from ui.screens.desk_common.words import ago
from ui.theme.look import Look
from ui.theme.tokens import SPACE_S
from ui.widgets.buttons import PressButton, quiet_button
from ui.widgets.texts import label

__all__ = ["DraftsCard", "draft_title"]


_ICONS = {"opening": "user-plus", "held": "lock"}


class DraftsCard(Card):
    """A row for each draft, by its id."""

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "drafts_card", "", "notebook-pen", parent)
        title = self.tr("À finir")
        self.title.setText(title)
        self.setAccessibleName(title)
        self._look = look
        self._told: tuple[Draft, ...] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_S)
        self._none = label(self.tr("Rien à finir."), "soft", "no_drafts")
        self.body.addLayout(self._rows)
        self.body.addWidget(self._none)

    def tell(self, drafts: tuple[Draft, ...]) -> None:
        """Show the drafts; rows are made again only when they changed."""
        if drafts == self._told:
            return
        self._told = drafts
        clear_rows(self._rows)
        now = datetime.now(UTC)
        for index, draft in enumerate(drafts):
            make = self._ended_row if draft.has_ended else self._row
            self._rows.addWidget(make(index, draft, now))
        self._none.setVisible(not drafts)

    def _row(self, index: int, draft: Draft, now: datetime) -> QWidget:
        look = self._look
        title = draft_title(draft)
        words = f"{title} · {ago(draft.updated_at, now)}"
        go_on = PressButton(look, words)
        go_on.setObjectName(f"draft_{index}")
        go_on.setProperty("kind", "row")
        icon = _ICONS.get(draft.kind, "file-plus")
        go_on.setIcon(look.icon(icon, look.palette.petrol))
        go_on.setIconSize(look.icon_size())
        go_on.clicked.connect(lambda: self.chosen.emit(draft.draft))
        until = self._until(draft, now)
        go_on.setAccessibleName(f"{words}. {until}".strip())
        return self._filled(go_on, index, draft, until)

    def _ended_row(self, index: int, draft: Draft, _now: datetime) -> QWidget:
        name = label(draft_title(draft), "body", f"draft_{index}_ended")
        began = draft.updated_at.astimezone()
        #: Of work that nobody finished; %1 a day, %2 a time of day
        words = self.tr("Effacé, car pas fini à temps. Dernier changement le %1 à %2.")
        words = words.replace("%1", f"{began:%d/%m/%Y}").replace("%2", f"{began:%H:%M}")
        return self._filled(name, index, draft, words)

    def _filled(self, first: QWidget, index: int, draft: Draft, words: str) -> QWidget:
        remove = quiet_button(self._look, f"draft_{index}_remove", self.tr("Retirer"), "trash-2")
        remove.setAccessibleName(f"{self.tr('Retirer')} {draft_title(draft)}")
        remove.clicked.connect(lambda: self.removed.emit(draft.draft))
        row = QHBoxLayout()
        row.setSpacing(SPACE_S - 2)
        row.addWidget(first, 1)
        row.addWidget(remove)
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(row)
        if words:
            page.addWidget(label(words, "small", f"draft_{index}_until"))
        return holder

    def _until(self, draft: Draft, now: datetime) -> str:
        """Return until when it is kept: "Gardé jusqu’à demain, 17:02."."""
        if draft.ends_at is None:
            return ""
        ends, today = draft.ends_at.astimezone(), now.astimezone().date()
        clock = f"{ends:%H:%M}"
        if ends.date() <= today:
            return self.tr("Gardé jusqu’à aujourd’hui, %1.").replace("%1", clock)
        if ends.date() == today + timedelta(days=1):
            return self.tr("Gardé jusqu’à demain, %1.").replace("%1", clock)
        return self.tr("Gardé jusqu’au %1.").replace("%1", f"{ends:%d/%m/%Y}")


def draft_title(draft: Draft) -> str:
    """Return what a draft is about, in words: whose, or what."""
    facts = draft.facts
    name = f"{facts.get('given_names', '')} {facts.get('family_name', '')}".strip()
    title = str(facts.get("title", "")).strip()
    if draft.kind == "held":
        aside = QCoreApplication.translate("DraftsCard", "Mis de côté")
        words = f"{aside} : {title}" if title else aside
    elif draft.kind == "opening":
        words = QCoreApplication.translate("DraftsCard", "Coffre à ouvrir")
    else:
        words = title or QCoreApplication.translate("DraftsCard", "Pages à ranger")
    return f"{words} · {name}" if name else words
