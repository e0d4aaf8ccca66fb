"""Draws the posts of a structure, the code for a new one, the end of a lost one."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kiosk.flows.api import PostLine, PostState
from ui.printed.qr import qr_picture
from ui.screens.desk_common.widgets import (
    Card,
    Chip,
    DeskPage,
    LineCard,
    add_key,
    clear_rows,
    in_a_row,
    on_top,
)
from ui.screens.desk_common.words import ago
from ui.screens.desk_posts.presenter import PostsModel, PostsPage
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, danger_button, main_button, quiet_button
from ui.widgets.notices import EmptyState, NoticeLine
from ui.widgets.texts import label

__all__ = ["PostsView"]

QR_PX = 330


class PostsView(DeskPage):
    """A list, a code, a question."""

    add_pressed = Signal()
    print_pressed = Signal()
    end_pressed = Signal(object)
    end_confirmed = Signal()
    second_passed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_posts", "", parent=parent)
        self.title.setText(self.tr("Les postes"))
        self.setAccessibleName(self.title.text())
        self._structure = label("", "soft", "posts_structure", wraps=False)
        self.bar_row.insertWidget(self.bar_row.indexOf(self.help), self._structure)
        self._pages = QStackedWidget()
        for build in (self._list, self._code, self._ending):
            self._pages.addWidget(build())
        self.body.addWidget(self._pages, 1)
        self._told: tuple[PostLine, ...] | None = None
        self._told_code = ""
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)
        self.first: QWidget = self.add

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.start()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.stop()

    def show_model(self, model: PostsModel) -> None:
        self.tell_notice(model.notice)
        self._structure.setText(model.structure_name)
        index = list(PostsPage).index(model.page)
        is_new = index != self._pages.currentIndex()
        self._pages.setCurrentIndex(index)
        self._show_list(model)
        self._show_code(model)
        self._show_ending(model)
        if is_new:
            (self.add, self.print, self.keep)[index].setFocus()

    # --- the list -------------------------------------------------------------------

    def _list(self) -> QWidget:
        look = self._look
        self.add = main_button(look, "add_post", self.tr("Ajouter un poste"), "plus")
        add_key(look, self.add, "Ctrl+N")
        self.add.clicked.connect(self.add_pressed)
        head = QHBoxLayout()
        head.addWidget(
            label(self.tr("Les machines de votre service, et ce qu’il leur faut."), "soft"), 1
        )
        head.addWidget(self.add)
        self._ended = NoticeLine(look, "post_ended", Tone.OK)
        self._rows = QWidget()
        self._lines = QVBoxLayout(self._rows)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(SPACE_S)
        self._alone = EmptyState(
            look,
            "monitor",
            self.tr(
                "Ce poste est le seul de votre service. Les autres machines apparaîtront ici :"
                " ajoutez-en une, même hors connexion."
            ),
            name="posts_alone",
        )
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        page.addLayout(head)
        page.addWidget(self._ended)
        page.addWidget(self._rows)
        page.addWidget(self._alone)
        return on_top(inside, 920)

    def _show_list(self, model: PostsModel) -> None:
        self.add.setEnabled(not model.busy)
        self._alone.setVisible(model.is_alone)
        #: %1 is the name of a post just ended
        told = self.tr("« %1 » est retiré. Cela part avant tout le reste.")
        place = _place(model.ended) if model.ended else ""
        self._ended.tell(told.replace("%1", place) if place else "", Tone.OK)
        if model.lines == self._told:
            return
        self._told = model.lines
        had_focus = _has_focus(self._rows)
        clear_rows(self._lines)
        now = datetime.now(UTC)
        for index, line in enumerate(model.lines):
            self._lines.addWidget(self._row(index, line, now))
        if had_focus:
            self.add.setFocus()

    def _row(self, index: int, line: PostLine, now: datetime) -> QWidget:
        look = self._look
        place, told = _place(line), self._details(line, now)
        words = (
            label(place, "bold", f"post_{index}_place"),
            label(told, "soft", f"post_{index}_details"),
        )
        card = LineCard(look, f"post_{index}", "monitor", words)
        chip = Chip(look, f"post_{index}_state")
        chip.tell(*self._state(line.state))
        card.row.addWidget(chip)
        if line.state is PostState.ACTIVE:
            #: Button: this machine is lost or given up; asked once more
            text = self.tr("Retirer ce poste")
            end = quiet_button(look, f"post_{index}_end", text, "trash-2")
            end.setAccessibleName(f"{text} : {place}")
            end.clicked.connect(lambda: self.end_pressed.emit(line))
            card.row.addWidget(end)
        card.setAccessibleName(f"{place}, {chip.text()}, {told}")
        return card

    def _state(self, state: PostState) -> tuple[str, Tone]:
        return {
            PostState.HERE: (self.tr("Ce poste"), Tone.OK),
            PostState.ACTIVE: (self.tr("En service"), Tone.PETROL),
            PostState.EXPECTED: (self.tr("Attendu"), Tone.INDIGO),
            PostState.ENDING: (self.tr("Retrait à envoyer"), Tone.AMBER),
            PostState.ENDED: (self.tr("Retiré"), Tone.PETROL),
        }[state]

    def _details(self, line: PostLine, now: datetime) -> str:
        at = line.since.astimezone()
        match line.state:
            case PostState.EXPECTED:
                #: %1 is a date, %2 a time of day
                until = self.tr("Le code sert jusqu’au %1 à %2.")
                words = until.replace("%1", f"{at:%d/%m/%Y}").replace("%2", f"{at:%H:%M}")
                late = self.tr("Il marchera après le prochain échange de ce poste.")
                return f"{words} {late}" if line.is_unsent else words
            case PostState.ENDING:
                return self.tr("Part en premier, dès que la connexion revient.")
            case PostState.ENDED:
                return self.tr("Retiré le %1").replace("%1", f"{at:%d/%m/%Y}")
            case PostState.ACTIVE | PostState.HERE:
                #: %1 is a date
                since = self.tr("Installé le %1").replace("%1", f"{at:%d/%m/%Y}")
                return f"{since} · {self._last(line, now)}"

    def _last(self, line: PostLine, now: datetime) -> str:
        if line.last_exchange_at is not None:
            #: %1 is "il y a 5 min", "à l’instant", "21/11/2026"
            last = self.tr("Dernier échange : %1")
            return last.replace("%1", ago(line.last_exchange_at, now))
        if line.state is PostState.HERE:
            return self.tr("Pas encore d’échange")
        return self.tr("Dernier échange : pas connu ici")

    # --- the code -------------------------------------------------------------------

    def _code(self) -> QWidget:
        look = self._look
        card = Card(look, "code_card", self.tr("Un code pour un nouveau poste"), "monitor")
        self._qr = QLabel()
        self._qr.setObjectName("post_qr")
        self._qr.setAccessibleName(self.tr("QR code pour installer un poste"))
        self._until = label("", "lead", "code_until")
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_S + 4)
        texts.addWidget(self._until)
        for name, text in (
            (
                "code_1",
                self.tr("Ouvrez Reconnect sur la nouvelle machine : elle demande un code."),
            ),
            ("code_2", self.tr("Lisez-y ce QR code, ou emportez la feuille imprimée.")),
            ("code_3", self.tr("Hors connexion, il marche après le prochain échange de ce poste.")),
        ):
            texts.addWidget(label(text, "body", name))
        texts.addWidget(
            label(
                self.tr("Qui a ce code peut installer un poste. Il ne s’affichera plus."),
                "bold",
                "code_secret",
            )
        )
        self._printed = NoticeLine(look, "code_printed", Tone.OK)
        texts.addWidget(self._printed)
        texts.addStretch(1)
        self.print = main_button(look, "print_code", self.tr("Imprimer la feuille"), "printer")
        add_key(look, self.print, "Ctrl+P")
        self.print.clicked.connect(self.print_pressed)
        self.done = button(look, "code_done", self.tr("C’est fait"), "check")
        self.done.clicked.connect(self.back_pressed)
        texts.addLayout(in_a_row(self.print, self.done))
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        row.addWidget(self._qr, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        card.body.addLayout(row)
        return on_top(card, 920)

    def _show_code(self, model: PostsModel) -> None:
        told = model.code.code if model.code else ""
        if told != self._told_code:
            self._told_code = told
            if model.code is None:
                self._qr.clear()
            else:
                self._qr.setPixmap(qr_picture(told, QR_PX))
                at = model.code.expires_at.astimezone()
                #: %1 is a date, %2 a time of day
                until = self.tr("Il sert une seule fois, jusqu’au %1 à %2.")
                self._until.setText(
                    until.replace("%1", f"{at:%d/%m/%Y}").replace("%2", f"{at:%H:%M}")
                )
        self._printed.tell(
            self.tr("La feuille est envoyée à l’imprimante.") if model.is_printed else "", Tone.OK
        )

    # --- the end of a post ------------------------------------------------------------

    def _ending(self) -> QWidget:
        look = self._look
        card = Card(look, "ending_post_card", self.tr("Retirer ce poste"), "trash-2")
        self._ask = label("", "lead", "ending_post_question")
        card.body.addWidget(self._ask)
        for name, text in (
            (
                "ending_post_1",
                self.tr("Il n’échangera plus rien dès que celui-ci sera en ligne."),
            ),
            ("ending_post_2", self.tr("Même hors connexion : cela part avant tout le reste.")),
            ("ending_post_3", self.tr("Ce qu’il n’a pas encore envoyé ne partira jamais.")),
            ("ending_post_4", self.tr("Pour le reprendre, il faudra l’installer de nouveau.")),
        ):
            card.body.addWidget(label(text, "body", name))
        self.confirm = danger_button(
            look, "end_post_confirm", self.tr("Retirer ce poste"), "trash-2"
        )
        self.confirm.clicked.connect(self.end_confirmed)
        self.keep = button(look, "end_post_keep", self.tr("Garder ce poste"), "undo-2")
        self.keep.clicked.connect(self.back_pressed)
        card.body.addLayout(in_a_row(self.keep, self.confirm))
        return on_top(card, 640)

    def _show_ending(self, model: PostsModel) -> None:
        #: %1 is the name of a post, "Bureau accueil"
        ask = self.tr("« %1 » est perdu, volé ou ne sert plus ?")
        self._ask.setText(ask.replace("%1", _place(model.ending)) if model.ending else "")
        self.confirm.setEnabled(not model.busy)


def _place(line: PostLine) -> str:
    """Return how people call a post; one that is only expected has no name yet."""
    if line.place:
        return line.place
    return QApplication.translate("PostsView", "Nouveau poste")


def _has_focus(rows: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and rows.isAncestorOf(focus)
