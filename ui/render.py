"""Every terminal screen as a picture, in each language and look: `python -m ui.render OUT`.

Shows made-up people only. What it draws are the real views fed with fixed models, so a
change to a screen shows here before anybody runs the whole product.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QEvent,
    QIODevice,
    QMarginsF,
    QSize,
)
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.capture.camera.finder import View
from kiosk.capture.camera.stillness import Look as Thought
from kiosk.domain.announced import Maintenance
from kiosk.domain.identifier_card import CardContent, card_text
from kiosk.domain.ids import ItemId, StructureId
from kiosk.domain.reminders import Channel, Outcome, Standing
from kiosk.flows.api import (
    Access,
    Deed,
    Paper,
    PaperKind,
    Relay,
    ReminderLine,
    Reminders,
    Role,
    SessionSummary,
    Sharing,
)
from kiosk.printing.ports import PrinterLine, Trouble
from resources.texts import TextKind, load
from ui.announced import maintenance_words
from ui.printed.qr import qr_picture
from ui.screens.desk_common.notices import Notice
from ui.screens.paper_print.presenter import PrintModel, PrintPhase
from ui.screens.show_card.presenter import ShowCardModel
from ui.screens.terminal_accesses.presenter import AccessDay, AccessesModel, AccessLine, Elsewhere
from ui.screens.terminal_accesses.view import AccessesView
from ui.screens.terminal_enter.presenter import EnterModel
from ui.screens.terminal_enter.view import EnterView
from ui.screens.terminal_finish.view import FinishView
from ui.screens.terminal_paper.presenter import Copying, PaperModel
from ui.screens.terminal_paper.view import PaperView
from ui.screens.terminal_papers.presenter import PapersModel
from ui.screens.terminal_papers.view import PapersView
from ui.screens.terminal_print.view import PrintView
from ui.screens.terminal_relays.presenter import RelaysModel
from ui.screens.terminal_relays.view import RelaysView
from ui.screens.terminal_reminders.presenter import MyRemindersModel, RemindersStep
from ui.screens.terminal_reminders.view import MyRemindersView
from ui.screens.terminal_space.presenter import Place, SpaceModel
from ui.screens.terminal_space.view import SpaceView
from ui.screens.terminal_staff.view import StaffView
from ui.screens.terminal_terms.presenter import TermsModel
from ui.screens.terminal_terms.view import TermsView
from ui.theme.languages import LANGUAGES, Speaker
from ui.theme.look import Look, apply_look
from ui.theme.tokens import CONTRAST, DARK, LIGHT, terminal_scale
from ui.window import SessionWindow, TerminalFrame

__all__ = ["TERMINAL_SCREENS", "camera_view", "render_all"]

SIZE = QSize(1280, 1024)
"""A 19-inch touch screen: 86 dots per inch."""
DPI = 86.0
SETTLING_TURNS = 12
"""Of the event loop: pages that scroll lay themselves out more than once."""
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PAUSE = Maintenance(AT + timedelta(hours=35), AT + timedelta(hours=36, minutes=30))


def page_picture(text: str) -> bytes:
    """Return a made-up page as JPEG, for thumbnails."""
    image = QImage(420, 594, QImage.Format.Format_RGB32)
    image.fill(QColor("#FDFDFB"))
    painter = QPainter(image)
    painter.setPen(QColor("#1B1F24"))
    font = painter.font()
    font.setPixelSize(30)
    painter.setFont(font)
    painter.drawText(40, 80, text)
    painter.setPen(QColor("#B0B6BC"))
    for line in range(14):
        painter.drawLine(40, 130 + line * 30, 380 - (line * 53) % 90, 130 + line * 30)
    painter.end()
    return _saved(image, "JPEG")


def page_pdf(text: str, pages: int = 2) -> bytes:
    """Return a made-up paper as PDF."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(72)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20))
    painter = QPainter(writer)
    font = painter.font()
    font.setPixelSize(20)
    painter.setFont(font)
    for number in range(pages):
        if number:
            writer.newPage()
        painter.setPen(QColor("#1B1F24"))
        painter.drawText(0, 40, f"{text}, page {number + 1}")
        painter.setPen(QColor("#8A929A"))
        for line in range(28):
            painter.drawLine(0, 80 + line * 20, 440 - (line * 97) % 160, 80 + line * 20)
    painter.end()
    buffer.close()
    return bytes(content.data())


def papers() -> tuple[Paper, ...]:
    """Return a few made-up papers."""
    rows = (
        ("Titre de séjour", PaperKind.RESIDENCE_PERMIT, Sharing.SHARED),
        ("Avis d’impôt 2026", PaperKind.TAX_NOTICE, Sharing.SHARED),
        ("Attestation d’hébergement chez une amie à Nantes", PaperKind.HOUSING, Sharing.PRIVATE),
        ("Ordonnance", PaperKind.PRESCRIPTION, Sharing.PRIVATE),
        ("Mandat", PaperKind.MANDATE, Sharing.SHARED),
    )
    return tuple(
        Paper(
            ItemId(bytes([number]) * 16),
            title,
            kind,
            sharing,
            2,
            AT,
            "Relais du Port" if number % 2 else "",
            is_here=number != 3,
            thumbnail_jpeg=page_picture(title) if number != 3 else b"",
        )
        for number, (title, kind, sharing) in enumerate(rows)
    )


def _relay() -> Relay:
    return Relay(StructureId(bytes(16)), "Relais du Port", AT, is_waiting=False, shared_papers=3)


def _enter(look: Look, _language: str) -> QWidget:
    view = EnterView(look)
    view.show_model(EnterModel())
    view.login.set_text("awa.d-7k3f")
    return view


def _enter_card(look: Look, _language: str) -> QWidget:
    """A card was read, at a post that has a camera too."""
    view = EnterView(look)
    view.show_camera(ShowCardModel(is_offered=True))
    view.show_model(EnterModel(card=CardContent("awa.d-7k3f", "fr")))
    return view


def _enter_camera(look: Look, _language: str, notice: Notice | None = None) -> QWidget:
    view = EnterView(look)
    view.show_model(EnterModel())
    view.show_camera(ShowCardModel(is_offered=True, is_looking=True, notice=notice))
    view.camera.show_view(camera_view())
    return view


def _enter_camera_foreign(look: Look, language: str) -> QWidget:
    return _enter_camera(look, language, Notice("card.foreign"))


def camera_view() -> View:
    """Return what a camera sees of a made-up card in a hand."""
    image = QImage(640, 360, QImage.Format.Format_RGB888)
    image.fill(QColor("#8A9097"))
    painter = QPainter(image)
    painter.translate(330, 180)
    painter.rotate(-8)
    painter.fillRect(-150, -95, 300, 190, QColor("white"))
    code = qr_picture(card_text(CardContent("awa.d-7k3f", "fr")), 150)
    painter.drawPixmap(-10, -code.height() // 2, code)
    painter.end()
    return View(bytes(image.constBits()), 640, 360, None, Thought.NO_PAPER)


def _enter_wrong(look: Look, _language: str) -> QWidget:
    view = EnterView(look)
    view.show_model(EnterModel(notice=Notice("sign_in.wrong_password", {"left": 8})))
    return view


def _enter_locked(look: Look, _language: str) -> QWidget:
    view = EnterView(look)
    view.show_model(EnterModel(notice=Notice("sign_in.locked", {"seconds": 97}), locked_for_s=97))
    return view


def _terms(look: Look, language: str) -> QWidget:
    view = TermsView(look)
    view.show_model(TermsModel(load(TextKind.TERMS, language)))
    return view


def _terms_last(look: Look, language: str) -> QWidget:
    text = load(TextKind.TERMS, language)
    view = TermsView(look)
    view.show_model(TermsModel(text, card=len(text.cards) - 1))
    return view


def _space(look: Look, _language: str) -> QWidget:
    view = SpaceView(look)
    view.show_model(SpaceModel("Awa"))
    return view


def _space_not_yet(look: Look, _language: str) -> QWidget:
    view = SpaceView(look)
    view.show_model(SpaceModel("Awa", Place.NOTES))
    return view


def _papers(look: Look, _language: str) -> QWidget:
    view = PapersView(look)
    view.show_model(PapersModel(is_busy=False, papers=papers()))
    return view


def _papers_many(look: Look, _language: str) -> QWidget:
    view = PapersView(look)
    view.show_model(PapersModel(is_busy=False, papers=papers() * 3))
    return view


def _papers_empty(look: Look, _language: str) -> QWidget:
    view = PapersView(look)
    view.show_model(PapersModel(is_busy=False))
    return view


def _paper(look: Look, _language: str) -> PaperView:
    view = PaperView(look, can_print=True)
    view.resize(SIZE.width(), SIZE.height() - 120)
    paper = papers()[1]
    view.show_model(
        PaperModel(
            paper,
            page_pdf(paper.title),
            ("Relais du Port",),
            is_busy=False,
            just_changed_to=Sharing.SHARED,
            can_copy=True,
        )
    )
    return view


def _paper_whole(
    *, is_held: bool = False, is_unchecked: bool = False
) -> Callable[[Look, str], QWidget]:
    """A file kept as it came, and what an antivirus said of it."""

    def build(look: Look, _language: str) -> QWidget:
        view = PaperView(look, can_print=True)
        view.resize(SIZE.width(), SIZE.height() - 120)
        paper = replace(papers()[1], title="Budget 2026", page_count=0)
        paper = replace(paper, is_file_held=is_held, is_unchecked=is_unchecked)
        readers = ("Relais du Port",)
        view.show_model(PaperModel(paper, readers=readers, is_busy=False, can_copy=True))
        return view

    return build


def _paper_copy(copying: Copying) -> Callable[[Look, str], QWidget]:
    def build(look: Look, _language: str) -> QWidget:
        view = PaperView(look)
        view.resize(SIZE.width(), SIZE.height() - 120)
        paper = papers()[1]
        pdf = page_pdf(paper.title)
        view.show_model(PaperModel(paper, pdf, is_busy=False, can_copy=True, copying=copying))
        return view

    return build


def _printing(
    phase: PrintPhase, trouble: Trouble | None = None, *, is_leaving: bool = False
) -> Callable[[Look, str], QWidget]:
    def build(look: Look, _language: str) -> QWidget:
        view = PrintView(look, QCoreApplication.translate("TerminalFlow", "Le papier"))
        model = PrintModel(
            papers()[1].title,
            page_count=3,
            shown_page=1,
            printers=(PrinterLine("accueil", "Accueil"),),
            printer="accueil",
            phase=phase,
            trouble=trouble,
            is_leaving=is_leaving,
            notice=Notice(trouble.message_key) if trouble else None,
        )
        view.show_model(model)
        return view

    return build


def _paper_near(look: Look, language: str) -> QWidget:
    view = _paper(look, language)
    view.page.zoom(2)
    return view


def _relays(look: Look, _language: str) -> QWidget:
    view = RelaysView(look)
    view.show_model(RelaysModel((_relay(),), is_busy=False))
    return view


def _relays_question(look: Look, _language: str) -> QWidget:
    view = RelaysView(look)
    view.show_model(RelaysModel((_relay(),), is_busy=False, asked=_relay()))
    return view


def _relays_stopped(look: Look, _language: str) -> QWidget:
    view = RelaysView(look, can_print=True)
    view.show_model(RelaysModel((), is_busy=False, stopped=_relay()))
    return view


def _looked(days: int = 3) -> tuple[AccessDay, ...]:
    """Return made-up accesses, as many days as are asked for."""
    nadia = Access(AT, Deed.READ, name="Nadia Kaci", role=Role.WORKER, structure="Relais du Port")
    paul = replace(nadia, name="Paul Morin", role=Role.MANAGER, place="Accueil")
    found = (
        (
            AccessLine(replace(nadia, deed=Deed.LISTED), 1),
            AccessLine(nadia, 3),
            AccessLine(Access(AT, Deed.SIGNED_IN, is_self=True), 1),
        ),
        (
            AccessLine(Access(AT, Deed.ENDS_UNUSED, structure="Maison des Halles"), 1),
            AccessLine(Access(AT, Deed.TRIED, structure="Maison des Halles", place="Borne"), 2),
            AccessLine(replace(paul, deed=Deed.ADDED), 1),
        ),
        (
            AccessLine(replace(nadia, deed=Deed.AFFILIATED), 1),
            AccessLine(replace(nadia, deed=Deed.OPENED), 1),
        ),
    )
    return tuple(
        AccessDay(AT.date() - timedelta(days=number), lines)
        for number, lines in enumerate(found[:days])
    )


def _looks(look: Look, _language: str) -> QWidget:
    view = AccessesView(look)
    told = AccessesModel(_looked(), is_busy=False, elsewhere=Elsewhere.TOLD, told_at=AT)
    view.show_model(replace(told, has_more=True))
    return view


def _looks_offline(look: Look, _language: str) -> QWidget:
    view = AccessesView(look)
    view.show_model(AccessesModel(_looked(1), is_busy=False, elsewhere=Elsewhere.SILENT))
    return view


def _looks_empty(look: Look, _language: str) -> QWidget:
    view = AccessesView(look)
    view.show_model(AccessesModel(is_busy=False, elsewhere=Elsewhere.TOLD, told_at=AT))
    return view


def _my_reminders_model(language: str) -> MyRemindersModel:
    told = (
        (4, Standing.WAITING, None, ""),
        (9, Standing.PLANNED, None, "Maison des Halles"),
        (-2, Standing.NOT_SENT, Outcome.UNREACHABLE, ""),
    )
    wall = AT.replace(tzinfo=None)
    lines = tuple(
        ReminderLine(
            remind=bytes([number]) * 16,
            appointment=wall + timedelta(days=days),
            days=(2, 0),
            channel=Channel.SMS,
            text="",
            language=language,
            words="",
            standing=standing,
            outcome=outcome,
            next_at=wall + timedelta(days=days - 2) if days > 0 else None,
            ordered_by=by,
            is_over=days < 0,
            may_change=True,
        )
        for number, (days, standing, outcome, by) in enumerate(told)
    )
    question = load(TextKind.REMINDERS, language)
    found = Reminders(lines, wanted=True)
    return MyRemindersModel(question, AT.date(), found=found, is_busy=False)


def _my_reminders(look: Look, language: str) -> QWidget:
    view = MyRemindersView(look)
    view.show_model(_my_reminders_model(language))
    return view


def _my_reminders_none(look: Look, language: str) -> QWidget:
    view = MyRemindersView(look)
    view.show_model(replace(_my_reminders_model(language), found=Reminders((), wanted=False)))
    return view


def _my_reminders_ended(look: Look, language: str) -> QWidget:
    view = MyRemindersView(look)
    model = _my_reminders_model(language)
    view.show_model(replace(model, ended=model.found.lines[0] if model.found else None))
    return view


def _my_reminders_question(look: Look, language: str) -> QWidget:
    view = MyRemindersView(look)
    view.show_model(replace(_my_reminders_model(language), step=RemindersStep.QUESTION))
    return view


def _my_reminders_form(look: Look, language: str) -> QWidget:
    view = MyRemindersView(look)
    model = _my_reminders_model(language)
    day = AT.date() + timedelta(days=3)
    view.show_model(replace(model, step=RemindersStep.FORM, day=day))
    return view


def _my_reminders_late(look: Look, language: str) -> QWidget:
    view = MyRemindersView(look)
    model = replace(_my_reminders_model(language), step=RemindersStep.FORM, day=AT.date())
    view.show_model(replace(model, notice=Notice("reminders.too_late")))
    return view


def _finish(look: Look, _language: str) -> QWidget:
    view = FinishView(look)
    view.show_summary(SessionSummary(1, 0, 1))
    return view


def _staff(look: Look, _language: str) -> QWidget:
    return StaffView(look)


TERMINAL_SCREENS: Mapping[str, Callable[[Look, str], QWidget]] = {
    "enter": _enter,
    "enter_card": _enter_card,
    "enter_camera": _enter_camera,
    "enter_camera_foreign": _enter_camera_foreign,
    "enter_wrong": _enter_wrong,
    "enter_locked": _enter_locked,
    "terms": _terms,
    "terms_last": _terms_last,
    "space": _space,
    "space_not_yet": _space_not_yet,
    "papers": _papers,
    "papers_many": _papers_many,
    "papers_empty": _papers_empty,
    "paper": _paper,
    "paper_near": _paper_near,
    "paper_whole": _paper_whole(),
    "paper_whole_held": _paper_whole(is_held=True),
    "paper_whole_unchecked": _paper_whole(is_unchecked=True),
    "paper_copy": _paper_copy(Copying.ASKED),
    "paper_copy_stick": _paper_copy(Copying.NO_STICK),
    "paper_copy_done": _paper_copy(Copying.DONE),
    "print": _printing(PrintPhase.READY),
    "print_running": _printing(PrintPhase.PRINTING),
    "print_leaving": _printing(PrintPhase.PRINTING, is_leaving=True),
    "print_no_paper": _printing(PrintPhase.PRINTING, Trouble.NO_PAPER),
    "print_done": _printing(PrintPhase.DONE),
    "relays": _relays,
    "relays_question": _relays_question,
    "relays_stopped": _relays_stopped,
    "my_reminders": _my_reminders,
    "my_reminders_none": _my_reminders_none,
    "my_reminders_ended": _my_reminders_ended,
    "my_reminders_question": _my_reminders_question,
    "my_reminders_form": _my_reminders_form,
    "my_reminders_late": _my_reminders_late,
    "looks": _looks,
    "looks_offline": _looks_offline,
    "looks_empty": _looks_empty,
    "finish": _finish,
    "staff": _staff,
}


def render_all(out: Path, app: QApplication, only: str = "") -> list[Path]:
    """Draw every screen in French and Arabic, large, dark and with contrast."""
    out.mkdir(parents=True, exist_ok=True)
    speaker = Speaker(app)
    made = []
    normal, large = terminal_scale(DPI), terminal_scale(DPI, is_large=True)
    looks = {
        "": Look(LIGHT, normal),
        "-large": Look(LIGHT, large),
        "-dark": Look(DARK, normal),
        "-contrast": Look(CONTRAST, normal),
    }
    for suffix, look in looks.items():
        for language in [each.code for each in LANGUAGES] if suffix in {"", "-large"} else ["fr"]:
            speaker.speak(language)
            apply_look(app, look)
            for name, build in TERMINAL_SCREENS.items():
                if only not in f"{name}-{language}{suffix}":
                    continue
                path = out / f"{name}-{language}{suffix}.png"
                path.write_bytes(_framed(look, language, build))
                made.append(path)
            if only not in f"warning-{language}{suffix}":
                continue
            path = out / f"warning-{language}{suffix}.png"
            path.write_bytes(_warning(look))
            made.append(path)
    return made


def _framed(look: Look, language: str, build: Callable[[Look, str], QWidget]) -> bytes:
    window, frame = SessionWindow(look), TerminalFrame(look)
    frame.keyboard.speak(language)
    frame.show_page(build(look, language))
    frame.tell_offline(True)
    if build is _space:
        frame.tell_notice(maintenance_words(PAUSE, AT))
    if build in {_enter, _enter_card, _enter_wrong}:
        frame.keyboard.show()
    if build in {_enter, _enter_card, _enter_camera, _enter_wrong, _enter_locked}:
        frame.home.hide()
    window.show_page(frame)
    return _grabbed(window)


def _warning(look: Look) -> bytes:
    window = SessionWindow(look)
    window.resize(SIZE)
    window.warn(30)
    return _grabbed(window)


def _grabbed(window: QWidget) -> bytes:
    window.resize(SIZE)
    window.show()
    window.activateWindow()
    for _ in range(SETTLING_TURNS):
        QApplication.processEvents()
    image = window.grab().toImage()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return _saved(image, "PNG")


def _saved(image: QImage, kind: str) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(content.data())


def main(arguments: list[str]) -> int:
    """`python -m ui.render OUT [ONLY]`: terminal screens as pictures, in every look."""
    parser = argparse.ArgumentParser(prog="python -m ui.render", description=main.__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures, made if need be")
    parser.add_argument("only", nargs="?", default="", help="part of a picture's name")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for written in render_all(options.out, QApplication(sys.argv[:1]), options.only):
        print(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
