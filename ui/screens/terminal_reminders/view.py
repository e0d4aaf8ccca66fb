"""Draws *Mes rappels*: cards, one question, or a day and an hour moved by presses."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.reminders import Channel, Standing
from kiosk.flows.api import ReminderLine
from ui.messages import shown
from ui.screens.terminal_reminders.presenter import (
    AHEAD_DAYS_MAX,
    FIRST_HOUR,
    LAST_HOUR,
    MyRemindersModel,
    RemindersStep,
)
from ui.theme.languages import isolated, left_to_right, weekday
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button, danger_button, main_button, option
from ui.widgets.columns import Column, clear_layout
from ui.widgets.notices import SHORT_WORK_MS, BusyLine, EmptyState, ErrorPanel, NoticeLine, UndoBar
from ui.widgets.reminder_words import channel_word, details_words, standing_word, when_words
from ui.widgets.scrolling import Scroll
from ui.widgets.texts import label, picture_label

__all__ = ["MyRemindersView"]

SECOND_MS = 1000
WEEK = 7


class MyRemindersView(QWidget):
    """Says what was pressed; one page at a time."""

    new_pressed = Signal()
    ask_pressed = Signal()
    answered = Signal(bool)
    day_moved = Signal(int)
    hour_moved = Signal(int)
    channel_chosen = Signal(object)
    save_pressed = Signal()
    call_off_pressed = Signal(object)
    """ReminderLine."""
    undo_pressed = Signal()
    undo_expired = Signal()
    retry_pressed = Signal()
    second_passed = Signal()
    back_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("my_reminders")
        self._look = look
        self._drawn: tuple[ReminderLine, ...] | None = None
        self._step: RemindersStep | None = None
        gap = look.scale.gap
        self._busy = BusyLine(look)
        self._error = ErrorPanel(look)
        self._error.action_pressed.connect(self.retry_pressed)
        self._undo = UndoBar(look)
        self._undo.undo_pressed.connect(self.undo_pressed)
        self._undo.expired.connect(self.undo_expired)
        self._title = label("", "title", "reminders_title")
        self._pages = {
            RemindersStep.LIST: self._list(),
            RemindersStep.QUESTION: self._question(),
            RemindersStep.FORM: self._form(),
        }
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, gap)
        page.setSpacing(gap)
        page.addWidget(self._title)
        for part in (self._busy, self._error, self._undo):
            page.addWidget(part)
        for each in self._pages.values():
            page.addWidget(each, 1)
            each.hide()
        self.first: QWidget | None = self._new
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._clock.timeout.connect(self.second_passed)
        self._clock.start()

    def show_model(self, model: MyRemindersModel) -> None:
        is_first = model.is_busy and model.found is None
        self._busy.tell(self.tr("Un instant…") if is_first else "", after_ms=SHORT_WORK_MS)
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
        #: Told beside "Défaire"; %1 is a day and an hour
        told = self.tr("Rappel annulé : %1.")
        ended = model.ended
        self._undo.tell(told.replace("%1", when_words(ended.appointment)) if ended else "")
        self._title.setText(
            {
                RemindersStep.LIST: self.tr("Mes rappels"),
                RemindersStep.QUESTION: model.question.title,
                RemindersStep.FORM: self.tr("Quand est le rendez-vous ?"),
            }[model.step]
        )
        self._show_list(model)
        self._show_question(model)
        self._show_form(model)
        is_new, self._step = self._step is not model.step, model.step
        for step, each in self._pages.items():
            each.setVisible(step is model.step)
        self.first = {
            RemindersStep.LIST: self._new,
            RemindersStep.QUESTION: self._later,
            RemindersStep.FORM: self._day_on,
        }[model.step]
        if is_new and self.isVisible():
            self.first.setFocus()

    # --- the list -------------------------------------------------------------------

    def _list(self) -> QWidget:
        look, gap = self._look, self._look.scale.gap
        self._wanted = NoticeLine(look, "reminders_wanted", Tone.OK)
        self._cards = QVBoxLayout()
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(gap)
        inside = Column(below=gap)
        inside.lines.addLayout(self._cards)
        inside.lines.addStretch(1)
        self._scroll = Scroll(look, inside, "reminders_list")
        self._empty = EmptyState(
            look, "calendar", self.tr("Ici, vos rappels : un message avant le rendez-vous.")
        )
        self._new = main_button(look, "reminders_new", self.tr("Demander un rappel"), "plus")
        self._new.clicked.connect(self.new_pressed)
        self._ask = button(look, "reminders_ask", "", "hand")
        self._ask.clicked.connect(self.ask_pressed)
        row = QHBoxLayout()
        row.setSpacing(gap * 2)
        row.addWidget(self._new)
        row.addStretch(1)
        row.addWidget(self._ask)
        return self._paged(self._wanted, self._scroll, self._empty, row)

    def _show_list(self, model: MyRemindersModel) -> None:
        found = model.found
        lines = found.lines if found else ()
        wanted = found.wanted if found else None
        self._empty.setVisible(found is not None and not lines)
        self._scroll.setVisible(bool(lines))
        refused = self.tr("Vous ne voulez pas de rappels. Aucun message ne part.")
        self._wanted.tell(refused if wanted is False else "", Tone.INDIGO)
        self._ask.setVisible(wanted is not None)
        words = self.tr("Arrêter les rappels") if wanted else self.tr("Recevoir des rappels")
        self._ask.setText(words)
        self._ask.setAccessibleName(words)
        if lines == self._drawn:
            return
        self._drawn = lines
        clear_layout(self._cards)
        for number, line in enumerate(lines):
            self._cards.addWidget(self._card(number, line))

    def _card(self, number: int, line: ReminderLine) -> QFrame:
        look, gap = self._look, self._look.scale.gap
        card = QFrame()
        card.setObjectName(f"reminder_{number}")
        card.setProperty("kind", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(gap * 2, gap, gap * 2, gap)
        row.setSpacing(gap * 2)
        row.addWidget(picture_label(look.picture("calendar", look.palette.petrol)))
        texts = QVBoxLayout()
        texts.setSpacing(gap // 4)
        when, stands = when_words(line.appointment), standing_word(line.standing)
        details = details_words(line, asked_by=isolated(line.ordered_by))
        texts.addWidget(label(when, "bold", f"reminder_{number}_when"))
        texts.addWidget(label(stands, "lead", f"reminder_{number}_standing"))
        texts.addWidget(label(details, "soft", f"reminder_{number}_details"))
        row.addLayout(texts, 1)
        if not line.is_over and line.standing is not Standing.CALLED_OFF:
            text = self.tr("Annuler le rappel")
            off = danger_button(look, f"call_off_{number}", text, "x")
            off.setAccessibleName(f"{text}, {when}")
            off.clicked.connect(lambda: self.call_off_pressed.emit(line))
            row.addWidget(off)
        card.setAccessibleName(f"{when}, {stands}, {details}")
        return card

    # --- the question ---------------------------------------------------------------

    def _question(self) -> QWidget:
        look, gap = self._look, self._look.scale.gap
        self._ideas = QVBoxLayout()
        self._ideas.setContentsMargins(0, 0, 0, 0)
        self._ideas.setSpacing(gap)
        inside = Column()
        inside.lines.addLayout(self._ideas)
        inside.lines.addStretch(1)
        self._asked = label("", "title", "reminders_question")
        # Both answers weigh the same: neither is the one we would like.
        self._yes = button(look, "reminders_yes", "", "check")
        self._no = button(look, "reminders_no", "", "x")
        self._later = button(look, "reminders_later", self.tr("Revenir"), "arrow-left")
        self._yes.clicked.connect(lambda: self.answered.emit(True))
        self._no.clicked.connect(lambda: self.answered.emit(False))
        self._later.clicked.connect(self.back_pressed)
        row = QHBoxLayout()
        row.setSpacing(gap * 2)
        row.addWidget(self._later)
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        return self._paged(Scroll(look, inside, "reminders_ideas"), self._asked, row)

    def _show_question(self, model: MyRemindersModel) -> None:
        text = model.question
        self._asked.setText(text.question)
        for made, word in ((self._yes, text.answers["yes"]), (self._no, text.answers["no"])):
            made.setText(word)
            made.setAccessibleName(f"{text.question} {word}")
        if self._ideas.count():
            return
        look, gap = self._look, self._look.scale.gap
        for card in text.cards:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(gap * 2)
            picture = picture_label(look.picture(card.icon, look.palette.petrol))
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            texts = QVBoxLayout()
            texts.setSpacing(0)
            texts.addWidget(label(card.title, "bold"))
            texts.addWidget(label("\n".join(card.lines)))
            row.addLayout(texts, 1)
            self._ideas.addWidget(holder)

    # --- the form -------------------------------------------------------------------

    def _form(self) -> QWidget:
        look, gap = self._look, self._look.scale.gap
        self._day = label("", "lead", "reminder_day", wraps=False)
        self._hour = label("", "lead", "reminder_hour", wraps=False)
        week_back, week_on = self.tr("Semaine d’avant"), self.tr("Semaine d’après")
        day_back, day_on = self.tr("Jour d’avant"), self.tr("Jour d’après")
        earlier, later = self.tr("Plus tôt"), self.tr("Plus tard")
        self._week_back = button(look, "week_back", week_back)
        self._day_back = button(look, "day_back", day_back)
        self._day_on = button(look, "day_on", day_on)
        self._week_on = button(look, "week_on", week_on)
        self._earlier = button(look, "hour_back", earlier)
        self._later_hour = button(look, "hour_on", later)
        for made, days in (
            (self._week_back, -WEEK),
            (self._day_back, -1),
            (self._day_on, 1),
            (self._week_on, WEEK),
        ):
            made.clicked.connect(lambda _checked=False, by=days: self.day_moved.emit(by))
        self._earlier.clicked.connect(lambda: self.hour_moved.emit(-1))
        self._later_hour.clicked.connect(lambda: self.hour_moved.emit(1))
        group = QButtonGroup(self)
        self._channels = {c: option(look, f"channel_{c.value}", channel_word(c)) for c in Channel}
        ways = QHBoxLayout()
        ways.setSpacing(gap * 2)
        for channel, made in self._channels.items():
            group.addButton(made)
            made.clicked.connect(lambda _checked=False, by=channel: self.channel_chosen.emit(by))
            ways.addWidget(made)
        ways.addStretch(1)
        cancel = button(look, "reminder_cancel", self.tr("Revenir"), "arrow-left")
        cancel.clicked.connect(self.back_pressed)
        self._save = main_button(look, "reminder_save", self.tr("Me rappeler"), "check")
        self._save.clicked.connect(self.save_pressed)
        ends = QHBoxLayout()
        ends.addWidget(cancel)
        ends.addStretch(1)
        ends.addWidget(self._save)
        inside = Column(gap=gap)
        column = inside.lines
        column.addWidget(self._day)
        column.addLayout(self._steps(self._day_back, self._day_on))
        column.addLayout(self._steps(self._week_back, self._week_on))
        column.addWidget(self._hour)
        column.addLayout(self._steps(self._earlier, self._later_hour))
        column.addLayout(ways)
        told = self.tr("Un message deux jours avant, et un le matin même.")
        column.addWidget(label(told, "soft", "reminder_told"))
        column.addStretch(1)
        return self._paged(Scroll(look, inside, "reminder_form"), ends)

    def _steps(self, *made: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.scale.gap)
        for each in made:
            row.addWidget(each)
        row.addStretch(1)
        return row

    def _show_form(self, model: MyRemindersModel) -> None:
        if model.step is not RemindersStep.FORM:
            return
        ahead = (model.day - model.today).days
        self._day.setText(weekday(model.day))
        hour = left_to_right(f"{model.at.hour}:{model.at.minute:02}")
        #: The hour of an appointment; %1 is "9:30"
        self._hour.setText(self.tr("À %1").replace("%1", hour))
        for made in (self._day_back, self._week_back):
            made.setEnabled(ahead > 0)
        for made in (self._day_on, self._week_on):
            made.setEnabled(ahead < AHEAD_DAYS_MAX)
        minutes = model.at.hour * 60 + model.at.minute
        self._earlier.setEnabled(minutes > FIRST_HOUR * 60)
        self._later_hour.setEnabled(minutes < LAST_HOUR * 60)
        self._channels[model.channel].setChecked(True)
        self._save.setEnabled(not model.is_busy)

    def _paged(self, *parts: QWidget | QHBoxLayout) -> QWidget:
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(self._look.scale.gap)
        for part in parts:
            if isinstance(part, QHBoxLayout):
                page.addLayout(part)
            else:
                page.addWidget(part, 1 if isinstance(part, Scroll | EmptyState) else 0)
        return holder
