"""A person's shared key: found through grants and epochs, renewed when someone leaves.

FORMAT.md sections 3, 4.3 and 7: each epoch's key seals those of its parents, so one
granted key opens every earlier one; a grant boxes a key to one recipient. Dates and ids
are their makers' word, so an epoch is believed for what its envelopes prove: one whose
envelopes do not open to the keys held is never written under.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.crypto.encoding import b64, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.crypto.statements import Statement, make
from kiosk.domain.epochs import Epoch, EpochGraph
from kiosk.domain.ids import EpochId, PersonId
from kiosk.flows.post import Post
from kiosk.ports import Rng
from kiosk.vault.vault_store import VaultStore

__all__ = [
    "Recipient",
    "SharedKeys",
    "WriteKey",
    "first_epoch",
    "grant",
    "held_keys",
    "key_to_write",
    "next_epoch",
    "recipients_of",
    "rotate",
]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a shared key is boxed to: a person (`skv` 0) or a structure's key version."""

    id: bytes
    x_public: bytes
    skv: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class SharedKeys:
    """The shared keys one holder can open for one person, by epoch."""

    keys: Mapping[EpochId, bytes]
    heads: tuple[EpochId, ...]
    """Sound epochs that no sound one follows, greatest first: opened, as are all before
    them, and telling the same of the keys they follow."""
    is_overtaken: bool
    """True when an epoch that is not opened here follows a head: somebody may have left."""

    @property
    def current(self) -> EpochId | None:
        """The epoch shown as current; `key_to_write` says what to write under."""
        return self.heads[0] if self.heads else None

    def key(self, epoch: bytes) -> bytes:
        """Return the key of `epoch`. Raises CannotOpen when it was never granted."""
        try:
            return self.keys[EpochId(epoch)]
        except KeyError:
            raise CannotOpen from None


@dataclass(frozen=True, slots=True, repr=False)
class WriteKey:
    """What to write under now. `made` is to be committed with what is written, before it."""

    epoch: EpochId
    key: bytes
    made: tuple[Statement, ...]


def held_keys(vault: VaultStore, person: PersonId, *holders: Identity) -> SharedKeys | None:
    """Open what was granted to `holders` and walk to every older epoch.

    `holders` are one party under each of its keys: a person, or a structure's key versions.
    None when nothing was granted: the affiliation waits for its key, or was never one.
    """
    opening = _Opening(person, vault.statements("epoch", owner=person))
    boxes = {holder.x_public: holder for holder in holders}
    for granted in vault.grants(person, holders[0].id):
        holder = boxes.get(granted.data("x"))
        if holder is not None:
            opening.take_grant(granted, holder)
    opening.walk()
    if not opening.keys:
        return None
    return opening.result()


def key_to_write(
    post: Post, person: PersonId, held: SharedKeys | None, *, signer: Identity
) -> WriteKey | None:
    """Return the shared key to write under, renewed first where that is due.

    Due: several heads (two posts renewed apart) are joined; a key that a structure held
    which has left, or under a key of its own that it has renewed since, is replaced; an
    epoch that only others open is outrun, by the person alone. Whoever should hold the key
    and was not given it yet is given it. None: there is no key to write under here; a
    professional then leaves the paper for the person (FORMAT.md flow 6.5).
    """
    if held is None or not held.heads or (held.is_overtaken and signer.id != person):
        return None
    vault, at, rng = post.ready_vault(), post.now_s(), post.rng
    head, recipients = held.heads[0], recipients_of(post, person)
    given = vault.granted_to(person, head)
    if len(held.heads) > 1 or held.is_overtaken or _is_stale(vault, person, given, recipients):
        epoch, key, statement = next_epoch(person, held, signer=signer, at=at, rng=rng)
        made = [statement]
        owed = recipients
    else:
        epoch, key, made = head, held.key(head), []
        owed = [each for each in recipients if each.id not in given]
    made += [grant(person, epoch, key, to, signer=signer, at=at, rng=rng) for to in owed]
    return WriteKey(epoch, key, tuple(made))


def recipients_of(post: Post, person: PersonId) -> list[Recipient]:
    """Return who should hold the shared key now: the person, and each affiliated structure."""
    vault = post.ready_vault()
    identity = vault.identity(person)
    if identity is None:
        return []
    found = [Recipient(person, identity.data("x"))]
    for structure in sorted(vault.affiliated(person)):
        key = post.device_store.structure_key(structure)
        if key is not None:
            found.append(Recipient(structure, key.data("x"), key.number("skv")))
    return found


def first_epoch(
    person: PersonId, *, signer: Identity, at: int, rng: Rng
) -> tuple[EpochId, bytes, Statement]:
    """Make a person's first shared key: (epoch, key, statement)."""
    epoch, key = EpochId(rng.bytes(16)), rng.bytes(32)
    fields = {"person": person.hex(), "epoch": epoch.hex(), "parents": [], "envelopes": []}
    return epoch, key, make("epoch", fields, signers=[signer], at=at)


def next_epoch(
    person: PersonId, held: SharedKeys, *, signer: Identity, at: int, rng: Rng
) -> tuple[EpochId, bytes, Statement]:
    """Make the key that follows every head of `held`: rotation, or joining two heads."""
    epoch, key = EpochId(rng.bytes(16)), rng.bytes(32)
    parents = held.heads
    envelopes = [
        seal(
            Label.EPOCH, key, held.keys[parent], rng=rng, person=person, epoch=epoch, parent=parent
        )
        for parent in parents
    ]
    fields = {
        "person": person.hex(),
        "epoch": epoch.hex(),
        "parents": [parent.hex() for parent in parents],
        "envelopes": [b64(envelope) for envelope in envelopes],
    }
    return epoch, key, make("epoch", fields, signers=[signer], at=at)


def grant(
    person: PersonId,
    epoch: EpochId,
    key: bytes,
    to: Recipient,
    *,
    signer: Identity,
    at: int,
    rng: Rng,
) -> Statement:
    """Box the key of `epoch` to one recipient."""
    box = seal(Label.GRANT, to.x_public, key, rng=rng, person=person, epoch=epoch, recipient=to.id)
    fields = {
        "person": person.hex(),
        "epoch": epoch.hex(),
        "to": to.id.hex(),
        "skv": to.skv,
        "x": b64(to.x_public),
        "box": b64(box),
    }
    return make("grant", fields, signers=[signer], at=at)


def rotate(
    person: PersonId,
    held: SharedKeys,
    recipients: Iterable[Recipient],
    *,
    signer: Identity,
    at: int,
    rng: Rng,
) -> Sequence[Statement]:
    """Renew the shared key for those who stay (FORMAT.md flow 6.8)."""
    epoch, key, statement = next_epoch(person, held, signer=signer, at=at, rng=rng)
    grants = (grant(person, epoch, key, to, signer=signer, at=at, rng=rng) for to in recipients)
    return [statement, *grants]


def _is_stale(
    vault: VaultStore,
    person: PersonId,
    given: Mapping[bytes, int],
    recipients: Iterable[Recipient],
) -> bool:
    """Return whether a key is in hands it should not be in any more (flows 6.8, 6.12)."""
    stay = {bytes(person), *vault.affiliated(person)}
    return bool(given.keys() - stay) or any(
        given.get(each.id, each.skv) < each.skv for each in recipients
    )


class _Opening:
    """Opens one person's epochs from what was granted, believing none beyond its proof.

    An epoch that has parents proves its own key: it opens the envelopes of its statement.
    A first epoch has none. Its key is what the person boxed, else what an epoch made by
    the person seals, else what everybody who followed it says alike.
    """

    def __init__(self, person: PersonId, statements: Iterable[Statement]) -> None:
        self._person = person
        self._said: dict[EpochId, Statement] = {}
        self._disputed: set[EpochId] = set()
        for statement in statements:
            self._hear(statement)
        self.keys: dict[EpochId, bytes] = {}
        self._parents: dict[EpochId, dict[EpochId, bytes]] = {}
        self._torn: set[EpochId] = set()
        self._first: dict[EpochId, list[tuple[EpochId | None, bool, bytes]]] = {}

    def take_grant(self, granted: Statement, holder: Identity) -> None:
        """Keep the key that a grant boxes to `holder`, if it is that epoch's key."""
        epoch = EpochId(granted.id("epoch"))
        try:
            key = open_sealed(
                Label.GRANT,
                holder.box_key,
                granted.data("box"),
                person=self._person,
                epoch=epoch,
                recipient=holder.id,
            )
        except CannotOpen:
            return
        if self._is_first(epoch):
            self._claim(epoch, None, granted.by == self._person, key)
        else:
            self._keep(epoch, key)

    def walk(self) -> None:
        """Open every older epoch, then settle the keys of first epochs."""
        pending = list(self.keys)
        while pending:
            epoch = pending.pop()
            is_persons = self._is_persons(epoch)
            for parent, key in self._parents[epoch].items():
                if self._is_first(parent):
                    self._claim(parent, epoch, is_persons, key)
                elif parent in self.keys:
                    if not hmac.compare_digest(self.keys[parent], key):
                        self._torn.add(epoch)
                elif self._keep(parent, key):
                    pending.append(parent)
                else:
                    self._torn.add(epoch)
        for epoch, claims in self._first.items():
            self._settle(epoch, claims)

    def result(self) -> SharedKeys:
        sound: dict[EpochId, bool] = {}
        graph = EpochGraph(
            Epoch(epoch, self._named(epoch)) for epoch in self._said if self._is_sound(epoch, sound)
        )
        heads = graph.heads
        is_overtaken = any(
            not sound[epoch] and epoch not in self._torn and self._named(epoch) & set(heads)
            for epoch in self._said
        )
        return SharedKeys(self.keys, heads, is_overtaken)

    def _hear(self, statement: Statement) -> None:
        """One id, one epoch: the person's word counts; two words of others, neither."""
        epoch = EpochId(statement.id("epoch"))
        held = self._said.get(epoch)
        if held is None or (statement.by == self._person != held.by):
            self._said[epoch] = statement
            self._disputed.discard(epoch)
        elif held.by != self._person:
            self._disputed.add(epoch)

    def _keep(self, epoch: EpochId, key: bytes) -> bool:
        """Keep a key that opens all of its epoch's envelopes; say whether it does."""
        if epoch not in self._said:  # its statement is on its way: good enough to read
            self.keys.setdefault(epoch, key)
            self._parents.setdefault(epoch, {})
            return True
        parents = self._opened(epoch, key)
        if parents is None:
            return False
        self.keys.setdefault(epoch, key)
        self._parents.setdefault(epoch, parents)
        return True

    def _opened(self, epoch: EpochId, key: bytes) -> dict[EpochId, bytes] | None:
        """Return the parents' keys that `epoch` seals; None when `key` does not open them."""
        body = self._said[epoch].body
        found: dict[EpochId, bytes] = {}
        try:
            for parent, envelope in zip(body["parents"], body["envelopes"], strict=True):
                id_ = EpochId(bytes.fromhex(parent))
                found[id_] = open_sealed(
                    Label.EPOCH,
                    key,
                    unb64(envelope),
                    person=self._person,
                    epoch=epoch,
                    parent=id_,
                )
        except CannotOpen:
            return None
        return found

    def _claim(self, first: EpochId, by: EpochId | None, is_persons: bool, key: bytes) -> None:
        self._first.setdefault(first, []).append((by, is_persons, key))

    def _settle(self, first: EpochId, claims: list[tuple[EpochId | None, bool, bytes]]) -> None:
        """Choose the key of a first epoch; whoever sealed another one is torn."""
        granted = [key for by, is_persons, key in claims if by is None and is_persons]
        followed = [key for by, is_persons, key in claims if by is not None and is_persons]
        all_keys = {key for _, _, key in claims}
        best = granted or followed or (list(all_keys) if len(all_keys) == 1 else [])
        if best:
            self.keys[first] = best[0]
            self._parents[first] = {}
        self._torn |= {by for by, _, key in claims if by is not None and key not in best[:1]}

    def _is_sound(self, epoch: EpochId, known: dict[EpochId, bool]) -> bool:
        if epoch not in known:
            known[epoch] = False  # a loop proves nothing
            known[epoch] = (
                epoch in self.keys
                and epoch in self._said
                and epoch not in self._torn | self._disputed
                and all(self._is_sound(parent, known) for parent in self._named(epoch))
            )
        return known[epoch]

    def _named(self, epoch: EpochId) -> frozenset[EpochId]:
        parents = self._said[epoch].body["parents"] if epoch in self._said else ()
        return frozenset(EpochId(bytes.fromhex(each)) for each in parents)

    def _is_first(self, epoch: EpochId) -> bool:
        return epoch in self._said and not self._said[epoch].body["parents"]

    def _is_persons(self, epoch: EpochId) -> bool:
        return epoch in self._said and self._said[epoch].by == self._person
