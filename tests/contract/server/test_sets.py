"""A turn asks and writes in sets, on every engine, and judges as if each statement came alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.crypto.statements import Statement
from sync.server.acceptance import Operator
from sync.server.central import CentralServer
from sync.server.store import records
from sync.server.store.database import Database
from sync.server.store.gathered import Gathered
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.records import kept_statement, last_number, sequences_of
from sync.server.store.seen import Seen
from sync.server.store.sets import AT_ONCE, Asked
from sync.server.store.sqlite import SqliteDatabase, SqliteRows
from tests.contract.server.test_acceptance import heard
from tests.contract.server.test_records import AMINA, BORIS, NOW, record, stored
from tests.fakes.actors import Person, Post, Pro, Relay, new_part, part_line
from tests.fakes.central import bring, central_server, enrolled, sender

ODD = bytes(range(256)) + b"\\N\t\n\\.\r\\x00"
"""Bytes that a COPY in text would take for its own."""


@pytest.mark.parametrize("count", [1, 3, 4, 300])
def test_rows_come_back_as_they_were_loaded(database: Database, count: int) -> None:
    made = [record(number, wire=ODD * number) for number in range(1, count + 1)]
    with database.writing() as rows:
        assert records.append(rows, made, now=NOW) == 1
    with database.reading() as rows:
        for number, each in enumerate(made, start=1):
            kept = kept_statement(rows, AMINA, each.name)
            assert kept is not None
            assert (kept.wire, kept.sequence) == (each.wire, number)


@pytest.mark.parametrize("count", [1, 2, 3, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
def test_a_set_of_any_size_is_asked_whole(database: Database, count: int) -> None:
    stored(database, *(record(number) for number in range(1, count + 1)))
    asked = [(owner, record(n).name) for n in range(1, count + 1) for owner in (AMINA, BORIS)]
    with database.reading() as rows:
        found = sequences_of(rows, asked)
        assert sequences_of(rows, []) == {}
    assert found == {(AMINA, record(n).name): n for n in range(1, count + 1)}


def test_what_was_asked_is_not_asked_again_until_it_may_have_changed() -> None:
    there = {1: "one"}
    questions: list[list[int]] = []

    def find(keys):
        questions.append(list(keys))
        return {key: there[key] for key in keys if key in there}

    asked: Asked[int, str] = Asked(find)
    asked.ask([1, 2, 1])
    assert (asked.of(1), asked.of(2), questions) == ("one", None, [[1, 2]])
    asked.note(2, "two")
    assert (asked.of(2), questions) == ("two", [[1, 2]])
    asked.look_again()
    assert (asked.of(2), questions) == (None, [[1, 2], [2]])


def test_a_number_taken_while_statements_gather_stops_the_turn(database: Database) -> None:
    def turn() -> None:
        with database.writing() as rows:
            gathered = Gathered(Seen(rows), now=NOW)
            assert [gathered.append(record(number)) for number in (1, 2)] == [1, 2]
            records.next_number(rows)
            gathered.flush()

    with pytest.raises(AssertionError, match="a number was taken"):
        turn()
    with database.reading() as rows:
        assert last_number(rows) == 0
        assert kept_statement(rows, AMINA, record(1).name) is None


def story(relay: Relay, claire: Pro, post: Post) -> list[Statement]:
    """Return much of what a post may bring, with what is refused, waits and comes twice."""
    amina, boris, late = Person.new(), Person.new(), Person.new()
    opened = {each.id: each.open_at(post, claire) for each in (amina, boris, late)}
    stranger = Relay.of(relay.authority).pro()
    part, sealed = new_part()
    shared = amina.paper(by=claire, parts=[part_line(part, sealed)])
    item = shared.id("item")
    private = amina.paper(space="prv", item=item, previous=[shared])
    again = amina.paper(item=item, previous=[private], parts=[part_line(part, sealed)])
    first, *others = opened[late.id]
    dropped = [boris.paper(by=claire, space="drop") for _ in range(2)]
    return [
        *opened[amina.id],
        shared,
        *(amina.paper(by=claire) for _ in range(5)),
        private,
        post.log("sign_in"),
        again,
        *dropped,  # of a person nobody opened yet
        *opened[boris.id],
        *dropped,
        boris.paper(by=stranger),
        shared,
        boris.new_epoch(),
        boris.grant(relay),
        boris.paper(by=claire),
        *others,  # wait for the identity
        first,
        *others,
        boris.affiliate(relay, "remove"),
        boris.paper(by=claire),
        boris.paper(),
        amina.paper(by=claire, item=item, previous=[again]),
        amina.paper(by=claire, item=item, previous=[boris.paper()]),
        post.log("sign_out"),
    ]


def test_a_batch_is_judged_as_its_statements_are_one_by_one(
    database: Database, tmp_path: Path
) -> None:
    together = central_server(database, tmp_path / "together")
    files = tmp_path / "alone"
    files.mkdir()
    store = SqliteDatabase(files / "records.db", MIGRATIONS / "sqlite")
    alone = central_server(store, files)
    relay = Relay.alone()
    claire = relay.pro()
    post = relay.post()
    made = relay.statements()
    for central in (alone, together):
        central.set_root(relay.authority.root.ed_public)
        central.accept(Operator(), made)
        central.enrol(post.enrolment.wire)
    wires = [each.wire for each in story(relay, claire, post)]
    one_by_one = [answer for wire in wires for answer in bring(alone, post, wire)]
    at_once = bring(together, post, *wires)
    said = [(a.name, a.status, a.sequence, a.code, a.missing) for a in at_once]
    assert said == [(a.name, a.status, a.sequence, a.code, a.missing) for a in one_by_one]
    assert {a.status.value for a in at_once} == {"stored", "known", "waiting", "refused"}
    told = [heard(each, post) for each in (alone, together)]
    assert told[0][:2] == told[1][:2]
    assert told[0][1], "the unshared part and the person who left are purged"
    for central in (alone, together):
        central.custody.close()
    store.close()


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count what the embedded store is asked."""
    asked: Counter[str] = Counter()

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def count(rows: SqliteRows, sql: str, *values: object) -> object:
            asked[sql] += 1
            return method(rows, sql, *values)

        return count

    for name in ("one", "all", "run", "many"):
        monkeypatch.setattr(SqliteRows, name, counted(getattr(SqliteRows, name)))
    return asked


def queries_of(central: CentralServer, post: Post, wires: list[bytes], asked: Counter[str]) -> int:
    asked.clear()
    answers = central.accept(sender(post), wires).answers
    assert {answer.status.value for answer in answers} == {"stored"}
    return asked.total()


def test_a_hundred_papers_are_as_many_queries_as_ten(tmp_path: Path, queries: Counter[str]) -> None:
    store = SqliteDatabase(tmp_path / "records.db", MIGRATIONS / "sqlite")
    central = central_server(store, tmp_path)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    people = [Person.new() for _ in range(5)]
    for person in people:
        bring(central, post, *(each.wire for each in person.open_at(post, claire)))

    def with_parts(count: int) -> list[bytes]:
        lines = [part_line(*new_part()) for _ in range(count)]
        return [
            people[number % 5].paper(by=claire, parts=[line]).wire
            for number, line in enumerate(lines)
        ]

    def fresh(count: int) -> list[bytes]:
        return [people[number % 5].paper(by=claire).wire for number in range(count)]

    central.accept(sender(post), fresh(1))  # asked once in a server's life: who signs
    ten = queries_of(central, post, fresh(10), queries)
    hundred = queries_of(central, post, fresh(100), queries)
    assert hundred == ten < 20
    assert queries_of(central, post, with_parts(100), queries) < 25
    central.custody.close()
    store.close()
