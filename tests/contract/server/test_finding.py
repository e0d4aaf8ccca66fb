"""Looking for a safe tells who asks rightly, tells the asker alone, and tells it alike whoever is
looked for (SHR-03, DER-11, CNS-24): custody in the server and in a process of its own, on both
engines, and an API that only carries."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.crypto import finding as boxes
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.finding import Asking, ask, make_find, open_answer
from kiosk.crypto.keys import BoxKey, Identity
from kiosk.domain.finding import Findable, Found, FoundSafes, Sought
from kiosk.ports import SystemRng
from sync.protocol.codes import ErrorCode
from sync.protocol.messages import StructureState
from sync.protocol.search import SearchRequest
from sync.server.custody import finding, local
from sync.server.custody.port import Entrusted, Locked, Seeking
from sync.server.keys.rotation import rewrap_custody
from sync.server.no import No
from sync.server.store.database import Database
from sync.server.store.sqlite import SqliteRows
from tests.contract.server.test_custody import PLACES, Scene
from tests.fakes.actors import Person, Pro, Relay, now
from tests.fakes.central import acts_of, bring, central_server, enrolled, sender
from tests.fakes.postgres_process import PrivatePostgres

RNG = SystemRng()
DEVICE, OTHER_DEVICE = b"d" * 16, b"e" * 16
NADIA, PAUL = Identity.new(RNG), Identity.new(RNG)
BORN = "1990-03-12"
AMINA = Sought(BORN, ("amina", "diallo"))
AFTER_S = local.ANSWER_AFTER_S
NOBODY = Sought(BORN, ("nobody", "whatever"))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers wait for nothing, but where a test measures that."""
    monkeypatch.setattr(local, "ANSWER_AFTER_S", 0.0)


@pytest.fixture(params=PLACES)
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    engine, is_apart = request.param
    address = ""
    if engine == "postgresql":
        cluster: PrivatePostgres = request.getfixturevalue("postgres")
        address = cluster.new_database()
    made = Scene(tmp_path / "custody", address=address, is_apart=is_apart)
    yield made
    made.close()


@pytest.fixture
def near(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path / "custody")
    yield made
    made.close()


def keep(
    scene: Scene,
    *words: str,
    birth: str = BORN,
    since: str = "2026-03",
    n: int = 1,
    person: Person | None = None,
    by: Pro | None = None,
) -> Person:
    """Tell by what a safe is found: the person, or a professional of a structure."""
    person = person or Person.new()
    told_by = {} if by is None else {"person": person.id, "structure": by.relay.id}
    initials = " ".join(f"{each[0].upper()}." for each in words)
    said = make_find(
        person.identity if by is None else by.identity,
        Findable(birth, tuple(sorted(words)), initials, since),
        n=n,
        custody_x=scene.custody.public,
        at=now(),
        **told_by,
    )
    scene.inbox.append(Entrusted(len(scene.inbox) + 1, said))
    scene.take_in()
    return person


def asking(
    scene: Scene, sought: Sought = AMINA, *, pro: Identity = NADIA, device: bytes = DEVICE
) -> Asking:
    return ask(pro, sought, device=device, custody_x=scene.custody.public, rng=RNG)


def answer(scene: Scene, asked: Asking) -> bytes | Locked | None:
    return scene.custody.search(Seeking(asked.search, asked.device, asked.pro, asked.box))


def found(scene: Scene, sought: Sought = AMINA) -> FoundSafes:
    asked = asking(scene, sought)
    box = answer(scene, asked)
    assert isinstance(box, bytes)
    return open_answer(asked, box)


# What is found.


def test_a_safe_is_found_by_date_and_names_and_by_nothing_less(scene: Scene) -> None:
    keep(scene, "amina", "diallo")
    assert found(scene) == FoundSafes((Found("A. D."),))
    assert found(scene, Sought(BORN, ("amina", "diallo", "rose"))).safes
    for other in (
        Sought("1990-03-13", AMINA.words),
        Sought(BORN, ("amina",)),
        Sought(BORN, ("amina", "diop")),
        NOBODY,
    ):
        assert found(scene, other) == FoundSafes()


def test_homonyms_are_told_apart_and_many_are_not_listed(scene: Scene) -> None:
    for month in range(1, 5):
        keep(scene, "amina", "diallo", since=f"2026-0{month}")
    assert [each.since for each in found(scene).safes] == [f"2026-0{m}" for m in range(1, 5)]
    keep(scene, "amina", "diallo")
    assert found(scene) == FoundSafes(is_too_many=True)


def test_a_correction_counts_in_whatever_order_it_comes(scene: Scene) -> None:
    person = keep(scene, "amina", "diop", n=2)
    keep(scene, "amina", "diallo", n=1, person=person)
    assert found(scene) == FoundSafes()
    assert found(scene, Sought(BORN, ("amina", "diop"))).safes
    keep(scene, n=3, person=person)
    assert found(scene, Sought(BORN, ("amina", "diop"))) == FoundSafes()


def test_a_structure_hides_no_safe_by_the_greatest_number_there_is(scene: Scene) -> None:
    """A hostile member of a structure the person shares with may tell for their own alone."""
    honest, hostile = Relay.alone().pro(), Relay.alone().pro()
    person = keep(scene, "amina", "diallo", by=honest)
    keep(scene, n=2**32 - 1, person=person, by=hostile)
    assert found(scene) == FoundSafes((Found("A. D."),))
    keep(scene, "rose", "diop", n=2**32 - 1, person=person, by=hostile)
    assert found(scene) == FoundSafes((Found("A. D."),))
    keep(scene, "amina", "diallo", n=2, person=person)
    keep(scene, "amina", "diallo", n=2**32 - 1, person=person, by=hostile)
    assert found(scene) == FoundSafes((Found("A. D."),)), "one safe, whoever told of it"
    scene.custody.forget(person.id, bytes(32))
    assert found(scene) == FoundSafes()


def test_what_the_person_tells_takes_the_place_of_what_was_told_for_them(scene: Scene) -> None:
    pro = Relay.alone().pro()
    person = keep(scene, "amina", "diop", by=pro)
    keep(scene, "amina", "diallo", n=2, person=person)
    assert found(scene).safes
    assert found(scene, Sought(BORN, ("amina", "diop"))) == FoundSafes()
    keep(scene, "amina", "diop", n=1, person=person, by=pro)  # comes late
    assert found(scene).safes


def test_what_was_told_before_tellers_were_kept_apart_is_found_still(tmp_path: Path) -> None:
    made = Scene(tmp_path / "custody")
    keep(made, "amina", "diallo")
    tables = made.folder / "custody.db"
    made.close()
    with contextlib.closing(sqlite3.connect(tables)) as old:
        old.executescript(
            "CREATE TABLE f (person BLOB PRIMARY KEY, n INTEGER NOT NULL, sealed BLOB NOT NULL);"
            "INSERT INTO f SELECT person, n, sealed FROM findable;"
            "CREATE TABLE w (word BLOB, person BLOB, words INTEGER, PRIMARY KEY (word, person));"
            "INSERT INTO w SELECT word, person, words FROM findable_word;"
            "DROP TABLE findable; DROP TABLE findable_word;"
            "ALTER TABLE f RENAME TO findable; ALTER TABLE w RENAME TO findable_word;"
            "DELETE FROM schema_version WHERE version > 5;"
        )
    again = Scene(tmp_path / "custody")
    assert found(again) == FoundSafes((Found("A. D."),))
    again.close()


def test_a_destroyed_safe_leaves_nothing_to_find(scene: Scene) -> None:
    person = keep(scene, "amina", "diallo")
    scene.custody.forget(person.id, bytes(32))
    assert found(scene) == FoundSafes()
    with scene.inner.database.reading() as rows:
        assert rows.all("SELECT person FROM findable") == []
        assert rows.all("SELECT person FROM findable_word") == []


# What the tables hold, and what an answer tells on its way.


def test_no_name_and_no_date_lie_in_the_tables(scene: Scene) -> None:
    keep(scene, "amina", "diallo")
    found(scene)
    with scene.inner.database.reading() as rows:
        kept = [
            *rows.all("SELECT word, person FROM findable_word"),
            *rows.all("SELECT sealed, person FROM findable"),
            *rows.all("SELECT box, device, pro, born FROM searched"),
        ]
    spelt = b" ".join(bytes(each) for row in kept for each in row)
    assert len(kept) == 4
    for secret in (b"amina", b"diallo", b"A. D.", b"1990", b"2026-03"):
        assert secret not in spelt


def test_another_custody_s_secret_makes_other_hashes(scene: Scene, tmp_path: Path) -> None:
    other = Scene(tmp_path / "other")
    hashes = []
    for each in (scene, other):
        keep(each, "amina", "diallo")
        with each.inner.database.reading() as rows:
            hashes.append({bytes(row[0]) for row in rows.all("SELECT word FROM findable_word")})
    other.close()
    assert not hashes[0] & hashes[1]


def test_answers_are_as_long_whoever_is_found_and_open_for_who_asked_alone(scene: Scene) -> None:
    for month in range(1, 5):
        keep(scene, *"abcdefghijkl", since=f"2026-0{month}")
    many, none = asking(scene, Sought(BORN, tuple("abcdefghijkl"))), asking(scene, NOBODY)
    boxed, empty = answer(scene, many), answer(scene, none)
    assert isinstance(boxed, bytes)
    assert isinstance(empty, bytes)
    assert len(boxed) == len(empty)
    assert len(many.box) == len(none.box)
    assert len(open_answer(many, boxed).safes) == 4
    for asked, box in ((none, boxed), (many, empty), (many, bytes(len(boxed)))):
        with pytest.raises(CannotOpen):
            open_answer(asked, box)


def test_a_question_for_another_device_pro_or_custody_is_not_read(scene: Scene) -> None:
    asked = asking(scene)
    strange = ask(NADIA, AMINA, device=DEVICE, custody_x=BoxKey.new(RNG).public, rng=RNG)
    for seeking in (
        Seeking(asked.search, OTHER_DEVICE, asked.pro, asked.box),
        Seeking(asked.search, DEVICE, PAUL.id, asked.box),
        Seeking(b"s" * 16, DEVICE, asked.pro, asked.box),
        Seeking(strange.search, DEVICE, strange.pro, strange.box),
    ):
        assert scene.custody.search(seeking) is None
    with scene.inner.database.reading() as rows:
        assert rows.all("SELECT box FROM searched") == []


def test_a_person_found_costs_the_queries_of_nobody(
    near: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(near, "amina", "diallo")
    done: Counter[str] = Counter()
    for name in ("one", "all", "run", "many"):
        monkeypatch.setattr(SqliteRows, name, _counted(getattr(SqliteRows, name), done))
    costs = []
    for sought in (AMINA, NOBODY):
        done.clear()
        found(near, sought)
        costs.append(dict(done))
    assert costs[0] == costs[1]


def test_an_answer_is_held_back_until_its_time_whoever_is_found(
    near: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(near, "amina", "diallo")
    monkeypatch.setattr(local, "ANSWER_AFTER_S", AFTER_S)
    monkeypatch.setattr(type(near.clock), "boottime_s", lambda clock: clock.ahead_s)
    look, pauses = finding.find, []
    near.inner.pause = pauses.append
    for sought, took_s in ((AMINA, 0.2), (NOBODY, 0.01), (AMINA, 9.0)):

        def slowly(*values: object, took_s: float = took_s) -> FoundSafes:
            near.clock.ahead_s += took_s
            return look(*values)  # type: ignore[arg-type]

        monkeypatch.setattr(finding, "find", slowly)
        found(near, sought)
    assert pauses == pytest.approx([0.05, 0.24, 0.0])


# How often.


@pytest.mark.parametrize("column", ["device", "pro", "born"])
def test_each_limit_holds_and_ends_after_a_day(
    near: Scene, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DEVICE_MAX", "PRO_MAX", "BORN_MAX"):
        monkeypatch.setattr(finding, name, 3 if name == f"{column.upper()}_MAX" else 1000)
    keep(near, "amina", "diallo")

    def again(n: int) -> bytes | Locked | None:
        device = DEVICE if column == "device" else bytes([n]) * 16
        pro = NADIA if column == "pro" else Identity.new(RNG)
        born = BORN if column == "born" else f"19{n + 10}-01-01"
        return answer(near, asking(near, Sought(born, AMINA.words), pro=pro, device=device))

    assert all(isinstance(again(n), bytes) for n in range(3))
    near.clock.ahead_s += 3600
    refused = again(3)
    assert isinstance(refused, Locked)
    assert 82_000 < refused.seconds <= 82_801
    near.clock.ahead_s += refused.seconds + 1
    assert isinstance(again(4), bytes)


def test_the_same_question_again_counts_once_and_a_refused_one_not_at_all(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PRO_MAX", 2)
    asked = asking(scene)
    for _ in range(3):
        assert isinstance(answer(scene, asked), bytes)
    assert isinstance(answer(scene, asking(scene)), bytes)
    assert isinstance(answer(scene, asking(scene, NOBODY)), Locked)
    with scene.inner.database.reading() as rows:
        assert len(rows.all("SELECT box FROM searched")) == 2
    scene.clock.ahead_s += 86_402
    scene.custody.sweep()
    with scene.inner.database.reading() as rows:
        assert rows.all("SELECT box FROM searched") == []


def test_what_is_told_of_a_safe_opens_after_a_rotation_and_a_rewrap(near: Scene) -> None:
    keep(near, "amina", "diallo")
    keys = near.inner.keys
    assert rewrap_custody(near.inner.database, keys) == 1  # type: ignore[arg-type]
    assert found(near).safes


# The API in between.


@pytest.fixture
def served(database: Database, tmp_path: Path) -> Iterator[tuple]:  # type: ignore[type-arg]
    central = central_server(database, tmp_path)
    post = enrolled(central, Relay.alone())
    claire = post.relay.pro()
    other = enrolled(central, post.relay)
    yield central, post, other, claire
    central.close()


def request_of(asked: Asking) -> SearchRequest:
    return SearchRequest(asked.search, asked.pro, asked.box, asked.signature)


def of(central, post, pro, sought: Sought = AMINA) -> Asking:  # type: ignore[no-untyped-def]
    x = central.hello().custody
    return ask(pro.identity, sought, device=post.id, custody_x=x, rng=RNG)


def test_a_safe_told_to_the_server_is_found_through_it_and_the_search_is_in_the_tree(served):
    central, post, _, claire = served
    person = Person.new()
    opened = person.open_at(post, claire)
    told = make_find(
        person.identity,
        Findable(BORN, AMINA.words, "A. D.", "2026-03"),
        n=1,
        custody_x=central.hello().custody,
        at=now(),
    )
    answers = bring(central, post, *(each.wire for each in (*opened, told)))
    assert {each.status.value for each in answers} == {"stored"}
    asked = of(central, post, claire)
    got = central.search(sender(post), request_of(asked))
    assert open_answer(asked, got.box).safes == (Found("A. D."),)
    entry = acts_of(central.database)[-1]
    assert entry["action"] == "safe_searched"
    assert (entry["device"], entry["pro"]) == (post.id.hex(), claire.identity.id.hex())
    assert entry["search"] == asked.search.hex()
    assert not entry.get("person")
    assert "amina" not in str(entry)
    with central.database.reading() as rows:
        rowed = rows.all("SELECT wire, is_wrapped FROM statement WHERE type = 'find'")
    assert [int(row[1]) for row in rowed] == [1]


def test_what_a_safe_is_found_by_goes_to_no_post(served):
    central, post, other, claire = served
    person = Person.new()
    told = make_find(
        person.identity,
        Findable(BORN, AMINA.words, "A. D.", "2026-03"),
        n=1,
        custody_x=central.hello().custody,
        at=now(),
    )
    bring(central, post, *(e.wire for e in (*person.open_at(post, claire), told)))
    for each in (post, other):
        page = central.changes(sender(each), "", limit=500)
        assert told.wire not in page.wires


def test_a_question_is_worth_nothing_at_another_post_or_under_another_name(served):
    central, post, other, claire = served
    asked = of(central, post, claire)
    stranger = Identity.new(RNG)
    forged = Asking(
        asked.search,
        asked.pro,
        asked.box,
        stranger.sign(boxes.SIGNED_TYPE, asked.box),
        asked.device,
        asked.reply,
    )
    for device, question, code in (
        (other, asked, ErrorCode.BAD_PROOF),
        (post, forged, ErrorCode.BAD_PROOF),
        (post, ask(stranger, AMINA, device=post.id, custody_x=bytes([9]) * 32, rng=RNG), None),
    ):
        with pytest.raises(No) as refused:
            central.search(sender(device), request_of(question))
        assert refused.value.code is (code or ErrorCode.NOT_ALLOWED)
    assert "safe_searched" not in {each["action"] for each in acts_of(central.database)}


def test_a_suspended_or_ended_structure_looks_for_nobody(served):
    central, post, _, claire = served
    for state, code in (
        (StructureState.SUSPENDED, ErrorCode.STRUCTURE_SUSPENDED),
        (StructureState.ENDED, ErrorCode.STRUCTURE_ENDED),
    ):
        with pytest.raises(No) as refused:
            central.search(sender(post, state), request_of(of(central, post, claire)))
        assert refused.value.code is code


def test_a_refused_question_is_in_the_tree_too(served, monkeypatch):
    central, post, _, claire = served
    monkeypatch.setattr(finding, "PRO_MAX", 1)
    central.search(sender(post), request_of(of(central, post, claire)))
    with pytest.raises(No) as refused:
        central.search(sender(post), request_of(of(central, post, claire, NOBODY)))
    assert refused.value.code is ErrorCode.LOCKED
    assert refused.value.seconds > 86_000
    done = [each["action"] for each in acts_of(central.database)]
    assert done.count("safe_searched") == 2


def test_a_pro_tells_it_for_somebody_they_share_with_and_for_nobody_else(served):
    central, post, _, claire = served
    shared, apart = Person.new(), Person.new()
    for person, is_affiliated in ((shared, True), (apart, False)):
        made = person.open_at(post, claire, is_affiliated=is_affiliated)
        bring(central, post, *(each.wire for each in made))
    statuses = []
    for person in (shared, apart):
        told = make_find(
            claire.identity,
            Findable(BORN, AMINA.words, "A. D.", "2026-03"),
            n=2,
            custody_x=central.hello().custody,
            at=now(),
            person=person.id,
            structure=post.relay.id,
        )
        statuses.append(bring(central, post, told.wire)[0].status.value)
    assert statuses[0] == "stored"
    assert statuses[1] != "stored"


def _counted(method, done):  # type: ignore[no-untyped-def]
    def counted(rows, *values):  # type: ignore[no-untyped-def]
        done[str(values[0])] += 1
        return method(rows, *values)

    return counted
