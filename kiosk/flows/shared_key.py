"""A person's shared key: found through grants and epochs, renewed when someone leaves.

FORMAT.md sections 3 and 4: each epoch's key seals those of its parents, so one granted
key opens every earlier one; a grant boxes a key to one recipient, person or structure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.crypto.encoding import b64, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.crypto.statements import Statement, make
from kiosk.domain.epochs import Epoch, EpochGraph
from kiosk.domain.ids import EpochId, PersonId
from kiosk.ports import Rng
from kiosk.vault.vault_store import VaultStore

__all__ = ["Recipient", "SharedKeys", "first_epoch", "grant", "held_keys", "next_epoch", "rotate"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a shared key is boxed to: a person (`skv` 0) or a structure's key version."""

    id: bytes
    x_public: bytes
    skv: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class SharedKeys:
    """The shared keys one holder can open for one person, by epoch."""

    current: EpochId
    heads: tuple[EpochId, ...]
    keys: Mapping[EpochId, bytes]

    def key(self, epoch: bytes) -> bytes:
        """Return the key of `epoch`. Raises CannotOpen when it was never granted."""
        try:
            return self.keys[EpochId(epoch)]
        except KeyError:
            raise CannotOpen from None


def held_keys(vault: VaultStore, person: PersonId, holder: Identity) -> SharedKeys | None:
    """Open what `holder` was granted and walk to every older epoch.

    None when nothing was granted: the affiliation waits for its key, or was never one.
    """
    statements = {st.id("epoch"): st for st in vault.statements("epoch", owner=person)}
    graph = EpochGraph(_epoch(st) for st in statements.values())
    keys: dict[EpochId, bytes] = {}
    for granted in vault.grants(person, holder.id):
        epoch = EpochId(granted.id("epoch"))
        try:
            keys[epoch] = open_sealed(
                Label.GRANT,
                holder.box_key,
                granted.data("box"),
                person=person,
                epoch=epoch,
                recipient=holder.id,
            )
        except CannotOpen:
            continue  # boxed to an older key of the structure: another grant will open
    current = graph.current
    if current is None or not keys:
        return None
    for wanted in statements:
        _walk(graph, statements, keys, EpochId(wanted), person)
    return SharedKeys(current, graph.heads, keys)


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
    """Make the key that follows every head `held` opens: rotation, or joining two heads."""
    epoch, key = EpochId(rng.bytes(16)), rng.bytes(32)
    parents = [head for head in held.heads if head in held.keys]
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


def _epoch(statement: Statement) -> Epoch:
    return Epoch(
        EpochId(statement.id("epoch")),
        frozenset(EpochId(bytes.fromhex(p)) for p in statement.body["parents"]),
    )


def _walk(
    graph: EpochGraph,
    statements: Mapping[bytes, Statement],
    keys: dict[EpochId, bytes],
    wanted: EpochId,
    person: PersonId,
) -> None:
    steps = graph.path(keys, wanted)
    for step in steps or ():
        if step.parent in keys:
            continue
        body = statements[step.child].body
        envelope = unb64(body["envelopes"][body["parents"].index(step.parent.hex())])
        try:
            keys[step.parent] = open_sealed(
                Label.EPOCH,
                keys[step.child],
                envelope,
                person=person,
                epoch=step.child,
                parent=step.parent,
            )
        except CannotOpen:
            return
