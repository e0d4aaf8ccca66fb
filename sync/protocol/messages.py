"""The JSON messages of the wire as frozen values (PROTOCOL.md sections 3 to 6).

`encode` gives canonical JSON; `parse` reads outside bytes strictly and raises
`Malformed`. Ids and hashes are lower-case hex, other bytes base64url, times Unix
seconds of the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kiosk.crypto.encoding import b64, canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.domain.ids import ID_BYTES
from kiosk.domain.instants import LAST_S
from sync.protocol.codes import ErrorCode, error_key
from sync.protocol.fields import Fields, Malformed
from sync.protocol.limits import (
    ANNOUNCEMENTS_MAX,
    ANSWER_MAX_BYTES,
    BATCH_MAX_COUNT,
    BUNDLE_MAX_COUNT,
    CHALLENGE_BYTES,
    JSON_MAX_BYTES,
    POSTS_SEEN_MAX,
)

__all__ = [
    "PURGE_NAMED_MAX_COUNT",
    "Account",
    "Announcement",
    "Answer",
    "AnswerStatus",
    "Answers",
    "Challenge",
    "ChallengeRequest",
    "Failure",
    "Hello",
    "Missing",
    "PageHead",
    "PartAnswer",
    "PartAnswers",
    "PartFate",
    "PostSeen",
    "Presence",
    "PresentRequest",
    "Purge",
    "PurgeKind",
    "PurgeReason",
    "SessionGrant",
    "SessionRequest",
    "StructureState",
    "greatest_common",
]

ED_BYTES = 32
SIGNATURE_BYTES = 64
NAME_BYTES = 32
SALT_BYTES = 16
CURSOR_MAX_CHARACTERS = 512
MISSING_MAX_COUNT = 100
PURGE_MAX_COUNT = 500
PURGE_NAMED_MAX_COUNT = 1000
HEAD_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something the operator tells every post: a maintenance, 24 hours ahead (OPS-02)."""

    kind: str
    starts_at: int
    ends_at: int
    text: str

    @classmethod
    def read(cls, untrusted: object) -> Announcement:
        """Raises: Malformed."""
        fields = Fields(untrusted, "announcement")
        announcement = cls(
            kind=fields.text("kind", 40),
            starts_at=fields.number("starts_at"),
            ends_at=fields.number("ends_at"),
            text=fields.text("text", 1000),
        )
        fields.close()
        return announcement


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the server is and what it speaks; the only answer that needs no common version."""

    protocol: tuple[int, ...]
    time: int
    server: bytes
    ed: bytes
    """Public key of its receipts, pinned by the post at enrolment."""
    custody: bytes
    """X25519 public key to which posts box what only custody may use, pinned likewise."""
    announcements: tuple[Announcement, ...] = ()

    def encode(self) -> bytes:
        return canon(
            {
                "protocol": list(self.protocol),
                "time": self.time,
                "server": self.server.hex(),
                "ed": b64(self.ed),
                "custody": b64(self.custody),
                "announcements": [
                    {"kind": a.kind, "starts_at": a.starts_at, "ends_at": a.ends_at, "text": a.text}
                    for a in self.announcements
                ],
            }
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Hello:
        fields = Fields.parse(untrusted_body, "hello", JSON_MAX_BYTES)
        hello = cls(
            protocol=_versions(fields),
            time=fields.number("time", 0, LAST_S),
            server=fields.hexed("server"),
            ed=fields.sealed("ed", ED_BYTES),
            custody=fields.sealed("custody", ED_BYTES),
            announcements=tuple(
                Announcement.read(a) for a in fields.items("announcements", ANNOUNCEMENTS_MAX)
            ),
        )
        fields.close()
        return hello


@dataclass(frozen=True, slots=True)
class ChallengeRequest:
    """A device asks for bytes to sign."""

    device: bytes

    def encode(self) -> bytes:
        return canon({"device": self.device.hex()})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> ChallengeRequest:
        fields = Fields.parse(untrusted_body, "challenge request", JSON_MAX_BYTES)
        request = cls(device=fields.hexed("device"))
        fields.close()
        return request


@dataclass(frozen=True, slots=True)
class Challenge:
    """Fresh bytes, good once and for a minute."""

    challenge: bytes

    def encode(self) -> bytes:
        return canon({"challenge": b64(self.challenge)})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Challenge:
        fields = Fields.parse(untrusted_body, "challenge", JSON_MAX_BYTES)
        challenge = cls(challenge=fields.sealed("challenge", CHALLENGE_BYTES))
        fields.close()
        return challenge


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """The challenge, signed by the device with the certificate it sees (`proofs.py`)."""

    device: bytes
    challenge: bytes
    sig: bytes

    def encode(self) -> bytes:
        return canon(
            {"device": self.device.hex(), "challenge": b64(self.challenge), "sig": b64(self.sig)}
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> SessionRequest:
        fields = Fields.parse(untrusted_body, "session request", JSON_MAX_BYTES)
        request = cls(
            device=fields.hexed("device"),
            challenge=fields.sealed("challenge", CHALLENGE_BYTES),
            sig=fields.sealed("sig", SIGNATURE_BYTES),
        )
        fields.close()
        return request


class StructureState(StrEnum):
    """What the operator says of the device's structure (ROL-28)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PostSeen:
    """Another post of the structure, and when the server last let it in: for its manager."""

    device: bytes
    at: int


@dataclass(frozen=True, slots=True)
class SessionGrant:
    """A token for this device; an exchange with it renews the lease."""

    token: str
    expires: int
    lease_until: int
    structure_state: StructureState
    sequence: int
    """Greatest number the server has given so far: lower than a receipt of ours means it
    was restored from a backup, and what it lost is offered again."""
    posts: tuple[PostSeen, ...] = ()
    """Of the last hours, the latest first; a post that is not among them is merely unknown."""

    def encode(self) -> bytes:
        return canon(
            {
                "token": self.token,
                "expires": self.expires,
                "lease_until": self.lease_until,
                "structure_state": self.structure_state.value,
                "sequence": self.sequence,
                "posts": [{"device": each.device.hex(), "at": each.at} for each in self.posts],
            }
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> SessionGrant:
        fields = Fields.parse(untrusted_body, "session", JSON_MAX_BYTES)
        grant = cls(
            token=_token(fields.text("token")),
            expires=fields.number("expires", 0, LAST_S),
            lease_until=fields.number("lease_until", 0, LAST_S),
            structure_state=fields.one_of("structure_state", StructureState),
            sequence=fields.number("sequence"),
            posts=tuple(_post_seen(each) for each in fields.items("posts", POSTS_SEEN_MAX)),
        )
        fields.close()
        return grant


class AnswerStatus(StrEnum):
    """What became of one statement of a batch."""

    STORED = "stored"
    KNOWN = "known"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Missing:
    """What a waiting statement needs first: a kind of `kiosk.crypto.trust`, and its id."""

    kind: str
    id: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One statement's answer. `stored` and `known` carry number and receipt, `waiting` what
    is missing, `refused` a code; the other fields stay empty."""

    name: bytes
    status: AnswerStatus
    sequence: int = 0
    receipt: bytes = b""
    missing: tuple[Missing, ...] = ()
    code: str = ""

    def as_json(self) -> dict[str, object]:
        found: dict[str, object] = {"name": self.name.hex(), "status": self.status.value}
        match self.status:
            case AnswerStatus.STORED | AnswerStatus.KNOWN:
                found |= {"seq": self.sequence, "receipt": b64(self.receipt)}
            case AnswerStatus.WAITING:
                found["missing"] = [[m.kind, m.id.hex()] for m in self.missing]
            case AnswerStatus.REFUSED:
                found["code"] = self.code
        return found

    @classmethod
    def read(cls, untrusted: object) -> Answer:
        fields = Fields(untrusted, "answer")
        name = fields.hexed("name", NAME_BYTES)
        status = fields.one_of("status", AnswerStatus)
        match status:
            case AnswerStatus.STORED | AnswerStatus.KNOWN:
                answer = cls(
                    name,
                    status,
                    sequence=fields.number("seq", low=1),
                    receipt=fields.sealed("receipt", SIGNATURE_BYTES),
                )
            case AnswerStatus.WAITING:
                found = fields.named_ids("missing", MISSING_MAX_COUNT)
                missing = tuple(Missing(kind, id) for kind, id in found)
                answer = cls(name, status, missing=missing)
            case AnswerStatus.REFUSED:
                answer = cls(name, status, code=fields.text("code", 40))
        fields.close()
        return answer


class PartFate(StrEnum):
    """What became of one part of a bundle."""

    STORED = "stored"
    """On the disk, hash checked; or no longer shared by anybody, so that nothing is to send."""
    HASH_MISMATCH = "hash_mismatch"
    NOT_ALLOWED = "not_allowed"
    """Another structure's, or announced before with another hash or length."""


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """One part's answer."""

    part: bytes
    fate: PartFate

    def as_json(self) -> dict[str, object]:
        return {"part": self.part.hex(), "fate": self.fate.value}

    @classmethod
    def read(cls, untrusted: object) -> PartAnswer:
        fields = Fields(untrusted, "part answer")
        answer = cls(fields.hexed("part"), fields.one_of("fate", PartFate))
        fields.close()
        return answer


@dataclass(frozen=True, slots=True)
class PartAnswers:
    """The answers to a bundle of parts, in its order."""

    answers: tuple[PartAnswer, ...]

    def encode(self) -> bytes:
        return canon({"answers": [answer.as_json() for answer in self.answers]})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> PartAnswers:
        fields = Fields.parse(untrusted_body, "part answers", JSON_MAX_BYTES)
        found = fields.items("answers", BUNDLE_MAX_COUNT)
        answers = cls(tuple(PartAnswer.read(each) for each in found))
        fields.close()
        return answers


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to a batch, one per statement, in its order."""

    answers: tuple[Answer, ...]
    place: str = ""
    """Opaque: the server's greatest number among these, in its present life. A server that does
    not know it any more was restored from a backup. Empty when none has a number."""

    def encode(self) -> bytes:
        return canon({"answers": [a.as_json() for a in self.answers], "place": self.place})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Answers:
        fields = Fields.parse(untrusted_body, "answers", ANSWER_MAX_BYTES)
        answers = cls(
            tuple(Answer.read(a) for a in fields.items("answers", BATCH_MAX_COUNT + 1)),
            fields.text("place", CURSOR_MAX_CHARACTERS),
        )
        fields.close()
        return answers


class PurgeKind(StrEnum):
    """What a post is told to forget."""

    PERSON = "person"
    """Everything of one person: the affiliation ended, or the account was deleted."""
    PARTS = "parts"
    """Named parts of one owner: deleted, or no longer shared (SHR-13)."""
    VERSIONS = "versions"
    """Named versions of one owner's papers: destroyed, a deletion having replaced them (LIF-07)."""


class PurgeReason(StrEnum):
    """Why, for the journal's line."""

    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    UNSHARED = "unshared"
    UNSEEN = "unseen"
    """Not seen at this post for 30 days."""


@dataclass(frozen=True, slots=True)
class Purge:
    """One order to forget. It never destroys what the post has not yet handed over."""

    kind: PurgeKind
    owner: bytes
    why: PurgeReason
    named: tuple[bytes, ...] = ()
    """The parts or the versions; of a person, nothing."""

    def as_json(self) -> dict[str, object]:
        found: dict[str, object] = {
            "kind": self.kind.value,
            "owner": self.owner.hex(),
            "why": self.why.value,
        }
        if self.kind is not PurgeKind.PERSON:
            found[self.kind.value] = [each.hex() for each in self.named]
        return found

    @classmethod
    def read_bytes(cls, raw: bytes) -> Purge:
        """Return the order whose canonical JSON is `raw`, as a store keeps it."""
        try:
            return cls.read(parse_canon(raw))
        except CannotOpen as error:
            raise Malformed("purge") from error

    @classmethod
    def read(cls, untrusted: object) -> Purge:
        fields = Fields(untrusted, "purge")
        kind = fields.one_of("kind", PurgeKind)
        purge = cls(
            kind=kind,
            owner=fields.hexed("owner"),
            why=fields.one_of("why", PurgeReason),
            named=()
            if kind is PurgeKind.PERSON
            else fields.hexed_list(
                kind.value,
                PURGE_NAMED_MAX_COUNT,
                ID_BYTES if kind is PurgeKind.PARTS else NAME_BYTES,
            ),
        )
        fields.close()
        return purge


@dataclass(frozen=True, slots=True)
class PageHead:
    """What precedes the statements of a page of changes (`frames.py`)."""

    next: str
    """Opaque; given back as `after`. Kept in the same transaction as the page."""
    more: bool
    purge: tuple[Purge, ...] = ()
    MAX_BYTES: ClassVar[int] = HEAD_MAX_BYTES

    def encode(self) -> bytes:
        return canon(
            {"next": self.next, "more": self.more, "purge": [p.as_json() for p in self.purge]}
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> PageHead:
        fields = Fields.parse(untrusted_body, "page", HEAD_MAX_BYTES)
        head = cls(
            next=fields.text("next", CURSOR_MAX_CHARACTERS),
            more=fields.flag("more"),
            purge=tuple(Purge.read(p) for p in fields.items("purge", PURGE_MAX_COUNT)),
        )
        fields.close()
        return head


@dataclass(frozen=True, slots=True)
class Account:
    """What a session needs to derive `auth` from a password; stable fakes for unknown logins."""

    id: bytes
    salt: bytes
    m: int
    t: int
    p: int
    ver: int

    def encode(self) -> bytes:
        return canon(
            {
                "id": self.id.hex(),
                "salt": b64(self.salt),
                "m": self.m,
                "t": self.t,
                "p": self.p,
                "ver": self.ver,
            }
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Account:
        fields = Fields.parse(untrusted_body, "account", JSON_MAX_BYTES)
        account = cls(
            id=fields.hexed("id"),
            salt=fields.sealed("salt", SALT_BYTES),
            m=fields.number("m", high=2**32 - 1),
            t=fields.number("t", high=2**32 - 1),
            p=fields.number("p", high=2**32 - 1),
            ver=fields.number("ver", high=2**32 - 1),
        )
        fields.close()
        return account


@dataclass(frozen=True, slots=True)
class PresentRequest:
    """A person signs in here: `auth` shows it is them (FORMAT.md flow 6.2)."""

    login: str
    auth: bytes

    def encode(self) -> bytes:
        return canon({"login": self.login, "auth": b64(self.auth)})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> PresentRequest:
        fields = Fields.parse(untrusted_body, "present", JSON_MAX_BYTES)
        request = cls(login=fields.text("login", 100), auth=fields.sealed("auth", 32))
        fields.close()
        return request


@dataclass(frozen=True, slots=True)
class Presence:
    """The person is visible to this device from now on; their statements follow in changes."""

    person: bytes

    def encode(self) -> bytes:
        return canon({"person": self.person.hex()})

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Presence:
        fields = Fields.parse(untrusted_body, "presence", JSON_MAX_BYTES)
        presence = cls(person=fields.hexed("person"))
        fields.close()
        return presence


@dataclass(frozen=True, slots=True)
class Failure:
    """The body of every answer that is not 2xx."""

    code: ErrorCode
    message_key: str = ""
    seconds: int = 0
    """How long a lock lasts; `Retry-After` says how long to wait before asking again."""
    protocol: tuple[int, ...] = ()
    """With 426: what the server speaks."""

    def encode(self) -> bytes:
        found: dict[str, object] = {
            "code": self.code.value,
            "message_key": self.message_key or error_key(self.code),
        }
        if self.seconds:
            found["seconds"] = self.seconds
        if self.protocol:
            found["protocol"] = list(self.protocol)
        return canon(found)

    @classmethod
    def parse(cls, untrusted_body: bytes) -> Failure:
        fields = Fields.parse(untrusted_body, "failure", JSON_MAX_BYTES)
        failure = cls(
            code=fields.one_of("code", ErrorCode),
            message_key=fields.text("message_key", 100, min_length=1),
            seconds=fields.number("seconds", low=1) if fields.has("seconds") else 0,
            protocol=_versions(fields) if fields.has("protocol") else (),
        )
        fields.close()
        return failure


def greatest_common(ours: Iterable[int], theirs: Iterable[int]) -> int | None:
    """Return the version both ends speak, the greatest; None when there is none."""
    return max(set(ours) & set(theirs), default=None)


def _versions(fields: Fields) -> tuple[int, ...]:
    return fields.numbers("protocol", 20, 1, 999)


def _post_seen(untrusted: object) -> PostSeen:
    fields = Fields(untrusted, "post seen")
    seen = PostSeen(device=fields.hexed("device"), at=fields.number("at"))
    fields.close()
    return seen


def _token(untrusted: str) -> str:
    if not untrusted or not untrusted.isascii() or not untrusted.isprintable() or " " in untrusted:
        raise Malformed("session: token")
    return untrusted
