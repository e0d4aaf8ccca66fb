"""Draws the scanning page; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kiosk.capture.camera.finder import View
from kiosk.capture.reading.kinds import Sensitive
from kiosk.capture.reading.plain_codes import PlainCode
from kiosk.capture.reading.two_d_doc import Signed
from kiosk.flows.api import PaperKind, PersonSummary, Sharing
from ui.screens.desk_common.births import day_to_text
from ui.screens.desk_common.widgets import Card, DeskPage, PeopleList, add_key
from ui.screens.desk_common.words import birth_words, full_name, kind_word
from ui.screens.desk_scan.changes_view import ChangesLine
from ui.screens.desk_scan.finder_view import FinderView
from ui.screens.desk_scan.model import Fact, ScanModel, Stopped, Work
from ui.screens.desk_scan.panes import Pane
from ui.screens.desk_scan.picker_view import PickerView
from ui.screens.desk_scan.sources_view import SourceLine, SourcesView
from ui.screens.desk_scan.strip import PagePicture, Strip
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, main_button, option, quiet_button
from ui.widgets.fields import TextField
from ui.widgets.notices import BusyLine, EmptyState, NoticeLine, UndoBar
from ui.widgets.texts import label

__all__ = ["ScanView"]

SECOND_MS = 1000
LARGE_BODY_PX = 16
CODES_SHOWN = 3
"""Above this (large text) kinds stand two to a line, so that their words fit."""

_KINDS = tuple(kind for kind in PaperKind if kind is not PaperKind.MANDATE)
"""A mandate is made by opening a safe, never filed by hand."""


class ScanView(QWidget):
    """Pages on one side, what they are on the other."""

    person_typed = Signal(str)
    person_chosen = Signal(object)
    other_person_pressed = Signal()
    scan_pressed = Signal()
    stop_pressed = Signal()
    again_pressed = Signal()
    second_passed = Signal()
    covered = Signal()
    """Nobody sees the page any more: the desk locks, or another page comes."""
    both_sides_chosen = Signal(bool)
    page_selected = Signal(int)
    page_moved = Signal(int)
    page_turned = Signal()
    page_restored = Signal()
    page_removed = Signal()
    blank_kept = Signal()
    undo_pressed = Signal()
    undo_expired = Signal()
    file_pressed = Signal()
    picker_chosen = Signal(object)
    picker_back = Signal()
    title_typed = Signal(str)
    kind_chosen = Signal(object, str)
    sharing_chosen = Signal(object)
    expiry_typed = Signal(str)
    agreement_given = Signal(bool)
    file_paper_pressed = Signal()
    dossier_pressed = Signal()
    remind_pressed = Signal()
    receipt_pressed = Signal()
    escape_pressed = Signal()
    notice_closed = Signal()
    source_change_pressed = Signal()
    source_chosen = Signal(int)
    source_look_pressed = Signal()
    backs_skipped = Signal()
    change_undone = Signal(object)
    sides_parted = Signal()
    whole_removed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan_pages")
        self._look = look
        self._people: tuple[PersonSummary, ...] = ()
        self._is_filed = False
        self._page = DeskPage(look, "desk_scan", self.tr("Numériser"))
        self._picker = PickerView(look)
        self._sources = SourcesView(look)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._page)
        self._pages.addWidget(self._picker)
        self._pages.addWidget(self._sources)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_L)
        paper = QWidget()
        paper.setLayout(self._paper_side())
        columns.addWidget(Pane(paper, "paper_scroll"), 11)
        columns.addWidget(self._facts_side(), 10)
        self._page.body.addLayout(columns, 1)
        self._bind()
        self.first: QWidget = self.scan

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        if not event.spontaneous():
            self.covered.emit()

    def show_model(self, model: ScanModel) -> None:
        self._page.tell_notice(model.notice)
        self._picker.tell_notice(model.notice)
        self._sources.tell_notice(model.notice)
        was_elsewhere = self._pages.currentIndex() > 0
        if model.picker:
            self._pages.setCurrentIndex(1)
            self._picker.show_picker(model.picker)
            self._picker.tell_antivirus(model.antivirus)
        elif model.sources.is_choosing:
            self._pages.setCurrentIndex(2)
            self._sources.show_sources(model.sources)
        else:
            self._pages.setCurrentIndex(0)
        self._show_work(model)
        self._show_pages(model)
        self._show_person(model)
        self._show_facts(model)
        is_back = was_elsewhere and self._pages.currentIndex() == 0
        if is_back or (model.is_filed and not self._is_filed):
            self.scan.setFocus()  # the next gesture, rather than the way back
        self._is_filed = model.is_filed

    # Left: the paper

    def _paper_side(self) -> QVBoxLayout:
        look = self._look
        self.scan = main_button(look, "scan_start", self.tr("Numériser"), "scan-line")
        add_key(look, self.scan, "F9")
        self.file = button(look, "add_file", self.tr("Ajouter un fichier"), "file-plus")
        add_key(look, self.file, "Ctrl+O")
        self.both_sides = QCheckBox(self.tr("Recto et verso"))
        self.both_sides.setObjectName("both_sides")
        self.both_sides.setAccessibleName(self.both_sides.text())
        tools = QHBoxLayout()
        tools.setSpacing(SPACE_S)
        tools.addWidget(self.scan)
        tools.addWidget(self.file)
        tools.addWidget(self.both_sides)
        tools.addStretch(1)
        self._source = SourceLine(look)
        self._backs = NoticeLine(look, "backs_notice", Tone.PETROL)
        self.skip_backs = button(look, "skip_backs", self.tr("Garder les rectos seuls"))
        self._backs.row.addWidget(self.skip_backs)
        self._busy = BusyLine(look)
        self._quiet = NoticeLine(look, "scan_quiet", Tone.AMBER)
        self.again = button(look, "scan_again", self.tr("Réessayer"))
        self._quiet.row.addWidget(self.again)
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._clock.timeout.connect(self.second_passed)
        self._told = NoticeLine(look, "scan_notice")
        self.dossier = button(look, "open_dossier", self.tr("Voir le dossier"), "folder")
        self.undo = UndoBar(look)
        self._empty = EmptyState(
            look,
            "scan-line",
            self.tr("Posez le papier dans le scanner, puis appuyez sur Numériser."),
            name="scan_empty",
        )
        self.finder = FinderView(look)
        self.finder.hide()
        self._picture = PagePicture(look, "page_picture")
        self._unchecked = NoticeLine(look, "unchecked_notice", Tone.AMBER)
        self._blank = NoticeLine(look, "blank_notice", Tone.AMBER)
        self.keep_blank = button(look, "keep_blank", self.tr("Garder cette page"), "check")
        self._blank.row.addWidget(self.keep_blank)
        self._strip = Strip(look)
        self._shown = QWidget()
        shown = QVBoxLayout(self._shown)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(SPACE_S)
        shown.addWidget(self._unchecked)
        shown.addWidget(self._blank)
        self._large = QWidget()
        large = QVBoxLayout(self._large)
        large.setContentsMargins(0, 0, 0, 0)
        large.setSpacing(SPACE_S)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_M)
        middle.addWidget(self._picture, 1)
        middle.addLayout(self._page_tools())
        large.addLayout(middle, 1)
        self._changes = ChangesLine(look)
        large.addWidget(self._changes)
        shown.addWidget(self._large, 1)
        below = QHBoxLayout()
        below.addWidget(self._strip, 1)
        keys = label("Alt+← Alt+→\nCtrl+E\nCtrl+Suppr", "small", "page_keys", wraps=False)
        below.addWidget(keys, 0, Qt.AlignmentFlag.AlignTop)
        shown.addLayout(below)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, SPACE_S, 0)
        side.setSpacing(SPACE_M - 4)
        side.addLayout(tools)
        side.addWidget(self._source)
        self._told.row.addWidget(self.dossier)
        self.remind = button(look, "remind", self.tr("Faire un rappel"), "calendar")
        self._told.row.addWidget(self.remind)
        self.receipt = button(look, "print_receipt", self.tr("Imprimer le reçu"), "printer")
        for part in (self._backs, self._busy, self._quiet, self._told, self.undo):
            side.addWidget(part)
        side.addWidget(self.receipt, 0, Qt.AlignmentFlag.AlignTrailing)
        side.addWidget(self.finder, 1)
        side.addWidget(self._empty, 1)
        side.addWidget(self._whole_card(), 1, Qt.AlignmentFlag.AlignTop)
        side.addWidget(self._shown, 1)
        return side

    def _whole_card(self) -> Card:
        """A file that is kept as it came: its name, and that it cannot be shown."""
        look = self._look
        self._whole = Card(look, "whole_card", self.tr("Fichier gardé tel quel"), "file-text")
        self._whole_name = label("", "lead", "whole_name")
        told = label(
            self.tr("Ce fichier ne peut pas être montré ici. Il sera rangé comme il est."),
            "body",
            "whole_told",
        )
        self._macros = NoticeLine(look, "whole_macros", Tone.AMBER)
        self._whole_unchecked = NoticeLine(look, "whole_unchecked", Tone.AMBER)
        self.remove_whole = button(look, "whole_remove", self.tr("Retirer"), "trash-2")
        self.remove_whole.setAccessibleName(self.tr("Retirer le fichier"))
        for part in (self._whole_name, told, self._macros, self._whole_unchecked):
            self._whole.body.addWidget(part)
        self._whole.body.addWidget(self.remove_whole, 0, Qt.AlignmentFlag.AlignLeft)
        return self._whole

    def _page_tools(self) -> QVBoxLayout:
        look = self._look
        self.earlier = button(look, "page_earlier", self.tr("Avant"), "arrow-left")
        self.later = button(look, "page_later", self.tr("Après"), "arrow-right")
        self.turn = button(look, "page_turn", self.tr("Tourner"), "rotate-cw")
        self.restore = button(look, "page_restore", self.tr("Comme avant"), "undo-2")
        self.remove = button(look, "page_remove", self.tr("Retirer"), "trash-2")
        self.earlier.setAccessibleName(self.tr("Placer la page avant"))
        self.later.setAccessibleName(self.tr("Placer la page après"))
        self.turn.setAccessibleName(self.tr("Tourner la page"))
        self.restore.setAccessibleName(self.tr("Remettre la page comme avant"))
        self.remove.setAccessibleName(self.tr("Retirer la page"))
        for made, key in (
            (self.earlier, "Alt+Left"),
            (self.later, "Alt+Right"),
            (self.turn, "Ctrl+E"),
            (self.remove, "Ctrl+Del"),
        ):
            add_key(look, made, key, shows=False)
            made.setToolTip("")
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        for made in (self.earlier, self.later, self.turn, self.restore, self.remove):
            column.addWidget(made)
        column.addStretch(1)
        return column

    # Right: what it is

    def _facts_side(self) -> QWidget:
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, SPACE_S, 0)
        page.setSpacing(SPACE_M - 4)
        page.addWidget(self._person_card())
        page.addWidget(self._kind_card())
        page.addWidget(self._sharing_card())
        page.addStretch(1)
        self.put_away = main_button(self._look, "file_paper", self.tr("Ranger"), "save")
        add_key(self._look, self.put_away, "Ctrl+Return")
        self._missing = label("", "soft", "file_missing")
        foot = QHBoxLayout()
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.put_away)
        side = QWidget()
        side_page = QVBoxLayout(side)
        side_page.setContentsMargins(0, 0, 0, 0)
        side_page.addWidget(Pane(inside, "facts_scroll"), 1)
        side_page.addLayout(foot)
        return side

    def _person_card(self) -> Card:
        look = self._look
        card = Card(look, "person_card", self.tr("Pour qui"), "user")
        self._name = label("", "lead", "person_name")
        self._birth = label("", "soft", "person_birth")
        self.change = quiet_button(look, "other_person", self.tr("Changer"))
        self.change.setAccessibleName(self.tr("Choisir une autre personne"))
        self.search = TextField(
            look,
            "person_search",
            self.tr("Chercher une personne"),
            hint=self.tr("Nom, prénom ou identifiant"),
        )
        add = self.tr("Personne à ce nom. Vérifiez l’orthographe.")
        self._nobody = label(add, "soft", "person_nobody")
        self._results = PeopleList(look, "person_result", 8)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._birth)
        chosen = QHBoxLayout()
        chosen.addLayout(names, 1)
        chosen.addWidget(self.change)
        card.body.addLayout(chosen)
        for part in (self.search, self._results, self._nobody):
            card.body.addWidget(part)
        return card

    def _kind_card(self) -> Card:
        look = self._look
        card = Card(look, "kind_card", self.tr("Quel papier"), "file-text")
        grid = QGridLayout()
        grid.setSpacing(SPACE_S - 2)
        self._kinds = QButtonGroup(self)
        columns = 3 if look.scale.body <= LARGE_BODY_PX else 2
        for index, kind in enumerate(_KINDS):
            choice = option(look, f"kind_{kind.value}", kind_word(kind))
            self._kinds.addButton(choice, index)
            grid.addWidget(choice, index // columns, index % columns)
        card.body.addLayout(grid)
        self.title = TextField(look, "paper_title", self.tr("Titre"))
        self.expiry = TextField(
            look,
            "paper_expiry",
            self.tr("Valable jusqu’au"),
            hint=self.tr("JJ/MM/AAAA"),
        )
        self._read = NoticeLine(look, "read_notice", Tone.AMBER)
        self._code = NoticeLine(look, "code_notice", Tone.PETROL)
        self._codes = NoticeLine(look, "codes_notice", Tone.PETROL)
        self._sensitive = NoticeLine(look, "sensitive_notice", Tone.AMBER)
        self.agree = QCheckBox()
        self.agree.setObjectName("sensitive_agreed")
        for part in (self._read, self._code, self._codes, self._sensitive, self.agree):
            card.body.addWidget(part)
        row = QVBoxLayout() if look.scale.body > LARGE_BODY_PX else QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.title, 3)
        row.addWidget(self.expiry, 2)
        card.body.addLayout(row)
        return card

    def _sharing_card(self) -> Card:
        look = self._look
        card = Card(look, "sharing_card", self.tr("Qui peut le voir"), "eye")
        card.body.addWidget(label(self.tr("Demandez à la personne."), "soft", "sharing_help"))
        self._sharings = QButtonGroup(self)
        row = QVBoxLayout() if look.scale.body > LARGE_BODY_PX else QHBoxLayout()
        row.setSpacing(SPACE_S)
        words = {
            Sharing.PRIVATE: (self.tr("La personne seule"), "eye-off"),
            Sharing.SHARED: (self.tr("La personne et ses services"), "users"),
        }
        for index, (sharing, (text, icon)) in enumerate(words.items()):
            choice = option(look, f"sharing_{sharing.value}", text)
            choice.setIcon(look.icon(icon))
            choice.setIconSize(look.icon_size())
            self._sharings.addButton(choice, index)
            row.addWidget(choice, 1)
        card.body.addLayout(row)
        return card

    # What is shown

    def _show_work(self, model: ScanModel) -> None:
        words = {
            Work.NOTHING: "",
            Work.LOADING: self.tr("On reprend vos pages…"),
            #: %1 is how many pages landed
            Work.SCANNING: self.tr("On numérise. Page %1").replace("%1", str(model.landed + 1)),
            Work.STOPPING: self.tr("On arrête. Les pages déjà là sont gardées."),
            Work.READING_FILE: self.tr("On lit le fichier…"),
            Work.FILING: self.tr("On range le papier…"),
        }[model.work]
        if model.is_looking:
            #: %1 is how many pages the camera took
            words = self.tr("La caméra regarde. Pages prises : %1").replace("%1", str(model.landed))
        self._busy.tell(words, can_stop=model.work is Work.SCANNING and not model.is_looking)
        quiet = self.tr(
            "Le scanner ne donne rien pour le moment. S’il chauffe, on l’attend. "
            "Sinon, vérifiez qu’il est allumé, puis réessayez."
        )
        self._quiet.tell(quiet if model.is_quiet else "", Tone.AMBER)
        self._keep_time(is_wanted=model.work is Work.SCANNING or model.picker is not None)
        for made in (self.scan, self.file):
            made.setEnabled(model.can_add)
        self.both_sides.setChecked(model.is_both_sides)
        self.both_sides.setEnabled(not model.is_busy and model.backs is None)
        self._source.tell(model.sources, can_change=not model.is_busy and model.backs is None)
        self._show_backs(model)
        told, tone = "", Tone.PETROL
        if model.is_filed:
            told, tone = self.tr("C’est rangé. Ce sera envoyé plus tard."), Tone.OK
            if model.filed_expiry is not None:
                #: %1 is the last day of the paper just filed
                ends = self.tr("Rangé. Le papier finit le %1.")
                told = ends.replace("%1", day_to_text(model.filed_expiry))
        elif model.stopped is Stopped.CANCELLED and not model.is_busy:
            told = self.tr("C’est arrêté. Vos pages sont gardées.")
        elif model.are_backs_uneven:
            told, tone = (
                self.tr("Il n’y a pas autant de versos que de rectos. Placez les pages vous-même."),
                Tone.AMBER,
            )
        self._told.tell(told, tone)
        is_readable = model.person is not None and model.person.is_readable
        self.dossier.setVisible(model.is_filed and is_readable)
        self.remind.setVisible(model.is_filed and is_readable and model.filed_expiry is not None)
        self.receipt.setVisible(model.is_filed and model.has_receipt)
        self.undo.tell(self.tr("La page est retirée.") if model.removed else "")

    def _keep_time(self, *, is_wanted: bool) -> None:
        if is_wanted != self._clock.isActive():
            self._clock.start() if is_wanted else self._clock.stop()

    def _show_backs(self, model: ScanModel) -> None:
        """Say how the stack is turned; the main button scans the other side then."""
        is_waiting = model.backs is not None and not model.is_busy
        self.scan.setText(self.tr("Numériser le verso") if model.backs else self.tr("Numériser"))
        count = len(model.backs.fronts) if model.backs else 0
        #: %1 is how many sheets there are
        words = self.tr(
            "Les rectos sont là : %1. Retournez toute la pile sans la mélanger, "
            "reposez-la dans le chargeur, puis appuyez sur Numériser le verso."
        ).replace("%1", str(count))
        self._backs.tell(words if is_waiting else "")
        self.skip_backs.setVisible(is_waiting)

    def _show_pages(self, model: ScanModel) -> None:
        page = model.shown
        self._show_finder(is_shown=model.is_looking)
        self._show_whole(model)
        is_empty = page is None and model.whole is None and not model.is_looking
        self._empty.setVisible(is_empty)
        self._shown.setVisible(page is not None)
        self._large.setVisible(not model.is_looking)
        least = QSizePolicy.Policy.Maximum if model.is_looking else QSizePolicy.Policy.Preferred
        self._shown.setSizePolicy(QSizePolicy.Policy.Preferred, least)
        if page is None:
            return
        self._unchecked.tell(self._unchecked_words(model), Tone.AMBER)
        self._strip.tell(model)
        place = self.tr("Page %1 sur %2").replace("%1", str(model.selected + 1))
        self._picture.tell(page.prepared.jpeg, place.replace("%2", str(len(model.pages))))
        self._blank.tell(
            self.tr("Cette page semble vide. Vous pouvez la retirer.")
            if page.is_blank_proposed and not model.is_looking
            else "",
            Tone.AMBER,
        )
        can_change = not model.is_held
        self.earlier.setEnabled(can_change and model.selected > 0)
        self.later.setEnabled(can_change and model.selected + 1 < len(model.pages))
        self.turn.setEnabled(can_change and not page.is_joined)
        self._changes.tell(page, can_change=can_change and page.prepared.is_ready)
        self.restore.setEnabled(can_change and page.is_changed)
        self.remove.setEnabled(can_change)

    def show_camera(self, view: View) -> None:
        """Show what the camera sees; comes between models, ten times a second."""
        self.finder.tell(view)

    def _show_finder(self, *, is_shown: bool) -> None:
        if is_shown == self.finder.isVisibleTo(self):
            return
        self.finder.setVisible(is_shown)
        if is_shown:
            self.finder.take.setFocus()
        else:
            self.finder.clear()

    def _show_whole(self, model: ScanModel) -> None:
        whole = model.whole
        self._whole.setVisible(whole is not None)
        if whole is None:
            return
        self._whole_name.setText(whole.shown_name or self.tr("Fichier sans nom"))
        macros = self.tr("Ce fichier contient des programmes (macros). Méfiez-vous en l’ouvrant.")
        self._macros.tell(macros if whole.has_macros else "", Tone.AMBER)
        self._whole_unchecked.tell(self._unchecked_words(model), Tone.AMBER)
        self.remove_whole.setEnabled(not model.is_busy)

    def _unchecked_words(self, model: ScanModel) -> str:
        words = self.tr("Pas encore vérifié par l’antivirus. Ce sera fait dès qu’il répond.")
        return words if model.is_unchecked else ""

    def _show_person(self, model: ScanModel) -> None:
        person = model.person
        is_chosen = person is not None
        for part in (self._name, self._birth, self.change):
            part.setVisible(is_chosen)
        self.search.setVisible(not is_chosen)
        self._people = model.results
        self._results.setVisible(not is_chosen and bool(model.results))
        self._results.tell(model.results)
        self._nobody.setVisible(
            not is_chosen and model.is_searched and not model.results and bool(model.query)
        )
        self.search.set_text(model.query)
        if person is not None:
            self._name.setText(full_name(person))
            self._birth.setText(birth_words(person))
            self._birth.setVisible(bool(birth_words(person)))

    def _show_facts(self, model: ScanModel) -> None:
        for group, index in (
            (self._kinds, _KINDS.index(model.kind) if model.kind in _KINDS else -1),
            (self._sharings, list(Sharing).index(model.sharing) if model.sharing else -1),
        ):
            group.setExclusive(False)
            for choice in group.buttons():
                choice.setChecked(group.id(choice) == index)
            group.setExclusive(True)
        self.title.set_text(model.title)
        self.expiry.set_text(model.expiry)
        self._show_read(model)
        self.put_away.setEnabled(model.can_file)
        self._missing.setText(self._missing_words(model))

    def _show_read(self, model: ScanModel) -> None:
        """Say what stands as it was read, what code there is, and what the person is asked."""
        names = {
            Fact.KIND: self.tr("quel papier"),
            Fact.TITLE: self.tr("le titre"),
            Fact.EXPIRY: self.tr("la date de fin"),
        }
        read = ", ".join(name for fact, name in names.items() if fact in model.read)
        #: %1 lists what the program read on the paper and proposes
        told = self.tr("Lu sur le papier, à vérifier : %1.").replace("%1", read)
        self._read.tell(told if read else "", Tone.AMBER)
        codes = {
            None: "",
            Signed.NOT_CHECKED: self.tr("Code 2D-Doc lu. Signature pas vérifiée ici."),
            Signed.BY_KNOWN_ISSUER: self.tr("Code 2D-Doc lu. Un émetteur connu l’a signé."),
            Signed.WRONG: self.tr("Code 2D-Doc lu. Sa signature ne correspond pas."),
        }
        tone = Tone.AMBER if model.code is Signed.WRONG else Tone.PETROL
        self._code.tell(codes[model.code], tone)
        self._codes.tell("\n".join(map(self._code_words, model.codes[:CODES_SHOWN])))
        self._show_agreement(model)

    def _code_words(self, code: PlainCode) -> str:
        """Say what a code says, never whether it is true."""
        if code.is_card:
            #: %1 is an identifier
            return self.tr("Carte d’identifiant lue : %1").replace("%1", code.text)
        #: %1 is a kind of code such as QR, %2 what it says
        words = self.tr("Code %1 lu : %2")
        return words.replace("%1", code.name).replace("%2", code.text)

    def _show_agreement(self, model: ScanModel) -> None:
        health = self.tr("Ce papier parle peut-être de santé. Demandez à la personne.")
        beliefs = self.tr("Ce papier parle peut-être de croyances ou d’opinions. Demandez.")
        justice = self.tr(
            "Ce papier parle peut-être d’une condamnation. Le coffre ne le garde pas, "
            "sauf si la loi le prévoit."
        )
        told, box = {
            None: ("", ""),
            Sensitive.HEALTH: (health, self.tr("La personne est d’accord pour le garder")),
            Sensitive.BELIEFS: (beliefs, self.tr("La personne est d’accord pour le garder")),
            Sensitive.CONVICTIONS: (justice, self.tr("La loi permet de le garder")),
        }[model.asks_agreement]
        self._sensitive.tell(told, Tone.AMBER)
        self.agree.setVisible(bool(box))
        self.agree.setText(box)
        self.agree.setAccessibleName(box)
        self.agree.setChecked(model.is_agreed)

    def _missing_words(self, model: ScanModel) -> str:
        if model.is_busy or model.can_file:
            return ""
        checks = (
            (not model.pages and model.whole is None, self.tr("une page")),
            (model.person is None, self.tr("la personne")),
            (model.kind is None, self.tr("quel papier")),
            (model.kind is not None and not model.title.strip(), self.tr("un titre")),
            (model.sharing is None, self.tr("qui peut le voir")),
            (model.is_preparing, self.tr("la préparation des pages")),
            (model.is_expiry_wrong, self.tr("une date de fin comme 31/12/2027")),
            (
                model.asks_agreement is not None and not model.is_agreed,
                self.tr("l’accord pour garder ce papier"),
            ),
        )
        missing = ", ".join(words for is_missing, words in checks if is_missing)
        #: %1 lists what is still to choose before a paper is filed
        return self.tr("Il reste : %1.").replace("%1", missing)

    def _bind(self) -> None:
        for mine, theirs in (
            (self._page.back_pressed, self.escape_pressed),
            (self._page.error_action_pressed, self.notice_closed),
            (self._picker.back_pressed, self.picker_back),
            (self._picker.error_action_pressed, self.notice_closed),
            (self._picker.chosen, self.picker_chosen),
            (self.scan.clicked, self.scan_pressed),
            (self.file.clicked, self.file_pressed),
            (self.both_sides.toggled, self.both_sides_chosen),
            (self._busy.stop_pressed, self.stop_pressed),
            (self.again.clicked, self.again_pressed),
            (self.dossier.clicked, self.dossier_pressed),
            (self.remind.clicked, self.remind_pressed),
            (self.receipt.clicked, self.receipt_pressed),
            (self.undo.undo_pressed, self.undo_pressed),
            (self.undo.expired, self.undo_expired),
            (self._source.change_pressed, self.source_change_pressed),
            (self._sources.chosen, self.source_chosen),
            (self._sources.look_pressed, self.source_look_pressed),
            (self._sources.back_pressed, self.escape_pressed),
            (self._sources.error_action_pressed, self.notice_closed),
            (self.skip_backs.clicked, self.backs_skipped),
            (self.remove_whole.clicked, self.whole_removed),
            (self.keep_blank.clicked, self.blank_kept),
            (self._strip.selected, self.page_selected),
            (self.turn.clicked, self.page_turned),
            (self.restore.clicked, self.page_restored),
            (self.remove.clicked, self.page_removed),
            (self._changes.undone, self.change_undone),
            (self._changes.parted, self.sides_parted),
            (self.search.edited, self.person_typed),
            (self.change.clicked, self.other_person_pressed),
            (self.title.edited, self.title_typed),
            (self.expiry.edited, self.expiry_typed),
            (self.agree.clicked, self.agreement_given),
            (self.put_away.clicked, self.file_paper_pressed),
        ):
            mine.connect(theirs)
        self.earlier.clicked.connect(lambda: self.page_moved.emit(-1))
        self.later.clicked.connect(lambda: self.page_moved.emit(1))
        self._results.chosen.connect(lambda at: self.person_chosen.emit(self._people[at]))
        self.search.entered.connect(self._first_person)
        self._kinds.idClicked.connect(
            lambda at: self.kind_chosen.emit(_KINDS[at], kind_word(_KINDS[at]))
        )
        self._sharings.idClicked.connect(lambda at: self.sharing_chosen.emit(list(Sharing)[at]))

    def _first_person(self) -> None:
        """Enter takes the only person found; with more, the worker chooses."""
        if len(self._people) == 1:
            self.person_chosen.emit(self._people[0])
