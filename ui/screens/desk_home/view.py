"""Draws the desk's first page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.work_copies import CopyState
from kiosk.flows.api import PersonSummary, Role, SyncState, WorkCopy
from ui.announced import maintenance_words
from ui.messages import shown
from ui.screens.desk_common.widgets import (
    KEY,
    Card,
    DeskPage,
    PeopleList,
    add_key,
    scrolled,
)
from ui.screens.desk_home.drafts_card import DraftsCard, draft_title
from ui.screens.desk_home.presenter import RESULTS_SHOWN, DeskHomeModel
from ui.screens.show_card.presenter import ShowCardModel
from ui.screens.show_card.view import ShowCardPanel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, quiet_button, tile
from ui.widgets.card_keys import CardKeys
from ui.widgets.fields import TextField
from ui.widgets.notices import EmptyState, NoticeLine, UndoBar
from ui.widgets.sending_line import SendingLine
from ui.widgets.texts import label

__all__ = ["DeskHomeView"]


class DeskHomeView(DeskPage):
    """Search, three gestures, what was recent, what waits."""

    typed = Signal(str)
    moved = Signal(int)
    chosen = Signal(int)
    selected_chosen = Signal()
    recent_chosen = Signal(object)
    draft_chosen = Signal(object)
    draft_removed = Signal(object)
    undo_pressed = Signal()
    undo_expired = Signal()
    open_pressed = Signal()
    scan_pressed = Signal()
    affiliate_pressed = Signal()
    outgoing_pressed = Signal()
    posts_pressed = Signal()
    report_pressed = Signal()
    journal_pressed = Signal()
    copies_pressed = Signal()
    lock_pressed = Signal()
    sign_out_pressed = Signal()
    wait_pressed = Signal()
    escape_pressed = Signal()
    second_passed = Signal()
    card_came = Signal(object)
    card_refused = Signal(object)
    show_card_pressed = Signal()
    show_card_left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_home", "", has_back=False, parent=parent)
        self.setAccessibleName(self.tr("Accueil du poste"))
        self._people: tuple[PersonSummary, ...] = ()
        self._fill_bar()
        self._fill_body()
        self._fill_foot()
        self._bind()
        self.first: QWidget = self.search.line
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)

    def show_model(self, model: DeskHomeModel) -> None:
        self.tell_notice(model.notice)
        profile = model.profile
        self.title.setText(profile.structure_name)
        for each in (self.journal, self.posts):
            each.setVisible(profile.role is Role.MANAGER)
        role = self.tr("responsable") if profile.role is Role.MANAGER else ""
        self._who.setText(f"{profile.name} · {role}" if role else profile.name)
        self.search.set_text(model.query)
        is_searching = bool(model.query)
        self._gestures.setVisible(not is_searching and self.camera.isHidden())
        self._found.setVisible(is_searching and bool(model.results))
        self._results.tell(model.results, model.selected)
        self._nobody.setVisible(is_searching and model.is_searched and not model.results)
        #: %1 is the name of a draft just removed
        removed = self.tr("« %1 » est retiré.")
        gone = draft_title(model.discarded) if model.discarded else ""
        self.undo.tell(removed.replace("%1", gone) if gone else "")
        if model.home is None:
            return
        self._count.setText(self._count_words(model.home.people_count))
        self._show_recent(model.home.recent)
        self._drafts.tell(model.home.drafts)
        self.sending.tell(model.home.sync)
        self._show_copies(model.home.copies)
        key = model.home.sync.reason_key
        is_away = model.home.sync.state in {SyncState.WAITING, SyncState.FAULT}
        words = self.tr("Hors connexion. Vous pouvez continuer.") if is_away else ""
        if key:
            words = f"{shown(key).what} {self.tr('Vous pouvez continuer.')}"
        self._offline.tell(words, Tone.INDIGO)
        pause = model.home.sync.maintenance
        said = maintenance_words(pause, datetime.now(UTC)) if pause is not None else ""
        self._pause.tell(said, Tone.INDIGO)

    def show_leaving(self, waiting: int) -> None:
        """Warn of so many prints that signing out would take away; 0: of none."""
        was_told = self._leaving.isVisibleTo(self)
        self._leaving.tell(self._prints_words(waiting) if waiting else "", Tone.AMBER)
        if waiting and not was_told:
            self.wait.setFocus()  # a key pressed by chance takes nothing away

    def _prints_words(self, waiting: int) -> str:
        if waiting == 1:
            return self.tr(
                "Une impression n’est pas finie. Se déconnecter l’annule ; le papier reste dans"
                " le coffre."
            )
        #: %1 is a number in words with a capital, "Deux", or in digits from ten on
        told = self.tr(
            "%1 impressions ne sont pas finies. Se déconnecter les annule ; les papiers restent"
            " dans les coffres."
        )
        few = self.tr("Deux Trois Quatre Cinq Six Sept Huit Neuf").split()
        number = few[waiting - 2] if waiting - 2 < len(few) else str(waiting)
        return told.replace("%1", number)

    def show_camera(self, model: ShowCardModel) -> None:
        """Offer the camera; its picture takes the place of the gestures while it looks."""
        was_looking = not self.camera.isHidden()
        self.show_card.setVisible(model.is_offered and not model.is_looking)
        self._gestures.setVisible(not model.is_looking and not self.search.text())
        self.camera.show_model(model)
        if was_looking and not model.is_looking:
            self.search.line.setFocus()

    def _show_copies(self, copies: Sequence[WorkCopy]) -> None:
        """Remind of what is out of a safe; what should be gone stays until it is (LIF-13)."""
        owed = sum(copy.state is CopyState.OWED for copy in copies)
        if owed:
            #: %1 is how many work copies should be deleted and are not known to be
            words = self.tr("Copies de travail à supprimer : %1. Le poste n’a pas pu le faire.")
            self._copies.tell(words.replace("%1", str(owed)), Tone.AMBER)
        elif copies:
            #: %1 is how many work copies are out of a safe
            words = self.tr("Copies de travail sorties : %1. Supprimez-les dès qu’elles ont servi.")
            self._copies.tell(words.replace("%1", str(len(copies))), Tone.PETROL)
        else:
            self._copies.tell("")

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.start()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrows in the search field move the selection without leaving it."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.moved.emit(step)
                return True
        return super().eventFilter(watched, event)

    def _fill_bar(self) -> None:
        look = self._look
        self._who = label("", "soft", "who", wraps=False)
        self.lock = quiet_button(look, "lock_desk", self.tr("Verrouiller"), "lock")
        add_key(look, self.lock, "Ctrl+L", binds=False)  # the whole desk binds it
        self.sign_out = quiet_button(look, "sign_out", self.tr("Se déconnecter"), "log-out")
        for part in (self._who, self.lock, self.sign_out):
            self.bar_row.addWidget(part)

    def _fill_body(self) -> None:
        look = self._look
        self.undo = UndoBar(look)
        self._offline = NoticeLine(look, "offline", Tone.INDIGO)
        self.body.addWidget(self.undo)
        self._leaving = NoticeLine(look, "leaving", Tone.AMBER)
        #: Button: stay signed in until the printing is done. Max 12 characters.
        self.wait = button(look, "leaving_wait", self.tr("Attendre"), "clock")
        #: Button: sign out, and take what is not printed out of the queue. Max 24 characters.
        self.leave = quiet_button(look, "leaving_now", self.tr("Terminer quand même"), "log-out")
        for made in (self.wait, self.leave):
            self._leaving.row.addWidget(made)
        self.body.addWidget(self._leaving)
        self._pause = NoticeLine(look, "maintenance", Tone.INDIGO)
        self.body.addWidget(self._offline)
        self.body.addWidget(self._pause)
        self._copies = NoticeLine(look, "copies_notice", Tone.PETROL)
        #: Button beside what is said of work copies. Max 24 characters.
        self.copies = quiet_button(look, "copies", self.tr("Mes copies de travail"), "file-text")
        self._copies.row.addWidget(self.copies)
        self.body.addWidget(self._copies)
        self.search = TextField(
            look,
            "search",
            self.tr("Chercher une personne"),
            hint=self.tr("Nom, prénom ou identifiant"),
        )
        self.search.line.setProperty(KEY, "F2")
        self._search_key = label("F2", "small", "search_key", wraps=False)
        self._count = label("", "small", "people_count")
        self._results = PeopleList(look, "result", RESULTS_SHOWN)
        self._nobody = EmptyState(
            look,
            "search",
            self.tr("Personne à ce nom. Vérifiez l’orthographe ou cherchez par identifiant."),
            self.tr("Ouvrir un coffre"),
            "nobody",
        )
        left = QVBoxLayout()
        left.setSpacing(SPACE_M)
        search_row = QHBoxLayout()
        search_row.setSpacing(SPACE_S)
        search_row.addWidget(self.search, 1)
        search_row.addWidget(self._search_key, 0, Qt.AlignmentFlag.AlignBottom)
        left.addLayout(search_row)
        #: Button: a person's card is held before the camera. Max 24 characters.
        text = self.tr("Montrer une carte")
        self.show_card = quiet_button(look, "show_card_button", text, "camera")
        add_key(look, self.show_card, "F4")
        self.show_card.hide()
        left.addWidget(self.show_card, 0, Qt.AlignmentFlag.AlignLeading)
        self.camera = ShowCardPanel(look)
        left.addWidget(self.camera)
        left.addWidget(self._count)
        self._found = scrolled(self._results, "results_scroll")
        left.addWidget(self._found, 100)
        left.addWidget(self._nobody)
        left.addWidget(self._gesture_tiles())
        left.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_L)
        columns.addLayout(left, 3)
        columns.addLayout(self._side(), 2)
        self.body.addLayout(columns, 1)

    def _gesture_tiles(self) -> QWidget:
        look = self._look
        self.open = tile(look, "open_safe", self.tr("Ouvrir un coffre"), "user-plus")
        self.scan = tile(look, "scan", self.tr("Numériser"), "scan-line")
        self.affiliate = tile(look, "affiliate", self.tr("Rattacher une personne"), "share-2")
        add_key(look, self.open, "Ctrl+N")
        add_key(look, self.scan, "F9")
        add_key(look, self.affiliate, "Ctrl+R")
        self._gestures = QWidget()
        page = QVBoxLayout(self._gestures)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M - 4)
        for part in (self.open, self.scan, self.affiliate):
            page.addWidget(part)
        #: Button of managers alone: what the team did here. Max 24 characters.
        self.journal = quiet_button(look, "journal", self.tr("Journal de l’équipe"), "eye")
        add_key(look, self.journal, "F8")
        self.journal.hide()
        page.addWidget(self.journal, 0, Qt.AlignmentFlag.AlignLeading)
        return self._gestures

    def _side(self) -> QVBoxLayout:
        look = self._look
        recent = Card(look, "recent_card", self.tr("Vus récemment"), "users")
        self._recent = PeopleList(look, "recent", 5)
        self._no_recent = label(
            self.tr("Les personnes que vous aidez ici apparaîtront là."), "soft", "no_recent"
        )
        recent.body.addWidget(self._recent)
        recent.body.addWidget(self._no_recent)
        self._drafts = DraftsCard(look)
        self._drafts.chosen.connect(self.draft_chosen)
        self._drafts.removed.connect(self.draft_removed)
        side = QVBoxLayout()
        side.setSpacing(SPACE_M)
        side.addWidget(recent)
        side.addWidget(self._drafts)
        side.addStretch(1)
        return side

    def _fill_foot(self) -> None:
        foot = QFrame()
        foot.setObjectName("desk_foot")
        foot.setProperty("kind", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE_M, SPACE_S // 2, SPACE_M, SPACE_S // 2)
        self.sending = SendingLine(self._look)
        row.addWidget(self.sending)
        row.addStretch(1)
        #: Button of managers alone: the machines of the structure. Max 12 characters.
        self.posts = quiet_button(self._look, "posts", self.tr("Les postes"), "monitor")
        add_key(self._look, self.posts, "F6")
        self.posts.hide()
        row.addWidget(self.posts)
        #: Button: one's access is lost, stolen or used by somebody else. Max 22 characters.
        text = self.tr("Accès perdu ou volé")
        self.report = quiet_button(self._look, "report", text, "triangle-alert")
        add_key(self._look, self.report, "F7")
        row.addWidget(self.report)
        page = self.layout()
        if page is not None:
            page.addWidget(foot)

    def _bind(self) -> None:
        reader = CardKeys(self)
        reader.came.connect(self.card_came)
        reader.refused.connect(self.card_refused)
        self.search.edited.connect(self.typed)
        self.search.entered.connect(self.selected_chosen)
        self.search.line.installEventFilter(self)
        self._results.chosen.connect(self.chosen)
        self._recent.chosen.connect(lambda at: self.recent_chosen.emit(self._people[at]))
        self._nobody.action_pressed.connect(self.open_pressed)
        self.show_card.clicked.connect(self.show_card_pressed)
        self.camera.stop_pressed.connect(self.show_card_left)
        self.camera.left.connect(self.show_card_left)
        self.escape_pressed.connect(self.show_card_left)
        self.search.edited.connect(self.show_card_left)
        self.open.clicked.connect(self.open_pressed)
        self.scan.clicked.connect(self.scan_pressed)
        self.affiliate.clicked.connect(self.affiliate_pressed)
        self.posts.clicked.connect(self.posts_pressed)
        self.report.clicked.connect(self.report_pressed)
        self.journal.clicked.connect(self.journal_pressed)
        self.copies.clicked.connect(self.copies_pressed)
        self.lock.clicked.connect(self.lock_pressed)
        self.sign_out.clicked.connect(self.sign_out_pressed)
        self.leave.clicked.connect(self.sign_out_pressed)
        self.wait.clicked.connect(self.wait_pressed)
        self.sending.opened.connect(self.outgoing_pressed)
        self.undo.undo_pressed.connect(self.undo_pressed)
        self.undo.expired.connect(self.undo_expired)
        for key, slot in (("F2", self._to_search), ("Escape", self.escape_pressed.emit)):
            bound = QShortcut(QKeySequence(key), self)
            bound.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            bound.activated.connect(slot)

    def _count_words(self, count: int) -> str:
        if count == 0:
            return self.tr("Personne n’est encore rattaché à votre service.")
        if count == 1:
            return self.tr("1 personne rattachée à votre service")
        #: %1 is a number, 2 or more
        return self.tr("%1 personnes rattachées à votre service").replace("%1", str(count))

    def _to_search(self) -> None:
        self.search.line.setFocus()
        self.search.line.selectAll()

    def _show_recent(self, people: tuple[PersonSummary, ...]) -> None:
        self._people = people[:5]
        self._recent.tell(self._people)
        self._recent.setVisible(bool(self._people))
        self._no_recent.setVisible(not self._people)
