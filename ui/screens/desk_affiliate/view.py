"""Draws the way to link a person: language, turned screen, their own sign-in, receipt."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.identifier_card import CardContent
from resources.texts import LANGUAGES, TextKind, handover_words, load
from ui.screens.desk_affiliate.presenter import AffiliateModel, AffiliatePage
from ui.screens.desk_affiliate.search_view import SearchPage
from ui.screens.desk_common.consent_view import ConsentView, PaperWay
from ui.screens.desk_common.first_focus import focus_first
from ui.screens.desk_common.turned import speak, told_in, turned_look
from ui.screens.desk_common.widgets import Card, DeskPage, add_key, centred, scrolled
from ui.screens.desk_common.words import full_name
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, Tone
from ui.widgets.buttons import button, main_button, option, quiet_button
from ui.widgets.card_keys import CardKeys
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.notices import BusyLine, ErrorPanel, NoticeLine
from ui.widgets.texts import label

__all__ = ["AffiliateView"]


class AffiliateView(QWidget):
    """Shows one page at a time."""

    language_chosen = Signal(str)
    interpreter_typed = Signal(str)
    search_opened = Signal()
    search_typed = Signal(object)
    search_pressed = Signal()
    search_error_pressed = Signal()
    search_done = Signal()
    consent_pressed = Signal()
    card_forward = Signal()
    card_back = Signal()
    answered = Signal(object)
    sign_in_pressed = Signal(str, str)
    card_came = Signal(object)
    card_refused = Signal(object)
    second_passed = Signal()
    print_receipt_pressed = Signal()
    dossier_pressed = Signal()
    escape_pressed = Signal()
    notice_closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("affiliate_pages")
        self._look = look
        self._start = StartPage(look)
        self._search = SearchPage(look)
        self._end = EndPage(look)
        self.consent: ConsentView | None = None
        self.sign_in: SignInPage | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self._start)
        self._pages.addWidget(self._search)
        self._pages.addWidget(self._end)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)
        self._escape = QShortcut(QKeySequence("Escape"), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.activated.connect(self.escape_pressed)
        self._page = AffiliatePage.START
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)
        self._bind()
        self.first: QWidget = self._start

    def show_model(self, model: AffiliateModel) -> None:
        turned = (AffiliatePage.CONSENT, AffiliatePage.SIGN_IN)
        self._escape.setEnabled(model.page in turned)
        error = told_in(model.language, model.notice)
        match model.page:
            case AffiliatePage.START:
                self._start.show_model(model)
                self._show(self._start, model.page)
            case AffiliatePage.SEARCH:
                self._show(self._search, model.page)
                self._search.show_model(model.search, model.notice, busy=model.busy)
            case AffiliatePage.CONSENT if model.walk is not None:
                view = self.consent or self._make_consent(model.language)
                self._show(view, model.page)
                view.show_walk(model.walk, PaperWay.SCREEN, error)
            case AffiliatePage.SIGN_IN:
                page = self.sign_in or self._make_sign_in(model.language, model.structure_name)
                page.show_model(model)
                self._show(page, model.page)
            case _:
                self._end.show_model(model)
                self._show(self._end, model.page)
        if model.locked_s and not self._timer.isActive():
            self._timer.start()
        elif not model.locked_s:
            self._timer.stop()

    def _show(self, widget: QWidget, page: AffiliatePage) -> None:
        if self._pages.currentWidget() is not widget or self._page is not page:
            self._page = page
            self._pages.setCurrentWidget(widget)
            focus_first(widget)
        if self.consent is not None and self.consent is not widget:
            self._pages.removeWidget(self.consent)
            self.consent.deleteLater()
            self.consent = None
        if self.sign_in is not None and self.sign_in is not widget:
            self.sign_in.password.take()
            self._pages.removeWidget(self.sign_in)
            self.sign_in.deleteLater()
            self.sign_in = None

    def _make_consent(self, language: str) -> ConsentView:
        view = ConsentView(self._look, language)
        view.forward.connect(self.card_forward)
        view.back.connect(self.card_back)
        view.answered.connect(self.answered)
        view.given_back.connect(self.escape_pressed)
        view.error_action_pressed.connect(self.notice_closed)
        self._pages.addWidget(view)
        self.consent = view
        return view

    def _make_sign_in(self, language: str, structure: str) -> SignInPage:
        view = SignInPage(self._look, language, structure)
        view.pressed.connect(self.sign_in_pressed)
        view.left.connect(self.escape_pressed)
        reader = CardKeys(view)
        reader.came.connect(self.card_came)
        reader.refused.connect(self.card_refused)
        self._pages.addWidget(view)
        self.sign_in = view
        return view

    def _bind(self) -> None:
        start, search, end = self._start, self._search, self._end
        start.back_pressed.connect(self.escape_pressed)
        start.error_action_pressed.connect(self.notice_closed)
        start.language_chosen.connect(self.language_chosen)
        start.interpreter.edited.connect(self.interpreter_typed)
        start.search.clicked.connect(self.search_opened)
        start.consent.clicked.connect(self.consent_pressed)
        search.back_pressed.connect(self.escape_pressed)
        search.typed.connect(self.search_typed)
        search.search_pressed.connect(self.search_pressed)
        search.error_action_pressed.connect(self.search_error_pressed)
        search.done_pressed.connect(self.search_done)
        end.error_action_pressed.connect(self.notice_closed)
        end.print_receipt.clicked.connect(self.print_receipt_pressed)
        end.dossier.clicked.connect(self.dossier_pressed)
        end.home.clicked.connect(self.escape_pressed)


class StartPage(DeskPage):
    """The worker's side: what will happen, in which language; a safe is looked for from here."""

    language_chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "desk_affiliate", "")
        self.title.setText(self.tr("Rattacher une personne"))
        self.setAccessibleName(self.title.text())
        card = Card(look, "affiliate_card", self.tr("La personne dit oui elle-même"), "share-2")
        for name, text in (
            ("affiliate_1", self.tr("1. Vous tournez l’écran. La personne lit et répond.")),
            (
                "affiliate_2",
                self.tr("2. Elle se connecte avec son identifiant. Vous ne regardez pas."),
            ),
            ("affiliate_3", self.tr("3. C’est fait tout de suite, même hors connexion.")),
        ):
            card.body.addWidget(label(text, "body", name))
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
        card.body.addWidget(self.interpreter)
        self.consent = main_button(look, "consent_start", self.tr("Tourner l’écran"), "hand")
        add_key(look, self.consent, "Ctrl+T")
        #: Button: does this person have a safe already, opened elsewhere?
        ask = self.tr("Chercher un coffre qui existe déjà")
        self.search = quiet_button(look, "search_open", ask, "search")
        add_key(look, self.search, "Ctrl+F")
        card.body.addWidget(self.search, 0, Qt.AlignmentFlag.AlignLeading)
        card.body.addWidget(self.consent, 0, Qt.AlignmentFlag.AlignTrailing)
        self.body.addWidget(centred(card, 680))
        self.body.addStretch(1)
        self._languages.idClicked.connect(lambda at: self.language_chosen.emit(LANGUAGES[at]))
        self.first: QWidget = self.consent

    def show_model(self, model: AffiliateModel) -> None:
        self.tell_notice(model.notice)
        chosen = self._languages.button(LANGUAGES.index(model.language))
        if chosen is not None:
            chosen.setChecked(True)
        self.interpreter.set_text(model.interpreter)


class SignInPage(QWidget):
    """The person's side: their identifier and password, in their language."""

    pressed = Signal(str, str)
    left = Signal()

    def __init__(self, look: Look, language: str, structure: str) -> None:
        super().__init__()
        self._look = turned_look(look)
        self._words = handover_words(language)
        look, words = self._look, self._words
        self.setObjectName("affiliate_sign_in")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words["sign_in_title"])
        speak(self, look, language)
        alone = NoticeLine(look, "access_alone", Tone.PETROL)
        card = Card(look, "sign_in_card", words["sign_in_title"], "key-round")
        text = load(TextKind.AFFILIATION, language).filled(structure=structure)
        card.body.addWidget(label(text.title, "soft", "sign_in_for"))
        self.error = ErrorPanel(look, "error")
        self.login = TextField(look, "person_login", words["identifier"], is_left_to_right=True)
        self._login_missing = label(words["identifier_missing"], "wrong", "login_missing")
        self.password = PasswordField(
            look, "person_password", words["password"], show_text=words["show"]
        )
        self._password_missing: QLabel = label(
            words["password_missing"], "wrong", "password_missing"
        )
        self.busy = BusyLine(look)
        for part in (
            self.error,
            self.login,
            self._login_missing,
            self.password,
            self._password_missing,
            self.busy,
        ):
            card.body.addWidget(part)
        self.leave = quiet_button(look, "sign_in_leave", words["leave"], "undo-2")
        self.say_yes = main_button(look, "sign_in_yes", words["sign_in"], "check")
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.say_yes)
        card.body.addLayout(row)
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        page.setSpacing(SPACE_M)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, "sign_in_scroll"))
        page.addWidget(centred(alone, 720))
        alone.tell(f"{words['access_alone']} {words['sign_in_why']}", Tone.PETROL)
        page.addWidget(centred(card, 720))
        page.addStretch(1)
        self.login.entered.connect(self.password.line.setFocus)
        self.password.entered.connect(self._press)
        self.say_yes.clicked.connect(self._press)
        self.leave.clicked.connect(self.left)
        self.error.action_pressed.connect(self.password.line.setFocus)
        self.first: QWidget = self.login.line
        self._card: CardContent | None = None

    def show_model(self, model: AffiliateModel) -> None:
        if model.card is not None and model.card is not self._card:
            self.login.set_text(model.card.login)
            self.password.take()  # begun for another identifier
            self.password.line.setFocus()
        self._card = model.card
        self.error.tell(told_in(model.language, model.notice))
        is_shut = model.busy or model.locked_s > 0
        self.say_yes.setEnabled(not is_shut)
        self.password.setEnabled(not is_shut)
        self.leave.setEnabled(not model.busy)
        self.busy.tell(self._words["checking"] if model.busy else "")
        self._login_missing.setVisible(model.is_login_missing)
        self._password_missing.setVisible(model.is_password_missing)

    def _press(self) -> None:
        if self.say_yes.isEnabled():
            self.pressed.emit(self.login.text(), self.password.take())


class EndPage(DeskPage):
    """Linked, or refused."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "desk_affiliated", "", has_back=False)
        self.title.setText(self.tr("Rattacher une personne"))
        self._card = Card(look, "affiliated_card", "", "circle-check")
        self._told = label("", "lead", "affiliated_told")
        self._means = label("", "body", "affiliated_means")
        self.print_receipt = button(look, "print_receipt", self.tr("Imprimer le reçu"), "printer")
        add_key(look, self.print_receipt, "Ctrl+P")
        self.dossier = main_button(look, "open_dossier", self.tr("Voir le dossier"), "folder")
        self.home = button(look, "go_home", self.tr("Accueil"), "house")
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.home)
        row.addWidget(self.print_receipt)
        row.addStretch(1)
        row.addWidget(self.dossier)
        for part in (self._told, self._means):
            self._card.body.addWidget(part)
        self._card.body.addLayout(row)
        self.body.addWidget(centred(self._card, 800))
        self.body.addStretch(1)
        self.first: QWidget = self.home

    def show_model(self, model: AffiliateModel) -> None:
        self.tell_notice(model.notice)
        is_linked = model.page is AffiliatePage.LINKED
        self.dossier.setVisible(is_linked)
        self.print_receipt.setVisible(is_linked)
        if is_linked and model.person is not None:
            self._card.title.setText(full_name(model.person))
            #: %1 is the service's name
            told = self.tr("La personne est rattachée à %1.")
            self._told.setText(told.replace("%1", model.structure_name))
            self._means.setText(self.tr("Vous voyez ses papiers partagés. C’est enregistré ici."))
        else:
            self._card.title.setText(self.tr("Réponse notée"))
            self._told.setText(self.tr("La personne a dit non. Rien d’autre n’est gardé."))
            self._means.setText(
                self.tr("Un refus ne change rien à l’aide que vous apportez à la personne.")
            )
