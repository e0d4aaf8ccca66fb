"""What the central server does, request by request, without HTTP.

Every method is short blocking work for one thread, takes parsed values and returns
values; a "no" is raised as `No`. What must agree commits in one transaction; what tells
the world about it (receipts, removed files, custody's turn) follows the commit.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from kiosk.crypto.encoding import b64, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import FORMAT_COSTS
from kiosk.crypto.records import MAX_PART_BYTES, Label, record_size
from kiosk.crypto.statements import Statement, parse
from kiosk.errors import KioskError
from kiosk.ports import Clock
from sync.protocol.codes import ErrorCode, RefusalCode
from sync.protocol.frames import Page, WholePart
from sync.protocol.journal import ChainProof, JournalPage, TreeHead
from sync.protocol.limits import BUNDLE_MAX_BYTES, PAGE_MAX_BYTES, PROTOCOL_VERSIONS
from sync.protocol.messages import (
    Account,
    Announcement,
    Answer,
    Answers,
    AnswerStatus,
    Hello,
    PageHead,
    PartAnswer,
    PartAnswers,
    PartFate,
    Presence,
    PresentRequest,
    Purge,
    SessionGrant,
    SessionRequest,
    StructureState,
)
from sync.protocol.reminders import Fates
from sync.protocol.search import SearchAnswer, SearchRequest
from sync.server import journal, lives, searches, sights
from sync.server.acceptance import (
    Acceptance,
    Batch,
    Post,
    RefusedVerdict,
    Sender,
    StoredVerdict,
    Verdict,
    WaitingVerdict,
)
from sync.server.ahead import Ahead
from sync.server.custody.port import Custodian, Entrusted, Locked, Place
from sync.server.doors import Doors
from sync.server.keys.port import Keys
from sync.server.maintenance import Act, maintenance, note_schema
from sync.server.metrics import Metrics
from sync.server.no import No
from sync.server.operator_messages import AgreementTold
from sync.server.parts.port import HashMismatch, Parts, Received, TooLong, WrongOffset
from sync.server.removal import remove_gone
from sync.server.shelf import ROOT_MARK, Shelf
from sync.server.store import agreements, part_rows, records, world
from sync.server.store.database import Database, Rows
from sync.server.store.part_rows import PartRow, PartState
from sync.server.store.records import Audience, Kept
from sync.server.together import Together

__all__ = ["LEASE_S", "CentralServer"]

log = logging.getLogger("reconnect.server")

LEASE_S = 7 * 86400
"""How long workers may sign in at a post that does not reach the server (DER-08)."""
UNCLAIMED_S = 7 * 86400
"""A part that no item names goes after this long, complete or not."""
SETTLED_S = 3600
"""A file this old without a row is nobody's; a younger one may be about to get its row."""
PART_BYTES_MAX = record_size(Label.DATA, MAX_PART_BYTES)


@dataclass(slots=True)
class _Arrival:
    """A part whose bytes are on the disk, and what came of recording it."""

    post: Post
    part: bytes
    sha256: bytes
    size: int
    is_checked: bool
    """Whether its bytes were hashed just now. Bytes that somebody else left are hashed before
    they count: the power may have gone between their file and its row."""
    state: PartState = PartState.STORED
    no: No | None = None


@dataclass(slots=True)
class CentralServer:
    """The server's acts over its store, its parts, its custody and its keys.

    `ring` is called after each commit that may be news to somebody, from any thread.
    """

    database: Database
    parts: Parts
    custody: Custodian
    keys: Keys
    doors: Doors
    clock: Clock
    announcements: Callable[[], tuple[Announcement, ...]] = tuple
    refresh_announcements: Callable[[], None] = lambda: None
    """What of them has to be signed anew is, between requests."""
    lease_s: int = LEASE_S
    ring: Callable[[], None] = lambda: None
    metrics: Metrics = field(default_factory=Metrics, repr=False)
    _heads: journal.Heads = field(init=False, repr=False)
    _shelf: Shelf = field(init=False, repr=False)
    _ahead: Ahead = field(init=False, repr=False)
    _acceptance: Acceptance = field(init=False, repr=False)
    _arrivals: Together[Sequence[_Arrival]] = field(init=False, repr=False)
    _custody_turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._heads = journal.Heads(self.keys)
        self._shelf = Shelf(self.keys)
        self._ahead = Ahead()
        self._acceptance = Acceptance(self._shelf, self._ahead)
        self._arrivals = Together(self._settle_all)
        with self.database.writing() as rows:
            lives.begin(rows, self.doors.rng)
            note_schema(rows, now=self.now())
        self.metrics.watch("parts_awaited", lambda: self._unfinished(PartState.AWAITED))
        self.metrics.watch("parts_coming", lambda: self._unfinished(PartState.COMING))

    # Who speaks.

    def hello(self) -> Hello:
        return Hello(
            protocol=PROTOCOL_VERSIONS,
            time=self.now(),
            server=self.keys.server,
            ed=self.keys.receipt_ed,
            custody=self.custody.public,
            announcements=self.announcements(),
        )

    def challenge(self, device: bytes) -> bytes:
        return self.doors.challenge(device, now=self.now())

    def enter(self, request: SessionRequest) -> SessionGrant:
        """Let a device in and renew its lease, unless its structure is suspended or over."""
        now = self.now()
        token, expires, post = self.doors.enter(request, now=now)
        with self.database.reading() as rows:
            sequence = records.last_number(rows)
            posts = self.doors.others_seen(rows, post)
        is_active = post.state is StructureState.ACTIVE
        return SessionGrant(
            token=token,
            expires=expires,
            lease_until=now + self.lease_s if is_active else now,
            structure_state=post.state,
            sequence=sequence,
            posts=posts,
        )

    def post(self, token: str) -> Post:
        """Return the device of a token. Raises No."""
        with self.database.reading() as rows:
            return self.doors.post(rows, token, now=self.now())

    def enrol(self, untrusted_wire: bytes) -> list[bytes]:
        """Turn a ticket into a post; return the statements of its structure.

        The same device statement again gets the same answer: a cut line burns no ticket.
        """
        try:
            statement = parse(untrusted_wire)
        except CannotOpen as error:
            raise No(ErrorCode.MALFORMED) from error
        if statement.type != "device" or statement.text("state") != "active":
            raise No(ErrorCode.MALFORMED)
        now = self.now()
        with self.database.writing() as rows:
            ticket = world.ticket(rows, statement.by)
            if ticket is None or ticket.structure != statement.id("structure"):
                raise No(ErrorCode.TICKET_UNKNOWN)
            device = world.device(rows, statement.id("device"))
            is_again = device is not None and device.is_active and device.name == statement.name
            if not is_again:
                if ticket.device:
                    raise No(ErrorCode.TICKET_USED)
                if ticket.expires_at <= now:
                    raise No(ErrorCode.TICKET_EXPIRED)
                match self._acceptance.enrol(rows, statement, now=now):
                    case StoredVerdict():
                        world.use_ticket(rows, ticket.ticket, statement.id("device"))
                    case RefusedVerdict(code=RefusalCode.BAD_SIGNATURE):
                        raise No(ErrorCode.BAD_PROOF)
                    case _:
                        raise No(ErrorCode.NOT_ALLOWED)
            found = self._world_of(rows, ticket.structure)
        self.ring()
        return found

    # Statements in and out.

    def accept(self, sender: Sender, untrusted_wires: Sequence[bytes]) -> Answers:
        """Judge and store a batch; receipts are signed once it is committed.

        It is committed in turns: each statement stands by itself, and who sends a part or
        signs in need not wait for 500 of them. One turn is signed while the next is judged.
        """
        now = self.now()
        answers: list[Callable[[], tuple[Answer, ...]]] = []
        for turn in self._ahead.turns(untrusted_wires):
            with self.database.writing() as rows:
                batch = self._acceptance.accept(rows, turn, sender, now=now)
            self._after(batch)
            sign = partial(self._answers, batch.verdicts)
            answers.append(sign if turn.is_last else self._ahead.beside(sign))
        found = tuple(itertools.chain.from_iterable(each() for each in answers))
        return Answers(found, self._place())

    def changes(self, post: Post, cursor: str, *, limit: int, spare_own: bool = False) -> Page:
        """Return what this device is told after `cursor` ("" at first), what it sent itself by
        name alone when it asks for that."""
        if post.state is StructureState.ENDED:
            raise No(ErrorCode.STRUCTURE_ENDED)
        with self.database.reading() as rows:
            after = self._position(rows, cursor)
            page = records.changes(
                rows,
                (post.structure, post.device),
                after,
                limit=limit,
                max_bytes=PAGE_MAX_BYTES,
                now=self.now(),
            )
            place = self._cursor(rows, page.next)
        purges = tuple(
            Purge.read(parse_canon(line.forget)) for line in page.lines if line.statement is None
        )
        kept = [line.statement for line in page.lines if line.statement is not None]
        own = [each for each in kept if spare_own and each.device == post.device]
        others = [each for each in kept if not (spare_own and each.device == post.device)]
        head = PageHead(place, page.more, purges)
        return Page(head, tuple(self._shelf.wires(others)), tuple(each.name for each in own))

    # Accounts.

    def account(self, login: str) -> Account:
        """Return what a session needs to derive `auth`; for a login nobody has, always the
        same made-up values."""
        made_up = self.keys.digest("account", login.encode())
        with self.database.reading() as rows:
            # The same work for a login nobody has, so that time tells no more than the answer.
            id = world.id_of_login(rows, login)
            found = world.credential(rows, id or made_up[:16])
        if id is None or found is None:
            costs = FORMAT_COSTS
            return Account(made_up[:16], made_up[16:], costs.m, costs.t, costs.p, 1)
        return Account(id, found.salt, found.m, found.t, found.p, found.ver)

    def present(self, post: Post, request: PresentRequest) -> Presence:
        """Show a person to this device for 30 days, once custody says it is them."""
        if post.state is StructureState.ENDED:
            raise No(ErrorCode.STRUCTURE_ENDED)
        account = self.keys.digest("login", request.login.encode())
        with self.database.reading() as rows:
            id = world.id_of_login(rows, request.login)
            is_person = world.person(rows, id or account[:16]) is not None
            person = id if is_person else None
        self.serve_custody()
        match self.custody.check(account, person, request.auth):
            case Locked(seconds):
                self._note_present(post, person, "person_locked")
                raise No(ErrorCode.LOCKED, seconds=seconds, retry_after_s=seconds)
            case True if person is not None:
                pass
            case _:
                self._note_present(post, person, "person_refused")
                raise No(ErrorCode.BAD_PROOF)
        now = self.now()
        with self.database.writing() as rows:
            sights.show_person(rows, post.device, person, until=now + sights.SIGHT_S, now=now)
            journal.act(rows, "person_shown", now=now, person=person, device=post.device)
        self.ring()
        return Presence(person)

    def search(self, post: Post, request: SearchRequest) -> SearchAnswer:
        """Let custody answer a professional who looks for a safe (SHR-03)."""
        self.serve_custody()
        return searches.search(
            self.database, self._shelf, self.custody, post, request, now=self.now()
        )

    def fates_of(self, post: Post, person: bytes) -> Fates:
        """Let custody tell what became of a person's reminders, in boxes that open for whoever
        may read the reminder itself.

        Raises No(NOT_FOUND) for a person this device does not see.
        """
        with self.database.reading() as rows:
            viewers = (post.structure, post.device)
            if not records.sees_whole(rows, viewers, person, now=self.now()):
                raise No(ErrorCode.NOT_FOUND)
        return Fates(tuple(self.custody.fates(person)))

    def serve_custody(self) -> None:
        """Hand custody what was entrusted to it since the last time."""
        with self._custody_turn:
            self.custody.take_in(self._entrusted)

    # The journal.

    def journal_head(self, _post: Post, known: int) -> TreeHead:
        """Return the tree's signed head, proved to continue the `known` first entries."""
        with self.database.reading() as rows:
            return self._heads.head(rows, known, now=self.now())

    def journal_of(
        self, post: Post, about: bytes, after: int, size: int, since: int = 0
    ) -> JournalPage:
        """Return what the tree of `size` says of a person this device may see (TRC-02), or of
        what its own structure's team did at other posts (TRC-12), come here since then.

        Raises No(NOT_FOUND) for any other, known or not, and for a tree not reached yet.
        """
        with self.database.reading() as rows:
            viewers = (post.structure, post.device)
            if size > journal.size_of(rows):
                raise No(ErrorCode.NOT_FOUND)
            if about == post.structure:
                return journal.team_page_of(rows, about, post.device, after, size, since=since)
            if not records.sees_whole(rows, viewers, about, now=self.now()):
                raise No(ErrorCode.NOT_FOUND)
            return journal.page_of(rows, about, after, size)

    def journal_chain(self, post: Post, chain: str, size: int) -> ChainProof:
        """Return the proof that the last entry of a post's own chain is in the tree of `size`.

        Raises No(NOT_FOUND) when the tree of that size has it not, or nothing is known of it.
        """
        with self.database.reading() as rows:
            place = world.journal_place(rows, post.device, chain)
            if place is None or not place < size <= journal.size_of(rows):
                raise No(ErrorCode.NOT_FOUND)
            seq, h = world.journal_head(rows, post.device, chain)
            return ChainProof(seq, h, place, journal.proof_of(rows, place, size))

    def _note_present(self, post: Post, person: bytes | None, action: str) -> None:
        """Write that somebody was tried here; for a login nobody has as well, so that neither
        the answer nor its work tells who has a safe."""
        with self.database.writing() as rows:
            journal.act(rows, action, now=self.now(), person=person, device=post.device)

    # Parts.

    def part_offset(self, post: Post, part: bytes) -> tuple[int, int]:
        """Return (how much of a part is here, its length). Raises No(NOT_FOUND)."""
        with self.database.reading() as rows:
            found = part_rows.part(rows, part)
        if found is None or not self._may_send(post, found):
            raise No(ErrorCode.NOT_FOUND)
        if found.state is PartState.GONE:
            return found.size, found.size
        received = self.parts.received(part)
        if not received.is_complete and received.offset == found.size:
            # All its bytes are here, yet nobody checked them before a crash: told that
            # nothing is missing, its sender would take it for kept.
            received = self._receive(part, received.offset, b"", found.sha256, found.size)
        if received.is_complete and found.state is not PartState.STORED:
            self._settle_one(_Arrival(post, part, found.sha256, found.size, is_checked=False))
        return received.offset, found.size

    def receive_part(
        self, post: Post, part: bytes, offset: int, piece: bytes, *, sha256: bytes, size: int
    ) -> int:
        """Keep a piece and return the new offset. Raises No.

        A part in one piece, as most are, costs one transaction: after its bytes are there.
        """
        if post.state is StructureState.ENDED:
            raise No(ErrorCode.STRUCTURE_ENDED)
        if not 0 < size <= PART_BYTES_MAX:
            raise No(ErrorCode.TOO_LARGE)
        with self.database.reading() as rows:
            found = part_rows.part(rows, part)
        if found is not None:
            self._check_same(post, found, sha256, size)
            if found.state in {PartState.STORED, PartState.GONE}:
                return size  # there already, or nobody gets it any more: nothing to send
        if len(piece) < size and (found is None or found.state is PartState.AWAITED):
            with self.database.writing() as rows:
                self._put_part(rows, post, part, sha256, size, PartState.COMING)
        received = self._receive(part, offset, piece, sha256, size)
        if received.is_complete:
            self._settle_one(_Arrival(post, part, sha256, size, is_checked=received.is_new))
        return received.offset

    def receive_parts(self, post: Post, wholes: Sequence[WholePart]) -> PartAnswers:
        """Keep parts that came whole; each succeeds or fails by itself.

        All of them cost one transaction, after their bytes are there. Raises No.
        """
        if post.state is StructureState.ENDED:
            raise No(ErrorCode.STRUCTURE_ENDED)
        fates: dict[bytes, PartFate] = {}
        with self.database.reading() as rows:
            for whole in wholes:
                fate = self._known_fate(rows, post, whole)
                if fate is not None:
                    fates[whole.part] = fate
        fresh: list[WholePart] = []
        for whole in wholes:
            if whole.part in fates:
                continue
            if hashlib.sha256(whole.content).digest() == whole.sha256:
                fresh.append(whole)
            else:
                fates[whole.part] = PartFate.HASH_MISMATCH
        are_new = self.parts.keep(fresh) if fresh else []  # a full disk has room for nothing new
        arrivals = [
            _Arrival(post, whole.part, whole.sha256, len(whole.content), is_checked=is_new)
            for whole, is_new in zip(fresh, are_new, strict=True)
        ]
        self._settle(arrivals)
        fates |= {each.part: _fate(each.no) for each in arrivals}
        return PartAnswers(tuple(PartAnswer(whole.part, fates[whole.part]) for whole in wholes))

    def _known_fate(self, rows: Rows, post: Post, whole: WholePart) -> PartFate | None:
        """Return what becomes of a part whatever its bytes are; None when they decide."""
        found = part_rows.part(rows, whole.part)
        if found is None:
            return None
        try:
            self._check_same(post, found, whole.sha256, len(whole.content))
        except No:
            return PartFate.NOT_ALLOWED
        is_over = found.state in {PartState.STORED, PartState.GONE}
        return PartFate.STORED if is_over else None

    def _receive(
        self, part: bytes, offset: int, piece: bytes, sha256: bytes, size: int
    ) -> Received:
        """Hand a piece to the store; a part whose bytes all lie there is checked now. Raises No."""
        try:
            try:
                return self.parts.receive(part, offset, piece, sha256=sha256, size=size)
            except WrongOffset as error:
                if error.offset != size:
                    raise
                return self.parts.receive(part, size, b"", sha256=sha256, size=size)
        except WrongOffset as error:
            raise No(ErrorCode.WRONG_OFFSET, offset=error.offset) from error
        except TooLong as error:
            raise No(ErrorCode.TOO_LARGE) from error
        except HashMismatch as error:
            raise No(ErrorCode.HASH_MISMATCH, offset=0) from error

    def readable_part(self, post: Post, part: bytes) -> int:
        """Return the size of a part whose item this device may see. Raises No(NOT_FOUND)."""
        if post.state is StructureState.ENDED:
            raise No(ErrorCode.STRUCTURE_ENDED)
        with self.database.reading() as rows:
            size = self._readable_size(rows, post, part)
        if not size:
            raise No(ErrorCode.NOT_FOUND)
        return size

    def readable_parts(self, post: Post, parts: Sequence[bytes]) -> list[int]:
        """Return the size of each part, 0 where `readable_part` would say no.

        Raises No(TOO_LARGE) for more than a bundle holds.
        """
        if post.state is StructureState.ENDED:
            raise No(ErrorCode.STRUCTURE_ENDED)
        with self.database.reading() as rows:
            sizes = [self._readable_size(rows, post, part) for part in parts]
        if sum(sizes) > BUNDLE_MAX_BYTES:
            raise No(ErrorCode.TOO_LARGE)
        return sizes

    def _readable_size(self, rows: Rows, post: Post, part: bytes) -> int:
        """Return the size of a part whose item this device may see, else 0."""
        found = part_rows.part(rows, part)
        if found is None or found.state is not PartState.STORED:
            return 0
        if found.owner:
            viewers = (post.structure, post.device)
            is_seen = records.sees_whole(rows, viewers, found.owner, now=self.now())
        else:
            is_seen = found.device == post.device
        return found.size if is_seen else 0

    # The operator.

    def set_root(self, ed: bytes) -> None:
        """Serve this network root from now on; the first one told stays (409 for another)."""
        with self.database.writing() as rows:
            held = world.mark(rows, ROOT_MARK)
            if held not in {None, ed}:
                raise No(ErrorCode.NOT_ALLOWED, status=409)
            world.put_mark(rows, ROOT_MARK, ed)
            if held is None:
                maintenance(rows, Act.ROOT_SET, now=self.now(), root=ed)

    def set_structure_state(self, structure: bytes, state: StructureState) -> None:
        """Suspend, end or take back a structure (ROL-28, ROL-33)."""
        with self.database.writing() as rows:
            if not world.set_structure_state(rows, structure, state.value):
                raise No(ErrorCode.NOT_FOUND)
            done = f"structure_{state.value}"
            journal.act(rows, done, now=self.now(), structure=structure)

    def set_agreement(self, told: AgreementTold) -> None:
        """Keep from when to when a structure may use the server (ROL-33)."""
        if told.agreement.ends_at <= told.agreement.starts_at:
            raise No(ErrorCode.MALFORMED, status=422)
        with self.database.writing() as rows:
            if world.structure(rows, told.structure) is None:
                raise No(ErrorCode.NOT_FOUND)
            agreements.put_agreement(rows, told.structure, told.agreement)
            maintenance(
                rows,
                Act.AGREEMENT,
                now=self.now(),
                structure=told.structure,
                starts_at=told.agreement.starts_at,
                ends_at=told.agreement.ends_at,
            )

    def cancel_code(self, ticket: bytes) -> None:
        """End an enrolment code nobody used. Raises No(NOT_FOUND) for any other."""
        with self.database.writing() as rows:
            if not agreements.cancel_code(rows, ticket, now=self.now()):
                raise No(ErrorCode.NOT_FOUND)
            maintenance(rows, Act.CODE_CANCELLED, now=self.now(), ticket=ticket)

    def overview(self) -> dict[str, object]:
        """Return structures with members and devices, as the operator's tool lists them."""
        with self.database.reading() as rows:
            root = world.mark(rows, ROOT_MARK)
            return {
                "server": self.keys.server.hex(),
                "root": b64(root) if root else "",
                "structures": [self._listed(rows, each) for each in world.structures(rows)],
            }

    def sweep(self) -> None:
        """Do what time brings: ended sights, old tokens, parts nobody names."""
        now = self.now()
        with self.database.writing() as rows:
            self.doors.sweep(rows, now=now)
            ended = sights.end_sights(rows, now=now)
            trimmed = journal.trim(rows, now=now)
            unclaimed = part_rows.abandoned(rows, before=now - UNCLAIMED_S)
            for part in unclaimed:
                part_rows.forget_part(rows, part)
            if trimmed or unclaimed:
                maintenance(rows, Act.SWEEP, now=now, journal=trimmed, parts=len(unclaimed))
        remove_gone(self.database, self.parts, unclaimed)
        # Listed before the store is read: what is listed and has no row then never gets one.
        there = [*self.parts.stored_before(SETTLED_S), *self.parts.idle_uploads(UNCLAIMED_S)]
        with self.database.reading() as rows:
            left_over = part_rows.gone(rows, there)
        removed = remove_gone(self.database, self.parts, left_over)
        if ended:
            self.ring()
        log.info(
            "swept",
            extra={
                "sights": ended,
                "unclaimed": len(unclaimed),
                "files": removed,
                "journal": trimmed,
            },
        )
        self.custody.sweep()

    def readiness(self) -> dict[str, bool]:
        """Return which pieces answer: each is asked what the next request would ask of it."""
        asked: dict[str, Callable[[], object]] = {
            "database": self._last_number,
            "parts": lambda: self.parts.received(bytes(16)),
            "keys": lambda: self.keys.receipts([(bytes(32), 0)]),  # no statement is number 0
            "custody": self.serve_custody,
        }
        return {name: _answers(ask) for name, ask in asked.items()}

    def now(self) -> int:
        return int(self.clock.now().timestamp())

    def close(self) -> None:
        """End what runs beside, then close the store and custody."""
        self._ahead.close()
        self.database.close()
        self.custody.close()

    # Within.

    def _after(self, batch: Batch) -> None:
        remove_gone(self.database, self.parts, batch.parts_gone)
        if any(isinstance(v, StoredVerdict) and v.is_new for v in batch.verdicts):
            self.ring()
        kinds = Counter(_status(verdict).value for verdict in batch.verdicts)
        codes = Counter(v.code.value for v in batch.verdicts if isinstance(v, RefusedVerdict))
        self.metrics.judged(kinds, codes)
        log.info("accepted", extra=dict(kinds))

    def _last_number(self) -> int:
        with self.database.reading() as rows:
            return records.last_number(rows)

    def _unfinished(self, state: PartState) -> int:
        with self.database.reading() as rows:
            return part_rows.unfinished(rows).get(state, 0)

    def _answers(self, verdicts: Sequence[Verdict]) -> tuple[Answer, ...]:
        """Say what came of each; all receipts are signed in one go."""
        kept = [(v.name, v.sequence) for v in verdicts if isinstance(v, StoredVerdict)]
        receipts = iter(self.keys.receipts(kept))
        return tuple(self._answer(verdict, receipts) for verdict in verdicts)

    @staticmethod
    def _answer(verdict: Verdict, receipts: Iterator[bytes]) -> Answer:
        match verdict:
            case StoredVerdict(name, sequence, is_new):
                status = AnswerStatus.STORED if is_new else AnswerStatus.KNOWN
                return Answer(name, status, sequence=sequence, receipt=next(receipts))
            case WaitingVerdict(name, missing):
                return Answer(name, AnswerStatus.WAITING, missing=missing)
            case RefusedVerdict(name, code):
                return Answer(name, AnswerStatus.REFUSED, code=code.value)

    def _world_of(self, rows: Rows, structure: bytes) -> list[bytes]:
        """Return a structure's own statements, those that make its world, oldest first."""
        found = rows.all(
            "SELECT owner, name, seq, is_wrapped, wire FROM statement WHERE owner = ?"
            " AND audience < ? AND type IN ('charter', 'skey', 'mkey', 'skprev', 'member',"
            " 'ticket', 'device', 'cred') ORDER BY seq",
            (structure, int(Audience.NOBODY)),
        )
        return [
            self._shelf.wire(Kept(bytes(o), bytes(n), int(s), bool(w), bytes(wire)))
            for o, n, s, w, wire in found
        ]

    def _place(self) -> str:
        """Return where the list stands, in the present life: past everything acknowledged so far,
        of this batch or before; "" while it is empty."""
        with self.database.reading() as rows:
            number = records.last_number(rows)
            return self._cursor(rows, number) if number else ""

    def _cursor(self, rows: Rows, position: int) -> str:
        return f"{self.keys.server.hex()}.{lives.latest(rows).hex()}.{position}"

    def _position(self, rows: Rows, cursor: str) -> int:
        """Return where a cursor points. Raises No(BAD_CURSOR) for one that is not of this
        store: another server's, or of a time that a restored backup knows nothing of."""
        if not cursor:
            return 0
        server, _, place = cursor.partition(".")
        life, _, number = place.partition(".")
        is_number = number.isascii() and number.isdigit() and len(number) < 20
        if server != self.keys.server.hex() or not is_number:
            raise No(ErrorCode.BAD_CURSOR)
        end = lives.end_of(rows, life)
        if end is None or int(number) > end:
            raise No(ErrorCode.BAD_CURSOR)
        return int(number)

    def _entrusted(self, place: Place) -> list[Entrusted]:
        """Return the next of what was entrusted; what was deleted since is passed over.

        All of it again where custody stands at a statement that this store does not have
        there: records were restored and custody was not.
        """
        found: list[Entrusted] = []
        with self.database.reading() as rows:
            last = rows.one("SELECT name FROM custody_inbox WHERE seq = ?", (place.sequence,))
            is_ours = last is not None and bytes(last[0]) == place.name
            after = place.sequence if is_ours else 0
            while not found:
                waiting = rows.all(
                    "SELECT seq, owner, name FROM custody_inbox WHERE seq > ?"
                    " ORDER BY seq LIMIT 20",
                    (after,),
                )
                if not waiting:
                    break
                for sequence, owner, name in waiting:
                    kept = records.kept_statement(rows, bytes(owner), bytes(name))
                    if kept is not None:
                        found.append(Entrusted(int(sequence), parse(self._shelf.wire(kept))))
                after = int(waiting[-1][0])
        return found

    def _put_part(
        self, rows: Rows, post: Post, part: bytes, sha256: bytes, size: int, state: PartState
    ) -> PartState:
        """Record how far a part is, unless it is further or gone; return how far it is.

        One that came for a paper which is here already (a restored server had lost it) takes
        a number: were it lost once more, no statement's number would tell.
        """
        found = part_rows.part(rows, part)
        if found is not None:
            self._check_same(post, found, sha256, size)
            if found.state in {state, PartState.STORED, PartState.GONE}:
                return found.state
        row = PartRow(
            part=part,
            owner=found.owner if found else b"",
            device=post.device,
            structure=post.structure,
            sha256=sha256,
            size=size,
            state=state,
        )
        part_rows.put_part(rows, row, now=self.now())
        if row.owner and state is PartState.STORED:
            records.next_number(rows)
        return state

    def _settle_one(self, arrival: _Arrival) -> None:
        self._settle([arrival])
        if arrival.no is not None:
            raise arrival.no

    def _settle(self, arrivals: Sequence[_Arrival]) -> None:
        """Record that parts are there; what speaks against one is its `no` then."""
        for each in arrivals:
            if not each.is_checked and self.parts.sha256(each.part) != each.sha256:
                self.parts.remove(each.part)
                each.no = No(ErrorCode.HASH_MISMATCH, offset=0)
        good = [each for each in arrivals if each.no is None]
        if good:
            self._arrivals.add(good)
        for each in good:
            if each.state is PartState.GONE:  # no longer shared while it came
                self.parts.remove(each.part)

    def _settle_all(self, groups: Sequence[Sequence[_Arrival]]) -> None:
        with self.database.writing() as rows:
            for each in itertools.chain.from_iterable(groups):
                try:
                    each.state = self._put_part(
                        rows, each.post, each.part, each.sha256, each.size, PartState.STORED
                    )
                except No as no:  # said before anything of this one was written
                    each.no = no

    def _check_same(self, post: Post, found: PartRow, sha256: bytes, size: int) -> None:
        if not self._may_send(post, found) or (found.sha256, found.size) != (sha256, size):
            raise No(ErrorCode.NOT_ALLOWED, status=409)

    @staticmethod
    def _may_send(post: Post, found: PartRow) -> bool:
        """The structure whose post brought the part, or the item that names it, sends it."""
        return found.structure == post.structure

    def _listed(self, rows: Rows, found: world.StructureRow) -> dict[str, object]:
        members = [
            self._shelf.named(rows, found.structure, each.name)
            for each in world.members_of(rows, found.structure)
        ]
        devices = [
            self._shelf.named(rows, found.structure, each.name)
            for each in world.devices_of(rows, found.structure)
        ]
        lasts = agreements.agreement(rows, found.structure)
        return {
            "structure": found.structure.hex(),
            "name": found.name,
            "state": agreements.state_of(
                rows, found.structure, StructureState(found.state), now=self.now()
            ).value,
            "agreement": {"starts_at": lasts.starts_at, "ends_at": lasts.ends_at} if lasts else {},
            "codes": [
                {
                    "ticket": code.ticket.hex(),
                    "expires_at": code.expires_at,
                    "device": code.device.hex(),
                }
                for code in agreements.codes_of(rows, found.structure)
            ],
            "members": [_fields(st, "pro", "login", "name", "role", "state") for st in members],
            "devices": [_fields(st, "device", "ed", "x", "state", "n", "place") for st in devices],
        }


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (KioskError, OSError) as error:
        key = error.message_key if isinstance(error, KioskError) else type(error).__name__
        log.warning("not ready", extra={"key": key})
        return False
    return True


def _fate(no: No | None) -> PartFate:
    match no and no.code:
        case None:
            return PartFate.STORED
        case ErrorCode.HASH_MISMATCH:
            return PartFate.HASH_MISMATCH
        case _:
            return PartFate.NOT_ALLOWED


def _status(verdict: Verdict) -> AnswerStatus:
    match verdict:
        case StoredVerdict(is_new=is_new):
            return AnswerStatus.STORED if is_new else AnswerStatus.KNOWN
        case WaitingVerdict():
            return AnswerStatus.WAITING
        case RefusedVerdict():
            return AnswerStatus.REFUSED


def _fields(statement: Statement, *keys: str) -> dict[str, object]:
    return {key: statement.body[key] for key in keys}
