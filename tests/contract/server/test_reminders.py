"""Reminders go once, when they are due, to whom wants them, and say nothing (VLT-06, VLT-07).

Custody on SQLite and on PostgreSQL, its clock moved by the test; then the whole way, from a
statement over HTTPS to a message at a centre.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time as clocks
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.crypto.credentials import make_custody_contact, make_custody_open
from kiosk.crypto.encoding import Z, b64, canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey
from kiosk.crypto.records import Label, seal
from kiosk.crypto.reminders import make_reminder, open_fate
from kiosk.crypto.statements import Statement, make, parse
from kiosk.domain.reminders import CAP_A_DAY, Channel, Notice, Outcome, Reminder
from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import SystemRng
from sync.protocol.reminders import Fates
from sync.server.custody import reminding
from sync.server.custody.local import Custody, custody_tables, local_custody
from sync.server.custody.port import Entrusted, Place
from sync.server.custody.reminders import KIND
from sync.server.custody.reminding import TERMS, Sender
from sync.server.jobs import queue
from sync.server.jobs.queue import JobState
from sync.server.jobs.worker import Kind, Worker
from sync.server.keys.rotation import rewrap_custody
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.metrics import Metrics
from sync.server.notices.log_file import LogTexts
from sync.server.notices.port import Delivery, Letter, Receipt, Sent, Text
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import RNG, Person, Pro, Relay
from tests.fakes.central import bring, central_server, enrolled
from tests.fakes.custody_process import custody_alone
from tests.fakes.postgres_process import PrivatePostgres
from tests.fakes.server_process import Line, ServerProcess, server_process
from tests.fakes.smpp_centre import smpp_centre

PARIS = ZoneInfo("Europe/Paris")
APPOINTMENT = datetime(2026, 12, 3, 9, 30)
TWO_DAYS, MORNING = Notice(2, time(9, 30)), Notice(0, time(8))
RELAY = bytes(15) + b"r"
NUMBER = "+33612345678"


@dataclass
class WallClock:
    """Stands where the test puts it."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def boottime_s(self) -> float:
        return self.at.timestamp()

    def boot_id(self) -> str:
        return "boot"


@dataclass
class MemoryGateway:
    """`Texts` that keeps what it is given, or does as it is told."""

    sent: list[Text] = field(default_factory=list)
    does: Callable[[Text], Sent] | None = None

    def send(self, text: Text) -> Sent:
        if self.does is not None:
            return self.does(text)
        self.sent.append(text)
        return Sent(f"ref-{len(self.sent)}", Delivery.SENT)

    def attend(self) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass
class Scene:
    """Custody, a person with a telephone, and a worker that a test lets go on."""

    custody: Custody
    keys: ServerKeys
    clock: WallClock
    metrics: Metrics = field(default_factory=Metrics)
    gateway: MemoryGateway = field(default_factory=MemoryGateway)
    person: Person = field(default_factory=Person.new)
    inbox: list[Entrusted] = field(default_factory=list)
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.sender = Sender(self.custody, self.clock, self.metrics)
        self.sender.texts = self.gateway
        self.worker = Worker(
            self.custody.database,
            {KIND: Kind(self.sender.act, TERMS)},
            clock=self.clock,
            rng=SystemRng(),
            metrics=self.metrics,
        )

    def entrust(self, *said: Statement) -> None:
        self.inbox += [Entrusted(next(self.counter), each) for each in said]
        self.custody.take_in(
            lambda last: [e for e in self.inbox if e.sequence > last.sequence][:20]
        )

    def contact(self, n: int = 1, **told: str) -> Statement:
        return make_custody_contact(
            self.person.identity, told, n=n, custody_x=self.custody.public, at=0
        )

    def order(
        self,
        *notices: Notice,
        appointment: datetime = APPOINTMENT,
        zone: str = "Europe/Paris",
        id: bytes = b"1" * 16,
        n: int = 1,
        structure: bytes = Z,
        language: str = "fr",
        **more: Any,
    ) -> Statement:
        signer = self.person if structure == Z else Person.new()
        return make_reminder(
            signer.identity,
            Reminder(appointment, zone, notices, language, **more),
            id=id,
            n=n,
            custody_x=self.custody.public,
            at=0,
            person=None if structure == Z else self.person.id,
            structure=structure,
        )

    def at(self, *parts: int) -> None:
        """Put the clock on an hour of Paris, and do what is due."""
        self.clock.at = datetime(*parts, tzinfo=PARIS).astimezone(UTC)  # type: ignore[misc]
        self.go_on()

    def go_on(self) -> None:
        while self.worker.do_one():
            pass

    def outcomes(self) -> list[str]:
        with self.custody.database.reading() as rows:
            return [str(row[0]) for row in rows.all("SELECT outcome FROM notice ORDER BY at")]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    address = ""
    if request.param == "postgresql":
        cluster: PrivatePostgres = request.getfixturevalue("postgres")
        address = cluster.new_database()
    clock = WallClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    keys = open_keys("", tmp_path / "keys", clock=clock, rng=SystemRng())
    custody = local_custody(custody_tables(address, tmp_path), keys, clock, SystemRng(), 4)
    made = Scene(custody, keys, clock)
    made.entrust(made.contact(phone="06 12 34 56 78"))
    yield made
    custody.close()


def test_notices_go_when_they_are_due_and_once(scene: Scene) -> None:
    order = scene.order(TWO_DAYS, MORNING)
    scene.entrust(order)
    scene.entrust(order)  # told again, as after a restored backup
    scene.at(2026, 12, 1, 9, 29)
    assert scene.gateway.sent == []
    scene.at(2026, 12, 1, 9, 30)
    scene.at(2026, 12, 1, 9, 31)
    (first,) = scene.gateway.sent
    assert first.to == NUMBER
    assert first.body.startswith("Rappel : vous avez un rendez-vous le 03/12 à 9h30.")
    assert first.valid_s == 2 * 86400, "until the appointment, and no longer"
    scene.at(2026, 12, 3, 8)
    scene.at(2026, 12, 4, 8)
    assert [each.body for each in scene.gateway.sent] == [first.body] * 2
    assert scene.outcomes() == ["sent", "sent"]


def test_neither_name_nor_telephone_is_in_what_names_it_to_the_gateway(scene: Scene) -> None:
    scene.entrust(scene.order(TWO_DAYS))
    scene.at(2026, 12, 1, 9, 30)
    key = scene.gateway.sent[0].key
    assert scene.person.id.hex() not in key
    assert "612345678" not in key


def test_the_walls_hour_holds_over_a_change_of_hour(scene: Scene) -> None:
    """Ordered in winter for the Monday after the clocks go forward, 29 March 2026."""
    scene.clock.at = datetime(2026, 3, 20, 12, tzinfo=UTC)
    morning = datetime(2026, 3, 30, 10)
    scene.entrust(scene.order(Notice(2, time(10)), MORNING, appointment=morning))
    scene.at(2026, 3, 28, 9, 59)
    assert len(scene.gateway.sent) == 0
    scene.at(2026, 3, 28, 10)
    assert len(scene.gateway.sent) == 1
    scene.at(2026, 3, 30, 7, 59)
    assert len(scene.gateway.sent) == 1
    scene.at(2026, 3, 30, 8)
    assert len(scene.gateway.sent) == 2


def test_a_place_with_another_clock_is_reminded_by_its_own(scene: Scene) -> None:
    scene.entrust(scene.order(MORNING, zone="Indian/Reunion"))
    scene.at(2026, 12, 3, 4, 59)
    assert scene.gateway.sent == []
    scene.at(2026, 12, 3, 5)
    assert len(scene.gateway.sent) == 1


def test_what_is_late_is_never_sent_and_is_said(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """DER-17: the post was off line, and its order arrives after its time."""
    scene.clock.at = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    scene.entrust(scene.order(TWO_DAYS, MORNING))
    scene.go_on()
    assert scene.gateway.sent == []
    assert scene.outcomes() == ["late"]
    assert [r for r in caplog.records if r.getMessage() == "reminder not sent"]
    assert b'reconnect_reminders_total{outcome="late"} 1.0' in scene.metrics.text()
    scene.at(2026, 12, 3, 8)
    assert len(scene.gateway.sent) == 1, "the one that is still of use"


def test_a_gateway_that_is_away_is_tried_again_until_it_is_too_late(scene: Scene) -> None:
    def away(_text: Text) -> Sent:
        raise Unavailable("notice.gateway_away")

    tried = 0

    def counted_away(text: Text) -> Sent:
        nonlocal tried
        tried += 1
        return away(text)

    scene.entrust(scene.order(TWO_DAYS))
    scene.gateway.does = away
    scene.at(2026, 12, 1, 9, 30)
    assert scene.outcomes() == []
    scene.gateway.does = None
    scene.at(2026, 12, 1, 9, 31)
    assert scene.outcomes() == ["sent"]
    scene.entrust(scene.order(MORNING, id=b"2" * 16))
    scene.gateway.does = counted_away
    for minute in range(60):
        scene.at(2026, 12, 3, 8, minute)
    assert tried >= 12, "every five minutes at least"
    scene.gateway.does = None
    scene.at(2026, 12, 3, 10, 30)  # whatever the last pause was
    assert scene.outcomes() == ["sent", "late"]
    assert len(scene.gateway.sent) == 1


def test_an_order_is_changed_called_off_and_not_brought_back_by_an_older_one(scene: Scene) -> None:
    first = scene.order(TWO_DAYS, MORNING)
    scene.entrust(first)
    scene.entrust(scene.order(Notice(1, time(18)), n=2))
    scene.entrust(first)
    scene.at(2026, 12, 1, 9, 30)
    assert scene.gateway.sent == []
    scene.at(2026, 12, 2, 18)
    assert len(scene.gateway.sent) == 1
    scene.entrust(scene.order(n=3))
    scene.at(2026, 12, 3, 8)
    assert len(scene.gateway.sent) == 1


def test_of_two_words_of_one_number_the_one_that_calls_off_counts(scene: Scene) -> None:
    """DER-07: two posts apart, one changed it and the other called it off."""
    scene.entrust(scene.order(TWO_DAYS))
    changed, ended = scene.order(MORNING, n=2), scene.order(n=2)
    scene.entrust(changed, ended, changed)
    scene.at(2026, 12, 3, 8)
    assert scene.gateway.sent == []
    assert scene.outcomes() == []


def test_a_structures_orders_end_with_the_affiliation_and_the_persons_own_do_not(
    scene: Scene,
) -> None:
    scene.entrust(
        scene.order(MORNING, structure=RELAY),
        scene.order(MORNING, structure=bytes(15) + b"o"),
        scene.order(MORNING, id=b"2" * 16),
    )
    told = {"person": scene.person.id.hex(), "structure": RELAY.hex(), "n": 2, "req": ""}
    left = make("affil", {**told, "state": "remove"}, signers=[scene.person.identity], at=0)
    scene.entrust(left)
    scene.at(2026, 12, 3, 8)
    assert len(scene.gateway.sent) == 2
    again = make("affil", {**told, "state": "add", "n": 3}, signers=[scene.person.identity], at=0)
    scene.entrust(again, scene.order(Notice(0, time(8, 30)), structure=RELAY, n=2))
    scene.at(2026, 12, 3, 8, 30)
    assert len(scene.gateway.sent) == 3


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"phone": "06 12 34 56 78", "reminders": "no"}, "unwanted"),
        ({"phone": "not a number"}, "unreachable"),
        ({"email": "a@b.example"}, "unreachable"),
        ({}, "unreachable"),
    ],
)
def test_who_wants_none_or_has_no_telephone_gets_none(
    scene: Scene, told: dict[str, str], outcome: str
) -> None:
    scene.entrust(scene.order(TWO_DAYS), scene.contact(2, **told))
    scene.entrust(scene.contact(1, phone="06 99 99 99 99"))  # an older word
    scene.at(2026, 12, 1, 9, 30)
    assert scene.gateway.sent == []
    assert scene.outcomes() == [outcome]


def consent(scene: Scene, answer: str, at: datetime, kind: str = "reminders") -> Statement:
    fields = {
        "consent": RNG.bytes(16).hex(),
        "kind": kind,
        "answer": answer,
        "person": scene.person.id.hex(),
        "structure": RELAY.hex(),
        "pro": Z.hex(),
        "device": RELAY.hex(),
        "text_version": "2026-11",
        "text_sha256": "00" * 32,
        "language": "fr",
        "scope": [],
        "method": "tick",
        "evidence_sha256": "",
    }
    return make("consent", fields, signers=[scene.person.identity], at=int(at.timestamp()))


EARLIER = datetime(2026, 11, 18, tzinfo=UTC)
LATER = datetime(2026, 11, 19, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ([], "sent"),
        ([("no", EARLIER)], "unwanted"),
        ([("not_today", EARLIER)], "unwanted"),
        ([("yes", EARLIER)], "sent"),
        ([("no", EARLIER), ("yes", LATER)], "sent"),
        ([("yes", EARLIER), ("no", LATER)], "unwanted"),
        ([("yes", LATER), ("no", LATER)], "unwanted"),
        ([("yes", NEXT_YEAR), ("no", LATER), ("no", NEXT_YEAR)], "unwanted"),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_the_newest_word_of_a_person_counts_in_whatever_order_it_comes(
    scene: Scene, words: list[tuple[str, datetime]], outcome: str, is_turned: bool
) -> None:
    """CNS-20, DER-07: told again as after a restored backup, it changes nothing."""
    said = [consent(scene, *word) for word in words]
    scene.entrust(scene.order(TWO_DAYS), consent(scene, "no", NEXT_YEAR, kind="terms"))
    scene.entrust(*(reversed(said) if is_turned else said), *said)
    scene.at(2026, 12, 1, 9, 30)
    assert scene.outcomes() == [outcome]


@dataclass
class MemoryMail:
    """`Mail` that keeps what it is given."""

    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)


def test_a_reminder_goes_by_mail_to_whom_asked_for_that(scene: Scene) -> None:
    scene.entrust(
        scene.contact(2, phone=NUMBER, email="awa@mail.example"),
        scene.order(TWO_DAYS, MORNING, channel=Channel.EMAIL, text="Bureau 4"),
    )
    scene.at(2026, 12, 1, 9, 30)
    assert scene.outcomes() == ["nowhere"], "nobody set a way for mail"
    mail = scene.sender.mail = MemoryMail()
    scene.at(2026, 12, 3, 8)
    assert scene.outcomes() == ["nowhere", "sent"]
    (letter,) = mail.letters
    assert (letter.to, letter.subject) == ("awa@mail.example", "Rappel de rendez-vous")
    assert letter.body.startswith("Rappel : vous avez un rendez-vous le 03/12 à 9h30. Bureau 4.")
    assert scene.gateway.sent == []


def test_a_person_ends_what_a_structure_ordered_about_them(scene: Scene) -> None:
    scene.entrust(scene.order(TWO_DAYS, MORNING, structure=RELAY))
    scene.entrust(scene.order(n=2))
    scene.at(2026, 12, 1, 9, 30)
    scene.entrust(scene.order(TWO_DAYS, MORNING, structure=RELAY, n=3))
    scene.at(2026, 12, 1, 9, 35)
    assert scene.gateway.sent == [], "nor does the structure order it again over their word"
    scene.entrust(scene.order(MORNING, n=4))
    scene.at(2026, 12, 3, 8)
    assert len(scene.gateway.sent) == 1, "their own now"


def test_what_became_of_an_order_is_told_to_whom_it_names_alone(scene: Scene) -> None:
    reply, theirs = BoxKey.new(RNG), BoxKey.new(RNG)
    ours = {"structure": RELAY, "id": b"2" * 16, "reply": theirs.public.hex()}
    scene.entrust(
        scene.order(TWO_DAYS, MORNING, reply=reply.public.hex()),
        scene.order(TWO_DAYS, **ours),
        scene.order(TWO_DAYS, id=b"3" * 16),
        scene.order(TWO_DAYS, id=b"4" * 16, reply="00" * 32),
    )
    asked = (scene.person.id,)
    assert scene.custody.fates(*asked) == []
    scene.at(2026, 12, 1, 9, 30)
    found = {each.remind: each for each in scene.custody.fates(*asked)}
    assert set(found) == {b"1" * 16, b"2" * 16}
    ids = {"person": scene.person.id, "remind": b"1" * 16, "n": 1}
    assert open_fate(reply, found[b"1" * 16].box, **ids) == {0: Outcome.SENT}
    with pytest.raises(CannotOpen):
        open_fate(theirs, found[b"1" * 16].box, **ids)
    assert found[b"2" * 16].structure == RELAY
    assert scene.custody.fates(Person.new().id) == []
    scene.at(2026, 12, 3, 8)
    told = {each.remind: each.box for each in scene.custody.fates(*asked)}
    assert open_fate(reply, told[b"1" * 16], **ids) == {0: Outcome.SENT, 1: Outcome.SENT}
    scene.entrust(scene.order(n=2, reply=reply.public.hex()))
    assert b"1" * 16 not in {each.remind for each in scene.custody.fates(*asked)}


def test_a_person_gets_few_messages_a_day_whoever_asks(scene: Scene) -> None:
    for number in range(CAP_A_DAY + 3):
        structure = Z if number % 2 else bytes(15) + bytes([65 + number])
        scene.entrust(scene.order(MORNING, id=bytes([number + 1]) * 16, structure=structure))
    scene.at(2026, 12, 3, 8)
    assert len(scene.gateway.sent) == CAP_A_DAY
    assert sorted(scene.outcomes()) == ["capped"] * 3 + ["sent"] * CAP_A_DAY
    scene.entrust(scene.order(MORNING, id=b"z" * 16, appointment=datetime(2026, 12, 4, 9, 30)))
    scene.at(2026, 12, 4, 8, 1)
    assert len(scene.gateway.sent) == CAP_A_DAY + 1


def test_without_a_gateway_nothing_counts_as_sent(
    scene: Scene, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The words lie in a file that nobody gets: who asks must hear so, and a person's few
    messages a day are not used up by it."""
    scene.sender.texts = LogTexts(tmp_path, scene.clock)
    for number in range(CAP_A_DAY + 1):
        scene.entrust(scene.order(MORNING, id=bytes([number + 1]) * 16))
    scene.at(2026, 12, 3, 8)
    assert scene.outcomes() == ["nowhere"] * (CAP_A_DAY + 1)
    assert [r for r in caplog.records if r.getMessage() == "reminder not sent"]
    assert b'reconnect_reminders_total{outcome="sent"}' not in scene.metrics.text()
    assert len((tmp_path / "sms.log").read_text().splitlines()) == CAP_A_DAY + 1


def test_a_notice_whose_turn_came_too_early_is_not_lost(scene: Scene) -> None:
    """The clock was set back between the queue's look and the sender's."""
    scene.entrust(scene.order(TWO_DAYS))
    behind = WallClock(datetime(2026, 12, 1, 9, 29, tzinfo=PARIS))
    early = Sender(scene.custody, behind, scene.metrics)
    early.texts = scene.gateway
    worker = Worker(
        scene.custody.database,
        {KIND: Kind(early.act, TERMS)},
        clock=scene.clock,
        rng=SystemRng(),
        metrics=scene.metrics,
    )
    scene.clock.at = datetime(2026, 12, 1, 9, 30, tzinfo=PARIS)
    assert worker.do_one()
    assert scene.gateway.sent == []
    scene.at(2026, 12, 1, 9, 31)
    assert len(scene.gateway.sent) == 1
    assert scene.outcomes() == ["sent"]


def test_a_gateways_fault_ends_no_ear(scene: Scene, monkeypatch, tmp_path: Path) -> None:
    """Receipts are heard on a thread of their own: what no gateway should say must not end it."""
    asked = threading.Event()
    faults: list[Exception] = [RuntimeError("no such state"), Unavailable("notice.gateway_away")]

    class Faulty(MemoryGateway):
        def attend(self) -> None:
            if faults:
                raise faults.pop()
            asked.set()

    monkeypatch.setattr(reminding, "ATTEND_EVERY_S", 0.01)
    monkeypatch.setattr(reminding, "open_texts", lambda *_settings, **_ports: Faulty())
    ear = reminding.Reminding(
        scene.custody, "", tmp_path, clock=scene.clock, rng=SystemRng(), metrics=scene.metrics
    )
    ear.start()
    try:
        assert asked.wait(10), "it still listens"
    finally:
        assert ear.stop(10)


class Died(BaseException):
    """The process is gone: nothing below catches it."""


def test_who_died_while_the_words_went_does_not_let_them_go_twice(scene: Scene) -> None:
    def die(text: Text) -> Sent:
        scene.gateway.sent.append(text)
        raise Died

    scene.entrust(scene.order(TWO_DAYS))
    scene.gateway.does = die
    with contextlib.suppress(Died):
        scene.at(2026, 12, 1, 9, 30)
    scene.gateway.does = None
    assert scene.outcomes() == ["sending"]
    scene.at(2026, 12, 1, 9, 40)
    assert len(scene.gateway.sent) == 1
    assert scene.outcomes() == ["uncertain"]


def test_a_number_the_gateway_will_never_take_is_not_tried_again(scene: Scene) -> None:
    def refuse(_text: Text) -> Sent:
        raise InvalidInput("notice.refused")

    scene.entrust(scene.order(TWO_DAYS))
    scene.gateway.does = refuse
    scene.at(2026, 12, 1, 9, 30)
    assert scene.outcomes() == ["refused"]
    with scene.custody.database.reading() as rows:
        assert queue.listed(rows, [JobState.DEAD, JobState.WAITING], limit=9) == []


def test_what_became_of_it_is_kept_also_when_it_is_heard_before_it_is_written(
    scene: Scene,
) -> None:
    def at_once(text: Text) -> Sent:
        scene.sender.heard(Receipt("early", Delivery.DELIVERED))
        return Sent("early", Delivery.SENT)

    scene.entrust(scene.order(TWO_DAYS, MORNING))
    scene.gateway.does = at_once
    scene.at(2026, 12, 1, 9, 30)
    assert scene.outcomes() == ["delivered"]
    scene.gateway.does = None
    scene.at(2026, 12, 3, 8)
    scene.sender.heard(Receipt("ref-1", Delivery.EXPIRED))
    scene.sender.heard(Receipt("of nobody", Delivery.DELIVERED))
    assert scene.outcomes() == ["delivered", "expired"]


def test_an_order_of_too_many_or_of_nonsense_stops_nobody_else(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    box = b64(b"\x11" + bytes(400))
    fields = {"person": scene.person.id.hex(), "remind": "11" * 16, "structure": Z.hex()}
    nonsense = make("remind", {**fields, "n": 1, "box": box}, signers=[scene.person.identity], at=0)
    stolen = scene.order(TWO_DAYS).body["box"]
    moved = make("remind", {**fields, "n": 1, "box": stolen}, signers=[scene.person.identity], at=0)
    scene.entrust(nonsense, moved, scene.order(TWO_DAYS))
    scene.at(2026, 12, 1, 9, 30)
    assert len(scene.gateway.sent) == 1
    assert [r.getMessage() for r in caplog.records].count("entrusted box does not open") == 2


@pytest.mark.parametrize(
    ("at", "zone"),
    [("9999-12-31T23:59", "America/Los_Angeles"), ("9999-12-31T20:00", "Etc/GMT+12")],
)
def test_an_order_at_the_end_of_the_calendar_stops_nobody_else(
    scene: Scene, at: str, zone: str
) -> None:
    """Its hour in UTC has no date: one such order held custody up for everybody, for good."""
    told = {"at": at, "zone": zone, "lang": "fr", "notices": []}
    ids = {"person": scene.person.id, "remind": b"9" * 16}
    box = seal(Label.REMIND, scene.custody.public, canon(told), **ids, n=1)
    fields = {**{key: id.hex() for key, id in ids.items()}, "structure": Z.hex(), "n": 1}
    signer = scene.person.identity
    absurd = make("remind", {**fields, "box": b64(box)}, signers=[signer], at=0)
    scene.entrust(absurd, scene.order(TWO_DAYS))
    scene.at(2026, 12, 1, 9, 30)
    assert len(scene.gateway.sent) == 1


def test_what_is_past_is_forgotten(scene: Scene) -> None:
    scene.entrust(scene.order(TWO_DAYS))
    scene.at(2026, 12, 1, 9, 30)
    for days, left in ((9, (0, 1)), (70, (0, 0))):
        scene.clock.at = APPOINTMENT.replace(tzinfo=UTC) + timedelta(days=days)
        scene.custody.sweep()
        with scene.custody.database.reading() as rows:
            counts = tuple(
                rows.one(f"SELECT COUNT(*) FROM {table}") or ()  # noqa: S608
                for table in ("reminder", "notice")
            )
        assert tuple(int(each[0]) for each in counts) == left


def test_numbers_and_appointments_lie_wrapped_and_are_wrapped_anew(scene: Scene) -> None:
    scene.entrust(scene.order(TWO_DAYS))

    def sealed() -> list[bytes]:
        with scene.custody.database.reading() as rows:
            found = rows.all("SELECT sealed FROM contact") + rows.all("SELECT sealed FROM reminder")
        return [bytes(row[0]) for row in found]

    before = sealed()
    assert not any(b"612" in each or b"2026" in each or b"06 12" in each for each in before)
    scene.keys.rotate()
    assert rewrap_custody(scene.custody.database, scene.keys.for_custody) == 2
    assert all(a != b for a, b in zip(before, sealed(), strict=True))
    scene.at(2026, 12, 1, 9, 30)
    assert len(scene.gateway.sent) == 1


def test_custody_of_before_looks_again_at_what_it_passed_over(tmp_path: Path) -> None:
    """Contacts were entrusted before custody kept them: its migration begins again, and hashes
    nothing twice."""
    import sqlite3

    clock = WallClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    keys = open_keys("", tmp_path / "keys", clock=clock, rng=SystemRng())
    custody = local_custody(custody_tables("", tmp_path), keys, clock, SystemRng(), 4)
    scene = Scene(custody, keys, clock)
    auth = make_custody_open(
        scene.person.identity, bytes(range(32)), ver=1, custody_x=custody.public, at=0
    )
    scene.entrust(auth, scene.contact(phone="06 12 34 56 78"))
    custody.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "custody.db")) as old:
        hashed = old.execute("SELECT hash FROM verifier").fetchone()
        later = ["contact", "wish", "reminder", "notice", "job"]
        later += ["findable", "findable_word", "searched"]
        for table in later:
            old.execute(f"DROP TABLE {table}")
        old.execute("ALTER TABLE place DROP COLUMN name")
        old.execute("DELETE FROM schema_version WHERE version > 1")
        old.commit()
    custody = local_custody(custody_tables("", tmp_path), keys, clock, SystemRng(), 4)
    assert custody.place().sequence == 0
    again = Scene(custody, keys, clock, person=scene.person, inbox=scene.inbox)
    again.counter = itertools.count(3)
    again.entrust(again.order(TWO_DAYS))
    assert custody.place().sequence == 3
    again.at(2026, 12, 1, 9, 30)
    assert [each.to for each in again.gateway.sent] == [NUMBER]
    with custody.database.reading() as rows:
        assert rows.one("SELECT hash FROM verifier") == hashed
    custody.close()


def test_custody_comes_past_what_was_deleted_since_it_was_entrusted(
    tmp_path: Path,
) -> None:
    """More in a row than are handed over at once: it must not stop before them for good."""
    database = SqliteDatabase(tmp_path / "records.db", MIGRATIONS / "sqlite")
    central = central_server(database, tmp_path)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    person = Person.new()
    told = {"custody_x": central.custody.public, "at": int(clocks.time())}
    contacts = [
        make_custody_contact(person.identity, {"phone": NUMBER}, n=n, **told).wire
        for n in range(1, 45)
    ]
    made = [each.wire for each in person.open_at(post, claire)]
    assert {each.status for each in bring(central, post, *made, *contacts[:-1])} == {"stored"}
    with database.writing() as rows:
        rows.run("DELETE FROM statement WHERE type = 'custody'")
    (last,) = bring(central, post, contacts[-1])
    central.serve_custody()
    assert isinstance(central.custody, Custody)
    assert central.custody.place() == Place(last.sequence, last.name)
    central.custody.close()
    database.close()


# The whole way.


def soon() -> tuple[Reminder, Reminder]:
    """Return a reminder whose notice is due now, whatever the hour here, and one later."""
    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"  # where it is noon
    here = now.astimezone(ZoneInfo(zone))
    at = here.time().replace(second=0, microsecond=0)
    ahead = here.replace(tzinfo=None, second=0, microsecond=0) + timedelta(days=1)
    return Reminder(ahead, zone, (Notice(1, at),)), Reminder(ahead, zone, (Notice(0, time(8)),))


@dataclass
class Site:
    """A server, one structure that shares with a person, and one that does not."""

    server: ServerProcess
    claire: Pro
    line: Line
    person: Person
    custody_x: bytes

    def order(self, reminder: Reminder, *, by: Pro | None = None, id: bytes = b"") -> Statement:
        return make_reminder(
            by.identity if by else self.person.identity,
            reminder,
            id=id or RNG.bytes(16),
            n=1,
            custody_x=self.custody_x,
            at=int(clocks.time()),
            person=self.person.id if by else None,
            structure=by.relay.id if by else Z,
        )


@contextlib.contextmanager
def site(data: Path, *arguments: str) -> Iterator[Site]:
    with server_process(data, *arguments) as server:
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        person = Person.new()
        custody_x = line.hello().custody
        made = person.open_at(post, claire, custody_x=custody_x)
        contact = make_custody_contact(
            person.identity, {"phone": NUMBER}, n=1, custody_x=custody_x, at=int(clocks.time())
        )
        answers = line.push([each.wire for each in [*made, contact]])
        assert {each.status for each in answers} == {"stored"}
        yield Site(server, claire, line, person, custody_x)


def pushed(line: Line, *said: Statement) -> list[str]:
    return [each.code or each.status.value for each in line.push([each.wire for each in said])]


@pytest.mark.parametrize("is_apart", [False, True], ids=["one process", "custody apart"])
def test_an_order_over_https_becomes_a_message_at_a_centre(is_apart: bool, tmp_path: Path) -> None:
    with contextlib.ExitStack() as held:
        centre = held.enter_context(smpp_centre())
        login = tmp_path / "sms"
        login.touch(mode=0o600)
        login.write_text("relais:secret")
        sms = ("--sms", f"smpp://127.0.0.1:{centre.port}?from=RELAIS&credentials={login}")
        if is_apart:
            custody = held.enter_context(custody_alone(tmp_path / "custody", *sms))
            found = held.enter_context(
                site(tmp_path / "central", "--custody", str(custody.pairing))
            )
        else:
            found = held.enter_context(site(tmp_path / "central", *sms))
        due, later = soon()
        assert pushed(found.line, found.order(due), found.order(later, by=found.claire)) == [
            "stored",
            "stored",
        ]
        assert found.server.line().ask("GET", "/readyz").status == 200  # custody's turn, now
        centre.wait_for(1)
        assert centre.messages[0].to == NUMBER[1:]
        assert centre.messages[0].text == due.words()
        centre.tell(centre.messages[0], "DELIVRD")
        centre.wait_for_answers(1)
        if not is_apart:
            tables = custody_tables("", found.server.data)
            with tables.reading() as rows:
                assert rows.all("SELECT outcome FROM notice") == [("delivered",)]
            tables.close()
        assert found.server.stop() == 0
        assert len(centre.messages) == 1
        assert NUMBER not in found.server.log


@pytest.mark.parametrize("is_apart", [False, True], ids=["one process", "custody apart"])
def test_what_became_of_an_order_comes_back_over_https_to_who_sees_the_person(
    is_apart: bool, tmp_path: Path
) -> None:
    with contextlib.ExitStack() as held:
        arguments: tuple[str, ...] = ()
        if is_apart:
            custody = held.enter_context(custody_alone(tmp_path / "custody"))
            arguments = ("--custody", str(custody.pairing))
        found = held.enter_context(site(tmp_path / "central", *arguments))
        due, _ = soon()
        reply = BoxKey.new(RNG)
        order = found.order(replace(due, reply=reply.public.hex()), by=found.claire)
        assert pushed(found.line, order) == ["stored"]
        assert found.server.line().ask("GET", "/readyz").status == 200  # custody's turn, now
        path = f"/v1/reminders/{found.person.id.hex()}"
        end = clocks.monotonic() + 30
        while not (fates := Fates.parse(found.line.ask("GET", path).body).fates):
            assert clocks.monotonic() < end
            clocks.sleep(0.1)
        (fate,) = fates
        assert fate.structure == found.claire.relay.id
        ids = {"person": found.person.id, "remind": order.id("remind"), "n": fate.n}
        assert open_fate(reply, fate.box, **ids) == {0: Outcome.NOWHERE}
        _, their_line = found.server.enrolled(found.server.relay())
        assert their_line.ask("GET", path).status == 404


def test_who_may_not_remind_is_refused_and_a_posts_feed_tells_nobody_of_orders(
    tmp_path: Path,
) -> None:
    with site(tmp_path / "central") as found:
        _, later = soon()
        stranger = found.server.relay()
        paul = stranger.pro()
        _, their_line = found.server.enrolled(stranger)
        assert pushed(their_line, found.order(later, by=paul)) == ["waiting"], "for an affiliation"
        by_claire = found.order(later, by=found.claire)
        assert pushed(their_line, by_claire) == ["not_a_member"], "not through another's post"
        assert pushed(found.line, by_claire) == ["stored"]
        own = found.order(later)
        assert pushed(found.line, own, own) == ["stored", "known"]
        heard = {parse(wire).type for wire in found.line.pull()[0]}
        assert "remind" not in heard
        left = found.person.affiliate(found.claire.relay, "remove")
        assert pushed(found.line, left) == ["stored"]
        assert pushed(found.line, found.order(later, by=found.claire)) == ["withdrawn"]
