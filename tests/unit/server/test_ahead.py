"""What is checked before the writer's turn decides nothing by itself."""

from __future__ import annotations

import pytest

from kiosk.crypto.encoding import dec, enc
from kiosk.crypto.statements import Statement
from sync.server.ahead import TURN_COUNT, Ahead, Unreadable
from tests.fakes.actors import Person, Relay


@pytest.fixture(scope="module")
def papers() -> list[bytes]:
    pro, person = Relay.alone().pro(), Person.new()
    person.new_epoch()
    return [person.paper(by=pro).wire for _ in range(TURN_COUNT + 30)]


@pytest.fixture
def ahead():
    made = Ahead()
    yield made
    made.close()


def author_key(wire: bytes, pro_ed: bytes, ahead: Ahead) -> Statement:
    (turn,) = ahead.turns([wire])
    (statement,) = turn.read
    assert isinstance(statement, Statement)
    ahead.learnt(statement.by, pro_ed)
    return statement


def test_a_batch_comes_in_turns_in_its_order(ahead: Ahead, papers: list[bytes]) -> None:
    turns = list(ahead.turns([*papers, b"nonsense"]))
    assert [len(turn.read) for turn in turns] == [TURN_COUNT, 31]
    read = [each.wire for turn in turns for each in turn.read]
    assert read == [*papers, b"nonsense"]
    assert isinstance(turns[-1].read[-1], Unreadable)
    assert list(ahead.turns([])) == []


def test_only_a_signature_that_fits_the_very_key_is_noted(ahead: Ahead) -> None:
    relay = Relay.alone()
    pro, person = relay.pro(), Person.new()
    person.new_epoch()
    good = [person.paper(by=pro).wire for _ in range(TURN_COUNT)]
    raw, sigs, sealed = dec(person.paper(by=pro).wire)
    forged = enc(raw, sigs[:-1] + bytes([sigs[-1] ^ 1]), sealed)
    assert [turn.fitting for turn in ahead.turns([*good, forged])] == [frozenset()] * 2
    author_key(good[0], pro.identity.ed_public, ahead)
    first, second = ahead.turns([*good, forged])
    assert len(first.fitting) == TURN_COUNT
    assert {key for _, key in first.fitting} == {pro.identity.ed_public}
    assert second.fitting == frozenset()
    ahead.learnt(pro.identity.id, person.identity.ed_public)
    assert [turn.fitting for turn in ahead.turns([*good, forged])] == [frozenset()] * 2


def test_a_turn_alone_is_checked_before_the_writer_is_asked_for(ahead: Ahead) -> None:
    pro, person = Relay.alone().pro(), Person.new()
    person.new_epoch()
    wire = person.paper(by=pro).wire
    statement = author_key(wire, pro.identity.ed_public, ahead)
    [turn] = ahead.turns([wire])
    assert turn.fitting == {(statement.name, pro.identity.ed_public)}
    assert turn.is_last
