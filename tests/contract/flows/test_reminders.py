"""Reminders from a desk or a terminal to a telephone and back (VLT-06, VLT-07, DER-17, CNS-20):
the flows of a post, the agent's steps, a true server and custody, their clocks moved together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.crypto.statements import Statement
from kiosk.domain.ids import ItemId
from kiosk.domain.reminders import Channel, Outcome, Standing
from kiosk.errors import InvalidInput, Refused
from kiosk.flows import reminders
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    Deed,
    NewReminder,
    OpenedSafe,
    PersonSession,
    ReminderLine,
    Sharing,
    TeamDeed,
    WorkerSession,
)
from kiosk.flows.papers import Keys, open_metadata, reseal_item
from kiosk.flows.worker import LocalWorkerSession
from kiosk.ports import SystemRng
from sync.agent.reminded import has_reminders_to_ask
from sync.server.custody.local import Custody
from sync.server.custody.reminders import KIND
from sync.server.custody.reminding import TERMS, Sender
from sync.server.jobs.worker import Kind, Worker
from sync.server.metrics import Metrics
from sync.server.notices.log_file import LogTexts
from tests.contract.server.test_reminders import MemoryGateway
from tests.fakes.central import MovedClock
from tests.fakes.flow_bench import Bench
from tests.fakes.near_server import NearCentral
from tests.fakes.world import consent, new_paper, new_safe

PARIS = ZoneInfo("Europe/Paris")
HALF_PAST_NINE = timedelta(hours=9, minutes=30)


@dataclass
class Scene:
    """Two posts of one relay, a person with a telephone, and custody's worker."""

    server: NearCentral
    clock: MovedClock
    here: Bench
    there: Bench
    gateway: MemoryGateway

    def __post_init__(self) -> None:
        custody = self.server.central.custody
        assert isinstance(custody, Custody)
        self.sender = Sender(custody, self.clock, Metrics())
        self.sender.texts = self.gateway
        kinds = {KIND: Kind(self.sender.act, TERMS)}
        self._worker = Worker(
            custody.database, kinds, clock=self.clock, rng=SystemRng(), metrics=Metrics()
        )
        self.today = datetime.now(PARIS).replace(hour=12, minute=0, second=0, microsecond=0)
        self.go_to(timedelta(hours=12))

    def go_to(self, hour: timedelta, *, days: int = 0) -> None:
        """Put every clock on an hour of Paris's wall, and let custody do what is due."""
        day = datetime.combine(self.today.date(), datetime.min.time()) + timedelta(days=days)
        at = (day + hour).replace(tzinfo=PARIS).astimezone(UTC)
        self.clock.ahead_s += (at - self.clock.now()).total_seconds()
        for bench in (self.here, self.there):
            bench.clock.at = at
        self.server.central.serve_custody()
        while self._worker.do_one():
            pass

    def appointment(self, days: int = 4) -> datetime:
        day = datetime.combine(self.today.date(), datetime.min.time())
        return day + timedelta(days=days) + HALF_PAST_NINE

    def asked(self, days: int = 4, **changes: object) -> NewReminder:
        """Return one that is so many days ahead, as it usually is but for `changes`."""
        return replace(NewReminder(self.appointment(days), (2, 0)), **changes)  # type: ignore[arg-type]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = MovedClock()
    server = NearCentral(tmp_path / "central", clock)
    here = Bench(tmp_path / "here", server)
    there = Bench(tmp_path / "there", server, beside=here)
    yield Scene(server, clock, here, there, MemoryGateway())
    for bench in (here, there):
        bench.close()
    server.close()


@pytest.fixture
def worker(scene: Scene) -> WorkerSession:
    return scene.here.worker()


@pytest.fixture
def opened(scene: Scene, worker: WorkerSession) -> OpenedSafe:
    made = worker.open_safe(new_safe(phone="06 12 34 56 78", email="awa@mail.example"))
    worker.want_reminders(made.person, consent(ConsentKind.REMINDERS))
    return made


def only(lines: tuple[ReminderLine, ...]) -> ReminderLine:
    (line,) = lines
    return line


def test_a_reminder_ordered_off_line_is_sent_at_its_hour_and_says_so(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    line = only(worker.put_reminder(opened.person, scene.asked()).lines)
    assert line.standing is Standing.WAITING
    assert line.words.startswith("Rappel : vous avez un rendez-vous le ")
    assert line.next_at == scene.appointment() - timedelta(days=2)
    assert (line.ordered_by, line.may_change) == (worker.profile.structure_name, True)
    scene.here.assert_all_is_sent()
    assert only(worker.reminders(opened.person).lines).standing is Standing.PLANNED
    assert not has_reminders_to_ask(scene.here.agent.exchange()), "nothing is asked before"
    scene.go_to(HALF_PAST_NINE, days=2)
    scene.go_to(HALF_PAST_NINE + timedelta(minutes=2), days=2)
    (text,) = scene.gateway.sent
    assert text.body == line.words
    assert has_reminders_to_ask(scene.here.agent.exchange())
    scene.here.sync()
    told = only(worker.reminders(opened.person).lines)
    assert told.standing is Standing.PLANNED
    assert told.next_at == scene.appointment().replace(hour=8, minute=0), "the second one"
    scene.go_to(timedelta(hours=8), days=4)
    scene.go_to(timedelta(hours=10), days=4)
    scene.here.sync()
    told = only(worker.reminders(opened.person).lines)
    assert (told.standing, told.outcome, told.is_over) == (Standing.SENT, None, True)
    assert len(scene.gateway.sent) == 2


def test_another_post_shows_it_and_hears_what_became_of_it(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    worker.put_reminder(opened.person, scene.asked(days=2))
    scene.here.assert_all_is_sent()
    scene.there.sync()
    theirs = scene.there.worker(1)
    assert only(theirs.reminders(opened.person).lines).standing is Standing.PLANNED
    scene.go_to(timedelta(hours=8), days=2)
    scene.go_to(timedelta(hours=8, minutes=2), days=2)
    scene.there.sync()
    assert only(theirs.reminders(opened.person).lines).standing is Standing.SENT
    assert only(scene.there.person(opened.login).reminders().lines).standing is Standing.SENT


def test_called_off_before_its_hour_nothing_leaves_and_it_can_stand_again(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    line = only(worker.put_reminder(opened.person, scene.asked()).lines)
    scene.here.assert_all_is_sent()
    ended = only(worker.call_off_reminder(opened.person, line.remind).lines)
    assert (ended.standing, ended.days) == (Standing.CALLED_OFF, ())
    scene.here.assert_all_is_sent()
    scene.go_to(HALF_PAST_NINE, days=2)
    assert scene.gateway.sent == []
    again = only(worker.put_reminder(opened.person, scene.asked(), line.remind).lines)
    assert again.standing is Standing.WAITING
    assert again.remind == line.remind
    scene.here.assert_all_is_sent()
    scene.go_to(timedelta(hours=8), days=4)
    assert len(scene.gateway.sent) == 1


def test_what_could_not_be_sent_in_time_is_told_as_that_also_without_a_line(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    """DER-17: the post was off line until after the appointment."""
    worker.put_reminder(opened.person, scene.asked(days=1))
    scene.go_to(timedelta(hours=12), days=1)
    assert only(worker.reminders(opened.person).lines).standing is Standing.TOO_LATE
    scene.here.assert_all_is_sent()
    scene.go_to(timedelta(hours=12, minutes=1), days=1)
    assert only(worker.reminders(opened.person).lines).standing is Standing.UNCERTAIN
    scene.here.sync()
    assert only(worker.reminders(opened.person).lines).standing is Standing.TOO_LATE
    assert scene.gateway.sent == []


def test_without_a_gateway_the_post_is_told_that_nothing_left(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe, tmp_path: Path
) -> None:
    scene.sender.texts = LogTexts(tmp_path, scene.clock)
    worker.put_reminder(opened.person, scene.asked(days=1))
    scene.here.assert_all_is_sent()
    scene.go_to(timedelta(hours=8), days=1)
    scene.go_to(timedelta(hours=8, minutes=2), days=1)
    scene.here.sync()
    line = only(worker.reminders(opened.person).lines)
    assert (line.standing, line.outcome) == (Standing.NOT_SENT, Outcome.NOWHERE)


def test_the_person_orders_their_own_which_nobody_else_sees(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    awa = scene.here.person(opened.login)
    line = only(awa.put_reminder(scene.asked(days=1, text="Bureau 4")).lines)
    assert (line.ordered_by, line.may_change) == ("", True)
    assert worker.reminders(opened.person).lines == ()
    assert awa.relays()[0].shared_papers == worker_papers(worker, opened)
    scene.here.assert_all_is_sent()
    scene.go_to(timedelta(hours=8), days=1)
    assert "Bureau 4." in scene.gateway.sent[0].body


def worker_papers(worker: WorkerSession, opened: OpenedSafe) -> int:
    return len(worker.papers(opened.person))


def test_the_person_ends_what_a_service_ordered_and_the_service_sees_it(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    line = only(worker.put_reminder(opened.person, scene.asked()).lines)
    scene.here.assert_all_is_sent()
    scene.there.sync()
    scene.there.worker(1)
    awa = scene.there.person(opened.login)
    assert only(awa.reminders().lines).ordered_by == worker.profile.structure_name
    assert only(awa.call_off_reminder(line.remind).lines).standing is Standing.CALLED_OFF
    scene.there.assert_all_is_sent()
    scene.here.sync()
    seen = only(worker.reminders(opened.person).lines)
    assert (seen.standing, seen.may_change) == (Standing.CALLED_OFF, False)
    with pytest.raises(Refused) as refused:
        worker.put_reminder(opened.person, scene.asked(), line.remind)
    assert refused.value.message_key == "reminders.not_ours"
    scene.go_to(HALF_PAST_NINE, days=2)
    scene.go_to(timedelta(hours=8), days=4)
    assert scene.gateway.sent == []
    awa.put_reminder(scene.asked(days=6), line.remind)
    scene.there.assert_all_is_sent()
    scene.go_to(timedelta(hours=8), days=6)
    assert len(scene.gateway.sent) == 1


def test_changed_at_one_post_and_called_off_at_another_it_is_called_off_everywhere(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    line = only(worker.put_reminder(opened.person, scene.asked()).lines)
    scene.here.assert_all_is_sent()
    scene.there.sync()
    theirs = scene.there.worker(1)
    worker.call_off_reminder(opened.person, line.remind)
    theirs.put_reminder(opened.person, scene.asked(days=5), line.remind)
    scene.there.assert_all_is_sent()
    scene.here.assert_all_is_sent()
    scene.there.sync()
    for session in (theirs, worker):
        assert only(session.reminders(opened.person).lines).standing is Standing.CALLED_OFF
    for bench in (scene.there, scene.here, scene.there):
        bench.assert_all_is_sent()
    for days in (2, 3, 4, 5):
        scene.go_to(timedelta(hours=8), days=days)
        scene.go_to(HALF_PAST_NINE, days=days)
    assert scene.gateway.sent == []


def test_changed_apart_both_ways_what_shows_is_what_is_sent(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    line = only(worker.put_reminder(opened.person, scene.asked()).lines)
    scene.here.assert_all_is_sent()
    scene.there.sync()
    theirs = scene.there.worker(1)
    worker.put_reminder(opened.person, scene.asked(text="Bureau 4"), line.remind)
    theirs.put_reminder(opened.person, scene.asked(text="Bureau 5"), line.remind)
    for bench in (scene.here, scene.there, scene.here):
        bench.sync()
    shown = only(worker.reminders(opened.person).lines)
    for bench in (scene.here, scene.there):
        bench.assert_all_is_sent()
    assert only(theirs.reminders(opened.person).lines).text == shown.text
    scene.go_to(HALF_PAST_NINE, days=2)
    assert [shown.text in each.body for each in scene.gateway.sent] == [True]


@pytest.mark.parametrize("at_terminal", [True, False])
def test_who_wants_none_any_more_gets_none_and_may_want_them_again(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe, at_terminal: bool
) -> None:
    worker.put_reminder(opened.person, scene.asked())
    scene.here.assert_all_is_sent()
    no = consent(ConsentKind.REMINDERS, ConsentAnswer.NO)
    awa = scene.here.person(opened.login)
    said = awa.want_reminders(no) if at_terminal else worker.want_reminders(opened.person, no)
    assert said.wanted is False
    line = only(said.lines)
    assert (line.standing, line.outcome) == (Standing.NOT_SENT, Outcome.UNWANTED)
    with pytest.raises(Refused) as refused:
        worker.put_reminder(opened.person, scene.asked())
    assert refused.value.message_key == "reminders.no_consent"
    scene.here.assert_all_is_sent()
    scene.go_to(HALF_PAST_NINE, days=2)
    assert scene.gateway.sent == []
    awa.want_reminders(consent(ConsentKind.REMINDERS))
    scene.here.assert_all_is_sent()
    scene.there.sync()
    assert scene.there.worker(1).reminders(opened.person).wanted is True
    scene.go_to(timedelta(hours=8), days=4)
    assert len(scene.gateway.sent) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"n": 0},
        {"n": 2**40},
        {"n": "one"},
        {"reply": "AAAA"},
        {"reply": 7},
        {"order": []},
        {"order": {"at": "tomorrow"}},
        {"order": {"at": "9999-12-31T09:30", "zone": "UTC", "lang": "fr", "notices": []}},
    ],
)
def test_nonsense_that_somebody_sealed_hides_no_other_reminder(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe, changed: dict[str, object]
) -> None:
    """Whoever shares with the person may seal anything; a professional's program need not be
    this one."""
    assert isinstance(worker, LocalWorkerSession)
    good = only(worker.put_reminder(opened.person, scene.asked()).lines)
    vault, post = scene.here.post.ready_vault(), scene.here.post
    by = worker._reminding(opened.person)
    target = by.target(Sharing.SHARED)
    assert target is not None
    held = vault.statement(vault.item_heads(opened.person, ItemId(good.remind))[0].name)
    assert held is not None
    made = reseal_item(
        opened.person,
        {**open_metadata(held, by.keys), **changed},
        (),
        key=target.key,
        space=Sharing.SHARED,
        epoch=target.epoch,
        author=by.author,
        item=ItemId(b"x" * 16),
        ver=1,
        prev=(),
        at=post.now_s(),
        rng=post.rng,
    )
    with vault.transaction() as tx:
        tx.put_statement(made, queue=True)
    assert only(worker.reminders(opened.person).lines) == good
    assert only(scene.here.person(opened.login).reminders().lines).remind == good.remind


def test_nothing_is_ordered_before_the_person_was_asked(
    scene: Scene, worker: WorkerSession
) -> None:
    made = worker.open_safe(new_safe())
    assert worker.reminders(made.person).wanted is None
    with pytest.raises(Refused) as refused:
        worker.put_reminder(made.person, scene.asked())
    assert refused.value.message_key == "reminders.no_consent"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"days": 0}, "reminders.too_late"),
        ({"days": -3}, "reminders.too_late"),
        ({"appointment": datetime(9999, 12, 31, 23)}, "reminders.too_far"),
        ({"text": "x" * 90}, "reminders.too_long"),
        ({"text": "漢字" * 20}, "reminders.too_long"),
    ],
)
def test_what_cannot_be_sent_is_said_at_once(
    scene: Scene,
    worker: WorkerSession,
    opened: OpenedSafe,
    changes: dict[str, object],
    key: str,
) -> None:
    with pytest.raises(InvalidInput) as refused:
        worker.put_reminder(opened.person, scene.asked(**changes))  # type: ignore[arg-type]
    assert refused.value.message_key == key
    assert worker.reminders(opened.person).lines == ()


def test_a_mail_and_a_notice_that_still_fits_are_ordered(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    line = only(
        worker.put_reminder(opened.person, scene.asked(days=1, channel=Channel.EMAIL)).lines
    )
    assert (line.days, line.channel) == ((0,), Channel.EMAIL), "two days before is over"


def test_it_stands_in_the_journals_of_the_person_and_of_the_team(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    line = only(worker.put_reminder(opened.person, scene.asked()).lines)
    worker.call_off_reminder(opened.person, line.remind)
    worker.reminders(opened.person)
    awa: PersonSession = scene.here.person(opened.login)
    deeds = [each.deed for each in awa.accesses().accesses]
    assert deeds.count(Deed.REMINDED) == 2
    assert Deed.REMINDERS in deeds
    assert Deed.WANTED in deeds
    assert Deed.OTHER not in deeds
    assert TeamDeed.REMINDED.kind is TeamDeed.OPENED.kind


def test_a_page_that_looks_again_opens_no_paper_and_nothing_at_all_until_something_changed(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Avis", "Bail", "Courrier"):
        worker.file_paper(opened.person, new_paper(title))
    worker.put_reminder(opened.person, scene.asked())
    seen: list[bytes] = []

    def watched(statement: Statement, keys: Keys) -> dict[str, object]:
        seen.append(statement.id("item"))
        return open_metadata(statement, keys)

    monkeypatch.setattr(reminders, "open_metadata", watched)
    line = only(worker.reminders(opened.person).lines)
    assert seen == [line.remind], "papers are told from reminders without opening one"
    first = worker.reminders(opened.person, is_again=True)
    seen.clear()
    assert worker.reminders(opened.person, is_again=True) is first
    assert seen == []
    scene.here.assert_all_is_sent()
    assert only(worker.reminders(opened.person, is_again=True).lines).standing is Standing.PLANNED
    seen.clear()
    scene.here.clock.at += timedelta(days=5)
    assert only(worker.reminders(opened.person, is_again=True).lines).is_over, "the hour counts too"
    assert seen == [line.remind]


def test_looking_again_is_refused_once_the_sharing_ended_and_a_first_look_is_always_written(
    scene: Scene, worker: WorkerSession, opened: OpenedSafe
) -> None:
    person = scene.here.person(opened.login)

    def looks() -> int:
        return sum(each.deed is Deed.REMINDERS for each in person.accesses().accesses)

    assert looks() == 0
    for _ in range(3):
        worker.reminders(opened.person, is_again=True)
    assert looks() == 1, "who says again at the first look is written down all the same"
    person.stop_relay(worker.profile.structure)
    with pytest.raises(Refused, match=r"membership\.not_affiliated"):
        worker.reminders(opened.person, is_again=True)


def test_a_yes_to_another_question_orders_no_reminders(
    worker: WorkerSession, opened: OpenedSafe, scene: Scene
) -> None:
    person = scene.here.person(opened.login)
    with pytest.raises(Refused, match=r"consent\.missing"):
        person.want_reminders(consent(ConsentKind.TERMS))
    with pytest.raises(Refused, match=r"consent\.missing"):
        worker.want_reminders(opened.person, consent(ConsentKind.AFFILIATION))
