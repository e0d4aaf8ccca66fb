"""Sends what was ordered, when it is due: once, never late, few a day.

A notice is written down before its words go. Whoever dies in between leaves "sending"
behind, and the next one says "uncertain" instead of sending again: a reminder that may have
been lost is better than a telephone that rings twice for one.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.domain.reminders import CAP_A_DAY, Channel, Outcome, Reminder, Timing
from kiosk.errors import InvalidInput, KioskError, Unavailable
from kiosk.ports import Clock, Rng
from sync.server.custody.local import Custody
from sync.server.custody.reminders import (
    KIND,
    NoticeId,
    ask_again,
    contact_of,
    not_tried,
    note,
    noted,
    order_of,
    sent_since,
    settle,
    wants_none,
)
from sync.server.jobs.queue import Job, Terms
from sync.server.jobs.worker import Kind, Worker, Write
from sync.server.metrics import Metrics
from sync.server.notices.gateways import open_mail, open_texts
from sync.server.notices.port import (
    VALID_MAX_S,
    VALID_MIN_S,
    Delivery,
    Letter,
    Mail,
    Receipt,
    Sent,
    Text,
    Texts,
    check_mailbox,
)
from sync.server.notices.port import phone as number_of
from sync.server.store.database import Rows

__all__ = ["TERMS", "Reminding", "Sender"]

log = logging.getLogger("reconnect.custody")

TERMS = Terms(lease_s=300, tries_max=100, pause_max_s=300)
"""Tried every few minutes for more than an hour, which is how long a notice is of use."""
ATTEND_EVERY_S = 2.0
EARLY_MAX = 1000
DAY = timedelta(days=1)
SUBJECTS = {"fr": "Rappel de rendez-vous", "ar": "تذكير بموعد"}
"""Seen by whoever looks at a list of mails: no name and no reason."""


class Sender:
    """The act behind a reminder's job, and the ear for what gateways say later."""

    def __init__(self, custody: Custody, clock: Clock, metrics: Metrics) -> None:
        self._custody = custody
        self._clock = clock
        self._metrics = metrics
        self._early: OrderedDict[str, Outcome] = OrderedDict()
        self._guard = threading.Lock()
        self.texts: Texts | None = None
        """The gateway, opened with `heard` as its ear."""
        self.mail: Mail | None = None
        """None while nobody set a way for mail."""

    def act(self, job: Job) -> Write | None:
        """Decide about one notice, send it if that is right, and return what to write.

        Raises: Unavailable when it is to be tried again.
        """
        notice = NoticeId.of(job.payload)
        with self._custody.database.reading() as rows:
            reminder = order_of(rows, self._custody.keys, notice)
            before = noted(rows, notice)
            contact = contact_of(rows, self._custody.keys, notice.person)
            is_unwanted = contact.get("reminders") == "no" or wants_none(rows, notice.person)
        if reminder is None or notice.place >= len(reminder.notices):
            return None  # changed, called off, or of a structure the person has left
        if before is Outcome.SENDING:
            return self._noting(notice, Outcome.UNCERTAIN)
        if before is not None:
            return None
        planned = reminder.notices[notice.place]
        now = self._clock.now()
        match reminder.timing(planned, now):
            case Timing.NOT_YET:  # the zone's rules, or the clock, changed since
                due = reminder.moment(planned)
                return lambda rows: ask_again(rows, notice, due, now=self._now())
            case Timing.TOO_LATE:
                return self._noting(notice, Outcome.LATE)
            case Timing.NOW if is_unwanted:
                return self._noting(notice, Outcome.UNWANTED)
            case Timing.NOW:
                return self._send(notice, reminder, _address(contact, reminder.channel), now)

    def heard(self, receipt: Receipt) -> None:
        """Write down what became of a message; one whose sending is not written yet is kept."""
        outcome = Outcome(receipt.delivery.value)
        with self._guard:
            self._early[receipt.reference] = outcome
            while len(self._early) > EARLY_MAX:
                self._early.popitem(last=False)
        with self._custody.database.writing() as rows:  # after whoever writes its sending now
            is_known = settle(rows, receipt.reference, outcome)
        if is_known:
            with self._guard:
                self._early.pop(receipt.reference, None)

    def _send(
        self, notice: NoticeId, reminder: Reminder, address: str, now: datetime
    ) -> Write | None:
        if not address:
            return self._noting(notice, Outcome.UNREACHABLE)
        since = int((now - DAY).timestamp())
        with self._custody.database.writing() as rows:
            if noted(rows, notice) is not None:
                return None  # another worker has it in hand, or had
            is_too_many = sent_since(rows, notice.person, since) >= CAP_A_DAY
            if not is_too_many:
                note(rows, notice, Outcome.SENDING, at=self._now())
        if is_too_many:
            return self._noting(notice, Outcome.CAPPED)
        try:
            match reminder.channel:
                case Channel.SMS:
                    sent = self._hand_over(_text(notice, reminder, address, now))
                case Channel.EMAIL:
                    sent = self._post(_letter(notice, reminder, address))
        except InvalidInput:
            return self._noting(notice, Outcome.REFUSED)
        except Unavailable:
            with self._custody.database.writing() as rows:
                not_tried(rows, notice)
            raise
        outcome = Outcome(sent.delivery.value)
        if outcome is Outcome.NOWHERE:
            return self._noting(notice, outcome)
        self._count(outcome)
        return lambda rows: self._write_sent(rows, notice, sent)

    def _hand_over(self, text: Text) -> Sent:
        if self.texts is None:
            raise Unavailable("notice.gateway_away")
        return self.texts.send(text)

    def _post(self, letter: Letter) -> Sent:
        """Nothing is written to a file instead: it would hold whole addresses, for good."""
        if self.mail is None:
            return Sent(letter.key, Delivery.NOWHERE)
        self.mail.send(letter)
        return Sent(letter.key, Delivery.SENT)

    def _write_sent(self, rows: Rows, notice: NoticeId, sent: Sent) -> None:
        with self._guard:
            outcome = self._early.pop(sent.reference, Outcome(sent.delivery.value))
        note(rows, notice, outcome, at=self._now(), reference=sent.reference)

    def _noting(self, notice: NoticeId, outcome: Outcome) -> Write:
        """Say what did not go as ordered, to the log and the numbers as well."""
        log.warning("reminder not sent", extra={"why": outcome.value, "notice": notice.short})
        self._count(outcome)
        return lambda rows: note(rows, notice, outcome, at=self._now())

    def _count(self, outcome: Outcome) -> None:
        self._metrics.reminded(outcome.value)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


class Reminding:
    """Custody's worker and its gateway, for as long as a process lives."""

    def __init__(
        self,
        custody: Custody,
        sms: str,
        folder: Path,
        *,
        mail: str = "",
        clock: Clock,
        rng: Rng,
        metrics: Metrics,
    ) -> None:
        """`sms` and `mail` as in the settings; `folder` is for the log file. Raises as
        `open_texts` and `open_mail`."""
        self.sender = Sender(custody, clock, metrics)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._texts = open_texts(sms, folder, self.sender.heard, clock=clock, rng=rng)
        self.sender.texts = self._texts
        self.sender.mail = open_mail(mail, folder, clock=clock) if mail else None
        kinds = {KIND: Kind(self.sender.act, TERMS)}
        self._worker = Worker(custody.database, kinds, clock=clock, rng=rng, metrics=metrics)
        self._stop = threading.Event()
        self._ear = threading.Thread(target=self._attend, name="receipts", daemon=True)

    def start(self) -> None:
        self._worker.start()
        self._ear.start()

    def stop(self, grace_s: float) -> bool:
        """End in good order; return whether what was in hand ended in time."""
        self._stop.set()
        is_done = self._worker.stop(grace_s)
        self._ear.join(timeout=grace_s)
        self._texts.close()
        return is_done

    def _attend(self) -> None:
        while not self._stop.wait(ATTEND_EVERY_S):
            try:
                self._texts.attend()
            except KioskError as error:
                log.warning("receipts wait", extra={"key": error.message_key})
            except Exception as error:  # a bug, or what no gateway should say: later ones count
                log.warning("receipts wait", extra={"key": type(error).__name__}, exc_info=True)


def _address(contact: dict[str, str], channel: Channel) -> str:
    """Return the number or mailbox to send to; "" when there is none, or none that is one."""
    try:
        match channel:
            case Channel.SMS:
                return number_of(contact.get("phone", ""))
            case Channel.EMAIL:
                check_mailbox(contact.get("email", ""))
                return contact["email"]
    except InvalidInput:
        return ""


def _text(notice: NoticeId, reminder: Reminder, telephone: str, now: datetime) -> Text:
    """Return the message, of no use to a gateway once the appointment begins."""
    left_s = int((reminder.starts_at() - now.astimezone(UTC)).total_seconds())
    valid_s = min(max(left_s, VALID_MIN_S), VALID_MAX_S)
    return Text(telephone, reminder.words(), notice.short, valid_s)


def _letter(notice: NoticeId, reminder: Reminder, mailbox: str) -> Letter:
    return Letter(
        mailbox, SUBJECTS.get(reminder.language, SUBJECTS["fr"]), reminder.words(), notice.short
    )
