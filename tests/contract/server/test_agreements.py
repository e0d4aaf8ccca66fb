"""Agreements with an end (ROL-33) and codes that are taken back, on every engine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.protocol.codes import ErrorCode
from sync.protocol.messages import SessionRequest, StructureState
from sync.protocol.proofs import AUTH_TYPE, auth_body
from sync.server.central import CentralServer
from sync.server.listings import agreement_of, codes, structures, table
from sync.server.no import No
from sync.server.operator_messages import Agreement, AgreementTold
from sync.server.store.database import Database
from tests.fakes.actors import Post, Relay
from tests.fakes.central import CERTIFICATE, acts_of, central_server, enrolled, serve
from tests.fakes.world import FakeClock

DAY = 86400


def enter(central: CentralServer, post: Post) -> tuple[str, StructureState, int]:
    challenge = central.challenge(post.id)
    sig = post.identity.sign(AUTH_TYPE, auth_body(post.id, challenge, CERTIFICATE))
    grant = central.enter(SessionRequest(post.id, challenge, sig))
    return grant.token, grant.structure_state, grant.lease_until - central.now()


def test_at_its_end_a_structure_is_ended_by_itself_and_a_longer_one_takes_it_back(
    database: Database, tmp_path: Path
) -> None:
    clock = FakeClock(datetime.now(UTC))  # a second that passes meanwhile is no part of a lease
    central = central_server(database, tmp_path, clock=clock)
    relay = Relay.alone()
    post = enrolled(central, relay)
    now = central.now()
    central.set_agreement(AgreementTold(relay.id, Agreement(now - DAY, now + 3600)))
    token, state, lease_s = enter(central, post)
    assert (state, lease_s) == (StructureState.ACTIVE, 7 * DAY)
    clock.pass_(3601)
    assert central.post(token).state is StructureState.ENDED, "also for a session under way"
    _, state, lease_s = enter(central, post)
    assert (state, lease_s) == (StructureState.ENDED, 0)
    with pytest.raises(No) as said:
        central.changes(central.post(token), "", limit=10)
    assert said.value.code is ErrorCode.STRUCTURE_ENDED
    central.set_agreement(AgreementTold(relay.id, Agreement(now - DAY, now + 366 * DAY)))
    assert central.post(token).state is StructureState.ACTIVE
    told = [each["ends_at"] for each in acts_of(database) if each["action"] == "agreement"]
    assert told == [now + 3600, now + 366 * DAY]


def test_before_its_agreement_begins_a_structure_is_suspended(
    database: Database, tmp_path: Path
) -> None:
    central = central_server(database, tmp_path)
    relay = Relay.alone()
    post = enrolled(central, relay)
    now = central.now()
    central.set_agreement(AgreementTold(relay.id, Agreement(now + DAY, now + 9 * DAY)))
    assert enter(central, post)[1] is StructureState.SUSPENDED


def test_what_the_operator_ended_or_suspended_stays_so_within_the_agreement() -> None:
    lasts = Agreement(100, 200)
    for said, expected in (
        (StructureState.ACTIVE, StructureState.ACTIVE),
        (StructureState.SUSPENDED, StructureState.SUSPENDED),
        (StructureState.ENDED, StructureState.ENDED),
    ):
        assert lasts.state_at(150, said) is expected
        assert lasts.state_at(200, said) is StructureState.ENDED
    assert lasts.state_at(199, StructureState.ACTIVE) is StructureState.ACTIVE
    assert lasts.state_at(99, StructureState.ACTIVE) is StructureState.SUSPENDED


def test_an_agreement_of_an_unknown_structure_or_that_ends_first_is_refused(
    database: Database, tmp_path: Path
) -> None:
    central = central_server(database, tmp_path)
    relay = Relay.alone()
    serve(central, relay)
    for structure, lasts, code in (
        (bytes(16), Agreement(1, 2), ErrorCode.NOT_FOUND),
        (relay.id, Agreement(2, 2), ErrorCode.MALFORMED),
    ):
        with pytest.raises(No) as said:
            central.set_agreement(AgreementTold(structure, lasts))
        assert said.value.code is code


def test_a_code_taken_back_enrols_nobody_and_one_that_is_used_is_past_taking_back(
    database: Database, tmp_path: Path
) -> None:
    central = central_server(database, tmp_path)
    relay = Relay.alone()
    used = enrolled(central, relay)
    post = relay.post()
    serve(central, relay)
    waiting = codes(central.overview()["structures"], now=central.now())  # type: ignore[arg-type]
    assert [each["ticket"] for each in waiting] == [post.holder.id.hex()]
    central.cancel_code(post.holder.id)
    with pytest.raises(No) as said:
        central.enrol(post.enrolment.wire)
    assert said.value.code is ErrorCode.TICKET_EXPIRED
    for ticket in (post.holder.id, used.holder.id, bytes(16)):
        with pytest.raises(No) as said:
            central.cancel_code(ticket)
        assert said.value.code is ErrorCode.NOT_FOUND
    assert codes(central.overview()["structures"], now=central.now()) == []  # type: ignore[arg-type]


def test_days_of_an_agreement_are_those_of_france_both_included() -> None:
    lasts = agreement_of("2026-01-01", "2026-12-31")
    assert lasts.starts_at == 1767222000  # 2025-12-31 23:00 UTC
    assert lasts.ends_at == 1798758000
    summer = agreement_of("2026-07-01", "2026-07-01")
    assert summer.ends_at - summer.starts_at == DAY
    listed = structures(
        [
            {
                "name": "Relais",
                "state": "active",
                "structure": "00",
                "agreement": {"starts_at": lasts.starts_at, "ends_at": lasts.ends_at},
                "members": [{"state": "active"}, {"state": "removed"}],
                "devices": [],
            }
        ]
    )
    assert (listed[0]["first"], listed[0]["last"]) == ("2026-01-01", "2026-12-31")
    assert (listed[0]["members"], listed[0]["devices"]) == ("1", "0")
    for wrong in (("2026-02-01", "2026-01-01"), ("01/02/2026", "2026-12-31")):
        with pytest.raises(ValueError):
            agreement_of(*wrong)


def test_a_table_is_as_wide_as_it_needs_and_nothing_without_rows() -> None:
    drawn = table({"a": "Nom", "b": "État"}, [{"a": "Zoé", "b": "x"}, {"a": "Claire M.", "b": "y"}])
    assert drawn.splitlines() == [
        "Nom        État",
        "─────────  ────",
        "Zoé        x",
        "Claire M.  y",
    ]
    assert table({"a": "Nom"}, []) == ""
