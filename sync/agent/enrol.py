"""Makes this machine a post of a structure, once, with an enrolment code (sync.md section 4).

The code is a one-time identity that a manager or the operator had certified. The machine
makes keys of its own, signs with both, and gets back the world of its structure, which
it believes only as far as the root in the code vouches for it.

The machine's keys and its signed statement are kept before they are sent: an answer lost
on the way, or a power cut, is mended by giving the same code again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from kiosk.crypto.encoding import b64, dec, enc
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity, ticket_identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.crypto.statements import Statement, make, parse
from kiosk.crypto.trust import Waiting, check
from kiosk.domain.ids import StructureId
from kiosk.errors import IntegrityFailure, InvalidInput, Refused
from kiosk.ports import Clock, Rng
from kiosk.vault.database import KEY_BYTES
from kiosk.vault.device_store import DeviceStore, DeviceTx, Pins
from kiosk.vault.directory import PostDirectory
from sync.agent.code import EnrolmentCode
from sync.agent.connect import agree
from sync.agent.exchange import CUSTODY_X, SERVER_ED
from sync.agent.known import Known
from sync.agent.portal import hello_past_portal
from sync.agent.server import NotFound, NotNow, Server
from sync.protocol.messages import Hello

__all__ = ["Enrolled", "enrol", "is_enrolled"]

PENDING = "enrol.pending"
"""Ticket, device id, device seed and signed statement of an enrolment under way."""
FIRST_LEASE_S = 7 * 86_400
"""Until the first exchange names another (DER-08)."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of it, for the person who installs the post."""

    structure: StructureId
    structure_name: str
    device: bytes
    place: str
    professionals: int


def is_enrolled(store: DeviceStore) -> bool:
    """Return whether this machine is a post already."""
    return store.pins() is not None


def enrol(
    code: EnrolmentCode,
    store: DeviceStore,
    open_line: Callable[[str, bytes], Server],
    *,
    clock: Clock,
    rng: Rng,
    place: str = "",
) -> Enrolled:
    """Use `code` once and keep everything a post needs, in one transaction.

    Raises: Refused("enrol.already_enrolled" | "enrol.ticket_used" | "enrol.ticket_expired" |
    "enrol.ticket_unknown" | "enrol.not_certified"), InvalidInput("enrol.bad_place"),
    IntegrityFailure("enrol.world_wrong"),
    NotNow for a server that is away or is not the one of the code, Incompatible.
    """
    if is_enrolled(store):
        raise Refused("enrol.already_enrolled")
    server = open_line(code.url, code.certificate_sha256)
    try:
        hello = agree(hello_past_portal(server))
        device, statement = _own_statement(code, store, hello, rng, place)
        try:
            wires = server.enrol(statement.wire)
        except NotFound as error:
            raise Refused("enrol.ticket_unknown") from error
        except Refused as error:
            if error.message_key.startswith("enrol."):
                raise
            raise Refused("enrol.not_certified") from error
    except NotNow as error:
        raise NotNow(_WORDS.get(error.message_key, error.message_key)) from error
    finally:
        server.close()
    return _keep(code, store, device, statement, wires, hello, clock=clock, rng=rng)


def _own_statement(
    code: EnrolmentCode, store: DeviceStore, hello: Hello, rng: Rng, place: str
) -> tuple[Identity, Statement]:
    """Return this machine's keys and its signed statement; the same ones for the same code.

    Its time is the server's: a machine whose clock is a year ahead would otherwise sign
    after the end of its ticket.
    """
    if (held := store.setting(PENDING)) is not None:
        ticket_id, device_id, seed, wire = dec(held)
        if ticket_id == code.ticket:
            return Identity(device_id, seed), parse(wire)
    ticket, device = ticket_identity(code.key, code.ticket), Identity.new(rng)
    fields = {
        "structure": code.structure.hex(),
        "device": device.id.hex(),
        "ed": b64(device.ed_public),
        "x": b64(device.x_public),
        "state": "active",
        "n": 1,
        "place": place,
    }
    try:
        statement = make("device", fields, signers=[ticket, device], at=hello.time)
    except ValueError as error:  # all the rest is made here
        raise InvalidInput("enrol.bad_place") from error
    with store.transaction() as tx:
        tx.set_setting(PENDING, enc(code.ticket, device.id, device.seed, statement.wire))
    return device, statement


def _keep(
    code: EnrolmentCode,
    store: DeviceStore,
    device: Identity,
    statement: Statement,
    wires: Sequence[bytes],
    hello: Hello,
    *,
    clock: Clock,
    rng: Rng,
) -> Enrolled:
    with store.transaction() as tx:
        _believe(tx, code.root_ed, [*wires, statement.wire])
        charter, skey = tx.charter(code.structure), tx.structure_key(code.structure)
        ticket = tx.ticket(code.ticket)
        if charter is None or skey is None or ticket is None or tx.device(device.id) is None:
            raise IntegrityFailure("enrol.world_wrong")
        n = ticket.number("pepper_n")
        pepper = _pepper(code, ticket)
        tx.set_device_identity(device)
        tx.set_pins(Pins(code.url, code.certificate_sha256, code.root_ed, code.structure))
        tx.set_setting(SERVER_ED, hello.ed)
        tx.set_setting(CUSTODY_X, hello.custody)
        tx.set_pepper_box(
            seal(
                Label.PEPPER,
                device.x_public,
                pepper,
                structure=code.structure,
                device=device.id,
                n=n,
            ),
            n,
        )
        skv = skey.number("skv")
        shift = seal(
            Label.SHIFT,
            skey.data("x"),
            rng.bytes(KEY_BYTES),
            device=device.id,
            structure=code.structure,
            skv=skv,
        )
        tx.set_shift_box(shift, skv)
        now = int(clock.now().timestamp())
        tx.set_lease_until(now + FIRST_LEASE_S)
        tx.set_last_exchange_at(now)
        tx.trust_clock()
        tx.set_setting(PENDING, None)
        tx.journal(device.id, None, "post_enrolled", structure=code.structure)
        return Enrolled(
            code.structure,
            charter.text("name"),
            device.id,
            statement.text("place"),
            sum(each.text("state") == "active" for each in tx.members(code.structure)),
        )


def _pepper(code: EnrolmentCode, ticket: Statement) -> bytes:
    identity = ticket_identity(code.key, code.ticket)
    try:
        return open_sealed(
            Label.PEPPER,
            identity.box_key,
            ticket.data("pepper"),
            structure=code.structure,
            device=code.ticket,
            n=ticket.number("pepper_n"),
        )
    except CannotOpen as error:
        raise IntegrityFailure("enrol.world_wrong") from error


def _believe(tx: DeviceTx, root_ed: bytes, untrusted_wires: Sequence[bytes]) -> None:
    """Keep what the root vouches for, in whatever order it came.

    What is not vouched for is left out; the caller checks that what a post cannot do
    without is there. What rests on something unknown comes again with the first exchange.
    """
    known = Known(PostDirectory(tx, None, root_ed=root_ed))
    left: list[Statement] = []
    for wire in untrusted_wires:
        with suppress(CannotOpen):
            left.append(parse(wire))
    while left:
        waiting: list[Statement] = []
        for statement in left:
            try:
                check(statement, known)
            except Waiting:
                waiting.append(statement)
                continue
            except (CannotOpen, Refused):
                continue
            tx.put_statement(statement, queue=False)
            known.learnt(statement)
        if len(waiting) == len(left):
            return
        left = waiting


_WORDS = {
    "sync.wrong_certificate": "enrol.wrong_certificate",
    "sync.server_away": "enrol.server_away",
    "sync.server_slow": "enrol.server_away",
    "sync.no_network": "enrol.no_network",
}
"""The same failures in the words of somebody who installs a post."""
