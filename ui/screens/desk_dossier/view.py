"""Draws what a person shared with this service."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.flows.api import Paper
from ui.screens.desk_common.widgets import Card, DeskPage, OnePage, add_key, in_a_row, on_top
from ui.screens.desk_common.words import birth_words, full_name
from ui.screens.desk_copies.panel import TakeCopyPanel
from ui.screens.desk_dossier.presenter import DossierModel, DossierPage
from ui.screens.paper_print.desk_panel import PrintPanel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, danger_button, main_button, quiet_button
from ui.widgets.fields import TextField
from ui.widgets.notices import SHORT_WORK_MS, BusyLine, EmptyState, NoticeLine
from ui.widgets.pages import PageView
from ui.widgets.papers import PaperGrid
from ui.widgets.texts import label

__all__ = ["DossierView"]


class DossierView(DeskPage):
    """Papers, one paper, and the end of an affiliation."""

    paper_chosen = Signal(object)
    add_pressed = Signal()
    facts_pressed = Signal()
    reminders_pressed = Signal()
    end_pressed = Signal()
    end_confirmed = Signal()
    print_receipt_pressed = Signal()
    print_pressed = Signal()
    copy_pressed = Signal()
    page_turned = Signal(int)
    words_typed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_dossier", "", parent=parent)
        self._who = label("", "soft", "dossier_who", wraps=False)
        self.bar_row.addWidget(self._who)
        self._waiting = NoticeLine(look, "waiting_notice", Tone.INDIGO)
        self._choices = NoticeLine(look, "facts_to_choose", Tone.AMBER)
        self._busy = BusyLine(look)
        self.body.addWidget(self._waiting)
        self.body.addWidget(self._choices)
        self.body.addWidget(self._busy)
        self._pages = OnePage()
        self.print_panel = PrintPanel(look)
        self.copy_panel = TakeCopyPanel(look)
        for page in (
            self._papers(),
            self._paper(),
            self.print_panel,
            self.copy_panel,
            self._ending(),
            self._ended(),
        ):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self._shown = b""
        self.first: QWidget = self.add

    def show_model(self, model: DossierModel) -> None:
        self.tell_notice(model.notice)
        person = model.person
        self.title.setText(full_name(person))
        self.setAccessibleName(full_name(person))
        self._who.setText(" · ".join(t for t in (birth_words(person), person.login) if t))
        is_list = model.page is DossierPage.PAPERS
        self._waiting.tell(
            self.tr("Vous pouvez ajouter des papiers. Pour les lire, la personne se connecte.")
            if is_list and not person.is_readable
            else "",
            Tone.INDIGO,
        )
        self._choices.tell(
            self.tr("Identité : deux versions, d’ici et d’ailleurs. Choisissez avec la personne.")
            if is_list and model.has_choices
            else "",
            Tone.AMBER,
        )
        self.facts.setVisible(person.is_readable)
        self.reminders.setVisible(person.is_readable)
        is_busy = model.busy or not model.is_loaded or model.search.is_looking
        self._busy.tell(self.tr("Un instant…") if is_busy else "", after_ms=SHORT_WORK_MS)
        index = list(DossierPage).index(model.page)
        is_new = index != self._pages.currentIndex()
        self._pages.setCurrentIndex(index)
        self.search.set_text(model.search.query)
        self.search.setVisible(bool(model.papers))
        self._grid.show_papers(model.listed)
        self._grid.setVisible(bool(model.listed))
        self._none_found.setVisible(model.search.finds_none)
        self._empty.setVisible(model.is_loaded and not model.papers)
        self._show_paper(model)
        #: %1 is the service's name
        ask = self.tr("La personne ne veut plus être rattachée à %1 ?")
        self._ask.setText(ask.replace("%1", model.structure_name))
        self.confirm.setEnabled(not model.busy)
        self.print_receipt.setVisible(bool(model.receipt_pdf))
        if is_new:
            leaf = self.next if self.next.isEnabled() else self.larger
            panels = self.print_panel.first, self.copy_panel.first
            (self.add, leaf, *panels, self.keep, self.home)[index].setFocus()

    def _papers(self) -> QWidget:
        look = self._look
        self.add = main_button(look, "add_paper", self.tr("Ajouter un papier"), "file-plus")
        add_key(look, self.add, "F9")
        self.end = quiet_button(look, "end_affiliation", self.tr("Ne plus rattacher"), "user")
        self.facts = button(look, "facts", self.tr("Identité"), "id-card")
        add_key(look, self.facts, "F4")
        self.add.clicked.connect(self.add_pressed)
        self.facts.clicked.connect(self.facts_pressed)
        self.reminders = button(look, "reminders", self.tr("Rappels"), "calendar")
        add_key(look, self.reminders, "F5")
        self.reminders.clicked.connect(self.reminders_pressed)
        self.end.clicked.connect(self.end_pressed)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE_S)
        tools.addWidget(self.add)
        tools.addWidget(self.facts)
        tools.addWidget(self.reminders)
        tools.addStretch(1)
        tools.addWidget(self.end)
        shared = self.tr("Papiers que la personne partage avec votre service")
        self._grid = PaperGrid(look, shows_sharing=False, name="papers")
        self._grid.opened.connect(self.paper_chosen)
        self._empty = EmptyState(
            look,
            "folder",
            self.tr("Ici viendront les papiers que la personne partage."),
            name="dossier_empty",
        )
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        page.addLayout(tools)
        page.addWidget(label(shared, "soft", "papers_help"))
        self.search = TextField(
            look,
            "paper_search",
            self.tr("Chercher dans les papiers"),
            hint=self.tr("Un mot du titre ou du papier"),
        )
        self.search.edited.connect(self.words_typed)
        self._none_found = label(
            self.tr("Aucun papier lu ici ne contient ces mots."), "lead", "no_paper_found"
        )
        page.addWidget(self.search)
        page.addWidget(self._none_found)
        page.addWidget(self._grid, 1)
        page.addWidget(self._empty, 1)
        return holder

    def _paper(self) -> QWidget:
        look = self._look
        self._paper_title = label("", "lead", "paper_title")
        self.previous = button(look, "previous_page", self.tr("Page d’avant"), "chevron-left")
        self.next = button(look, "next_page", self.tr("Page d’après"), "chevron-right")
        self._place = label("", "body", "page_place", wraps=False)
        self.smaller = button(look, "zoom_out", self.tr("Plus petit"), "zoom-out")
        self.larger = button(look, "zoom_in", self.tr("Plus grand"), "zoom-in")
        self.print = button(look, "print_paper", self.tr("Imprimer"), "printer")
        add_key(look, self.print, "Ctrl+P")
        self.print.clicked.connect(self.print_pressed)
        #: Button: take a copy of a paper out of the safe, for a while. Max 18 characters.
        self.copy = quiet_button(look, "copy_paper", self.tr("Copie de travail"), "save")
        self.copy.clicked.connect(self.copy_pressed)
        self._view = PageView(look, "paper_page")
        self._whole = EmptyState(look, "file-text", "", name="paper_whole")
        self._whole.hide()
        self.previous.clicked.connect(lambda: self.page_turned.emit(-1))
        self.next.clicked.connect(lambda: self.page_turned.emit(1))
        self.smaller.clicked.connect(lambda: self._view.zoom(-1))
        self.larger.clicked.connect(lambda: self._view.zoom(1))
        self._view.changed.connect(self._zoom_changed)
        for made, key in (
            (self.previous, "PgUp"),
            (self.next, "PgDown"),
            (self.smaller, "Ctrl+-"),
            (self.larger, "Ctrl++"),
        ):
            add_key(look, made, key, shows=False)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE_S)
        tools.addWidget(self._paper_title, 1)
        for part in (self.previous, self._place, self.next, self.smaller, self.larger):
            tools.addWidget(part)
        doing = QHBoxLayout()
        doing.setSpacing(SPACE_S)
        doing.addWidget(self.print)
        doing.addWidget(self.copy)
        doing.addStretch(1)
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_S)
        page.addLayout(tools)
        page.addWidget(self._view, 1)
        page.addWidget(self._whole, 1)
        page.addLayout(doing)
        return holder

    def _ending(self) -> QWidget:
        look = self._look
        card = Card(look, "ending_card", self.tr("Ne plus rattacher"), "user")
        self._ask = label("", "lead", "ending_question")
        card.body.addWidget(self._ask)
        for name, text in (
            ("ending_1", self.tr("Votre service ne pourra plus ouvrir ses papiers.")),
            ("ending_2", self.tr("C’est immédiat, même hors connexion.")),
            ("ending_3", self.tr("La personne garde son coffre et tous ses papiers.")),
            ("ending_4", self.tr("Pour revenir, il faudra de nouveau son accord.")),
        ):
            card.body.addWidget(label(text, "body", name))
        self.confirm = danger_button(
            look, "end_confirm", self.tr("Arrêter le rattachement"), "share-2"
        )
        self.confirm.clicked.connect(self.end_confirmed)
        self.keep = button(look, "end_keep", self.tr("Garder le rattachement"), "undo-2")
        self.keep.clicked.connect(self.back_pressed)
        card.body.addLayout(in_a_row(self.keep, self.confirm))
        return on_top(card, 640)

    def _ended(self) -> QWidget:
        look = self._look
        card = Card(look, "ended_card", self.tr("C’est arrêté"), "circle-check")
        told = self.tr("Votre service ne voit plus les papiers de cette personne.")
        card.body.addWidget(label(told, "lead", "ended_told"))
        self.print_receipt = button(look, "print_receipt", self.tr("Imprimer le reçu"), "printer")
        add_key(look, self.print_receipt, "Ctrl+P")
        self.print_receipt.clicked.connect(self.print_receipt_pressed)
        self.home = main_button(look, "go_home", self.tr("Accueil"), "house")
        self.home.clicked.connect(self.back_pressed)
        row = QHBoxLayout()
        row.addWidget(self.print_receipt)
        row.addStretch(1)
        row.addWidget(self.home)
        card.body.addLayout(row)
        return on_top(card, 640)

    def _show_paper(self, model: DossierModel) -> None:
        content = model.content
        pdf = content.pdf if content else b""
        if pdf != self._shown:
            self._shown = pdf
            self._view.show_pdf(pdf)
        if content is None:
            return
        self._view.go(model.shown_page - self._view.number)
        count = max(1, self._view.count)
        self._paper_title.setText(content.paper.title)
        self.print.setVisible(content.paper.can_be_shown)
        self.copy.setVisible(content.paper.can_leave)
        self._show_whole(content.paper)
        #: Place of the page shown; %1 of %2
        place = self.tr("Page %1 sur %2").replace("%1", str(model.shown_page + 1))
        self._place.setText(place.replace("%2", str(count)))
        self._view.setAccessibleName(f"{content.paper.title}, {self._place.text()}")
        self.previous.setEnabled(model.shown_page > 0)
        self.next.setEnabled(model.shown_page + 1 < count)

    def _show_whole(self, paper: Paper) -> None:
        """Say why a file kept as it came has no pages here, and whether it can be copied."""
        if paper.is_file_held:
            can = self.tr("L’antivirus le tient pour dangereux : il reste fermé dans le coffre.")
        elif paper.is_unchecked:
            can = self.tr("L’antivirus ne l’a pas encore vu : il pourra être copié ensuite.")
        else:
            can = self.tr("Une copie de travail le donne tel qu’il est venu.")
        shown_not = self.tr("Ce fichier ne peut pas être montré ici.")
        self._whole.text.setText(f"{shown_not}\n{can}")
        self._whole.setVisible(not paper.can_be_shown)
        for made in (self._view, self.previous, self._place, self.next, self.smaller, self.larger):
            made.setVisible(paper.can_be_shown)

    def _zoom_changed(self) -> None:
        self.larger.setEnabled(self._view.can_zoom_in)
        self.smaller.setEnabled(self._view.can_zoom_out)
