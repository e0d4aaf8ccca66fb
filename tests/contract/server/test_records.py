"""What the store of statements promises, on every engine."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.errors import Unavailable
from sync.server.store.database import Database, Rows
from sync.server.store.records import (
    FOREVER,
    Audience,
    Level,
    News,
    NewsPage,
    Record,
    append,
    changes,
    conceal,
    kept_by_subject,
    kept_statement,
    last_number,
    level_of,
    order_to_forget,
    reveal,
    said_of,
    sees_whole,
    sequences_of,
)

NOW = 1_760_000_000
AMINA, BORIS = b"a" * 16, b"b" * 16
RELAY, OTHER_RELAY, POST = b"R" * 16, b"O" * 16, b"P" * 16


def record(
    number: int,
    owner: bytes = AMINA,
    audience: Audience = Audience.WHOLE,
    wire: bytes = b"",
    kind: str = "item",
) -> Record:
    return Record(
        owner=owner,
        name=number.to_bytes(32, "big"),
        type=kind,
        subject=bytes(16),
        author=owner,
        device=POST,
        audience=audience,
        stored_at=NOW,
        size=len(wire) or 6,
        is_wrapped=False,
        wire=wire or b"wire%02d" % number,
    )


def news(
    database: Database,
    *viewers: bytes,
    after: int = 0,
    limit: int = 500,
    max_bytes: int = 10**6,
    now: int = NOW,
) -> NewsPage:
    with database.reading() as rows:
        return changes(rows, viewers, after, limit=limit, max_bytes=max_bytes, now=now)


def told(page: NewsPage) -> list[bytes]:
    return [line.statement.wire if line.statement else b"forget" for line in page.lines]


def stored(database: Database, *records: Record) -> list[int]:
    with database.writing() as rows:
        return [append(rows, [one], now=NOW) for one in records]


def shown(database: Database, viewer: bytes, owner: bytes, level: Level = Level.WHOLE) -> bool:
    with database.writing() as rows:
        return reveal(rows, viewer, owner, level, now=NOW)


def test_a_stored_statement_comes_back_by_name_and_by_subject(database: Database) -> None:
    stored(database, record(1), record(2))
    with database.reading() as rows:
        kept = kept_statement(rows, AMINA, record(1).name)
        assert kept is not None
        assert (kept.wire, kept.sequence, kept.is_wrapped) == (b"wire01", 1, False)
        assert [k.wire for k in kept_by_subject(rows, AMINA, "item", bytes(16))] == [
            b"wire01",
            b"wire02",
        ]
        said = (AMINA, bytes(16))
        assert said_of(rows, "item", [said, (BORIS, bytes(16))]) == {said}
        assert said_of(rows, "grant", [said]) == set()
        there, not_there = (AMINA, record(2).name), (BORIS, record(2).name)
        assert sequences_of(rows, [there, not_there]) == {there: 2}
        assert last_number(rows) == 2


def test_a_transaction_that_fails_leaves_nothing_and_gives_its_numbers_back(
    database: Database,
) -> None:
    shown(database, RELAY, AMINA)

    def cut() -> None:
        with database.writing() as rows:
            append(rows, [record(1)], now=NOW)
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        cut()
    assert told(news(database, RELAY)) == []
    assert stored(database, record(2)) == [1]


def test_a_viewer_is_told_in_order_and_only_of_what_it_sees(database: Database) -> None:
    shown(database, RELAY, AMINA)
    shown(database, OTHER_RELAY, BORIS)
    stored(database, record(1), record(2, BORIS), record(3))
    assert told(news(database, RELAY)) == [b"wire01", b"wire03"]
    assert told(news(database, OTHER_RELAY)) == [b"wire02"]


def test_an_owner_that_becomes_visible_is_told_from_its_start_even_past_the_cursor(
    database: Database,
) -> None:
    shown(database, RELAY, BORIS)
    stored(database, record(1), record(2), record(3, BORIS))
    cursor = news(database, RELAY).next
    assert shown(database, RELAY, AMINA)
    page = news(database, RELAY, after=cursor)
    assert told(page) == [b"wire01", b"wire02"]
    assert not shown(database, RELAY, AMINA)
    assert told(news(database, RELAY, after=page.next)) == []


def test_pages_hold_no_more_than_asked_and_together_tell_everything_once(
    database: Database,
) -> None:
    shown(database, RELAY, AMINA)
    stored(database, *(record(n) for n in range(1, 8)))
    heard: list[bytes] = []
    cursor, more = 0, True
    while more:
        page = news(database, RELAY, after=cursor, limit=3)
        assert len(page.lines) <= 3
        heard += told(page)
        cursor, more = page.next, page.more
    assert heard == [b"wire%02d" % n for n in range(1, 8)]


def test_a_page_closes_before_it_holds_too_many_bytes_but_always_moves(database: Database) -> None:
    shown(database, RELAY, AMINA)
    stored(database, *(record(n, wire=bytes([n]) * 600) for n in range(1, 4)))
    page = news(database, RELAY, max_bytes=1300)
    assert (len(page.lines), page.more) == (2, True)
    assert len(news(database, RELAY, after=page.next, max_bytes=10).lines) == 1


def test_public_statements_of_a_structure_are_told_without_its_inner_ones(
    database: Database,
) -> None:
    stored(
        database,
        record(1, OTHER_RELAY, Audience.PUBLIC),
        record(2, OTHER_RELAY, Audience.WHOLE),
        record(3, OTHER_RELAY, Audience.NOBODY),
    )
    shown(database, RELAY, OTHER_RELAY, Level.PUBLIC)
    stored(database, record(4, OTHER_RELAY, Audience.WHOLE))
    page = news(database, RELAY)
    assert told(page) == [b"wire01"]
    shown(database, RELAY, OTHER_RELAY, Level.WHOLE)
    assert told(news(database, RELAY, after=page.next)) == [b"wire02", b"wire04"]


def test_a_withdrawn_owner_leaves_the_feed_read_or_not_and_an_order_to_forget_follows(
    database: Database,
) -> None:
    shown(database, RELAY, AMINA)
    stored(database, record(1), record(2))
    cursor = news(database, RELAY, limit=1).next
    with database.writing() as rows:
        number = append(rows, [record(3, kind="affil")], now=NOW)
        conceal(rows, RELAY, AMINA, b"forget amina", keep_from=number)
    stored(database, record(4))
    for after in (0, cursor):
        page = news(database, RELAY, after=after)
        assert told(page) == [b"wire03", b"forget"]
        assert page.lines[-1].forget == b"forget amina"
    with database.reading() as rows:
        assert level_of(rows, RELAY, AMINA, now=NOW) is Level.NOTHING


def test_nothing_is_told_after_an_order_to_forget_within_one_page(database: Database) -> None:
    shown(database, RELAY, AMINA)
    stored(database, record(1))
    with database.writing() as rows:
        conceal(rows, RELAY, AMINA, b"x", keep_from=last_number(rows) + 1)
    shown(database, RELAY, AMINA)
    first = news(database, RELAY)
    assert told(first) == []  # it sees her again: the order is passed over
    with database.writing() as rows:
        order_to_forget(rows, AMINA, b"parts", now=NOW)
    stored(database, record(2))
    pages = [first]
    while pages[-1].more:
        pages.append(news(database, RELAY, after=pages[-1].next))
    assert [told(page) for page in pages] == [[], [b"wire01", b"forget"], [b"wire02"]]


def test_an_order_to_forget_spares_an_owner_whom_the_device_itself_still_sees(
    database: Database,
) -> None:
    shown(database, RELAY, AMINA)
    shown(database, POST, AMINA)
    with database.writing() as rows:
        conceal(rows, RELAY, AMINA, b"x", keep_from=last_number(rows) + 1)
    assert told(news(database, RELAY, POST)) == []
    assert told(news(database, RELAY)) == [b"forget"]


def test_a_number_told_to_a_structure_and_to_its_device_is_one_line(database: Database) -> None:
    shown(database, RELAY, AMINA)
    shown(database, POST, AMINA)
    stored(database, record(1), record(2))
    assert told(news(database, RELAY, POST)) == [b"wire01", b"wire02"]


def test_a_sight_with_an_end_ends_by_itself_and_starts_anew_from_the_beginning(
    database: Database,
) -> None:
    with database.writing() as rows:
        reveal(rows, POST, AMINA, Level.WHOLE, until=NOW + 10, now=NOW)
        append(rows, [record(1)], now=NOW)
        append(rows, [record(2)], now=NOW + 10)
        assert not sees_whole(rows, [POST], AMINA, now=NOW + 10)
    assert told(news(database, POST)) == [b"wire01"]
    with database.writing() as rows:
        assert reveal(rows, POST, AMINA, Level.WHOLE, until=NOW + 99, now=NOW + 10)
    assert told(news(database, POST)) == [b"wire01", b"wire02"]
    with database.writing() as rows:
        assert not reveal(rows, POST, AMINA, Level.WHOLE, until=FOREVER, now=NOW + 10)
        assert not reveal(rows, POST, AMINA, Level.WHOLE, until=NOW + 20, now=NOW + 10)
        assert sees_whole(rows, [POST], AMINA, now=NOW + 10**9)


def test_a_cursor_never_passes_a_change_that_is_still_being_committed(database: Database) -> None:
    """Many writers commit at once, slow ones among them; a reader that follows misses none."""
    shown(database, RELAY, AMINA)
    writers, each = 6, 15
    heard: list[News] = []
    done = threading.Event()

    def write(writer: int) -> None:
        for n in range(each):
            with database.writing() as rows:
                append(rows, [record(1000 * writer + n)], now=NOW)
                if n % 5 == writer % 5:
                    _dawdle(rows)

    def follow() -> None:
        cursor = 0
        while True:
            is_last = done.is_set()
            page = news(database, RELAY, after=cursor)
            heard.extend(page.lines)
            cursor = page.next
            if is_last and not page.lines:
                return

    with ThreadPoolExecutor(writers + 1) as pool:
        follower = pool.submit(follow)
        for task in [pool.submit(write, w) for w in range(writers)]:
            task.result()
        done.set()
        follower.result()
    positions = [line.position for line in heard]
    assert positions == sorted(set(positions))
    assert len(heard) == writers * each


def test_a_reader_sees_one_moment_while_writers_go_on(database: Database) -> None:
    shown(database, RELAY, AMINA)
    stored(database, record(1))
    with database.reading() as rows:
        before = last_number(rows)
        stored(database, record(2))
        assert last_number(rows) == before
    with database.reading() as rows:
        assert last_number(rows) > before


def test_a_store_that_is_away_is_said_to_be_unavailable(database: Database) -> None:
    database.close()
    with pytest.raises(Unavailable), database.reading() as rows:
        last_number(rows)


def _dawdle(rows: Rows) -> None:
    """Work long enough inside the transaction for others to queue behind it."""
    for _ in range(200):
        last_number(rows)
