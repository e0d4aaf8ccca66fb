"""Puts the pages of an opening together: form, turned screens, end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.screens.desk_common.consent_view import ConsentView, PaperWay
from ui.screens.desk_common.first_focus import focus_first
from ui.screens.desk_common.turned import told_in
from ui.screens.desk_common.widgets import CONTENT_WIDTH, Card, DeskPage, add_key, centred
from ui.screens.desk_open.access_view import AccessView
from ui.screens.desk_open.form_view import FormView
from ui.screens.desk_open.model import OpenModel, Page, PaperSigning
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, Tone
from ui.widgets.buttons import button, main_button
from ui.widgets.notices import BusyLine, NoticeLine
from ui.widgets.pages import PageView
from ui.widgets.texts import label

__all__ = ["OpenView"]

_PAPER = {
    PaperSigning.NO: PaperWay.SCREEN,
    PaperSigning.ASKED: PaperWay.PAPER,
    PaperSigning.PRINTING: PaperWay.PRINTING,
    PaperSigning.SCANNING: PaperWay.SCANNING,
}


class OpenView(QWidget):
    """Shows one page at a time; turned screens are made in the language they speak."""

    card_forward = Signal()
    card_back = Signal()
    answered = Signal(object)
    signed_on_screen = Signal(bytes)
    paper_pressed = Signal()
    screen_signing_pressed = Signal()
    print_mandate_to_sign_pressed = Signal()
    scan_signed_mandate_pressed = Signal()
    consent_left = Signal()
    password_typed = Signal(str, str)
    propose_pressed = Signal()
    access_done = Signal(object)
    access_left = Signal()
    print_card_pressed = Signal()
    print_mandate_pressed = Signal()
    go_on_pressed = Signal()
    escape_pressed = Signal()
    notice_closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("open_pages")
        self._look = look
        self._pages = QStackedWidget()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)
        self.form = FormView(look)
        self.form.back_pressed.connect(self.escape_pressed)
        self.form.error_action_pressed.connect(self.notice_closed)
        self._pages.addWidget(self.form)
        self.consent: ConsentView | None = None
        self.access: AccessView | None = None
        self.end: EndView | None = None
        self._page = Page.FORM
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.escape_pressed)
        self._escape = escape
        self.first: QWidget = self.form

    def show_model(self, model: OpenModel) -> None:
        self._escape.setEnabled(model.page in (Page.CONSENT, Page.ACCESS))
        match model.page:
            case Page.FORM:
                self.form.show_model(model)
                self._show(self.form, model.page)
            case Page.CONSENT if model.walk is not None:
                view = self.consent or self._make_consent(model.accord.language)
                error = told_in(model.accord.language, model.notice)
                self._show(view, model.page)
                view.show_walk(model.walk, _PAPER[model.paper_signing], error)
            case Page.ACCESS:
                page = self.access or self._make_access(model.accord.language)
                page.show_model(model)
                self._show(page, model.page)
            case _:
                end = self.end or self._make_end()
                end.show_model(model)
                self._show(end, model.page)

    def _show(self, widget: QWidget, page: Page) -> None:
        if self._pages.currentWidget() is not widget or self._page is not page:
            before, self._page = self._page, page
            self._pages.setCurrentWidget(widget)
            self._focus(widget, before)
        self._forget_others(widget)

    def _focus(self, widget: QWidget, before: Page) -> None:
        """Back on the form, the keys go to what comes next there."""
        form = self.form
        if widget is not form or before is Page.FORM:
            focus_first(widget)
        elif form.finish.isEnabled():
            form.finish.setFocus()
        elif before is Page.CONSENT:
            form.access.setFocus()
        else:
            form.consent.setFocus()

    def _forget_others(self, shown_now: QWidget) -> None:
        """Turned screens are thrown away with what was typed in them."""
        consent, access = self.consent, self.access
        if consent is not None and consent is not shown_now:
            self.consent = None
            self._pages.removeWidget(consent)
            consent.deleteLater()
        if access is not None and access is not shown_now:
            self.access = None  # first: emptying its fields may come back here
            access.blockSignals(True)
            access.clear()
            self._pages.removeWidget(access)
            access.deleteLater()

    def _make_consent(self, language: str) -> ConsentView:
        view = ConsentView(self._look, language)
        for mine, theirs in (
            (view.forward, self.card_forward),
            (view.back, self.card_back),
            (view.answered, self.answered),
            (view.signed, self.signed_on_screen),
            (view.paper_pressed, self.paper_pressed),
            (view.screen_pressed, self.screen_signing_pressed),
            (view.print_pressed, self.print_mandate_to_sign_pressed),
            (view.scan_pressed, self.scan_signed_mandate_pressed),
            (view.given_back, self.consent_left),
            (view.error_action_pressed, self.notice_closed),
        ):
            mine.connect(theirs)
        self._pages.addWidget(view)
        self.consent = view
        return view

    def _make_access(self, language: str) -> AccessView:
        view = AccessView(self._look, language)
        view.password_typed.connect(self.password_typed)
        view.propose_pressed.connect(self.propose_pressed)
        view.done.connect(self.access_done)
        view.left.connect(self.access_left)
        self._pages.addWidget(view)
        self.access = view
        return view

    def _make_end(self) -> EndView:
        view = EndView(self._look)
        view.print_card_pressed.connect(self.print_card_pressed)
        view.print_mandate_pressed.connect(self.print_mandate_pressed)
        view.go_on_pressed.connect(self.go_on_pressed)
        view.back_pressed.connect(self.escape_pressed)
        view.error_action_pressed.connect(self.notice_closed)
        self._pages.addWidget(view)
        self.end = view
        return view


class EndView(DeskPage):
    """The safe is open, with its card and mandate to print; or nothing was kept."""

    print_card_pressed = Signal()
    print_mandate_pressed = Signal()
    go_on_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_opened", "", has_back=False, parent=parent)
        self.title.setText(self.tr("Ouvrir un coffre"))
        self.told = NoticeLine(look, "opened_notice", Tone.OK)
        self._login = label("", "huge", "opened_login")
        self._hint = label("", "body", "opened_hint")
        self._busy = BusyLine(look)
        self.print_card = button(look, "print_card", self.tr("Imprimer la carte"), "printer")
        add_key(look, self.print_card, "Ctrl+P")
        self.print_mandate = button(look, "print_mandate", self.tr("Imprimer l’accord"), "printer")
        self.go_on = main_button(look, "go_on", "", "check")
        card = Card(look, "opened_card", self.tr("Identifiant de la personne"), "id-card")
        for part in (self._login, self._hint, self.print_card, self.print_mandate, self._busy):
            card.body.addWidget(part)
        card.body.addStretch(1)
        card.body.addWidget(self.go_on)
        self._previews = QWidget()
        previews = QHBoxLayout(self._previews)
        previews.setContentsMargins(0, 0, 0, 0)
        previews.setSpacing(SPACE_M)
        self._card_page = PageView(look, "card_preview")
        self._card_page.setAccessibleName(self.tr("Aperçu de la carte"))
        self._mandate_page = PageView(look, "mandate_preview")
        self._mandate_page.setAccessibleName(self.tr("Aperçu de l’accord"))
        previews.addWidget(self._card_page, 1)
        previews.addWidget(self._mandate_page, 1)
        self._shown = b""
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(card, 2)
        row.addWidget(self._previews, 3)
        self._row = row
        self.body.addWidget(self.told)
        self.body.addWidget(centred(inside), 1)
        self._card = card
        self.print_card.clicked.connect(self.print_card_pressed)
        self.print_mandate.clicked.connect(self.print_mandate_pressed)
        self.go_on.clicked.connect(self.go_on_pressed)
        self.first: QWidget = self.go_on

    def show_model(self, model: OpenModel) -> None:
        self.tell_notice(model.notice)
        is_opened = model.opened is not None
        self._card.title.setText(
            self.tr("Identifiant de la personne") if is_opened else self.tr("Refus noté")
        )
        for part in (self._login, self.print_card, self.print_mandate, self._previews):
            part.setVisible(is_opened)
        top = Qt.AlignmentFlag(0) if is_opened else Qt.AlignmentFlag.AlignTop
        self._row.setAlignment(self._card, top)
        self._card.setMaximumWidth(CONTENT_WIDTH if is_opened else 640)
        words = self.tr("Accueil")
        if model.opened is not None:
            self.told.tell(
                self.tr("Le coffre est ouvert. C’est enregistré ici. Ce sera envoyé plus tard."),
                Tone.OK,
            )
            self._login.setText(model.opened.login)
            self._hint.setText(
                self.tr("Donnez la carte à la personne. Le mot de passe n’est pas dessus.")
            )
            if model.is_scan_wanted:
                words = self.tr("Numériser les premiers papiers")
        else:
            self.told.tell(self.tr("La réponse est notée. Rien d’autre n’est gardé."), Tone.PETROL)
            self._hint.setText(
                self.tr("Un refus ne change rien à l’aide que vous apportez à la personne.")
            )
        self.go_on.setText(words)
        self.go_on.setAccessibleName(words)
        self._busy.tell(self.tr("Impression…") if model.is_printing else "")
        for made in (self.print_card, self.print_mandate):
            made.setEnabled(not model.is_printing)
        if model.card_pdf and model.card_pdf != self._shown:
            self._shown = model.card_pdf
            self._card_page.show_pdf(model.card_pdf)
            self._mandate_page.show_pdf(model.mandate_pdf)
