"""A person at the terminal without keys or stores: papers and relays kept in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from kiosk.capture.antivirus.screening import Checked, FileHeld
from kiosk.capture.file_kinds import FileKind
from kiosk.domain.ids import ItemId, PersonId, StructureId
from kiosk.errors import KioskError, Refused
from kiosk.flows.api import (
    Access,
    Accesses,
    Evidence,
    KeptFile,
    NewPaper,
    NewReminder,
    Paper,
    PaperContent,
    PaperKind,
    Relay,
    Reminders,
    SessionSummary,
    Sharing,
)
from kiosk.session.channel import Who
from tests.fakes.desk import FakeWorker
from tests.fakes.reminders import MemoryReminders

__all__ = ["LOGIN", "PASSWORD", "FakeDoor", "FakePersonSession", "Side", "paper", "relay"]

LOGIN, PASSWORD = "awa.d-7k3f", "Kz7bq!xptw"
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def paper(
    number: int = 1, title: str = "Avis d’impôt", sharing: Sharing = Sharing.PRIVATE
) -> Paper:
    """Return a paper that says something different for each number."""
    item = ItemId(bytes([number]) * 16)
    return Paper(item, title, PaperKind.TAX_NOTICE, sharing, 2, AT, "", is_here=True)


def relay(number: int = 1, name: str = "Relais du Port") -> Relay:
    return Relay(StructureId(bytes([number]) * 16), name, AT, is_waiting=False, shared_papers=2)


@dataclass(slots=True)
class FakePersonSession:
    """`PersonSession`; `errors` holds what a call raises next, by its name."""

    held: list[Paper] = field(default_factory=list)
    relays_held: list[Relay] = field(default_factory=list)
    given_names: str = "Awa"
    family_name: str = "Diop"
    login: str = LOGIN
    language: str = "fr"
    must_accept_terms: bool = False
    errors: dict[str, KioskError] = field(default_factory=dict)
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    is_closed: bool = False
    pdf: bytes = b"%PDF-"
    printed: list[ItemId] = field(default_factory=list)
    changed: int = 0
    looked: list[Access] = field(default_factory=list)
    told_at: datetime | None = None
    alarm_key: str | None = None
    asked_elsewhere: int = 0
    copied: list[ItemId] = field(default_factory=list)
    reminding: MemoryReminders = field(default_factory=MemoryReminders)

    @property
    def person(self) -> PersonId:
        return PersonId(b"\x07" * 16)

    def accept_terms(self, version: str, text_sha256: bytes) -> None:
        self._may_fail("accept_terms")
        self.accepted.append((version, text_sha256))
        self.must_accept_terms = False

    def find_papers(self, text: str) -> Sequence[Paper]:
        self._may_fail("find_papers")
        return [paper for paper in self.held if text.lower() in paper.title.lower()]

    def reminders(self, *, is_again: bool = False) -> Reminders:
        self._may_fail("reminders")
        return self.reminding.look()

    def put_reminder(self, new: NewReminder, remind: bytes | None = None) -> Reminders:
        self._may_fail("put_reminder")
        return self.reminding.put(new, remind)

    def call_off_reminder(self, remind: bytes) -> Reminders:
        self._may_fail("call_off_reminder")
        return self.reminding.call_off(remind)

    def want_reminders(self, evidence: Evidence) -> Reminders:
        self._may_fail("want_reminders")
        return self.reminding.want(evidence)

    def papers(self) -> Sequence[Paper]:
        self._may_fail("papers")
        return list(self.held)

    def read(self, item: ItemId) -> PaperContent:
        self._may_fail("read")
        return PaperContent(self._find(item), self.pdf)

    def unchecked_file(self, seen: Collection[ItemId]) -> tuple[ItemId, KeptFile] | None:
        self._may_fail("unchecked_file")
        marked = (each for each in self.held if each.is_unchecked and each.item not in seen)
        found = next(marked, None)
        return None if found is None else (found.item, KeptFile(b"came", "application/pdf"))

    def file_looked_at(self, item: ItemId, outcome: Checked | FileHeld) -> bool:
        self._may_fail("file_looked_at")
        before = self._find(item)
        is_held = isinstance(outcome, FileHeld)
        after = replace(before, is_unchecked=False, is_file_held=is_held)
        self.held[self.held.index(before)] = after
        return True

    def original(self, item: ItemId) -> KeptFile:
        self._may_fail("original")
        self._find(item)
        return KeptFile(b"as it came", FileKind.ODT.value, "odt")

    def note_copied(self, item: ItemId) -> None:
        self._may_fail("note_copied")
        self.copied.append(item)

    def record_print(self, item: ItemId) -> None:
        self._may_fail("record_print")
        self.printed.append(item)

    def file_paper(self, paper: NewPaper) -> ItemId:
        raise NotImplementedError

    def set_sharing(self, item: ItemId, sharing: Sharing) -> Paper:
        self._may_fail("set_sharing")
        before = self._find(item)
        after = replace(before, sharing=sharing)
        self.held[self.held.index(before)] = after
        self.changed += 1
        return after

    def relays(self) -> Sequence[Relay]:
        self._may_fail("relays")
        return list(self.relays_held)

    def stop_relay(self, structure: StructureId) -> None:
        self._may_fail("stop_relay")
        self.relays_held = [each for each in self.relays_held if each.structure != structure]
        self.changed += 1

    def accesses(self) -> Accesses:
        self._may_fail("accesses")
        return Accesses(tuple(self.looked), self.told_at, self.alarm_key)

    def ask_elsewhere(self) -> None:
        self.asked_elsewhere += 1

    def summary(self) -> SessionSummary:
        return SessionSummary(0, len(self.printed), self.changed)

    def close(self) -> None:
        self._may_fail("close")
        self.is_closed = True

    def _find(self, item: ItemId) -> Paper:
        return next(each for each in self.held if each.item == item)

    def _may_fail(self, name: str) -> None:
        if (error := self.errors.pop(name, None)) is not None:
            raise error


@dataclass(slots=True)
class FakeDoor:
    """`Entrance`: one person, one professional, as many wrong tries as `left` says."""

    session: FakePersonSession = field(default_factory=FakePersonSession)
    worker: FakeWorker = field(default_factory=FakeWorker)
    left: int = 9
    tried: list[tuple[str, str]] = field(default_factory=list)
    error: KioskError | None = None

    def person_sign_in(self, login: str, password: str) -> FakePersonSession:
        self._try(login, password)
        return self.session

    def worker_sign_in(self, login: str, password: str) -> FakeWorker:
        self._try(login, password)
        return self.worker

    def _try(self, login: str, password: str) -> None:
        self.tried.append((login, password))
        if self.error is not None:
            raise self.error
        if (login, password) != (LOGIN, PASSWORD):
            self.left -= 1
            if not self.left:
                raise Refused("sign_in.locked", seconds=30)
            raise Refused("sign_in.wrong_password", left=self.left)


@dataclass(slots=True)
class Side:
    """What the terminal told the supervisor, in order."""

    told: list[object] = field(default_factory=list)

    def signed_in(self, who: Who) -> None:
        self.told.append(who)

    def viewing(self, on: bool) -> None:
        self.told.append(("viewing", on))

    def busy(self, on: bool) -> None:
        self.told.append(("busy", on))

    def slow(self, on: bool) -> None:
        self.told.append(("slow", on))

    def finish(self, reason: str) -> None:
        self.told.append(reason)

    def leave(self) -> None:
        self.told.append("leave")
