"""Who may say what: the keys a statement must be signed with (FORMAT.md section 7).

Pure rules over what is known already. The server and every post ask the same question of
the same rules before they keep a statement: the server's word is not needed to believe
one, and not enough to make one believed.

What is believed follows from the pinned root alone: the root names the admins of a
structure, admins name its members and keys and admit its devices, a person's identity is
signed by the person and a member, and the rest by those.
"""

from __future__ import annotations

import hmac
from typing import Protocol

from kiosk.crypto.encoding import Z, unb64
from kiosk.crypto.statements import Statement, verify
from kiosk.errors import Refused, Unavailable

__all__ = ["Directory", "Waiting", "check", "required_keys"]


class Directory(Protocol):
    """Statements accepted so far, by what they are about. None: not known here.

    Where several were accepted the winner of merging is meant: highest `n`, and at equal
    `n` the removal (FORMAT.md section 4.3).
    """

    def root_ed(self) -> bytes:
        """Return the network root's pinned Ed25519 public key."""
        ...

    def charter(self, structure: bytes) -> Statement | None:
        """Return the structure's newest `charter`."""
        ...

    def skey(self, structure: bytes, skv: int) -> Statement | None:
        """Return the `skey` of this version."""
        ...

    def member(self, structure: bytes, pro: bytes) -> Statement | None:
        """Return the pro's newest `member` in this structure."""
        ...

    def structure_of(self, pro: bytes) -> bytes | None:
        """Return where the pro works: where active if anywhere, else where last."""
        ...

    def ticket(self, ticket: bytes) -> Statement | None:
        """Return the `ticket` of this id."""
        ...

    def device(self, device: bytes) -> Statement | None:
        """Return the newest `device`."""
        ...

    def identity(self, person: bytes) -> Statement | None:
        """Return the person's `identity`."""
        ...

    def affiliation(self, person: bytes, structure: bytes) -> Statement | None:
        """Return the newest `affil` of this pair, removals included."""
        ...


class Waiting(Unavailable):
    """Nothing is wrong, something is not known yet: ask again once it is.

    `missing` lists (kind of statement, id): what to look for.
    """

    def __init__(self, *missing: tuple[str, bytes]) -> None:
        super().__init__("membership.not_known_yet", count=len(missing))
        self.missing = missing


def check(statement: Statement, directory: Directory) -> None:
    """Check that `statement` is signed by those who may make it.

    Raises: Refused when they may not, Waiting when that cannot be told yet, CannotOpen
    when a signature is not theirs.
    """
    verify(statement, required_keys(statement, directory))


def required_keys(statement: Statement, directory: Directory) -> tuple[bytes, ...]:
    """Return the Ed25519 keys `statement` must be signed with, one per signer, in order.

    Raises: Refused, Waiting.
    """
    return _Rules(statement, directory).keys()


class _Rules:
    """The rules for one statement against one directory."""

    def __init__(self, statement: Statement, directory: Directory) -> None:
        self._st = statement
        self._known = directory

    def keys(self) -> tuple[bytes, ...]:
        st = self._st
        match st.type:
            case "charter":
                return (self._known.root_ed(),)
            case "skey":
                return (self._skey(),)
            case "mkey":
                return (self._mkey(),)
            case "skprev":
                return (self._admin(),)
            case "member":
                return (self._member(),)
            case "ticket":
                return (self._ticket(),)
            case "device":
                return self._device()
            case "cred":
                return (self._credential(),)
            case "identity":
                return self._identity()
            case "custody":
                return (self._person(st.id("person")),)
            case "remind" | "find":
                return (self._by_person_or_sharer(),)
            case "consent":
                return (self._consent(),)
            case "req":
                return self._request()
            case "affil":
                return (self._affiliation(),)
            case "epoch":
                return (self._sharer(),)
            case "grant":
                return (self._grant(),)
            case "item":
                return (self._item(),)
            case "log":
                return (self._device_key(st.id("device")),)
            case _:
                raise _refused()

    # --- structures ---------------------------------------------------------------

    def _admin_key(self) -> bytes | None:
        """The key of `by` if it is an admin of the structure's newest charter."""
        structure = self._st.id("structure")
        charter = self._known.charter(structure)
        if charter is None:
            raise Waiting(("charter", structure))
        for admin in charter.body["admins"]:
            if bytes.fromhex(admin["id"]) == self._st.by:
                return unb64(admin["ed"])
        return None

    def _admin(self) -> bytes:
        key = self._admin_key()
        if key is None:
            raise _refused()
        return key

    def _admin_or_manager(self) -> bytes:
        return self._admin_key() or self._manager()

    def _ticket(self) -> bytes:
        known = self._known.ticket(self._st.id("ticket"))
        if known is not None and known.raw != self._st.raw:
            raise _refused()
        return self._admin_or_manager()

    def _manager(self) -> bytes:
        structure = self._st.id("structure")
        key = self._member_key(structure, self._st.by)
        member = self._known.member(structure, self._st.by)
        if member is None or member.text("role") != "manager":
            raise _refused()
        return key

    def _skey(self) -> bytes:
        st = self._st
        known = self._known.skey(st.id("structure"), st.number("skv"))
        if known is not None and not _same(known, st, "x"):
            raise _refused()  # one version has one key, whichever admin came second
        return self._admin()

    def _mkey(self) -> bytes:
        st = self._st
        key = self._admin()
        self._member_key(st.id("structure"), st.id("pro"))  # nobody boxes to who has left
        return key

    def _member(self) -> bytes:
        st = self._st
        known = self._known.member(st.id("structure"), st.id("pro"))
        self._follows("member", st.id("pro"), known)
        if known is not None and not _same(known, st, "ed", "x", "login"):
            raise _refused()  # an id keeps its keys: new keys are a new account
        if self._known.identity(st.id("pro")) is not None:
            raise _refused()  # an id is a person's or a pro's, or a cred could change hands
        key = self._admin_key()
        if key is not None:
            return key
        if st.by == st.id("pro") and st.text("state") == "removed":
            return self._own_end(known)
        # Managers make and end workers (ROL-08); managers are the operator's (ROL-02, ROL-06).
        if st.text("role") != "worker" or (known is not None and known.text("role") != "worker"):
            raise _refused()
        return self._manager()

    def _own_end(self, known: Statement | None) -> bytes:
        """Whose access may be in other hands ends it alone, a manager's too (AUT-20).

        That is all it can say of itself: whoever stole it can end it, and nothing else.
        """
        st = self._st
        key = self._member_key(st.id("structure"), st.by)
        if known is None or not _same(known, st, "name", "role"):
            raise _refused()
        return key

    def _member_key(self, structure: bytes, pro: bytes) -> bytes:
        """The key of a pro who was an active member when the statement was made."""
        member = self._known.member(structure, pro)
        if member is None:
            raise Waiting(("member", pro))
        if member.text("state") == "removed" and self._st.at >= member.at:
            raise _refused()
        return member.data("ed")

    # --- devices ------------------------------------------------------------------

    def _device(self) -> tuple[bytes, ...]:
        st = self._st
        known = self._known.device(st.id("device"))
        if known is not None and not _same(known, st, "ed", "x", "structure"):
            raise _refused()
        if st.text("state") == "removed":
            # A lost post is ended at once by whoever is there to say so (SEC): a manager may.
            key = self._admin_or_manager()
            if known is None:  # else another structure's admin could end it beforehand
                raise Waiting(("device", st.id("device")))
            self._follows("device", st.id("device"), known)
            return (key,)
        ticket = self._known.ticket(st.by)
        if ticket is None:
            raise Waiting(("ticket", st.by))
        if not _same(ticket, st, "structure") or st.at > ticket.number("exp"):
            raise _refused()
        self._follows("device", st.id("device"), known)
        if known is not None and known.text("state") == "removed" and ticket.at <= known.at:
            raise _refused()  # coming back takes a ticket made after the removal
        return ticket.data("ed"), st.data("ed")

    def _device_key(self, device: bytes) -> bytes:
        found = self._known.device(device)
        if found is None:
            raise Waiting(("device", device))
        if found.text("state") == "removed" and self._st.at >= found.at:
            raise _refused()
        return found.data("ed")

    # --- persons ------------------------------------------------------------------

    def _person(self, person: bytes) -> bytes:
        identity = self._known.identity(person)
        if identity is None:
            raise Waiting(("identity", person))
        return identity.data("ed")

    def _identity(self) -> tuple[bytes, ...]:
        st = self._st
        known = self._known.identity(st.id("person"))
        if known is not None and known.raw != st.raw:
            raise _refused()  # renewal, signed by the old key, is reserved
        if self._known.structure_of(st.id("person")) or self._known.charter(st.id("person")):
            raise _refused()  # an id is a person's or a pro's or a structure's
        return st.data("ed"), self._member_key(st.id("structure"), st.id("pro"))

    def _credential(self) -> bytes:
        account = self._st.id("id")
        identity = self._known.identity(account)
        if identity is not None:
            return identity.data("ed")
        structure = self._known.structure_of(account)
        if structure is None:
            raise Waiting(("identity", account))
        return self._member_key(structure, account)

    def _consent(self) -> bytes:
        st = self._st
        if st.by == st.id("person"):
            return self._person(st.by)
        return self._member_key(st.id("structure"), st.by)

    def _by_person_or_sharer(self) -> bytes:
        """The person's own (VLT-06), or a pro's of a structure they share with (VLT-07)."""
        st = self._st
        person, structure = st.id("person"), st.id("structure")
        if st.by == person:
            return self._person(person)
        key = self._member_key(structure, st.by)
        self._shared_with(person, structure)
        return key

    def _request(self) -> tuple[bytes, ...]:
        st = self._st
        structure = st.id("structure")
        pro = self._member_key(structure, st.id("pro"))
        device = self._device_key(st.id("device"))
        known = self._known.device(st.id("device"))
        if known is None or not _same(known, st, "structure"):
            raise _refused()
        self._certified(structure, st.number("skv"), st.data("x"))
        return pro, device

    def _affiliation(self) -> bytes:
        st = self._st
        person, structure = st.id("person"), st.id("structure")
        self._follows("affil", person, self._known.affiliation(person, structure))
        if st.by != person and st.text("state") == "add":
            raise _refused()  # by code or answer, with custody's attest: reserved
        if self._known.charter(structure) is None:
            raise Waiting(("charter", structure))
        return self._person(person) if st.by == person else self._member_key(structure, st.by)

    # --- the shared part ----------------------------------------------------------

    def _sharer(self) -> bytes:
        """The key of the person, or of a pro whose structure the person shares with."""
        st = self._st
        person = st.id("person")
        if st.by == person:
            return self._person(person)
        structure = self._structure_of(st.by)
        key = self._member_key(structure, st.by)
        self._shared_with(person, structure)
        return key

    def _shared_with(self, person: bytes, structure: bytes) -> None:
        """The person shares with the structure, or has.

        An affiliation that ended vouches for what was said under it. Two posts apart, one
        ends it while the other works: neither lies, their clocks may be wrong, and posts
        hear of both in any order. What came too late only the server can tell, by what it
        was told first (`sync/server/DECISIONS.md` 4); a date its author writes cannot.
        """
        if self._known.affiliation(person, structure) is None:
            raise Waiting(("affil", person))

    def _grant(self) -> bytes:
        st = self._st
        person, to = st.id("person"), st.id("to")
        key = self._sharer()
        if to == person:
            identity = self._known.identity(person)
            if identity is None:
                raise Waiting(("identity", person))
            if not _same(identity, st, "x"):
                raise _refused()
        else:
            self._shared_with(person, to)
            self._certified(to, st.number("skv"), st.data("x"))
        return key

    def _certified(self, structure: bytes, skv: int, x: bytes) -> None:
        """A structure is boxed to under a key its admins certified, and no other."""
        skey = self._known.skey(structure, skv)
        if skey is None:
            raise Waiting(("skey", structure))
        if not hmac.compare_digest(skey.data("x"), x):
            raise _refused()

    def _item(self) -> bytes:
        st = self._st
        owner, structure = st.id("owner"), st.id("structure")
        if structure == Z:  # then author and owner are one (FORMAT.md section 4.2)
            return self._person(owner)
        match st.text("space"):
            case "sh":
                self._shared_with(owner, structure)
                return self._member_key(structure, st.by)
            case "drop" | "pro":  # `pro`: owner and structure are one
                return self._member_key(structure, st.by)
            case _:
                raise _refused()

    # --- helpers ------------------------------------------------------------------

    def _structure_of(self, pro: bytes) -> bytes:
        structure = self._known.structure_of(pro)
        if structure is None:
            raise Waiting(("member", pro))
        return structure

    def _follows(self, kind: str, id: bytes, known: Statement | None) -> None:
        """A counter grows by one at a time: nobody may put the next word out of reach."""
        reached = 0 if known is None else known.number("n")
        if self._st.number("n") > reached + 1:
            raise Waiting((kind, id))


def _same(known: Statement, other: Statement, *keys: str) -> bool:
    return all(known.body[key] == other.body[key] for key in keys)


def _refused() -> Refused:
    return Refused("membership.not_allowed")
